/**
 * Sums over the nodes of products of complex states, uv without conjugation.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { type GpuPattern, passCost } from "../sparse/mod.ts";
import {
  ALL,
  GROUP,
  momentPairingKernel,
  pairingKernel,
  SLOTS,
  sumRangesKernel,
} from "./pairing.wgsl.ts";

/** Numbers per state that {@linkcode pairSlopes} gives: four complex ones. */
export const SLOPES = 2 * SLOTS;

/** Most groups of four states of a workgroup: the fewer, the longer the ranges. */
const MOST_LANES = 4;

/** How the nodes of a block are cut into ranges. */
function rangesOf({ rows, width }: GpuBlock) {
  const quads = width / 8;
  let lanes = 1;
  while (lanes < quads && lanes < MOST_LANES) lanes *= 2;
  const ranges = Math.ceil(rows * lanes / GROUP);
  return {
    ranges,
    params: { rows, quads, lanes },
    size: { threads: GROUP * ranges * Math.ceil(quads / lanes) },
  };
}

/** Length of the array of {@linkcode pairStates} for a block. */
export function pairedLength(block: GpuBlock): number {
  return rangesOf(block).ranges * block.width;
}

/** Length of the work array of {@linkcode pairSlopes} for a block. */
export function slopeWorkLength(block: GpuBlock): number {
  return SLOTS * rangesOf(block).ranges * block.width;
}

function pairInto(
  gpu: Gpu,
  [u, v]: readonly [GpuBlock, GpuBlock],
  compartments: GpuArray,
  partial: GpuArray,
  slots: number,
  compartment: number,
): void {
  const { rows, width } = u, { params, size } = rangesOf(u);
  gpu.run(pairingKernel, {
    arrays: { u: u.array, v: v.array, compartments, partial },
    params: { ...params, slots, compartment },
    size,
    cost: { flops: 4 * rows * width, bytes: 8 * rows * width },
  });
}

/**
 * Σ uv of each state over ranges of nodes, [ranges][2 × states]; {@linkcode sumPaired} adds them up in double precision.
 *
 * @param gpu The device.
 * @param u States.
 * @param v States.
 * @param compartments The compartment of each node.
 * @param partial Where the sums go.
 * @param compartment The compartment whose nodes count; all by default.
 */
export function pairStates(
  gpu: Gpu,
  u: GpuBlock,
  v: GpuBlock,
  compartments: GpuArray,
  partial: GpuArray,
  compartment: number = ALL,
): void {
  pairInto(gpu, [u, v], compartments, partial, 1, compartment);
}

/** The sums of ranges of {@linkcode pairStates}: real parts, then imaginary, of the first `states`. */
export function sumPaired(
  data: Float32Array,
  width: number,
  states: number,
): { real: Float64Array; imag: Float64Array } {
  const real = new Float64Array(states), imag = new Float64Array(states);
  for (let row = 0; row < data.length; row += width) {
    for (let c = 0; c < states; c++) {
      real[c] += data[row + c];
      imag[c] += data[row + width / 2 + c];
    }
  }
  return { real, imag };
}

/** What {@linkcode pairSlopes} pairs. */
export interface SlopePairs {
  /** α of a stage, and its KU. */
  readonly diffusion: readonly [GpuBlock, GpuBlock];
  /** β of the stage, and its U. */
  readonly gradient: readonly [GpuBlock, GpuBlock];
}

/**
 * αᵀKU and βᵀJ_kU for k = x, y, z of each state.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param moments J_x, J_y, J_z.
 * @param pairs What is paired.
 * @param work Room of {@linkcode slopeWorkLength}.
 * @param out Where the sums go, [SLOPES × states]: for each of the four the real parts, then the imaginary.
 * @param place Where in `out`, words; a multiple of 4.
 */
export function pairSlopes(
  gpu: Gpu,
  pattern: GpuPattern,
  [momentX, momentY, momentZ]: readonly [GpuArray, GpuArray, GpuArray],
  { diffusion, gradient: [beta, u] }: SlopePairs,
  work: GpuArray,
  out: GpuArray,
  place: number,
): void {
  const { rowStart, columnIndex } = pattern, { ranges, params, size } = rangesOf(u);
  pairInto(gpu, diffusion, rowStart, work, SLOTS, ALL);
  gpu.run(momentPairingKernel, {
    arrays: {
      rowStart,
      columnIndex,
      momentX,
      momentY,
      momentZ,
      u: beta.array,
      v: u.array,
      partial: work,
    },
    params: { ...params, slots: SLOTS },
    size,
    cost: passCost(pattern, { matrices: 3, columns: u.width, blocksMoved: 2, flops: 6 }),
  });
  const length = SLOPES * params.quads;
  gpu.run(sumRangesKernel, {
    arrays: { partial: work, out },
    params: { ranges, length, place: place / 4 },
    size: { groups: [length, 1, 1] },
    cost: { flops: 4 * ranges * length, bytes: 16 * ranges * length },
  });
}
