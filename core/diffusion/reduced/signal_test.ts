import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { bruteForceSignal, randomModel } from "../../../testing/random_model.ts";
import { pgse, type PgseOptions, type PgseProtocol } from "../protocol/mod.ts";
import { type ReducedModel, reducedSignal } from "./mod.ts";

/** Largest error of the signal relative to aᵀa; the brute force's imaginary part must vanish likewise. */
function largestError(model: ReducedModel, protocol: PgseProtocol): number {
  const { signal } = reducedSignal(model, protocol, false);
  const { real, imaginary } = bruteForceSignal(model, protocol);
  const scale = model.start.reduce((sum, x) => sum + x * x, 0);
  // Math.max passes a NaN on, and a NaN fails every comparison.
  return signal.reduce(
    (most, s, i) => Math.max(most, Math.hypot(s - real[i], imaginary[i]) / scale),
    0,
  );
}

const box = [[-2, 3], [1, 2], [-1, 1]] as const;
const directions = [[1, 0, 0], [0.6, 0, -0.8], [1, 1, 1]];
const rising = (n: number, largest: number) =>
  Array.from({ length: n }, (_, j) => n > 1 ? largest * (j / (n - 1)) ** 1.5 : 0);

Deno.test("reducedSignal equals brute force on random models and protocols", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0.01, 0.3, 4, 20),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 4 }),
      fc.nat(1000),
      (n, largest, timings, qValues, seed) => {
        const protocol = pgse({
          delta: timings.map(([delta]) => delta),
          Delta: timings.map(([delta, pause]) => delta + pause),
          qValues,
          directions,
        });
        // The states are good to 1e-12, interpolation aliases as much again, and the signal is their square.
        assertLess(largestError(randomModel(rising(n, largest), box, seed), protocol), 4e-12);
      },
    ),
    { numRuns: 30 },
  );
});

const cases: Record<string, { options: Omit<PgseOptions, "directions">; eigenvalues: number[] }> = {
  "phases q δ X up to 60": {
    options: { delta: 6, Delta: 10, qValues: [1, 2, 3, 4] },
    eigenvalues: rising(10, 0.3),
  },
  "phases up to 60 and many amplitudes": {
    options: { delta: 6, Delta: 10, qValues: Array.from({ length: 60 }, (_, i) => i / 15) },
    eigenvalues: rising(10, 0.3),
  },
  "no pause, Δ = δ": {
    options: { delta: [3, 1], Delta: [3, 1], qValues: [0, 0.5, 1] },
    eigenvalues: rising(9, 12),
  },
  "a long pulse, λδ up to 600": {
    options: { delta: 30, Delta: 50, qValues: [0, 0.03, 0.1, 0.2] },
    eigenvalues: rising(7, 20),
  },
  "a tiny pulse": {
    options: { delta: 1e-4, Delta: 5, qValues: [100, 2000] },
    eigenvalues: rising(8, 6),
  },
  "one amplitude": {
    options: { delta: 2, Delta: 5, qValues: [0.7] },
    eigenvalues: rising(6, 6),
  },
  "the same amplitude twice": {
    options: { delta: 2, Delta: 5, qValues: [0.7, 0, 0.7] },
    eigenvalues: rising(6, 6),
  },
  "equal eigenvalues": {
    options: { delta: 2, Delta: 5, qValues: [0.7, 1.4] },
    eigenvalues: [0, 0, 1, 1, 1, 3, 3],
  },
  "reversed gradients": {
    options: { delta: 4, Delta: 5, qValues: [-3, -0.1, 0, 2] },
    eigenvalues: rising(8, 5),
  },
  "reversed gradients alone, many": {
    options: { delta: 4, Delta: 5, qValues: Array.from({ length: 50 }, (_, i) => -i / 15) },
    eigenvalues: rising(8, 5),
  },
};
for (const [name, { options, eigenvalues }] of Object.entries(cases)) {
  Deno.test(`reducedSignal equals brute force: ${name}`, () => {
    const model = randomModel(eigenvalues, box, eigenvalues.length);
    assertLess(largestError(model, pgse({ ...options, directions })), 1e-12);
  });
}

Deno.test("reducedSignal without gradient is the decay of a alone", () => {
  const model = randomModel(rising(6, 3), box, 1);
  const protocol = pgse({ delta: 2, Delta: [4, 7], qValues: [0], directions });
  const { signal } = reducedSignal(model, protocol, false);
  protocol.sequences.forEach(({ delta, Delta }, sequence) => {
    let exact = 0;
    model.start.forEach((a, j) =>
      exact += a * a * Math.exp(-model.eigenvalues[j] * (Delta + delta))
    );
    for (let d = 0; d < 3; d++) assertAlmostEquals(signal[3 * sequence + d], exact, 1e-13);
  });
});

Deno.test("reducedSignal at many amplitudes equals each computed alone to 1e-11 of it", () => {
  const model = randomModel(rising(20, 30), [[-3, 3], [-2, 2], [-4, 1]], 3);
  const qValues = Array.from({ length: 80 }, (_, i) => 0.9 * Math.sqrt(i / 79));
  const timing = { delta: 5, Delta: [8, 20], directions };
  const together = reducedSignal(model, pgse({ ...timing, qValues }), false).signal;
  qValues.forEach((q, b) => {
    const alone = reducedSignal(model, pgse({ ...timing, qValues: [q] }), false).signal;
    alone.forEach((value, i) => {
      assertAlmostEquals(together[i * 80 + b], value, 1e-11 * value);
    });
  });
});

Deno.test("reducedSignal keeps the states of every group when asked, and none otherwise", () => {
  const model = randomModel(rising(5, 3), box, 2);
  const protocol = pgse({ delta: [1, 2], Delta: [4, 4], qValues: [0.5], directions });
  assertEquals(reducedSignal(model, protocol, false).states.length, 0);
  const kept = reducedSignal(model, protocol, true);
  assertEquals(kept.states.length, 2 * directions.length);
  assertEquals(kept.signal, reducedSignal(model, protocol, false).signal);
});
