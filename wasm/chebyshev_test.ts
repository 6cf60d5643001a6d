import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { besselITerms, scaledBesselI } from "../core/special/mod.ts";
import { type ComplexVector, exponentialAction } from "../testing/exponential_action.ts";
import { chebyshev, CHEBYSHEV_RING, Workspace } from "./mod.ts";
import { fillRandom, randomSource } from "./testing.ts";

/** One batch of random matrices, in units of the longest time. */
interface Trial {
  readonly n: number;
  readonly states: number;
  /** Ascending. */
  readonly times: readonly number[];
  /** λ_max · longest time. */
  readonly decay: number;
  /** Bound of |q| ‖W‖ · longest time. */
  readonly phase: number;
  /** The interval of the series over the least that holds the spectrum, at least 1. */
  readonly slack?: number;
  /** Part of the needed coefficients that are given. */
  readonly given?: number;
  /** Replaces the random vectors. */
  readonly entry?: (random: () => number) => number;
}

function run(trial: Trial) {
  const { n, states, times, decay, phase, slack = 1, given = 1 } = trial;
  const random = randomSource(n + 100 * states + 10_000 * times.length);
  const entry = trial.entry ?? ((source) => 2 * source() - 1);
  const last = times[times.length - 1];
  const eigenvalues = Float64Array.from({ length: n }, (_, i) => i ? random() * decay / last : 0);
  eigenvalues[n - 1] = decay / last;
  const coupling = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) coupling[i * n + j] = coupling[j * n + i] = 2 * random() - 1;
  }
  const norm = Math.hypot(...coupling) * last;
  const q = fillRandom(new Float64Array(states), random).map((x) => x * phase / norm);
  const start = Float64Array.from({ length: n * 2 * states }, () => entry(random));
  // The series needs |q| ‖W‖ ≤ 2ρ besides λ ≤ 2ρ.
  const rho = slack * Math.max(decay, phase) / (2 * last);
  const terms = Math.ceil(given * besselITerms(rho * last, 1e-70));
  const coefficients = Float64Array.from(
    times.flatMap((t) =>
      [...scaledBesselI(rho * t, terms)].map((c, k) => (k === 0 ? 1 : k % 2 ? -2 : 2) * c)
    ),
  );
  const size = start.length, ring = CHEBYSHEV_RING * size, all = times.length * size;
  const inputs = [eigenvalues, coupling, q, start, coefficients];
  const workspace = new Workspace({
    float64: [...inputs.map(({ length }) => length), all, ring, size, (n + 3) * n],
  });
  const own = inputs.map((values) => workspace.copyFloat64(values));
  const batch = {
    n,
    states,
    eigenvalues: own[0],
    coupling: own[1],
    q: own[2],
    start: own[3],
    // The results must not depend on what was there before.
    out: workspace.float64(all).fill(NaN),
    ring: workspace.float64(ring).fill(NaN),
    product: workspace.float64(size).fill(NaN),
    packed: workspace.float64((n + 3) * n).fill(NaN),
  };
  const series = { rho, times: times.length, coefficients: own[4], tolerance: 1e-16 };
  return { used: chebyshev(workspace, batch, series), batch, terms };
}

/** The largest difference of the results from the twin. */
function largestError(trial: Trial): number {
  const { used, batch } = run(trial);
  assertLess(0, used);
  const { n, states, eigenvalues, coupling, q, start, out } = batch, row = 2 * states;
  let largest = 0;
  for (let i = 0; i < states; i++) {
    const column = (from: Float64Array, offset: number) =>
      Float64Array.from({ length: n }, (_, j) => from[j * row + offset + i]);
    let vector: ComplexVector = { real: column(start, 0), imaginary: column(start, states) };
    let now = 0;
    trial.times.forEach((t, g) => {
      vector = exponentialAction(eigenvalues, coupling, q[i], t - now, vector);
      now = t;
      const result = out.subarray(g * n * row, (g + 1) * n * row);
      const real = column(result, 0), imaginary = column(result, states);
      for (let j = 0; j < n; j++) {
        const gap = Math.hypot(real[j] - vector.real[j], imaginary[j] - vector.imaginary[j]);
        // Written so that a NaN is the largest error.
        if (!(gap <= largest)) largest = gap;
      }
    });
  }
  return largest;
}

Deno.test("chebyshev equals Taylor steps for any size, number of states and times", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 7 }).map((pairs) => 2 * pairs),
      fc.uniqueArray(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
      fc.double({ min: 0, max: 60, noNaN: true }).map((x) => x + 0.01),
      fc.double({ min: 0, max: 6, noNaN: true }),
      fc.double({ min: 1, max: 2, noNaN: true }),
      (n, states, times, decay, phase, slack) => {
        const error = largestError({ n, states, times: times.sort(), decay, phase, slack });
        assertLess(error, 2e-14);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("chebyshev keeps every time where half the terms vanish: the spectrum in the middle of the interval", () => {
  const times = [0.02, 0.2, 0.4, 1];
  for (const decay of [0.01, 60]) {
    assertLess(largestError({ n: 1, states: 4, times, decay, phase: 0, slack: 2 }), 2e-14);
  }
});

Deno.test("chebyshev equals Taylor steps past the blocks of its matrix product", () => {
  const error = largestError({ n: 131, states: 34, times: [0.3, 1], decay: 30, phase: 5 });
  assertLess(error, 2e-14);
});

Deno.test("chebyshev of a tiny matrix leaves the vectors, of zero vectors gives zeros", () => {
  assertLess(largestError({ n: 5, states: 2, times: [1e-3, 1], decay: 1e-9, phase: 1e-9 }), 1e-15);
  const { batch } = run({ n: 6, states: 4, times: [1], decay: 20, phase: 4, entry: () => 0 });
  assertEquals(batch.out, new Float64Array(batch.out.length));
});

Deno.test("chebyshev returns −1 if the coefficients do not suffice or a vector is not a number", () => {
  const trial = { n: 7, states: 2, times: [1], decay: 40, phase: 4 };
  const { used, terms } = run(trial);
  assert(used > 0 && used < terms, `${used} of ${terms} terms`);
  assertEquals(run({ ...trial, given: 0.5 * used / terms }).used, -1);
  assertEquals(run({ ...trial, entry: () => NaN }).used, -1);
});
