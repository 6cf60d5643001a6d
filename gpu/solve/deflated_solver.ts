/**
 * Solves (K − s_jM)x_j = f_j on the complement of known modes, for all columns at once and without a read-back.
 *
 * Conjugate gradients of a fixed number of iterations; a column that is solved stays as it is. The preconditioner is a Chebyshev
 * polynomial for K + mM, so that the projection past the modes, which costs as much as many products, is done once in many products.
 * The iterations are shared out to rounds, each for what the one before left over: rounding, and what guards that are not quite modes
 * have left.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { addBlock } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { applyPencil, type GpuPattern, type Pencil } from "../sparse/mod.ts";
import { chebyshevIteration } from "./chebyshev_iteration.ts";
import { conjugateGradients } from "./conjugate_gradients.ts";
import { deflation, type KnownModes } from "./deflation.ts";
import { deflatedPlan } from "./deflated_plan.ts";
import type { SpectralBounds } from "./spectral_bounds.ts";

/** What {@linkcode deflatedSolver} solves, and how well. */
export interface DeflatedOptions {
  /** The lowest modes, on whose complement is solved. Without guards their `next` must be known if a shift is their last. */
  readonly modes: KnownModes;
  /** The modes that follow them, as far as they are known: their share is a division. */
  readonly guards?: KnownModes;
  /** m of K + mM, the preconditioner's matrix: positive, small beside the eigenvalues. */
  readonly m: number;
  /** `spectralBounds` of K + mM. */
  readonly bounds: SpectralBounds;
  /** What may be left of the error of a column, relative to it; 1e-5 by default. */
  readonly tolerance?: number;
  /** Rounds the iterations are shared out to; 2 by default. One is enough where the guards are as good as the modes. */
  readonly rounds?: number;
}

/** A solver for the matrices and modes as they were when it was made. */
export interface DeflatedSolver extends Disposable {
  /**
   * Solves for all columns.
   *
   * @param f Right-hand sides F; the solution is that for F − MPPᵀF. Not changed.
   * @param shifts s, below the first unknown eigenvalue and at no guard's, [columns].
   * @param x The solutions, M-orthogonal to the modes, in another array.
   * @param residuals Optionally where what is left of each column's residual goes, relative to it, [columns]: at most the tolerance
   * if the column converged.
   * @throws {RangeError} If a shift is not below the first unknown eigenvalue.
   */
  readonly solve: (
    f: GpuBlock,
    shifts: Float64Array,
    x: GpuBlock,
    residuals?: GpuArray,
  ) => void;
}

/**
 * Makes a solver on the complement of modes.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param pencil K and M.
 * @param options Modes, bounds and tolerance.
 * @returns The solver.
 */
export function deflatedSolver(
  gpu: Gpu,
  pattern: GpuPattern,
  pencil: Pencil,
  options: DeflatedOptions,
): DeflatedSolver {
  const { modes, guards, m, bounds, tolerance = 1e-5, rounds = 2 } = options;
  const last = guards ?? modes, next = last.next ?? last.eigenvalues.at(-1)!;
  const deflated = deflation(gpu, pattern, pencil, modes, guards);
  const polynomial = chebyshevIteration(gpu, pattern, pencil, {
    k: 1,
    m,
    diagonal: bounds.diagonal,
  });

  const solve: DeflatedSolver["solve"] = (f, shifts, x, residuals) => {
    const { rows, columns } = f;
    const plan = deflatedPlan(next, shifts, m, bounds, tolerance, rounds);
    const block = (label: string) => blockOf(gpu, label, rows, columns);
    using residual = block("residuals");
    using change = block("correction");
    using scratch = block("Chebyshev iteration");
    using s = gpu.upload("shifts", shifts);
    using along = gpu.array("shares of the modes", deflated.modes * columns);
    using c = gpu.array("coefficients of the modes", deflated.modes * columns);
    const apply = (from: GpuBlock, to: GpuBlock) =>
      applyPencil(gpu, pattern, pencil, from, to, { k: 1, m: 0, shifts: s });
    using iteration = conjugateGradients(gpu, f, {
      apply,
      precondition: (from, to) => {
        polynomial.run(from, to, scratch, plan.interval, plan.degree);
        deflated.project(to, c);
      },
    });

    for (let round = 0; round < rounds; round++) {
      const first = round === 0, solution = first ? x : change;
      gpu.copy(f.array, residual.array);
      if (!first) {
        apply(x, change);
        addBlock(gpu, residual, change, -1);
      }
      deflated.reduceRight(residual, along);
      iteration.run(residual, solution, {
        iterations: plan.iterations,
        tolerance: plan.tolerance ** ((round + 1) / rounds),
        first,
      });
      deflated.project(solution, c);
      deflated.addDivided(solution, along, shifts);
      if (!first) addBlock(gpu, x, change);
    }
    if (residuals) iteration.reduction(residuals);
  };
  return {
    solve,
    [Symbol.dispose]: () => [deflated, polynomial].forEach((one) => one[Symbol.dispose]()),
  };
}
