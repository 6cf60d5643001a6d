/**
 * The lowest Laplace eigenmodes of a finite-element space: K p = λ M p with PᵀMP = I.
 *
 * @module
 */

/** Eigenmodes, and the responses of the space they were computed in. */
export interface SpectralBasis {
  /** Number of modes n. */
  readonly modes: number;
  /** Eigenvalues, ascending, 1/ms, [n]. */
  readonly eigenvalues: Float64Array;
  /** Modes as columns, row-major [nodes × n], µm^(−3/2). */
  readonly vectors: Float64Array;
  /** ‖K p − λ M p‖ / ‖M p‖ of each mode, 1/ms, [n]. */
  readonly residuals: Float64Array;
  /** The first eigenvalue left out, 1/ms; `Infinity` if none is. */
  readonly next: number;
  /** The shift σ of `respond`, 1/ms. */
  readonly shift: number;
  /**
   * Solves (K − λ_j M) w_j = F_j − M P PᵀF_j with w_j ⟂ MP for every column j: how the modes turn out of their span.
   * The space must hold the matrices of this basis: assemble it again if it has been used for others since.
   *
   * @param f F, row-major [nodes × n]; not changed.
   * @returns W, row-major [nodes × n].
   */
  readonly complement: (f: Float64Array) => Float64Array;
  /**
   * The static response (K + σM)⁻¹ f. The space must hold the matrices of this basis.
   *
   * @param f Row-major [nodes × columns]; not changed.
   * @param columns Number of columns.
   * @returns The response, [nodes × columns].
   */
  readonly respond: (f: Float64Array, columns: number) => Float64Array;
  /**
   * The basis of the n lowest modes of the same matrices. Nothing is computed again; for more modes than these, up to the
   * solver's room, the search for them goes on, and the space must hold the matrices of this basis.
   */
  readonly lowest: (n: number) => SpectralBasis;
}

/**
 * Computes the lowest modes of the matrices last assembled in a space.
 *
 * @param modes Number of modes; all that the solver has room for by default.
 */
export type SpectralSolver = (modes?: number) => SpectralBasis;

/** Relative distance of eigenvalues below which two modes belong to one cluster and are kept or left out together. */
const CLUSTER_GAP = 1e-6;

/** Distance below which two eigenvalues are both 0, 1/ms: the first mode of a cell 14 cm long lies there. */
const ZERO_GAP = 1e-9;

/** Whether a cut between two neighbouring eigenvalues would split a cluster. */
export function splitsCluster(last: number, next: number): boolean {
  return Number.isFinite(next) && next - last <= CLUSTER_GAP * Math.abs(next) + ZERO_GAP;
}

/** The largest number of modes up to `most` that does not end within a cluster. */
export function atGap(eigenvalues: Float64Array, next: number, most: number): number {
  let n = most;
  while (
    n > 1 && splitsCluster(eigenvalues[n - 1], n < eigenvalues.length ? eigenvalues[n] : next)
  ) n--;
  return n;
}

/** How far below the number asked for a wide gap is looked for. */
const WINDOW = 0.8;

/**
 * The number of modes, up to `most` and not far below it, that ends at the widest gap relative to the eigenvalue: the wider,
 * the further a mesh may deform before modes cross the cut.
 */
export function widestGap(eigenvalues: Float64Array, next: number, most: number): number {
  let best = most, width = -1;
  for (let n = most; n >= Math.max(1, Math.ceil(WINDOW * most)); n--) {
    const after = n < eigenvalues.length ? eigenvalues[n] : next;
    const gap = Number.isFinite(after) ? (after - eigenvalues[n - 1]) / after : Infinity;
    if (gap > width) [best, width] = [n, gap];
  }
  return atGap(eigenvalues, next, best);
}
