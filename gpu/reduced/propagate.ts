/**
 * Runs the states of a wave through a chunk of its steps, forwards or, with the adjoint states, backwards.
 *
 * @module
 */
import { GpuError } from "../gpu_error.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { coupleKernel } from "./couple.wgsl.ts";
import type { ChunkLayout } from "./layout.ts";
import { packed, type PackedModel } from "./pack.ts";
import type { PulseStep } from "./program.ts";
import { backwardKernel, forwardKernel } from "./propagate.wgsl.ts";
import { LANES, MOST_ROWS, teamShape, WIDTH } from "./team.ts";
import type { Chunk, Wave } from "./schedule.ts";

/** A reduced system and what its kernels need besides. */
export interface Propagated extends PackedModel {
  /** W_x, W_y, W_z. */
  readonly moments: GpuArray;
  /** V and Vᵀ, the eigenvectors of Λ + E, where magnetisation is stored. */
  readonly turn?: GpuArray;
}

/** Refuses systems whose states do not fit into the memory of a workgroup. */
export function checkModes(n: number): void {
  const most = MOST_ROWS * WIDTH;
  if (n <= most) return;
  throw new GpuError(
    "limit",
    `The reduced system has ${n} modes but the graphics processor takes at most ${most}: use fewer modes or the CPU`,
  );
}

/** The couplings of a chunk, then V and Vᵀ; dispose of them after use. */
export function couplingsOf(
  gpu: Gpu,
  model: Propagated,
  layout: ChunkLayout,
  chunk: Chunk,
): GpuArray {
  const n = model.modes, count = chunk.couplings.size, turn = model.turn ? 2 : 0;
  const out = gpu.array("couplings", Math.max(1, (count + turn) * n * n));
  const directions = new Float64Array(4 * count);
  const isPulse = (step: { kind: string }): step is PulseStep => step.kind === "pulse";
  for (const { steps } of layout.parts) {
    for (const { coupling, plan } of steps.filter(isPulse)) {
      directions.set([...plan.direction, plan.centre], 4 * chunk.couplings.get(coupling)!);
    }
  }
  if (count > 0) {
    using list = gpu.upload("directions", directions);
    gpu.run(coupleKernel, {
      arrays: { moments: model.moments, directions: list, out },
      params: { n, count },
      size: { threads: count * n * n },
      cost: { flops: 6 * count * n * n, bytes: 4 * n * n * (3 + count) },
    });
  }
  if (model.turn) gpu.copy(model.turn, out, { to: count * n * n, length: 2 * n * n });
  return out;
}

/** The arrays that a chunk of a wave works on. */
export interface ChunkArrays {
  readonly couplings: GpuArray;
  /** States, or adjoint states, [columns × n] complex; those before the chunk become those after it. */
  readonly states: GpuArray;
  /** States at the start of each step, [layout.starts × n] complex. */
  readonly starts: GpuArray;
}

/** What the kernels of both directions need. */
function prepare(
  gpu: Gpu,
  model: Propagated,
  wave: Wave,
  chunk: Chunk,
  layout: ChunkLayout,
  points: number,
  backward: boolean,
) {
  const n = model.modes, { stride, parts } = teamShape(n);
  const list = packed(model, chunk, layout, wave.columns, points, backward);
  const uploaded = {
    numbers: gpu.upload("numbers", list.numbers),
    steps: gpu.upload("steps", list.steps.length > 0 ? list.steps : new Uint32Array(1)),
    teams: gpu.upload("teams", list.teams),
  };
  return {
    uploaded,
    params: {
      n,
      stride,
      parts,
      amplitudes: list.amplitudes,
    },
    size: { groups: [list.teamCount, 1, 1] as const },
    // Two real matrix products for each complex column; W is read from memory once, from the cache by every team.
    cost: {
      flops: list.terms * LANES * (4 * n * n + n * (12 + 4 * (points + 1))),
      bytes: 4 * n * n * chunk.couplings.size + 16 * n * wave.columns +
        8 * n * (layout.starts + (backward ? 2 * layout.pairs : 0)),
    },
    dispose: () => Object.values(uploaded).forEach((array) => array[Symbol.dispose]()),
  };
}

/** Runs forwards; the first chunk begins with a. With `keep`, `starts` is written. */
export function runForward(
  gpu: Gpu,
  model: Propagated,
  wave: Wave,
  chunk: Chunk,
  layout: ChunkLayout,
  { couplings, states, starts }: ChunkArrays,
  keep: boolean,
): void {
  const ready = prepare(gpu, model, wave, chunk, layout, 0, false);
  gpu.run(forwardKernel(teamShape(model.modes).rows), {
    arrays: { matrices: couplings, states, starts, ...ready.uploaded },
    params: { ...ready.params, fresh: chunk.from === 0 ? 1 : 0, keep: keep ? 1 : 0 },
    size: ready.size,
    cost: ready.cost,
  });
  ready.dispose();
}

/** Gauss points of the kernels: the least of these that is enough. */
const POINTS = [4, 6, 8, 12, 16, 24];

/** Runs the adjoint states backwards beside the states, and writes the pairs, [layout.pairs][adjoint, state][n] complex. */
export function runBackward(
  gpu: Gpu,
  model: Propagated,
  wave: Wave,
  chunk: Chunk,
  layout: ChunkLayout,
  { couplings, states, starts }: ChunkArrays,
  pairs: GpuArray,
): void {
  const needed = layout.parts.reduce(
    (most, { steps }) =>
      steps.reduce((m, step) => step.kind === "pulse" ? Math.max(m, step.series.points) : m, most),
    0,
  );
  const points = POINTS.find((count) => count >= needed) ?? needed;
  const ready = prepare(gpu, model, wave, chunk, layout, points, true);
  gpu.run(backwardKernel(teamShape(model.modes).rows, points), {
    arrays: { matrices: couplings, states, starts, pairs, ...ready.uploaded },
    params: { ...ready.params, fresh: 0, keep: 0 },
    size: ready.size,
    cost: ready.cost,
  });
  ready.dispose();
}
