/**
 * Preconditioned conjugate gradients for many columns at once, each with scalars of its own that never leave the device.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { finishColumnDots, scaleAndAdd } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import {
  beginKernel,
  moveKernel,
  ratioKernel,
  reductionKernel,
  stepLengthKernel,
} from "./conjugate_gradients.wgsl.ts";

/** The equations A_j x_j = f_j. */
export interface ColumnSystem {
  /** y_j = A_j x_j. */
  readonly apply: (x: GpuBlock, y: GpuBlock) => void;
  /** An approximate solution, symmetric in f: the preconditioner. */
  readonly precondition: (f: GpuBlock, x: GpuBlock) => void;
}

/** A round of iterations. */
export interface Round {
  /** Number of iterations. */
  readonly iterations: number;
  /** What may be left of the residual of the first round, in the preconditioner's norm. */
  readonly tolerance: number;
  readonly first: boolean;
}

/** Iterations that share their columns' states. */
export interface ConjugateGradients extends Disposable {
  /** Solves from zero; `residual` holds f and is overwritten. */
  readonly run: (residual: GpuBlock, x: GpuBlock, round: Round) => void;
  /** What is left of the residual of the first round, relative to it, for each column, [columns]. */
  readonly reduction: (out: GpuArray) => void;
}

/** Makes room for iterations on blocks of a size. */
export function conjugateGradients(
  gpu: Gpu,
  { rows, columns }: Pick<GpuBlock, "rows" | "columns">,
  { apply, precondition }: ColumnSystem,
): ConjugateGradients {
  const block = (label: string) => blockOf(gpu, label, rows, columns);
  const direction = block("directions"), image = block("images"), z = block("preconditioned");
  const state = gpu.array("states of columns", 4 * columns);
  const factors = gpu.array("factors", columns);
  const { width } = direction, length = rows * width / 4;

  const move = (x: GpuBlock, residual: GpuBlock) =>
    gpu.run(moveKernel, {
      arrays: {
        alpha: factors,
        direction: direction.array,
        image: image.array,
        x: x.array,
        residual: residual.array,
      },
      params: { length, width: width / 4, columns },
      size: { threads: length },
      cost: { flops: 4 * rows * columns, bytes: 24 * rows * columns },
    });

  return {
    run: (residual, x, { iterations, tolerance, first }) => {
      using plan = gpu.upload("round", Float32Array.of(first ? 1 : 0, tolerance ** 2));
      gpu.clear(x.array);
      precondition(residual, direction);
      finishColumnDots(gpu, residual, direction, beginKernel, { plan, state });
      for (let iteration = 0; iteration < iterations; iteration++) {
        apply(direction, image);
        finishColumnDots(gpu, direction, image, stepLengthKernel, { state, alpha: factors });
        move(x, residual);
        precondition(residual, z);
        finishColumnDots(gpu, residual, z, ratioKernel, { state, beta: factors });
        scaleAndAdd(gpu, direction, z, factors);
      }
    },
    reduction: (out) =>
      gpu.run(reductionKernel, {
        arrays: { state, out },
        params: { columns },
        size: { threads: columns },
      }),
    [Symbol.dispose]: () =>
      [direction, image, z, state, factors].forEach((one) => one[Symbol.dispose]()),
  };
}
