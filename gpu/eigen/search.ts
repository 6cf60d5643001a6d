/**
 * The search for the lowest modes: Krylov spaces of a filtered shift-inverted pencil, thickly restarted.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import { columnDots, copyColumns } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { applyPencil } from "../sparse/mod.ts";
import { combine } from "./combine.ts";
import { type GpuPencil, krylovBasis } from "./krylov_basis.ts";
import { type RitzPairs, ritzPairs } from "./ritz.ts";
import type { ShiftInvert } from "./shift_invert.ts";

/** What a search works on. */
export interface SearchSpace {
  readonly gpu: Gpu;
  /** Matrices in double precision. */
  readonly core: P1Space;
  /** The same in single precision. */
  readonly pencil: GpuPencil;
}

/** Ritz vectors on the device. */
export interface RitzBlock extends Disposable {
  /** Ritz pairs of the Krylov space, the block's first. */
  readonly ritz: RitzPairs;
  /** The lowest, [nodes × k]. */
  readonly block: GpuBlock;
}

/** How a Krylov space is built. */
export interface CycleOptions {
  /** Vectors that are in it from the beginning. */
  readonly kept?: GpuBlock;
  /** Whether these are orthonormal to rounding. */
  readonly isOrthonormal?: boolean;
  /** What lifts the wanted modes in copies of these, in place, where the lifted are to be in it too. */
  readonly lift?: (x: GpuBlock) => void;
  /** The first block of a chain; overwritten. */
  readonly start: GpuBlock;
  /** Number of blocks of the chain, the first included. */
  readonly blocks: number;
  /** What makes the next block of one, in place. */
  readonly advance: (z: GpuBlock) => void;
  /** Number of Ritz vectors that are formed. */
  readonly wanted: number;
  /** Whether the coefficients of all Ritz vectors are wanted. */
  readonly allPairs?: boolean;
}

/** Columns that are orthonormalised at once where a block has more. */
const PART = 64;

/** Calls for copies of the columns of a block, a few at a time. */
function forEachPart(gpu: Gpu, x: GpuBlock, call: (part: GpuBlock) => void): void {
  for (let from = 0; from < x.columns; from += PART) {
    using part = blockOf(gpu, "part", x.rows, Math.min(PART, x.columns - from));
    copyColumns(gpu, x, part, { from, count: part.columns });
    call(part);
  }
}

/** Builds a Krylov space and takes the lowest Ritz vectors of K and M from it: one read-back. */
export async function krylovCycle(
  { gpu, pencil }: SearchSpace,
  options: CycleOptions,
): Promise<RitzBlock> {
  const { kept, isOrthonormal = false, lift, start, blocks, advance } = options;
  const { wanted, allPairs = false } = options;
  const most = (kept?.columns ?? 0) * (lift ? 2 : 1) + blocks * start.columns;
  using basis = krylovBasis(gpu, pencil, most);
  if (kept && isOrthonormal) basis.adopt(kept);
  else if (kept) forEachPart(gpu, kept, basis.extend);
  for (let block = 0; block < blocks; block++) {
    if (block > 0) advance(start);
    basis.extend(start);
  }
  if (kept && lift) {
    forEachPart(gpu, kept, (part) => {
      lift(part);
      basis.extend(part);
    });
  }
  const projection = basis.project();
  const { order, stiffness, mass } = projection.matrices(await gpu.read(...projection.arrays));
  const ritz = ritzPairs(stiffness, mass, order, allPairs ? order : wanted);
  const count = ritz.values.length, k = Math.min(wanted, count);
  const lowest = new Float64Array(order * k);
  for (let i = 0; i < order; i++) {
    lowest.set(ritz.vectors.subarray(i * count, i * count + k), i * k);
  }
  const block = blockOf(gpu, "Ritz vectors", pencil.pattern.rows, k);
  basis.combine(lowest, k, block);
  return { ritz, block, [Symbol.dispose]: () => block[Symbol.dispose]() };
}

/** The corrections of some vectors, and how much they change the Ritz values. */
export interface Correction extends Disposable {
  /** W = (K + σM)⁻¹(KX − MXΘ), [nodes × k]. */
  readonly block: GpuBlock;
  /** (KX − MXΘ)ᵀW of each column: how far correcting it lowers its Ritz value, 1/ms, [k]. */
  readonly decrease: GpuArray;
}

/** Records the corrections of Ritz vectors X of values Θ: X − W are better ones, by an inverse iteration in terms of residuals. */
export function correctionOf(
  { gpu, pencil: { pattern, matrices } }: SearchSpace,
  inverse: Pick<ShiftInvert, "solve">,
  x: GpuBlock,
  values: Float64Array,
): Correction {
  using residual = blockOf(gpu, "residuals", x.rows, x.columns);
  using shifts = gpu.upload("Ritz values", values.slice(0, x.columns));
  applyPencil(gpu, pattern, matrices, x, residual, { k: 1, m: 0, shifts });
  const block = blockOf(gpu, "corrections", x.rows, x.columns);
  inverse.solve(residual, block);
  const decrease = gpu.array("decrease", x.columns);
  columnDots(gpu, residual, block, decrease);
  return {
    block,
    decrease,
    [Symbol.dispose]: () => {
      block[Symbol.dispose]();
      decrease[Symbol.dispose]();
    },
  };
}

/** X ← X − W. */
export function correct({ gpu }: SearchSpace, x: GpuBlock, { block }: Correction): void {
  combine(gpu, block, block, x, [-1, 0, 1]);
}
