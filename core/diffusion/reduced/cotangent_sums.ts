/**
 * The sums of a backward pass over all runs, and the cotangents they make.
 *
 * @module
 */
import { denseProduct } from "../../linalg/dense/mod.ts";
import type { EncodedCotangent } from "../encoding/mod.ts";
import type { ReducedCotangent, ReducedModel } from "./model.ts";

/** What the cotangent of B is made of. */
export type SummedModel = Pick<
  ReducedModel,
  "modes" | "eigenvalues" | "moments" | "start" | "storage"
>;

/** Sums over the runs. */
export interface CotangentSums {
  readonly stiffness: Float64Array;
  readonly moments: readonly [Float64Array, Float64Array, Float64Array];
  readonly storage: Float64Array;
  /** c₀. */
  readonly start: Float64Array;
  /** Re y(0) of whole sequences, which multiplies d(B⁻¹a). */
  readonly initial: Float64Array;
  readonly receivers: readonly Float64Array[];
}

/** Makes a square matrix symmetric in place: (X + Xᵀ)/2. */
function symmetrise(x: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      x[i * n + j] = x[j * n + i] = (x[i * n + j] + x[j * n + i]) / 2;
    }
  }
  return x;
}

/** C_B = −(C_AΛ + C_EE + Σ C_kW_k + Re y(0) aᵀ), its symmetric part: s' = −B⁻¹As, s(0) = B⁻¹a. */
function massCotangent(model: SummedModel, sums: CotangentSums): Float64Array {
  const n = model.modes, mass = new Float64Array(n * n);
  const pairs = model.moments.map((w, k) => [sums.moments[k], w] as const);
  if (model.storage) pairs.push([sums.storage, model.storage]);
  for (const [c, w] of pairs) {
    denseProduct(c, w, n, n, n).forEach((value, e) => mass[e] -= value);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      mass[i * n + j] -= sums.stiffness[i * n + j] * model.eigenvalues[j] +
        sums.initial[i] * model.start[j];
    }
  }
  return symmetrise(mass, n);
}

/** Sums that are zero. */
export function zeroSums(n: number, receivers: number): CotangentSums {
  const matrix = () => new Float64Array(n * n), vector = () => new Float64Array(n);
  return {
    stiffness: matrix(),
    moments: [matrix(), matrix(), matrix()],
    storage: matrix(),
    start: vector(),
    initial: vector(),
    receivers: Array.from({ length: receivers }, vector),
  };
}

/** Makes the square sums symmetric in place: what the second halves of symmetric sequences add is the first's transposed. */
export function symmetriseSums({ stiffness, storage, moments }: CotangentSums, n: number): void {
  [stiffness, storage, ...moments].forEach((c) => symmetrise(c, n));
}

/**
 * The cotangents that follow from the sums over all runs, which become symmetric.
 *
 * @param model The reduced system.
 * @param sums The sums; those of symmetric runs symmetric, those of whole ones not yet.
 * @param options Whether receivers are apart; the cotangent of the encodings, where it was asked for.
 * @returns The cotangents.
 */
export function cotangentOf(
  model: SummedModel,
  sums: CotangentSums,
  options: { readonly receivers: boolean; readonly protocol?: EncodedCotangent },
): ReducedCotangent {
  const n = model.modes, mass = massCotangent(model, sums);
  symmetriseSums(sums, n);
  if (!options.receivers) sums.receivers[0].forEach((value, j) => sums.start[j] += value);
  return {
    stiffness: sums.stiffness,
    mass,
    moments: sums.moments,
    start: sums.start,
    ...(options.receivers && { receivers: sums.receivers }),
    ...(model.storage && { storage: sums.storage }),
    ...(options.protocol && { protocol: options.protocol }),
  };
}
