/**
 * exp(−tA_i)·v_i at several times for a batch of complex-symmetric A_i = Λ + i q_i W, by a Chebyshev series.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/** Number of series terms the kernel keeps before it adds them to the results. */
export const CHEBYSHEV_RING = 16;

/** The arrays of one batch; all live in one workspace. */
export interface ChebyshevBatch {
  /** Order of the matrices. */
  readonly n: number;
  /** Number of vectors, even. */
  readonly states: number;
  /** The diagonal Λ, [n], within [0, 2ρ]. */
  readonly eigenvalues: Float64Array;
  /** W, real symmetric, [n × n]. */
  readonly coupling: Float64Array;
  /** The factor q_i of each vector's W, [states]. */
  readonly q: Float64Array;
  /** The vectors, [n × 2 states]: each row holds the real parts, then the imaginary parts. */
  readonly start: Float64Array;
  /** Where the results go, [times × n × 2 states]. */
  readonly out: Float64Array;
  /** Work, [CHEBYSHEV_RING × n × 2 states]. */
  readonly ring: Float64Array;
  /** Work, [n × 2 states]. */
  readonly product: Float64Array;
  /** Work, [n rounded up to a multiple of 4, × n]. */
  readonly packed: Float64Array;
}

/** The series: exp(−tA) = Σ_k c_k(t) T_k(A/ρ − 1). */
export interface ChebyshevSeries {
  /** Half the length of the interval that holds the spectrum of Λ. */
  readonly rho: number;
  /** Number of times. */
  readonly times: number;
  /** c_k(t), [times × terms], the times ascending. Lives in the batch's workspace. */
  readonly coefficients: Float64Array;
  /** Absolute size of a term below which the series ends. */
  readonly tolerance: number;
}

/**
 * Computes exp(−tA_i)·v_i for all vectors and times of a batch. The series converges while |q_i| ‖W‖ ≤ 2ρ.
 *
 * @returns The number of terms used, or −1 if the coefficients given do not suffice.
 */
export function chebyshev(
  workspace: Workspace,
  batch: ChebyshevBatch,
  series: ChebyshevSeries,
): number {
  return rawKernels(workspace).chebyshev(
    batch.n,
    batch.states,
    series.coefficients.length / series.times,
    series.times,
    series.rho,
    addressOf(workspace, batch.coupling),
    addressOf(workspace, batch.eigenvalues),
    addressOf(workspace, batch.q),
    addressOf(workspace, series.coefficients),
    addressOf(workspace, batch.start),
    addressOf(workspace, batch.ring),
    addressOf(workspace, batch.product),
    addressOf(workspace, batch.packed),
    addressOf(workspace, batch.out),
    series.tolerance,
  );
}
