/**
 * The modes of a piece as the engine uses them, with the next modes past the cut where they are known.
 *
 * @module
 */
import { columnsOf } from "../../core/linalg/dense/mod.ts";
import type { SpectralBasis } from "../../core/spectral/mod.ts";
import { uploadBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { type GpuModes, lowestModes } from "../eigen/mod.ts";

/** Modes of a piece; those past the cut are its guards. */
export interface PieceModes extends GpuModes {
  /** Whether with the guards there are no other modes. */
  readonly complete: boolean;
}

/** The n lowest of some modes; the others become guards. What it holds on the device is its own. */
export function lowestOf(gpu: Gpu, all: PieceModes, n: number): PieceModes {
  return { ...lowestModes(gpu, all, n), complete: all.complete };
}

/** Modes of a small piece, of which the processor has computed all: those past the cut are guards. */
export function completeModes(gpu: Gpu, all: SpectralBasis, n: number): PieceModes {
  const { modes: nodes, eigenvalues, vectors, residuals, shift } = all;
  const kept = columnsOf(vectors, nodes, 0, n);
  const block = uploadBlock(gpu, "modes", kept, nodes, n);
  const guards = n < nodes
    ? {
      eigenvalues: eigenvalues.slice(n),
      block: uploadBlock(gpu, "guards", columnsOf(vectors, nodes, n, nodes), nodes, nodes - n),
    }
    : undefined;
  return {
    modes: n,
    eigenvalues: eigenvalues.slice(0, n),
    vectors: kept,
    residuals: residuals.slice(0, n),
    next: n < nodes ? eigenvalues[n] : Infinity,
    shift,
    block,
    ...(guards && { guards }),
    complete: true,
    computedOn: "cpu",
    work: { columnProducts: 0, cycles: 0, readBacks: 0 },
    [Symbol.dispose]: () => {
      block[Symbol.dispose]();
      guards?.block[Symbol.dispose]();
    },
  };
}
