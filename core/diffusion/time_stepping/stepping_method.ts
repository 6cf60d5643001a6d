/**
 * One-step methods for M u' = −(K + iQ(t))u as tableaus.
 *
 * Stage i of a step of length h from u solves
 * (M + h a_ii K + i h ã_ii Q_i) U_i = M u + h Σ_{j<i} (a_ij F_j + ã_ij G_j), F_j = −K U_j, G_j = −iQ(t + c_j h) U_j,
 * with a of the diffusion and ã of the gradient; the step ends at M u⁺ = M u + h Σ b_j (F_j + G_j).
 *
 * @module
 */

/** A one-step method whose diffusion is implicit, with one diagonal element γ, so that one matrix M + hγK serves all stages. */
export interface SteppingMethod {
  /** Its name in the literature. */
  readonly name: string;
  /** Where it comes from. */
  readonly citation: string;
  /** Order p: the error of a smooth solution falls as h^p. */
  readonly order: number;
  /** Times of the stages within the step, c. */
  readonly nodes: readonly number[];
  /** Rows a_i1 … a_ii for the diffusion. The first may end in 0, all others end in γ. */
  readonly implicit: readonly (readonly number[])[];
  /**
   * Rows ã_i1 … ã_i,i−1 for the gradient, which is then explicit: no stage needs an inner iteration. Absent where the gradient
   * is as implicit as the diffusion.
   */
  readonly explicit?: readonly (readonly number[])[];
  /** Weights b; absent where the last stage is the end of the step. */
  readonly weights?: readonly number[];
}

/** Coefficients of one stage as the integrator uses them. */
export interface Stage {
  /** c_i. */
  readonly node: number;
  /** a_ii. */
  readonly diagonal: number;
  /** ã_ii. */
  readonly gradientDiagonal: number;
  /** a_ij for all j, zero from i on, [stages]. */
  readonly diffusion: readonly number[];
  /** ã_ij for all j, zero from i on, [stages]. */
  readonly gradient: readonly number[];
}

/** The stages of a method. */
export function stagesOf({ nodes, implicit, explicit }: SteppingMethod): Stage[] {
  return nodes.map((node, i) => {
    const row = (values: readonly number[]) => nodes.map((_, j) => j < i ? values[j] ?? 0 : 0);
    return {
      node,
      diagonal: implicit[i][i],
      gradientDiagonal: explicit === undefined ? implicit[i][i] : 0,
      diffusion: row(implicit[i]),
      gradient: row((explicit ?? implicit)[i]),
    };
  });
}

/** γ: the diagonal element of all stages but an explicit first one. */
export function diagonalOf({ implicit }: SteppingMethod): number {
  return implicit[implicit.length - 1][implicit.length - 1];
}
