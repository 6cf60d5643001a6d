/**
 * The Chebyshev semi-iteration on a device: a fixed symmetric polynomial of a matrix, one dispatch a step.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { type GpuPattern, overRows, passCost, type Pencil } from "../sparse/mod.ts";
import { combineKernel, firstStepKernel, residualKernel, stepKernel } from "./chebyshev.wgsl.ts";
import { chebyshevSteps, type Interval } from "./chebyshev_series.ts";

/** The matrix kK + mM, and D where its diagonal is not to be used. */
export interface ChebyshevMatrix {
  readonly k: number;
  readonly m: number;
  /** D, [rows]. */
  readonly diagonal: Float64Array;
}

/** Runs the iteration on one matrix, which it keeps a copy of. */
export interface ChebyshevIteration extends Disposable {
  /**
   * Runs some steps for (kK + mM)x = f from x = 0.
   *
   * @param f Right-hand sides.
   * @param x The solution.
   * @param scratch A block of the same size.
   */
  readonly run: (
    f: GpuBlock,
    x: GpuBlock,
    scratch: GpuBlock,
    interval: Interval,
    steps: number,
  ) => void;
  /** r = f − (kK + mM)x. */
  readonly residual: (f: GpuBlock, x: GpuBlock, r: GpuBlock) => void;
}

/** Prepares the iteration for a matrix as it is now. */
export function chebyshevIteration(
  gpu: Gpu,
  pattern: GpuPattern,
  { stiffness, mass, rowSums }: Pencil,
  { k, m, diagonal }: ChebyshevMatrix,
): ChebyshevIteration {
  const { rows, entries, rowStart, columnIndex } = pattern;
  const values = gpu.array("shifted stiffness", entries);
  const scales = gpu.array("row sums and inverse diagonal", 2 * rows);
  const matrix = { rowStart, columnIndex, values, scales };
  using given = gpu.upload("diagonal", diagonal);
  gpu.run(combineKernel, {
    arrays: { rowStart, stiffness, mass, rowSums, diagonal: given, values, scales },
    params: { rows, k, m },
    size: { threads: rows },
    cost: { flops: 4 * entries, bytes: 4 * (3 * entries + 5 * rows) },
  });
  return {
    run: (f, x, scratch, interval, count) => {
      const { params, size } = overRows(x), { columns } = x;
      // The steps go to and fro; the last ends in x.
      let current = count % 2 === 1 ? x : scratch;
      chebyshevSteps(interval, count).forEach(({ momentum, weight }, j) => {
        if (j === 0) {
          gpu.run(firstStepKernel, {
            arrays: { scales, f: f.array, next: current.array },
            params: { ...params, weight },
            size,
            cost: { flops: 2 * rows * columns, bytes: 8 * rows * columns },
          });
          return;
        }
        const next = current === x ? scratch : x, hasOld = j > 1;
        gpu.run(stepKernel, {
          arrays: { ...matrix, f: f.array, x: current.array, next: next.array },
          params: { ...params, momentum, weight, hasOld: hasOld ? 1 : 0 },
          size,
          cost: passCost(pattern, { matrices: 1, columns, blocksMoved: hasOld ? 4 : 3, flops: 3 }),
        });
        current = next;
      });
    },
    residual: (f, x, r) => {
      const { params, size } = overRows(x), { columns } = x;
      gpu.run(residualKernel, {
        arrays: { ...matrix, f: f.array, x: x.array, r: r.array },
        params,
        size,
        cost: passCost(pattern, { matrices: 1, columns, blocksMoved: 3, flops: 3 }),
      });
    },
    [Symbol.dispose]: () => {
      values[Symbol.dispose]();
      scales[Symbol.dispose]();
    },
  };
}
