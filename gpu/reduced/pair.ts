/**
 * From the pairs of a chunk to the integrals ∫ y sᵀ dt summed over all columns.
 *
 * @module
 */
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import type { ChunkLayout, PartLayout } from "./layout.ts";
import { addSlicesKernel, PAIR_TILE, pairPulsesKernel } from "./pair_pulses.wgsl.ts";
import { pairPausesKernel } from "./pair_pauses.wgsl.ts";

/** Runs with a symmetry, then whole ones: their sums are kept apart. */
export const CLASSES = 2;

/** What the pairs are summed into. */
export interface PairSums {
  /** (A, x, y, z) of each class, [classes][n × n][4]. */
  readonly integrals: GpuArray;
  /** Those over stored intervals, in the basis that makes Λ + E diagonal, [classes][n × n]. */
  readonly stored: GpuArray;
}

/** The pairs of a chunk and what they are weighted with. */
export interface Pairs {
  readonly n: number;
  readonly layout: ChunkLayout;
  /** [layout.pairs][adjoint, state][n] complex. */
  readonly pairs: GpuArray;
  /** Of each pair within pulses: its Gauss weight, and that times q, [layout.pulses.all][4]. */
  readonly weights: GpuArray;
  /** Λ, then the rates of stored magnetisation, [2n]. */
  readonly rates: GpuArray;
}

/** Calls back with every step of every column of a part. */
export function forEachColumnStep(
  { part, steps, offsets, pulse, pause }: PartLayout,
  action: (step: PartLayout["steps"][number], column: number, row: number) => void,
): void {
  part.amplitudes.forEach((_, column) => {
    steps.forEach((step, k) => {
      const rows = step.kind === "pulse" ? pulse : pause;
      action(step, column, rows.first + column * rows.rows + offsets[k]);
    });
  });
}

/** The weights of the pairs within pulses. */
export function pulseWeights(layout: ChunkLayout): Float64Array {
  const weights = new Float64Array(4 * Math.max(1, layout.pulses.all));
  for (const part of layout.parts) {
    forEachColumnStep(part, (step, column, row) => {
      if (step.kind !== "pulse") return;
      const q = part.part.amplitudes[column], { vector } = step.plan.interval;
      step.series.weights.forEach((w, g) => {
        const at = 4 * (row + g);
        weights[at] = w;
        for (let k = 0; k < 3; k++) weights[at + 1 + k] = w * q * vector[k];
      });
    });
  }
  return weights;
}

/** Rows of a slice: short enough for sums in single precision. */
const MOST_LENGTH = 2048;
/** Rows of a slice that are worth a workgroup. */
const LEAST_LENGTH = 64;
/** Workgroups that keep a device busy. */
const ENOUGH_GROUPS = 256;

/** Adds the integrals over pulses. */
export function addPulses(gpu: Gpu, { n, layout, pairs, weights }: Pairs, sums: PairSums): void {
  const { mirrored, all } = layout.pulses, tiles = Math.ceil(n / PAIR_TILE);
  [[0, mirrored], [mirrored, all]].forEach(([first, last], kind) => {
    const rows = last - first;
    if (rows === 0) return;
    const wanted = Math.min(Math.ceil(rows / LEAST_LENGTH), Math.ceil(ENOUGH_GROUPS / tiles ** 2));
    const count = Math.max(wanted, Math.ceil(rows / MOST_LENGTH));
    const length = Math.ceil(rows / count);
    using slices = gpu.array("slices of the integrals", 4 * n * n * count);
    gpu.run(pairPulsesKernel, {
      arrays: { pairs, weights, out: slices },
      params: { n, first, last, length },
      size: { groups: [tiles, tiles, count] },
      cost: { flops: 16 * n * n * rows, bytes: 16 * n * rows + 16 * n * n * count },
    });
    gpu.run(addSlicesKernel, {
      arrays: { slices, out: sums.integrals },
      params: { size: n * n, count, to: kind * n * n },
      size: { threads: n * n },
      cost: { flops: 4 * n * n * count, bytes: 16 * n * n * (count + 2) },
    });
  });
}

/** Pairs that one run of the kernel adds. */
const MOST_ROWS = 16384;

/** Adds the integrals over pauses: one run for each length, kind and class. */
export function addPauses(gpu: Gpu, { n, layout, pairs, rates }: Pairs, sums: PairSums): void {
  const lists = new Map<
    string,
    { kind: "free" | "stored"; class: number; duration: number; rows: number[] }
  >();
  for (const part of layout.parts) {
    const own = part.part.program.run.symmetry === "none" ? 1 : 0;
    forEachColumnStep(part, (step, _, row) => {
      if (step.kind === "pulse") return;
      const { kind, duration } = step, key = `${kind} ${own} ${duration}`;
      const list = lists.get(key) ?? { kind, class: own, duration, rows: [] };
      lists.set(key, list);
      list.rows.push(row);
    });
  }
  for (const { kind, class: own, duration, rows: list } of lists.values()) {
    if (duration === 0) continue;
    using rows = gpu.upload("pairs of a pause", Uint32Array.from(list));
    const stored = kind === "stored", square = own * n * n;
    for (let first = 0; first < list.length; first += MOST_ROWS) {
      const last = Math.min(first + MOST_ROWS, list.length);
      gpu.run(pairPausesKernel, {
        arrays: { pairs, rates, rows, out: stored ? sums.stored : sums.integrals },
        params: {
          n,
          first,
          last,
          rates: stored ? n : 0,
          duration,
          to: stored ? square : 4 * square,
          stride: stored ? 1 : 4,
        },
        size: { threads: n * n },
        cost: { flops: 4 * n * n * (last - first), bytes: 16 * n * (last - first) + 8 * n * n },
      });
    }
  }
}
