/**
 * Intervals without gradient: states decay by Λ, or by Λ + E where the magnetisation is stored.
 *
 * @module
 */
import { denseProduct, denseSymmetricEigen } from "../../linalg/dense/mod.ts";
import type { ReducedModel } from "./model.ts";

/** (e^{−λ_iτ} − e^{−λ_jτ})/(λ_j − λ_i), or τe^{−λτ} where they meet: ∫₀^τ e^{−λ_i(τ−t)} e^{−λ_jt} dt. */
function dividedDecay(a: number, b: number, tau: number): number {
  const low = Math.min(a, b), x = Math.abs(a - b) * tau;
  return Math.exp(-low * tau) * tau * (x < 1e-8 ? 1 - x / 2 : -Math.expm1(-x) / x);
}

/** The operator of an interval without gradient in the basis that makes it diagonal. */
export interface Decay {
  /** Rates θ, 1/ms, [n]. */
  readonly rates: Float64Array;
  /** V with Λ + E = VΘVᵀ, [n × n]; absent where that is the identity. */
  readonly turn?: Float64Array;
}

/** The decays of the free and of the stored magnetisation. */
export function decays(
  model: Pick<ReducedModel, "modes" | "eigenvalues" | "storage">,
): Record<"free" | "stored", Decay> {
  const n = model.modes, free = { rates: model.eigenvalues };
  if (!model.storage) return { free, stored: free };
  const operator = model.storage.slice();
  for (let j = 0; j < n; j++) operator[j * (n + 1)] += model.eigenvalues[j];
  const { values, vectors } = denseSymmetricEigen(operator, n);
  return { free, stored: { rates: values, turn: vectors } };
}

/** Vᵀx or Vx for states [n × columns]; x itself without V. */
export function turned(decay: Decay, x: Float64Array, n: number, back = false): Float64Array {
  if (!decay.turn) return x;
  return denseProduct(decay.turn, x, n, n, x.length / n, back ? {} : { transA: true });
}

/** e^{−τ(Λ + E)} x for states [n × columns]. */
export function decayed(decay: Decay, duration: number, x: Float64Array, n: number): Float64Array {
  const y = turned(decay, x, n).slice(), columns = x.length / n;
  for (let j = 0; j < n; j++) {
    const factor = Math.exp(-decay.rates[j] * duration);
    for (let i = j * columns; i < (j + 1) * columns; i++) y[i] *= factor;
  }
  return turned(decay, y, n, true);
}

/** The matrices ∫₀^τ e^{−θ_i(τ−t)} e^{−θ_jt} dt of each duration asked for; for none, their limit over τ. */
export function decayIntegrals(rates: Float64Array): (duration: number) => Float64Array {
  const n = rates.length, known = new Map<number, Float64Array>();
  return (duration) => {
    const found = known.get(duration);
    if (found) return found;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        matrix[i * n + j] = matrix[j * n + i] = dividedDecay(rates[i], rates[j], duration);
      }
    }
    known.set(duration, matrix);
    return matrix;
  };
}
