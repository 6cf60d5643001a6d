/**
 * Known modes P of a pencil, kept out of an iteration.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { blockMatrix, copyColumns, gemm, gram } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { type GpuPattern, type Pencil, spmm } from "../sparse/mod.ts";
import { divideByGapsKernel } from "./deflation.wgsl.ts";

/** Modes with their eigenvalues. */
export interface KnownModes {
  /** λ, ascending, [columns of the block]. */
  readonly eigenvalues: Float64Array;
  /** The modes as columns, PᵀMP = I. */
  readonly block: GpuBlock;
  /** The first eigenvalue after them, as far as it is known. */
  readonly next?: number;
}

/** Projections past the modes. */
export interface Deflation extends Disposable {
  /** c = PᵀF, [modes × columns], and F ← F − MPc. */
  readonly reduceRight: (f: GpuBlock, c: GpuArray) => void;
  /** X ← X − P(MP)ᵀX; c is overwritten. */
  readonly project: (x: GpuBlock, c: GpuArray) => void;
  /** X += Σ_i p_i c_ij / (λ_i − s_j) over the modes that are not kept; c is overwritten. */
  readonly addDivided: (x: GpuBlock, c: GpuArray, shifts: Float64Array) => void;
  /** Number of modes. */
  readonly modes: number;
}

/** 1/(λ_i − s_j). */
function inverseGapsOf(eigenvalues: Float64Array, shifts: Float64Array): Float64Array {
  const columns = shifts.length;
  return Float64Array.from(
    { length: eigenvalues.length * columns },
    (_, e) => 1 / (eigenvalues[Math.floor(e / columns)] - shifts[e % columns]),
  );
}

/**
 * Prepares the projections.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param pencil K and M.
 * @param kept Modes whose share of a solution is left out.
 * @param others Modes whose share is a division.
 * @returns The projections.
 */
export function deflation(
  gpu: Gpu,
  pattern: GpuPattern,
  { mass }: Pencil,
  kept: KnownModes,
  others?: KnownModes,
): Deflation {
  const rows = kept.block.rows, n = kept.block.columns;
  const modes = n + (others?.block.columns ?? 0);
  const p = blockOf(gpu, "deflated modes", rows, modes);
  copyColumns(gpu, kept.block, p);
  if (others) copyColumns(gpu, others.block, p, { to: n });
  const mp = blockOf(gpu, "mass times deflated modes", rows, modes);
  spmm(gpu, pattern, mass, p, mp);
  const add = (x: GpuBlock, alpha: number, span: GpuBlock, c: GpuArray) => {
    const right = { array: c, stride: x.columns };
    gemm(gpu, {}, rows, x.columns, modes, alpha, blockMatrix(span), right, 1, blockMatrix(x));
  };
  return {
    modes,
    reduceRight: (f, c) => {
      gram(gpu, p, f, c);
      add(f, -1, mp, c);
    },
    project: (x, c) => {
      gram(gpu, mp, x, c);
      add(x, -1, p, c);
    },
    addDivided: (x, c, shifts) => {
      if (!others) return;
      // In single precision the difference of close eigenvalues would have few digits.
      using inverseGaps = gpu.upload("inverse gaps", inverseGapsOf(others.eigenvalues, shifts));
      const length = modes * x.columns;
      gpu.run(divideByGapsKernel, {
        arrays: { inverseGaps, c },
        params: { length, kept: n * x.columns },
        size: { threads: length },
      });
      add(x, 1, p, c);
    },
    [Symbol.dispose]: () => [p, mp].forEach((one) => one[Symbol.dispose]()),
  };
}
