/**
 * The lowest eigenmodes of a space on a device.
 *
 * @module
 */
import { columnsOf } from "../../core/linalg/dense/mod.ts";
import type { Gpu } from "../device.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import { copyColumns } from "../dense/mod.ts";

/** Modes beyond those asked for. */
export interface GuardModes {
  /** Eigenvalues, ascending, 1/ms. */
  readonly eigenvalues: Float64Array;
  /** The modes in single precision, [nodes × guards]. */
  readonly block: GpuBlock;
}

/** What the modes cost. */
export interface EigenWork {
  /** Products of K + σM with one vector. */
  readonly columnProducts: number;
  /** Krylov spaces built, that of the count of modes and that of the last check included. */
  readonly cycles: number;
  /** Times that results were waited for. */
  readonly readBacks: number;
}

/**
 * The lowest modes of K p = λ M p, with PᵀMP = I: found in single precision on a device, brought together by a Rayleigh-Ritz step in
 * double precision.
 */
export interface GpuModes extends Disposable {
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
  /** The shift σ of static responses, 1/ms; it has no part in the search for the modes. */
  readonly shift: number;
  /** The modes in single precision, [nodes × n]. */
  readonly block: GpuBlock;
  /** The modes just above, where they were computed. */
  readonly guards?: GuardModes;
  /** Where the modes were computed: meshes too small for the method go to the processor. */
  readonly computedOn: "gpu" | "cpu";
  readonly work: EigenWork;
}

/** The columns of blocks side by side, from one of them on. */
function columnsFrom(
  gpu: Gpu,
  blocks: readonly GpuBlock[],
  from: number,
  to: number,
): GpuBlock {
  const out = blockOf(gpu, "modes", blocks[0].rows, to - from);
  let before = 0;
  for (const block of blocks) {
    const first = Math.max(from, before), last = Math.min(to, before + block.columns);
    if (first < last) {
      copyColumns(gpu, block, out, { from: first - before, to: first - from, count: last - first });
    }
    before += block.columns;
  }
  return out;
}

/**
 * The n lowest of some modes; those left out become guards. Nothing is computed again.
 *
 * @param gpu The device of the modes.
 * @param all The modes; they stay as they are.
 * @param n How many are kept, 1 … all.modes.
 * @returns The modes, with arrays of their own.
 */
export function lowestModes(gpu: Gpu, all: GpuModes, n: number): GpuModes {
  const { modes, vectors, eigenvalues, guards } = all;
  const blocks = guards ? [all.block, guards.block] : [all.block];
  const count = blocks.reduce((sum, { columns }) => sum + columns, 0);
  const values = Float64Array.from([...eigenvalues, ...guards?.eigenvalues ?? []]);
  const block = columnsFrom(gpu, blocks, 0, n);
  const above = n < count
    ? { eigenvalues: values.slice(n), block: columnsFrom(gpu, blocks, n, count) }
    : undefined;
  return {
    ...all,
    modes: n,
    eigenvalues: eigenvalues.slice(0, n),
    vectors: columnsOf(vectors, modes, 0, n),
    residuals: all.residuals.slice(0, n),
    next: n < modes ? eigenvalues[n] : all.next,
    block,
    ...(above && { guards: above }),
    [Symbol.dispose]: () => {
      block[Symbol.dispose]();
      above?.block[Symbol.dispose]();
    },
  };
}
