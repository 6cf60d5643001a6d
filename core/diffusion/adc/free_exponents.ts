/**
 * The exponents of free diffusion, x = ∫ Fᵀ D F dt = B : D at unit amplitude (Stejskal and Tanner, J. Chem. Phys. 42, 1965).
 *
 * @module
 */
import type { Encoding } from "../encoding/mod.ts";
import { squaredIntegral, squaredIntegralTensor } from "../waveform/mod.ts";
import { type ExponentCotangent, exponentCotangent, type ExponentModel } from "./exponents.ts";
import { contract, SYMMETRIC_ENTRIES } from "./symmetric.ts";

/** ∫ F Fᵀ dt as six entries. */
export function integralTensor(encoding: Encoding): Float64Array {
  const full = squaredIntegralTensor(encoding);
  return Float64Array.from(SYMMETRIC_ENTRIES, ([i, j]) => full[3 * i + j]);
}

/** The lower factor of D = L Lᵀ, [3 × 3]; D has six entries at `at`. */
function lowerFactor(d: Float64Array, at: number): number[] {
  const [xx, xy, xz, yy, yz, zz] = d.subarray(at, at + 6);
  const a = Math.sqrt(xx), b = xy / a, c = xz / a;
  const e = Math.sqrt(yy - b * b), f = (yz - b * c) / e;
  return [a, 0, 0, b, e, 0, c, f, Math.sqrt(zz - c * c - f * f)];
}

/** Adds the derivatives of scale · ∫ Fᵀ D F by durations and vectors: those of ∫|F|² with the vectors turned by Lᵀ. */
export function pullWeightedIntegral(
  encoding: Encoding,
  tensors: Float64Array,
  at: number,
  scale: number,
  out: { readonly durations: Float64Array; readonly vectors: readonly Float64Array[] },
): void {
  const l = lowerFactor(tensors, at);
  const pieces = encoding.pieces.map((piece) => ({
    ...piece,
    vectors: piece.vectors.map((_, i) => {
      const k = i % 3, row = i - k;
      return l[k] * piece.vectors[row] + l[3 + k] * piece.vectors[row + 1] +
        l[6 + k] * piece.vectors[row + 2];
    }),
  }));
  const slope = squaredIntegral({ ...encoding, pieces });
  slope.durations.forEach((s, p) => out.durations[p] += scale * s);
  slope.vectors.forEach((list, p) =>
    list.forEach((_, i) => {
      const k = i % 3, row = i - k;
      out.vectors[p][i] += scale *
        (l[3 * k] * list[row] + l[3 * k + 1] * list[row + 1] + l[3 * k + 2] * list[row + 2]);
    })
  );
}

/** The model of free diffusion; it does not depend on the points. */
export const freeExponents: ExponentModel = (points, tensors, encodings) => {
  const count = tensors.length / 6, E = encodings.length;
  const integrals = encodings.map(integralTensor);
  const values = Float64Array.from(
    { length: count * E },
    (_, i) => contract(integrals[i % E], 0, tensors, 6 * Math.floor(i / E)),
  );
  const pullback = (weights: Float64Array): ExponentCotangent => {
    const out = exponentCotangent(points, tensors, encodings);
    weights.forEach((weight, i) => {
      const e = i % E, c = Math.floor(i / E);
      if (weight === 0) return;
      SYMMETRIC_ENTRIES.forEach(([row, column], k) => {
        out.tensors[6 * c + k] += weight * (row === column ? 1 : 2) * integrals[e][k];
      });
      pullWeightedIntegral(encodings[e], tensors, 6 * c, weight, out.waveforms[e]);
    });
    return out;
  };
  return { values, pullback };
};
