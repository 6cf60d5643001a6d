/**
 * The lowest modes of the matrices in a space, with what the rest of the backend needs of them.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import { columnsOf } from "../../core/linalg/dense/mod.ts";
import { spectralShift, spectralSolver, usesDenseSolver } from "../../core/spectral/mod.ts";
import { blockOf, uploadBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { copyColumns } from "../dense/mod.ts";
import type { GpuSpace } from "../fem/mod.ts";
import { findModes, type FormerVectors, type FoundModes, krylovVectors } from "./find_modes.ts";
import { GpuError } from "../gpu_error.ts";
import type { EigenWork, GpuModes } from "./gpu_modes.ts";
import type { SearchSpace } from "./search.ts";
import { defaultGuards, type GpuModesOptions } from "./options.ts";

/** The Krylov space must be a small part of all vectors for the search to be one. */
const NODES_PER_VECTOR = 2;

/** Whether modes of a mesh are found on the processor, because it is too small for a search on the device. */
export function findsModesOnCpu(nodes: number, modes: number): boolean {
  const all = modes + defaultGuards(modes);
  return usesDenseSolver(nodes, all) || nodes < NODES_PER_VECTOR * krylovVectors(all);
}

/** Modes in double precision, guards among them. */
interface AllModes {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  readonly residuals: Float64Array;
  /** The eigenvalue after all of them. */
  readonly beyond: number;
}

function withBlocks(
  gpu: Gpu,
  nodes: number,
  modes: number,
  { values, vectors, residuals, beyond }: AllModes,
  rest: Pick<GpuModes, "shift" | "computedOn" | "work">,
): GpuModes {
  const k = values.length, own = columnsOf(vectors, k, 0, modes);
  const block = uploadBlock(gpu, "modes", own, nodes, modes);
  const guards = k === modes ? undefined : {
    eigenvalues: values.slice(modes),
    block: uploadBlock(gpu, "guards", columnsOf(vectors, k, modes, k), nodes, k - modes),
  };
  return {
    modes,
    eigenvalues: values.slice(0, modes),
    vectors: own,
    residuals: residuals.slice(0, modes),
    next: modes < k ? values[modes] : beyond,
    block,
    ...(guards && { guards }),
    ...rest,
    [Symbol.dispose]: () => {
      block[Symbol.dispose]();
      guards?.block[Symbol.dispose]();
    },
  };
}

/** Former modes and guards side by side, and where the n-th of these matrices may lie. */
function formerModes(
  gpu: Gpu,
  { eigenvalues, next, block, guards }: NonNullable<GpuModesOptions["start"]>,
  modes: number,
): FormerVectors {
  const values = [...eigenvalues, ...guards?.eigenvalues ?? [next]].filter(Number.isFinite);
  const last = values.length - 1;
  // Beyond what is known, by the law of Weyl.
  const highest = values[Math.min(modes - 1, last)] *
    Math.max(1, modes / values.length) ** (2 / 3);
  const above = guards?.block.columns ?? 0;
  const together = blockOf(gpu, "former modes", block.rows, block.columns + above);
  copyColumns(gpu, block, together);
  if (guards) copyColumns(gpu, guards.block, together, { to: block.columns });
  return { block: together, highest };
}

/** Finds the modes, going on from former ones; where these lead nowhere, from nothing. */
async function foundFrom(
  gpu: Gpu,
  space: SearchSpace,
  modes: number,
  guards: number,
  start?: GpuModesOptions["start"],
): Promise<FoundModes> {
  if (start === undefined) return await findModes(space, modes, guards);
  const former = formerModes(gpu, start, modes + guards);
  try {
    return await findModes(space, modes, guards, former);
  } catch (error) {
    if (!(error instanceof GpuError && error.failure === "precision")) throw error;
    return await findModes(space, modes, guards);
  } finally {
    former.block[Symbol.dispose]();
  }
}

/**
 * Computes the lowest modes of the matrices in a space.
 *
 * @param gpu The device.
 * @param core The space with its matrices in double precision.
 * @param space The same matrices on the device.
 * @param modes Number of modes n, 1 … nodes.
 * @param options Guards; modes to begin with; where to compute.
 * @returns The modes. Eigenvalues are good to about 1e-7 relative, the zero mode to 1e-10 of the highest.
 * @throws {GpuError} If they do not converge in single precision, or the device fails.
 * @throws {RangeError} If the modes to begin with are of a mesh with other nodes.
 */
export async function gpuModes(
  gpu: Gpu,
  core: P1Space,
  space: GpuSpace,
  modes: number,
  options: GpuModesOptions = {},
): Promise<GpuModes> {
  const { nodes } = core, shift = options.shift ?? spectralShift(core);
  const guards = Math.min(Math.max(1, options.guards ?? defaultGuards(modes)), nodes - modes);
  if (options.start && options.start.block.rows !== nodes) {
    throw new RangeError(
      `Cannot go on from modes of ${options.start.block.rows} nodes on a mesh of ${nodes}`,
    );
  }
  const readBacks = gpu.counters.readBacks;
  const computedOn = options.computeOn ?? (findsModesOnCpu(nodes, modes) ? "cpu" : "gpu");
  if (computedOn === "cpu") {
    // As many as the space has room for.
    const room = Math.max(
      modes,
      Math.min(modes + guards, Math.floor(core.blocks[0].length / nodes)),
    );
    const found = spectralSolver(core, room, shift)();
    const work: EigenWork = { columnProducts: 0, cycles: 0, readBacks: 0 };
    const all = { ...found, values: found.eigenvalues, beyond: found.next };
    return withBlocks(gpu, nodes, modes, all, { shift, computedOn, work });
  }
  const pencil = { pattern: space.pattern, matrices: space.matrices };
  const found = await foundFrom(gpu, { gpu, core, pencil }, modes, guards, options.start);
  const { columnProducts, cycles } = found;
  const work = { columnProducts, cycles, readBacks: gpu.counters.readBacks - readBacks };
  return withBlocks(gpu, nodes, modes, { ...found, beyond: NaN }, { shift, computedOn, work });
}
