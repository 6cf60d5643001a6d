/**
 * Random reduced systems for the tests, with spectra as given, and their signal by brute force.
 *
 * @module
 */
import { signalIndex } from "../core/diffusion/protocol/mod.ts";
import type { PgseProtocol } from "../core/diffusion/protocol/mod.ts";
import type { ReducedModel } from "../core/diffusion/reduced/mod.ts";
import { denseSymmetricEigen } from "../core/linalg/dense/mod.ts";
import { randomSource } from "../wasm/testing.ts";
import { exponentialAction } from "./exponential_action.ts";

/** A random symmetric matrix with entries in [−1, 1). */
export function randomSymmetric(n: number, random: () => number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = 2 * random() - 1;
  }
  return a;
}

/** U diag(values) Uᵀ with random orthogonal U. */
function withSpectrum(values: readonly number[], random: () => number): Float64Array {
  const n = values.length, { vectors: u } = denseSymmetricEigen(randomSymmetric(n, random), n);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += u[i * n + k] * values[k] * u[j * n + k];
      a[i * n + j] = a[j * n + i] = sum;
    }
  }
  return a;
}

/**
 * A random reduced system: Λ as given, the spectra of W_x, W_y, W_z spread over the sides of a box.
 *
 * @param eigenvalues Λ, ascending.
 * @param box Least and greatest coordinate along x, y and z.
 * @param seed Any integer.
 */
export function randomModel(
  eigenvalues: readonly number[],
  box: readonly (readonly [number, number])[],
  seed: number,
): ReducedModel {
  const n = eigenvalues.length, random = randomSource(seed);
  const moment = (k: number) => {
    const [low, high] = box[k];
    return withSpectrum(eigenvalues.map(() => low + (high - low) * random()), random);
  };
  return {
    modes: n,
    eigenvalues: Float64Array.from(eigenvalues),
    moments: [moment(0), moment(1), moment(2)],
    start: Float64Array.from({ length: n }, () => 2 * random() - 1),
    range: (direction) => {
      let low = 0, high = 0;
      box.forEach(([a, b], k) => {
        low += Math.min(direction[k] * a, direction[k] * b);
        high += Math.max(direction[k] * a, direction[k] * b);
      });
      return [low, high];
    },
  };
}

/** The signal by its definition: first pulse, pause, second pulse, aᵀs; real and imaginary parts. */
export function bruteForceSignal(
  model: ReducedModel,
  protocol: PgseProtocol,
): { real: Float64Array; imaginary: Float64Array } {
  const { modes: n, eigenvalues, moments, start } = model;
  const { sequences, directions, q } = protocol, amplitudes = q.length / sequences.length;
  const count = directions.length / 3;
  const real = new Float64Array(q.length * count), imaginary = new Float64Array(q.length * count);
  sequences.forEach(({ delta, Delta }, sequence) => {
    for (let direction = 0; direction < count; direction++) {
      const d = directions.subarray(3 * direction, 3 * direction + 3);
      const w = moments[0].map((x, e) => d[0] * x + d[1] * moments[1][e] + d[2] * moments[2][e]);
      for (let b = 0; b < amplitudes; b++) {
        const amplitude = q[sequence * amplitudes + b];
        const after = (factor: number, t: number, s: Parameters<typeof exponentialAction>[4]) =>
          exponentialAction(eigenvalues, w, factor, t, s);
        const first = after(amplitude, delta, { real: start, imaginary: new Float64Array(n) });
        const last = after(-amplitude, delta, after(0, Delta - delta, first));
        const at = signalIndex(protocol, sequence, direction, b);
        for (let j = 0; j < n; j++) {
          real[at] += start[j] * last.real[j];
          imaginary[at] += start[j] * last.imaginary[j];
        }
      }
    }
  });
  return { real, imaginary };
}
