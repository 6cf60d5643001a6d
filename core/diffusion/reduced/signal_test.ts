import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import {
  constantPiece,
  encoded,
  pausePiece,
  pulsePair,
  rampPiece,
  trapezoidPair,
  wavePair,
  wavePiece,
} from "../../../testing/encodings.ts";
import { bruteForceSignal, randomModel } from "../../../testing/random_model.ts";
import type { EncodedProtocol, Encoding } from "../encoding/mod.ts";
import { type ReducedModel, reducedSignal, resolutionFor } from "./mod.ts";

/** Largest error of the signal relative to aᵀa, of the whole and of what each receiver sees. */
function largestError(model: ReducedModel, protocol: EncodedProtocol, steps = 1): number {
  const whole = reducedSignal(model, protocol);
  const parts = reducedSignal(model, protocol, { receivers: model.receivers });
  const scale = model.start.reduce((sum, x) => sum + x * x, 0);
  const count = whole.real.length;
  let most = 0;
  [model.start, ...model.receivers].forEach((receiver, r) => {
    const { real, imaginary } = bruteForceSignal(model, protocol, receiver, steps);
    for (let i = 0; i < count; i++) {
      const from = r === 0 ? whole : parts, at = r === 0 ? i : (r - 1) * count + i;
      const error = Math.hypot(from.real[at] - real[i], from.imag[at] - imaginary[i]);
      // A NaN must not hide behind Math.max, which passes it on.
      most = Math.max(most, error / scale);
    }
  });
  return most;
}

const box = [[-2, 3], [1, 2], [-1, 1]] as const;
const directions = [[1, 0, 0], [0.6, 0, -0.8], [0.577, 0.577, 0.577]];
const rising = (n: number, largest: number) =>
  Array.from({ length: n }, (_, j) => n > 1 ? largest * (j / (n - 1)) ** 1.5 : 0);
const everyDirection = (make: (d: number[]) => Encoding, q: number[]) =>
  encoded(directions.map((d) => [make(d), q] as const));

Deno.test("reducedSignal equals brute force on random models and waveforms", () => {
  const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 3,
    maxLength: 3,
  });
  const piece = fc.tuple(fc.double({ min: 0.01, max: 3, noNaN: true }), vector, fc.nat(3));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0.01, 0.3, 4, 20),
      fc.array(piece, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("odd", "even", "none"),
      fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 4 }),
      fc.nat(1000),
      (n, largest, list, symmetry, amplitudes, seed) => {
        const half = list.map(([duration, v, pause]) =>
          pause === 0 ? pausePiece(duration) : constantPiece(duration, v)
        );
        const sign = symmetry === "odd" ? -1 : 1;
        const rest = symmetry === "none" ? [] : half.map((p) => ({
          ...p,
          vectors: p.vectors.map((x) => sign * x),
        })).reverse();
        const encoding = { pieces: [...half, pausePiece(1.5), ...rest] };
        const model = randomModel(rising(n, largest), box, seed);
        // The states are good to 1e-12, interpolation aliases as much again, and the signal is their square.
        assertLess(largestError(model, encoded([[encoding, amplitudes]])), 4e-12);
      },
    ),
    { numRuns: 40 },
  );
});

const many = Array.from({ length: 60 }, (_, i) => i / 15 - 1);
const cases: Record<string, { protocol: EncodedProtocol; eigenvalues: number[] }> = {
  "phases q δ X up to 60": {
    protocol: everyDirection((d) => pulsePair(6, 10, d), [1, 2, 3, 4]),
    eigenvalues: rising(10, 0.3),
  },
  "phases up to 60 and many amplitudes": {
    protocol: everyDirection((d) => pulsePair(6, 10, d), many),
    eigenvalues: rising(10, 0.3),
  },
  "no pause": {
    protocol: everyDirection((d) => pulsePair(3, 3, d), [0, 0.5, 1]),
    eigenvalues: rising(9, 12),
  },
  "waiting times that share a pulse": {
    protocol: encoded(
      [5, 7, 20].map((Delta) => [pulsePair(3, Delta, directions[1]), [0.2, Delta / 10]]),
    ),
    eigenvalues: rising(9, 3),
  },
  "a long pulse, λδ up to 600": {
    protocol: everyDirection((d) => pulsePair(30, 50, d), [0, 0.03, 0.1, 0.2]),
    eigenvalues: rising(7, 20),
  },
  "a tiny pulse": {
    protocol: everyDirection((d) => pulsePair(1e-4, 5, d), [100, 2000]),
    eigenvalues: rising(8, 6),
  },
  "the same amplitude twice": {
    protocol: everyDirection((d) => pulsePair(2, 5, d), [0.7, 0, 0.7]),
    eigenvalues: rising(6, 6),
  },
  "equal eigenvalues": {
    protocol: everyDirection((d) => pulsePair(2, 5, d), [0.7, 1.4]),
    eigenvalues: [0, 0, 1, 1, 1, 3, 3],
  },
  "reversed gradients": {
    protocol: everyDirection((d) => pulsePair(4, 5, d), [-3, -0.1, 0, 2]),
    eigenvalues: rising(8, 5),
  },
  "a pulse alone, which does not refocus, at many amplitudes": {
    protocol: everyDirection((d) => ({ pieces: [pausePiece(1), constantPiece(2, d)] }), many),
    eigenvalues: rising(8, 5),
  },
  "two pulses alike, q(TE − t) = q(t), at many amplitudes": {
    protocol: everyDirection(
      (d) => ({ pieces: [constantPiece(2, d), pausePiece(1), constantPiece(2, d)] }),
      many,
    ),
    eigenvalues: rising(8, 5),
  },
  "an even waveform with a gradient in its middle": {
    protocol: everyDirection(
      (d) => ({
        pieces: [constantPiece(1, [0, 1, 0]), constantPiece(3, d), constantPiece(1, [0, 1, 0])],
      }),
      [0.4, -0.9],
    ),
    eigenvalues: rising(8, 5),
  },
  "a stimulated echo with T1": {
    protocol: encoded([[{
      weight: 0.5,
      pieces: [
        constantPiece(2, directions[1]),
        pausePiece(1),
        pausePiece(6, true),
        pausePiece(1),
        constantPiece(2, directions[1].map((x) => -x)),
      ],
    }, [0, 0.4, 1]]]),
    eigenvalues: rising(8, 5),
  },
};
for (const [name, { protocol, eigenvalues }] of Object.entries(cases)) {
  Deno.test(`reducedSignal equals brute force: ${name}`, () => {
    const n = eigenvalues.length, plain = randomModel(eigenvalues, box, n);
    // A storage term that makes Λ + E positive: 0.3 times a projection and a little besides.
    const storage = Float64Array.from(
      { length: n * n },
      (_, e) => 0.3 / n + (e % (n + 1) ? 0 : 0.02 * (e / (n + 1))),
    );
    const model = name.includes("T1") ? { ...plain, storage } : plain;
    assertLess(largestError(model, protocol), 1e-12);
  });
}

const smooth: Record<string, EncodedProtocol> = {
  "cosine pulses": everyDirection((d) => wavePair("cosine", 5, 8, 2, d), [0, 0.5, 2]),
  "sine pulses": everyDirection((d) => wavePair("sine", 5, 8, 1, d), [0, 0.5, 2]),
  "trapezoids": everyDirection((d) => trapezoidPair(3, 8, 1, d), [0, 0.5, 2]),
  "a rotating gradient": encoded([[{
    pieces: [
      wavePiece(4, "sine", 1, [1, 0, 0]),
      wavePiece(4, "cosine", 0.5, [0, 1, 0]),
      rampPiece(4, [0, -1, 1], [0, 1, -1]),
    ],
  }, [0.5, 1.5]]]),
};
for (const [name, protocol] of Object.entries(smooth)) {
  Deno.test(`reducedSignal of smooth waveforms equals many small steps: ${name}`, () => {
    const model = randomModel(rising(8, 6), [[-2, 2], [-1, 1], [-2, 2]], 5);
    // The midpoint rule's error falls with the square of the steps: extrapolated once.
    const coarse = bruteForceSignal(model, protocol, model.start, 300);
    const fine = bruteForceSignal(model, protocol, model.start, 600);
    const { real, imag } = reducedSignal(model, protocol);
    const scale = model.start.reduce((sum, x) => sum + x * x, 0);
    real.forEach((value, i) => {
      const error = Math.hypot(
        value - (4 * fine.real[i] - coarse.real[i]) / 3,
        imag[i] - (4 * fine.imaginary[i] - coarse.imaginary[i]) / 3,
      );
      assertLess(error / scale, 1e-7);
    });
  });
}

for (const [name, protocol] of Object.entries(smooth)) {
  Deno.test(`the steps for an error keep the signal within it: ${name}`, () => {
    const model = randomModel(rising(8, 6), [[-4, 4], [-3, 3], [-4, 4]], 5);
    const scale = model.start.reduce((sum, x) => sum + x * x, 0);
    const truth = reducedSignal(model, protocol, { resolution: resolutionFor(1e-10) });
    for (const bound of [1e-4, 1e-5, 1e-6, 1e-7, 1e-8]) {
      const resolution = resolutionFor(bound);
      const { real, imag } = reducedSignal(model, protocol, { resolution });
      real.forEach((value, i) => {
        const error = Math.hypot(value - truth.real[i], imag[i] - truth.imag[i]) / scale;
        assertLess(error, bound);
      });
    }
  });
}

Deno.test("reducedSignal without gradient is the decay of a alone", () => {
  const model = randomModel(rising(6, 3), box, 1);
  const protocol = everyDirection((d) => pulsePair(2, 4, d), [0]);
  const { real, imag } = reducedSignal(model, protocol);
  const exact = model.start.reduce(
    (sum, a, j) => sum + a * a * Math.exp(-model.eigenvalues[j] * 6),
    0,
  );
  real.forEach((value, i) => {
    assertAlmostEquals(value, exact, 1e-12 * exact);
    assertEquals(imag[i], 0);
  });
});

Deno.test("reducedSignal at many amplitudes equals each computed alone to 1e-11 of it", () => {
  const model = randomModel(rising(20, 30), [[-3, 3], [-2, 2], [-4, 1]], 3);
  const q = Array.from({ length: 80 }, (_, i) => 0.9 * Math.sqrt(i / 79));
  for (const encoding of [pulsePair(5, 8, directions[2]), pulsePair(5, 20, directions[2])]) {
    const together = reducedSignal(model, encoded([[encoding, q]])).real;
    q.forEach((amplitude, i) => {
      const [alone] = reducedSignal(model, encoded([[encoding, [amplitude]]])).real;
      assertAlmostEquals(together[i], alone, 1e-11 * alone);
    });
  }
});

Deno.test("reducedSignal shares a pulse between waiting times, and keeps states only when asked", () => {
  const model = randomModel(rising(5, 3), box, 2);
  const list = [2, 4].flatMap((Delta) =>
    directions.map((d) => [pulsePair(1, Delta, d), [0.5]] as const)
  );
  const protocol = encoded(list);
  assertEquals(reducedSignal(model, protocol).states.length, 0);
  const kept = reducedSignal(model, protocol, { keep: "tissue" });
  assertEquals(kept.states.length, directions.length);
  assertEquals(kept.real, reducedSignal(model, protocol).real);
  assertEquals(reducedSignal(model, protocol, { keep: "everything" }).states.length, list.length);
});
