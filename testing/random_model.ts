/**
 * Random reduced systems for the tests, with spectra as given, and their signal by brute force.
 *
 * @module
 */
import { type EncodedProtocol, profileValues } from "../core/diffusion/encoding/mod.ts";
import type { ReducedModel } from "../core/diffusion/reduced/mod.ts";
import { denseProduct, denseSymmetricEigen } from "../core/linalg/dense/mod.ts";
import { randomSource } from "../wasm/testing.ts";
import { type ComplexVector, exponentialAction } from "./exponential_action.ts";

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
  const vector = () => Float64Array.from({ length: n }, () => 2 * random() - 1);
  const receivers = [vector(), vector()];
  return {
    modes: n,
    eigenvalues: Float64Array.from(eigenvalues),
    moments: [moment(0), moment(1), moment(2)],
    start: receivers[0].map((x, j) => x + receivers[1][j]),
    receivers,
    origin: Float64Array.of(0.3, -0.2, 0.5),
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

/** e^{−τ(Λ + E + i q·W)} s for an interval, by brute force; E where the magnetisation is stored. */
function afterInterval(
  model: ReducedModel,
  q: readonly number[],
  duration: number,
  stored: boolean,
  state: ComplexVector,
): ComplexVector {
  const { modes: n, moments, storage } = model;
  const coupling = moments[0].map((_, e) =>
    stored ? 0 : moments.reduce((sum, w, k) => sum + q[k] * w[e], 0)
  );
  if (!stored || !storage) {
    return exponentialAction(model.eigenvalues, coupling, 1, duration, state);
  }
  const operator = storage.map((x, e) => e % (n + 1) ? x : x + model.eigenvalues[e / (n + 1)]);
  const { values, vectors } = denseSymmetricEigen(operator, n);
  const decay = (x: Float64Array) => {
    const turned = denseProduct(vectors, x, n, n, 1, { transA: true });
    return denseProduct(
      vectors,
      turned.map((c, j) => c * Math.exp(-values[j] * duration)),
      n,
      n,
      1,
    );
  };
  return { real: decay(state.real), imaginary: decay(state.imaginary) };
}

/** The signal by its definition: the whole waveform in small steps of constant gradient, then the receiver. */
export function bruteForceSignal(
  model: ReducedModel,
  protocol: EncodedProtocol,
  receiver: Float64Array = model.start,
  stepsPerPiece: number = 1,
): { real: Float64Array; imaginary: Float64Array } {
  const n = model.modes, real: number[] = [], imaginary: number[] = [];
  protocol.encodings.forEach(({ pieces, weight = 1 }, index) => {
    for (const amplitude of protocol.amplitudes[index]) {
      let state: ComplexVector = { real: model.start, imaginary: new Float64Array(n) };
      let phase = 0;
      for (const { duration, profile, vectors, stored = false } of pieces) {
        const steps = profile.kind === "constant" ? 1 : stepsPerPiece;
        for (let step = 0; step < steps; step++) {
          const values = profileValues(profile, (step + 1 / 2) / steps);
          const q = [0, 1, 2].map((k) =>
            amplitude * values.reduce((sum, value, j) => sum + value * vectors[3 * j + k], 0)
          );
          state = afterInterval(model, q, duration / steps, stored, state);
          if (!stored) {
            phase -= duration / steps * q.reduce((sum, x, k) => sum + x * model.origin[k], 0);
          }
        }
      }
      let x = 0, y = 0;
      for (let j = 0; j < n; j++) {
        x += receiver[j] * state.real[j];
        y += receiver[j] * state.imaginary[j];
      }
      real.push(weight * (x * Math.cos(phase) - y * Math.sin(phase)));
      imaginary.push(weight * (x * Math.sin(phase) + y * Math.cos(phase)));
    }
  });
  return { real: Float64Array.from(real), imaginary: Float64Array.from(imaginary) };
}
