/**
 * Solves (kK + mM)x = f for blocks by a fixed number of Chebyshev steps.
 *
 * A long iteration gathers rounding, about 1e-9 of the condition number of D⁻¹A. Where that matters it is done in two rounds, the
 * second for what the first left over: as many steps, and the rounding of the first is removed.
 *
 * The solution is a symmetric polynomial of the matrix times f, so it is its own adjoint, whatever the tolerance.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { addBlock } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuPattern, Pencil } from "../sparse/mod.ts";
import { chebyshevIteration } from "./chebyshev_iteration.ts";
import { chebyshevCount } from "./chebyshev_series.ts";
import type { SpectralBounds } from "./spectral_bounds.ts";

/** What {@linkcode chebyshevSolver} solves, and how well. */
export interface ChebyshevOptions {
  /** Factor of K. */
  readonly k: number;
  /** Factor of M. */
  readonly m: number;
  /** `spectralBounds` of kK + mM. */
  readonly bounds: SpectralBounds;
  /** What may be left of the error, in the norm of the matrix. */
  readonly tolerance: number;
  /** Rounds that the steps are shared out to; by default 2 where the condition number is above 100, else 1. */
  readonly rounds?: number;
}

/** Condition number of D⁻¹A up to which rounding stays below 1e-6 in one round. */
const WELL_CONDITIONED = 100;

/** A solver for the matrices as they were when it was made. */
export interface ChebyshevSolver extends Disposable {
  /** Number of steps. */
  readonly iterations: number;
  /**
   * Solves for all columns.
   *
   * @param f Right-hand sides; not changed.
   * @param x The solutions, in another array.
   * @param options With `start`, x holds a guess to start from.
   */
  readonly solve: (f: GpuBlock, x: GpuBlock, options?: { readonly start?: boolean }) => void;
}

/**
 * Makes a solver for (kK + mM)x = f, positive definite.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param pencil K and M.
 * @param options k, m, bounds and tolerance.
 * @returns The solver.
 */
export function chebyshevSolver(
  gpu: Gpu,
  pattern: GpuPattern,
  pencil: Pencil,
  options: ChebyshevOptions,
): ChebyshevSolver {
  const { k, m, bounds, tolerance } = options;
  const iteration = chebyshevIteration(gpu, pattern, pencil, { k, m, diagonal: bounds.diagonal });
  const { rounds = bounds.high > WELL_CONDITIONED * bounds.low ? 2 : 1 } = options;
  const steps = chebyshevCount(bounds, tolerance ** (1 / rounds));
  return {
    iterations: rounds * steps,
    solve: (f, x, { start = false } = {}) => {
      const room = (label: string) => blockOf(gpu, label, x.rows, x.columns);
      using scratch = room("Chebyshev iteration");
      if (!start) iteration.run(f, x, scratch, bounds, steps);
      const corrections = start ? rounds : rounds - 1;
      if (corrections === 0) return;
      using residual = room("residual");
      using change = room("correction");
      for (let round = 0; round < corrections; round++) {
        iteration.residual(f, x, residual);
        iteration.run(residual, change, scratch, bounds, steps);
        addBlock(gpu, x, change);
      }
    },
    [Symbol.dispose]: () => iteration[Symbol.dispose](),
  };
}
