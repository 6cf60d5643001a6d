import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { echoTimeOf, encodingSymmetry } from "../encoding/mod.ts";
import {
  encodingMoments,
  maximalGradient,
  sampleEncoding,
  squaredIntegral,
} from "../waveform/mod.ts";
import {
  doublePgse,
  encodeProtocol,
  protocol,
  type SequenceDescription,
  squareOgse,
} from "./mod.ts";

/** The waveform of a sequence along z at unit amplitude. */
function waveform(description: SequenceDescription) {
  const given = protocol({ sequences: [description], qValues: [1], directions: [[0, 0, 1]] });
  return encodeProtocol(given).encodings[0];
}

/** v_z at the given times. */
function along(description: SequenceDescription, times: number[]): number[] {
  const { gradient } = sampleEncoding(waveform(description), times);
  return times.map((_, i) => gradient[3 * i + 2]);
}

interface ReferenceFile {
  b_values: number[];
  results: {
    sequence: {
      type: string;
      delta_us: number;
      Delta_us: number;
      tpause_us?: number;
      nperiod?: number;
      TE_us: number;
      int_F2_us3: number;
    };
    gammag_rad_per_um_us: number[];
  }[];
}

Deno.test("the sequences of the reference signals have their echo times, ∫F² and amplitudes", () => {
  const types = new Set<string>();
  for (const name of ["sphere_r5", "cyl_r2_h20"]) {
    const url = new URL(`../../../testdata/diffusion/fem/${name}.json`, import.meta.url);
    const file: ReferenceFile = JSON.parse(Deno.readTextFileSync(url));
    for (const { sequence, gammag_rad_per_um_us } of file.results) {
      const { type, tpause_us, nperiod } = sequence;
      types.add(type);
      const description = {
        type,
        delta: sequence.delta_us / 1000,
        Delta: sequence.Delta_us / 1000,
        ...(tpause_us !== undefined && { pause: tpause_us / 1000 }),
        ...(nperiod !== undefined && { periods: nperiod }),
      } as SequenceDescription;
      const encoding = waveform(description);
      assertAlmostEquals(echoTimeOf(encoding), sequence.TE_us / 1000, 1e-12);
      const unit = squaredIntegral(encoding).value;
      assertLess(Math.abs(unit * 1e9 / sequence.int_F2_us3 - 1), 1e-14);
      const { q } = protocol({
        sequences: [description],
        bValues: file.b_values,
        directions: [[0, 0, 1]],
      });
      q.forEach((x, b) => assertAlmostEquals(x, 1000 * gammag_rad_per_um_us[b], 1e-12));
    }
  }
  assertEquals(types, new Set(["PGSE", "DoublePGSE", "CosOGSE", "SinOGSE"]));
});

Deno.test("the square OGSE and double PGSE of the exact signals have their b-values", () => {
  const url = new URL("../../../testdata/diffusion/analytic/mcf.json", import.meta.url);
  const { cases } = JSON.parse(Deno.readTextFileSync(url)) as {
    cases: { sequence: string; g_rad_per_s_per_m: number; b: number; b_each: number }[];
  };
  let square = 0, double = 0;
  for (const { sequence, g_rad_per_s_per_m, b, b_each } of cases) {
    const measurement = { qValues: [g_rad_per_s_per_m * 1e-9], directions: [[1, 0, 0]] };
    if (sequence.startsWith("square-wave OGSE")) {
      const { bValues } = squareOgse({ delta: 20, periods: 4, ...measurement });
      assertLess(Math.abs(bValues[0] / (b * 1e-6) - 1), 1e-14);
      square++;
    } else if (sequence.startsWith("double PGSE")) {
      const { bValues } = doublePgse({ delta: 5, Delta: 20, pause: 5, ...measurement });
      assertLess(Math.abs(bValues[0] / (2 * b_each * 1e-6) - 1), 1e-14);
      double++;
    }
  }
  assertEquals([square > 3, double > 3], [true, true]);
});

Deno.test("closed forms of ∫F² hold for any timing, to 1e-12", () => {
  const time = fc.double({ min: 0.1, max: 40, noNaN: true });
  fc.assert(
    fc.property(
      time,
      time,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 9 }),
      (
        delta,
        gap,
        share,
        periods,
      ) => {
        const Delta = delta + gap, ramp = share * Math.min(delta, gap);
        const rectangle = delta ** 2 * (Delta - delta / 3);
        const cosine = delta ** 3 / (2 * Math.PI * periods) ** 2;
        const cases: [SequenceDescription, number][] = [
          [{ type: "PGSE", delta, Delta }, rectangle],
          [{ type: "PGSE", delta, Delta, echoTime: Delta + delta + 7 }, rectangle],
          [{ type: "DoublePGSE", delta, Delta, pause: 3 }, 2 * rectangle],
          [
            { type: "TrapezoidPGSE", delta, Delta, rampTime: ramp },
            rectangle + ramp ** 3 / 30 - delta * ramp ** 2 / 6,
          ],
          [{ type: "CosOGSE", delta, Delta, periods }, cosine],
          [{ type: "SinOGSE", delta, Delta, periods }, 3 * cosine],
          [{ type: "SquareOGSE", delta, Delta, periods }, delta ** 3 / (6 * periods ** 2)],
          // Triangles of a quarter of the area's square: F from −¼ to +¼ period.
          [
            { type: "SquareOGSE", delta, Delta, periods, phase: "cosine" },
            delta ** 3 / (24 * periods ** 2),
          ],
          [{ type: "TwiceRefocused", delta }, 4 * delta ** 2 * (2 * delta - 2 * delta / 3)],
          [{ type: "StimulatedEcho", delta, Delta, mixingTime: share * gap }, rectangle],
        ];
        for (const [description, expected] of cases) {
          const unit = squaredIntegral(waveform(description)).value;
          assertLess(Math.abs(unit / expected - 1), 1e-12, JSON.stringify(description));
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("every sequence refocuses and mirrors in time as it should", () => {
  const expected: [SequenceDescription, string][] = [
    [{ type: "PGSE", delta: 4, Delta: 11.3 }, "odd"],
    [{ type: "PGSE", delta: 4, Delta: 4, echoTime: 30 }, "odd"],
    [{ type: "TrapezoidPGSE", delta: 4, Delta: 11.3, rampTime: 0.3 }, "odd"],
    [{ type: "DoublePGSE", delta: 4, Delta: 11.3, pause: 0.7 }, "odd"],
    [{ type: "DoublePGSE", delta: 4, Delta: 9, pause: 1, secondDirections: [[0, 0, -1]] }, "even"],
    [{ type: "CosOGSE", delta: 4, Delta: 11.3, periods: 3 }, "odd"],
    [{ type: "SinOGSE", delta: 4, Delta: 11.3, periods: 3 }, "even"],
    [{ type: "SinOGSE", delta: 4, periods: 3 }, "odd"],
    [{ type: "SquareOGSE", delta: 4, Delta: 11.3, periods: 3 }, "even"],
    [{ type: "SquareOGSE", delta: 4, Delta: 11.3, periods: 3, phase: "cosine" }, "odd"],
    [{ type: "TwiceRefocused", delta: 5, pause: 2 }, "odd"],
    [{ type: "TwiceRefocused", delta1: 7, delta2: 5, delta3: 6 }, "odd"],
    [{ type: "TwiceRefocused", delta1: 7, delta2: 5, delta3: 6, pause: 1 }, "none"],
    [{ type: "StimulatedEcho", delta: 4, Delta: 100, mixingTime: 90.1 }, "odd"],
    [{ type: "BTensor", shape: "linear", delta: 30 }, "odd"],
    [{ type: "BTensor", shape: "spherical", delta: 30 }, "none"],
    [{ type: "BTensor", shape: "spherical", delta: 30, Delta: 30, method: "sequential" }, "none"],
  ];
  for (const [description, symmetry] of expected) {
    const encoding = waveform(description), text = JSON.stringify(description);
    assertEquals(encodingSymmetry(encoding), symmetry, text);
    const { zeroth } = encodingMoments(encoding);
    zeroth.forEach((x) => assertAlmostEquals(x, 0, 1e-13, text));
    assertAlmostEquals(maximalGradient(encoding, 267.522187e-6), 1, 1e-14, text);
  }
});

Deno.test("the waveforms are where they should be, with the second block reversed", () => {
  const Delta = 20, delta = 8;
  assertEquals(along({ type: "PGSE", delta, Delta }, [1, 10, 21]), [1, 0, -1]);
  assertEquals(along({ type: "PGSE", delta, Delta, echoTime: 40 }, [5, 7, 27, 39]), [0, 1, -1, 0]);
  const late: SequenceDescription = { type: "PGSE", delta, Delta, initialPause: 3 };
  assertEquals(along(late, [2.9, 3.1, 23.1, 30.9]), [0, 1, -1, -1]);
  assertEquals(echoTimeOf(waveform(late)), 31);
  assertEquals(along({ ...late, echoTime: 40 }, [2.9, 3.1, 23.1, 31.1]), [0, 1, -1, 0]);
  assertEquals(echoTimeOf(waveform({ ...late, echoTime: 40 })), 40);
  assertEquals(
    along({ type: "DoublePGSE", delta, Delta, pause: 2 }, [1, 21, 29, 31, 51, 57.9]),
    [1, -1, 0, 1, -1, -1],
  );
  assertEquals(
    along({ type: "TrapezoidPGSE", delta, Delta, rampTime: 2 }, [1, 5, 9, 15, 21, 25, 29]),
    [0.5, 1, 0.5, 0, -0.5, -1, -0.5],
  );
  const w = 2 * Math.PI * 3 / delta;
  for (const [type, f] of [["CosOGSE", Math.cos], ["SinOGSE", Math.sin]] as const) {
    const values = along({ type, delta, Delta, periods: 3 }, [1.1, 12, 21.1]);
    [f(1.1 * w), 0, -f(1.1 * w)].forEach((x, i) => assertAlmostEquals(values[i], x, 1e-14));
  }
  const square = along({ type: "SquareOGSE", delta, Delta, periods: 2 }, [1, 3, 5, 7, 21, 23]);
  assertEquals(square, [1, -1, 1, -1, -1, 1]);
  const shifted: SequenceDescription = { type: "SquareOGSE", delta, periods: 2, phase: "cosine" };
  assertEquals(along(shifted, [0.5, 2, 4, 6, 7.5]), [1, -1, 1, -1, 1]);
  const lobes = { delta1: 4, delta2: 3, delta3: 5, pause: 1, middlePause: 2 };
  const twice: SequenceDescription = { type: "TwiceRefocused", ...lobes };
  assertEquals(along(twice, [1, 4.5, 6, 9, 12, 15.5, 17, 17.99]), [1, 0, 1, 0, -1, 0, -1, -1]);
  const { pieces, weight } = waveform({ type: "StimulatedEcho", delta, Delta, mixingTime: 10 });
  assertEquals(pieces.map(({ stored }) => stored ?? false), [false, false, true, false, false]);
  assertEquals([pieces[1].duration, pieces[2].duration, weight], [1, 10, 0.5]);
});
