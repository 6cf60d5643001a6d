import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { EncodedProtocol, Encoding, Profile } from "../encoding/mod.ts";
import { profileFunctions, profileValues } from "../encoding/mod.ts";
import { gaussLegendre } from "../../special/mod.ts";
import { doublePgse, encodeProtocol, fibonacciHemisphere, pgse } from "../protocol/mod.ts";
import { stagesOf, storedIntervals } from "./schedule.ts";
import { profileWeights } from "./step_weights.ts";
import { type Timeline, timelines } from "./timeline.ts";

/** The waveform of encoding `place` of a timeline at time t, rebuilt from its profiles. */
function rebuilt(line: Timeline, place: number, t: number): number[] {
  const piece = line.pieces.find(({ start, piece: { duration } }) => t < start + duration)!;
  const values = profileValues(piece.piece.profile, (t - piece.start) / piece.piece.duration);
  const count = line.profiles.length;
  return [0, 1, 2].map((axis) =>
    line.profiles.reduce((sum, profile, k) => {
      const f = values.reduce((s, b, j) => s + b * profile[piece.firstFunction + j], 0);
      return sum + line.coefficients[(place * count + k) * 3 + axis] * f;
    }, 0)
  );
}

function waveform({ pieces }: Encoding, t: number): number[] {
  let start = 0;
  for (const { duration, profile, vectors } of pieces) {
    if (t < start + duration) {
      const values = profileValues(profile, (t - start) / duration);
      return [0, 1, 2].map((axis) => values.reduce((s, b, j) => s + b * vectors[3 * j + axis], 0));
    }
    start += duration;
  }
  return [0, 0, 0];
}

function checkRebuilt(protocol: EncodedProtocol): Timeline[] {
  const lines = timelines(protocol);
  for (const line of lines) {
    line.encodings.forEach((e, place) => {
      for (let i = 0; i < 50; i++) {
        const t = line.echoTime * (i + 0.37) / 50;
        const expected = waveform(protocol.encodings[e], t);
        rebuilt(line, place, t).forEach((f, axis) => assertAlmostEquals(f, expected[axis], 1e-12));
      }
    });
  }
  return lines;
}

const directions = fibonacciHemisphere(20);

Deno.test("all directions of a PGSE sequence share one profile", () => {
  const protocol = pgse({ delta: 2, Delta: [5, 9], bValues: [0, 100], directions });
  const lines = checkRebuilt(encodeProtocol(protocol));
  assertEquals(lines.map(({ profiles }) => profiles.length), [1, 1]);
  assertEquals(lines.map(({ echoTime }) => echoTime), [7, 11]);
});

Deno.test("a double PGSE sequence with independent directions takes two profiles", () => {
  const second = Float64Array.from(directions).reverse();
  const protocol = doublePgse({
    delta: 2,
    Delta: 5,
    pause: 1,
    bValues: [100],
    directions,
    secondDirections: second,
  });
  const lines = checkRebuilt(encodeProtocol(protocol));
  assertEquals(lines.map(({ profiles }) => profiles.length), [2]);
});

/** Three axes with three profiles each of its own, of every kind. */
function mixed(vectors: number): Encoding {
  const kinds: Profile[] = [
    { kind: "constant" },
    { kind: "ramp" },
    { kind: "cosine", periods: 1.5 },
    { kind: "sine", periods: 2 },
  ];
  return {
    pieces: kinds.map((profile, i) => ({
      duration: 0.7 + 0.4 * i,
      profile,
      vectors: Float64Array.from(
        { length: 3 * profileFunctions(profile) },
        (_, k) => Math.sin(1 + vectors * (k + 5 * i)),
      ),
      ...(i === 2 && { stored: true }),
    })),
  };
}

Deno.test("waveforms of every kind are rebuilt from as many profiles as they span", () => {
  const protocol = {
    shape: [2],
    encodings: [mixed(1), mixed(2.3)],
    amplitudes: [Float64Array.of(1), Float64Array.of(1)],
  };
  // Numbers sin(1 + vk) span two columns for each v.
  assertEquals(checkRebuilt(protocol).map(({ profiles }) => profiles.length), [4]);
});

Deno.test("step weights integrate f times a straight path exactly", () => {
  const [line] = timelines({ shape: [1], encodings: [mixed(1)], amplitudes: [Float64Array.of(1)] });
  const { points, weights } = gaussLegendre(30), steps = 9, h = line.echoTime / 8;
  const exact = (k: number, from: number, to: number, path: (t: number) => number): number => {
    // Piece by piece, since profiles jump between them.
    let sum = 0;
    for (const { start, piece: { duration, profile }, firstFunction } of line.pieces) {
      const low = Math.max(from, start), high = Math.min(to, start + duration);
      if (high <= low) continue;
      points.forEach((point, i) => {
        const t = low + (high - low) * point;
        const f = profileValues(profile, (t - start) / duration)
          .reduce((s, b, j) => s + b * line.profiles[k][firstFunction + j], 0);
        sum += weights[i] * (high - low) * f * path(t);
      });
    }
    return sum;
  };
  profileWeights(line, 0, h, steps).forEach(({ starts, ends }, k) => {
    for (let s = 0; s < steps; s++) {
      const a = s * h, path = (t: number) => 3 + (t - a) / h * (-1.5 - 3);
      const wanted = exact(k, a, a + h, path);
      assertAlmostEquals(3 * starts[s] - 1.5 * ends[s], wanted, 1e-12);
    }
  });
  // The last step lies beyond the echo.
  profileWeights(line, 0, h, steps).forEach(({ starts, ends }) => {
    assertAlmostEquals(Math.abs(starts[8]) + Math.abs(ends[8]), 0, 1e-14);
  });
});

Deno.test("stages end at echoes and where storing begins and ends", () => {
  const short = pgse({ delta: 2, Delta: 5, bValues: [0], directions: [[1, 0, 0]] });
  const encodings = [mixed(1), ...encodeProtocol(short).encodings];
  const lines = timelines({ shape: [2], encodings, amplitudes: [] });
  assertEquals(storedIntervals(lines[0]).flat().map((t) => Number(t.toFixed(9))), [1.8, 3.3]);
  const stages = stagesOf(lines, 0.4);
  const ends = stages.map(({ start, timeStep, steps }) =>
    Number((start + timeStep * steps).toFixed(9))
  );
  assertEquals(ends, [1.8, 3.3, 5.2, 7]);
  assertEquals(stages.map(({ echoes }) => echoes), [[], [], [0], [1]]);
  assertEquals(stages.map(({ steps }) => steps), [5, 4, 5, 5]);
});
