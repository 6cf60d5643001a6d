/**
 * Adds Re Σ_states w u vᵀ to a matrix where its pattern has entries.
 *
 * @module
 */
import type { BlochTorreySystem } from "./system.ts";

/** A complex number for each state. */
export interface Weights {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/**
 * values += Re Σ w u vᵀ at the entries of the pattern.
 *
 * @param system The system.
 * @param weights w.
 * @param u Complex columns, [nodes × 2 states].
 * @param v Complex columns, [nodes × 2 states].
 * @param values The matrix's entries, updated in place.
 * @param work Room for a block.
 */
export function weightedProduct(
  system: BlochTorreySystem,
  { real, imag }: Weights,
  u: Float64Array,
  v: Float64Array,
  values: Float64Array,
  work: Float64Array,
): void {
  const states = real.length;
  for (let row = 0; row < u.length; row += 2 * states) {
    for (let c = 0; c < states; c++) {
      const re = row + c, im = re + states;
      work[re] = real[c] * u[re] - imag[c] * u[im];
      work[im] = -real[c] * u[im] - imag[c] * u[re];
    }
  }
  system.addProduct(work, v, 2 * states, values);
}

/** Adds the cotangent of the mass matrix in Re Σ w uᵀ dM v. */
export function addMassProduct(
  system: BlochTorreySystem,
  weights: Weights,
  u: Float64Array,
  v: Float64Array,
  work: Float64Array,
): void {
  weightedProduct(system, weights, u, v, system.cotangents.mass, work);
}
