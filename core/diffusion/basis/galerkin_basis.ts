/**
 * The basis a signal is computed in: eigenmodes, and static corrections for those left out.
 *
 * The vectors v_kj = (K + σM)⁻¹J_k p_j of the lowest modes, Galerkin with the modes themselves, stand for what the modes
 * left out answer at once; 20 modes and 48 such vectors are as accurate as a thousand modes.
 *
 * @module
 */
import type { P1Space } from "../../fem/mod.ts";
import { denseProduct as product, denseSymmetricEigen } from "../../linalg/dense/mod.ts";
import type { SpectralBasis } from "../../spectral/mod.ts";
import { allColumns, productsOf, sideBySide } from "./columns.ts";
import { formOf, orthonormaliseAgainst, turnBlock } from "./orthonormalise.ts";

/** Modes and the static responses of the space. */
export type Modes = Pick<SpectralBasis, "modes" | "eigenvalues" | "vectors" | "shift" | "respond">;

/** The static corrections of the modes' lowest, V'' = VY − PZ. */
export interface Corrections {
  /** Number l of lowest modes that are corrected. */
  readonly low: number;
  /** Responses V, ordered x, y, z and then by mode, [nodes × 3l]. */
  readonly responses: Float64Array;
  /** Number r of independent corrections. */
  readonly count: number;
  /** Y, [3l × r]. */
  readonly turn: Float64Array;
  /** Z, [n × r]. */
  readonly overlap: Float64Array;
}

/** Q with QᵀMQ = I and QᵀKQ diagonal: n modes and r corrections. */
export interface GalerkinBasis {
  /** The modes. */
  readonly modes: Modes;
  /** Number of columns N = n + r. */
  readonly columns: number;
  /** QᵀKQ: eigenvalues, then Ritz values of the corrections, [N]. */
  readonly values: Float64Array;
  /** Q, [nodes × N]. */
  readonly vectors: Float64Array;
  /** The corrections, where there are any that a gradient can follow. */
  readonly corrections?: Corrections;
}

/** Most columns of a basis of n modes of which `low` are corrected. */
export function galerkinColumns(modes: number, low: number): number {
  return modes + 3 * low;
}

/**
 * Makes the basis.
 *
 * @param space The space, holding the matrices of the modes, with room for {@linkcode galerkinColumns}.
 * @param modes The modes.
 * @param low How many of the lowest are corrected; 0 for the modes alone.
 * @returns The basis.
 */
export function galerkinBasis(space: P1Space, modes: Modes, low: number): GalerkinBasis {
  const n = modes.modes, { nodes } = space;
  if (low === 0) return { modes, columns: n, values: modes.eigenvalues, vectors: modes.vectors };
  const lowest = { block: modes.vectors, width: n, from: 0, to: low };
  const moments = productsOf(space, space.matrices.moments.map((values) => [values, lowest]));
  const responses = modes.respond(moments, 3 * low);
  const [v] = space.blocks;
  v.set(responses);
  const { count, turn, overlap } = orthonormaliseAgainst(space, modes.vectors, n, 3 * low);
  const ritz = denseSymmetricEigen(formOf(space, space.matrices.stiffness, count), count);
  turnBlock(space, count, ritz.vectors, count);
  return {
    modes,
    columns: n + count,
    values: Float64Array.from([...modes.eigenvalues, ...ritz.values]),
    vectors: sideBySide(nodes, [allColumns(modes.vectors, n), allColumns(v, count)]),
    corrections: {
      low,
      responses,
      count,
      turn: product(turn, ritz.vectors, 3 * low, count, count),
      overlap: product(overlap, ritz.vectors, n, count, count),
    },
  };
}
