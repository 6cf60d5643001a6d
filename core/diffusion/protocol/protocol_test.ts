import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { gyromagneticRatio, pgse, type PgseOptions, protocolShape, signalIndex } from "./mod.ts";
import { referenceMesh } from "../../../testing/reference_data.ts";

const directions = [[1, 0, 0]];

Deno.test("pgse() turns b into the amplitudes of the reference signals", () => {
  for (const name of ["sphere_r5", "cyl_r2_h20"] as const) {
    for (const result of referenceMesh(name).pgse) {
      const { q } = pgse({ ...result.timing, bValues: result.bValues, directions });
      q.forEach((value, b) => assertAlmostEquals(value, result.q[b], 1e-12));
    }
  }
});

Deno.test("pgse() relates b, g and q", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 1e-3, max: 1000, noNaN: true }),
      (delta, gap, strength) => {
        const timing = { delta, Delta: delta + gap, directions };
        const byStrength = pgse({ ...timing, gradientStrengths: [strength] });
        // γ g δ has the unit rad/µm: γ in rad/(ms mT), g in mT/µm.
        const wave = gyromagneticRatio * strength * 1e-6 * delta;
        assertAlmostEquals(byStrength.bValues[0], 1000 * wave ** 2 * (delta + gap - delta / 3));
        const byB = pgse({ ...timing, bValues: byStrength.bValues });
        assertAlmostEquals(byB.q[0], byStrength.q[0], 1e-14 * byStrength.q[0]);
        const byQ = pgse({ ...timing, qValues: byStrength.q });
        assertAlmostEquals(byQ.bValues[0], byStrength.bValues[0]);
      },
    ),
  );
});

Deno.test("pgse() keeps the given b-values to the bit", () => {
  const bValues = [0, 1000 / 3, 12345.678];
  const protocol = pgse({ delta: 3, Delta: [10, 20], bValues, directions });
  assertEquals(protocol.bValues, Float64Array.of(...bValues, ...bValues));
});

Deno.test("pgse() takes one delta per sequence and one amplitude list per sequence", () => {
  const protocol = pgse({
    delta: [1, 2],
    Delta: [10, 20],
    qValues: [[0.1, 0.2], [0.3, 0.4]],
    directions,
  });
  const timings = [{ delta: 1, Delta: 10 }, { delta: 2, Delta: 20 }];
  assertEquals(protocol.sequences.map(({ delta, Delta }) => ({ delta, Delta })), timings);
  assertEquals(protocol.sequences.map(({ timings }) => timings), timings);
  assertEquals(protocol.q, Float64Array.of(0.1, 0.2, 0.3, 0.4));
  assertAlmostEquals(protocol.bValues[3], 0.16 * 4 * (20 - 2 / 3) * 1000, 1e-9);
  assertEquals(protocolShape(protocol), [2, 1, 2]);
});

Deno.test("pgse() names the key and index of what is wrong", () => {
  const good = { delta: 5, Delta: 10, bValues: [0], directions };
  const { bValues: _, ...noAmplitude } = good;
  const cases: [unknown, string][] = [
    [{ ...good, delta: 0 }, "'delta' is 0 ms but must be positive"],
    [{ ...good, delta: [1, -1], Delta: [5, 5] }, "'delta[1]' is -1 ms but must be positive"],
    [{ ...good, delta: NaN }, "'delta' is NaN but must be finite"],
    [
      { ...good, delta: [1, 2], Delta: [5, 6, 7] },
      "'delta' has 2 entries but 'Delta' has 3: give one delta, or as many as there are Delta",
    ],
    [{ ...good, Delta: [10, 4] }, "'Delta[1]' is 4 ms but must be at least delta = 5 ms"],
    [{ ...good, Delta: [] }, "'Delta' is empty"],
    [{ ...good, Delta: "10" }, `'Delta' is "10" but must be a number or a list of numbers`],
    [{ ...good, bValues: [] }, "'bValues' is empty"],
    [{ ...good, bValues: 1000 }, "'bValues' must be a list of numbers"],
    [{ ...good, bValues: [0, -1] }, "'bValues[1]' is -1 s/mm² but must not be negative"],
    [{ ...good, bValues: [[0, -1]] }, "'bValues[0][1]' is -1 s/mm²"],
    [{ ...good, bValues: [0, Infinity] }, "'bValues[1]' is Infinity but must be finite"],
    [{ ...good, bValues: [[0], [1]] }, "'bValues' has 2 lists but there are 1 sequences"],
    [{ ...good, Delta: [10, 20], bValues: [[0], [1, 2]] }, "'bValues[1]' has 2 values but"],
    [{ ...good, Delta: [10, 20], bValues: [[0], 1] }, "'bValues[1]' is 1 but must be a list"],
    [{ ...good, qValues: [1] }, "The amplitude is given twice, by 'bValues' and 'qValues'"],
    [noAmplitude, "The amplitude is given by no key"],
    [{ ...good, directions: [[0, 0, 0]] }, "'directions[0]' is the zero vector"],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => pgse(options as PgseOptions), InputError, message);
  }
});

Deno.test("signalIndex() counts row-major and refuses what is outside", () => {
  const protocol = pgse({
    delta: 1,
    Delta: [5, 6, 7],
    bValues: [0, 1],
    directions: [[1, 0, 0], [0, 1, 0]],
  });
  let index = 0;
  for (let s = 0; s < 3; s++) {
    for (let d = 0; d < 2; d++) {
      for (let b = 0; b < 2; b++) assertEquals(signalIndex(protocol, s, d, b), index++);
    }
  }
  assertThrows(
    () => signalIndex(protocol, 0, 2, 0),
    RangeError,
    "The direction index 2 is outside",
  );
  assertThrows(() => signalIndex(protocol, -1, 0, 0), RangeError, "The sequence index -1");
});
