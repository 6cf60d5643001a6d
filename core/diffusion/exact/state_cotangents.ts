/**
 * ∂L in terms of the matrices of an {@linkcode ExactModel}, for a basis kept general, and from there of the layers.
 *
 * With B the Gram matrix of the eigenfunctions (the identity) s' = B⁻¹F s, F = −(Λ + i Σ q_k W_k + …), s(0) = B⁻¹a, S = aᵀs:
 * y the adjoint state, dS = ∫ yᵀ(dF − dB F) s dt − y(0)ᵀdB a + (y(0) + s(TE))ᵀ da. The polynomials are complete in their
 * space, so nothing outside the eigenfunctions is left to be differentiated.
 *
 * @module
 */
import { type LayerParameters, zeroParameters } from "./layer_parameters.ts";
import { congruence, type ExactModel, oneVector } from "./model.ts";
import { pullRadialMatrices, pullRadialMoment } from "./radial_matrices.ts";

/** Cotangents per angular order, between eigenfunctions. */
export interface ModelCotangents {
  readonly mass: readonly Float64Array[];
  readonly stiffness: readonly Float64Array[];
  readonly spread: readonly Float64Array[];
  readonly stored: readonly Float64Array[];
  readonly moments: readonly Float64Array[];
  /** Of a = PᵀM1 in order 0. */
  readonly start: Float64Array;
}

/** Cotangents of zeros. */
export function zeroCotangents({ radial, start }: ExactModel): ModelCotangents {
  const squares = (): Float64Array[] => radial.map(({ count }) => new Float64Array(count * count));
  return {
    mass: squares(),
    stiffness: squares(),
    spread: squares(),
    stored: squares(),
    moments: radial.map(({ moment }) => new Float64Array(moment.length)),
    start: new Float64Array(start.length),
  };
}

function transposed(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[j * n + i] = a[i * n + j];
  return out;
}

/**
 * From the model's matrices to the layers.
 *
 * @param model The model.
 * @param cotangents ∂L of its matrices.
 * @param content ∂L/∂ of `model.content`.
 */
export function pullModel(
  model: ExactModel,
  cotangents: ModelCotangents,
  content: number,
): LayerParameters {
  const { parameters, radial, angular } = model;
  const sum = zeroParameters(parameters);
  const back = radial.map(({ vectors, count }) => transposed(vectors, count));
  radial.forEach(({ basis, count }, order) => {
    const raw = (matrix: Float64Array): Float64Array =>
      congruence(back[order], matrix, back[order], count, count);
    const mass = raw(cotangents.mass[order]);
    if (order === 0) {
      const one = oneVector(basis), { vectors } = radial[0];
      for (let i = 0; i < count; i++) {
        let entry = content * one[i];
        for (let j = 0; j < count; j++) entry += vectors[i * count + j] * cotangents.start[j];
        for (let k = 0; k < count; k++) mass[i * count + k] += entry * one[k];
      }
    }
    const onMatrices = {
      mass,
      stiffness: raw(cotangents.stiffness[order]),
      spread: raw(cotangents.spread[order]),
      stored: raw(cotangents.stored[order]),
    };
    pullRadialMatrices(basis, parameters, onMatrices, sum);
    const next = angular.dimension === 1 ? order : order + 1;
    if (next >= radial.length) return;
    const moment = congruence(
      back[order],
      cotangents.moments[order],
      back[next],
      count,
      radial[next].count,
    );
    pullRadialMoment(basis, radial[next].basis, parameters, moment, sum);
  });
  if (angular.dimension > 1) sum.edges[0] = 0;
  return sum;
}
