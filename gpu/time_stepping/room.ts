/**
 * Blocks on the device that a sweep works with.
 *
 * @module
 */
import type { SteppingMethod } from "../../core/diffusion/time_stepping/mod.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";

/** What a step works with; blocks of [nodes × 2 states]. */
export interface Room extends Disposable {
  /** u on entry of a step and u⁺ on its return. */
  readonly state: GpuBlock;
  /** K U_i of each stage. */
  readonly diffusion: readonly GpuBlock[];
  /** −iQ_i U_i of each stage. */
  readonly gradient: readonly GpuBlock[];
  /** U_i − u of each stage; one for all where they need not be kept. */
  readonly increments: readonly GpuBlock[];
  /** U_i of the stage in work. */
  readonly stage: GpuBlock;
  /** A right-hand side. */
  readonly right: GpuBlock;
  /** Ku, where the first stage is not u itself. */
  readonly initial: GpuBlock;
  /** For the inner iteration, where the gradient is implicit. */
  readonly inner: readonly GpuBlock[];
}

/** What a step back works with besides. */
export interface AdjointRoom extends Disposable {
  /** The adjoint state y at the end of a step, and at its start on return. */
  readonly adjoint: GpuBlock;
  /** ν_i of each stage. */
  readonly solutions: readonly GpuBlock[];
  readonly alpha: GpuBlock;
  readonly beta: GpuBlock;
  readonly work: readonly [GpuBlock, GpuBlock];
}

/** Whether a method needs inner iterations. */
export function isGradientImplicit({ explicit }: SteppingMethod): boolean {
  return explicit === undefined;
}

function taker(gpu: Gpu, rows: number, columns: number) {
  const all: GpuBlock[] = [];
  const one = (label: string): GpuBlock => {
    const block = blockOf(gpu, label, rows, columns);
    all.push(block);
    return block;
  };
  return {
    one,
    each: (label: string, count: number) =>
      Array.from({ length: count }, (_, i) => one(`${label} ${i + 1}`)),
    dispose: () => all.forEach((block) => block[Symbol.dispose]()),
  };
}

/**
 * Takes the room of a sweep.
 *
 * @param gpu The device.
 * @param rows Number of nodes.
 * @param states Number of states.
 * @param method The method.
 * @param differentiating Whether the sweep is run back.
 * @returns The room.
 */
export function takeRoom(
  gpu: Gpu,
  rows: number,
  states: number,
  method: SteppingMethod,
  differentiating: boolean,
): Room {
  const { one, each, dispose } = taker(gpu, rows, 2 * states), count = method.nodes.length;
  const state = one("state");
  const increments = differentiating
    ? each("stage increment", count)
    : new Array<GpuBlock>(count).fill(one("stage increment"));
  const right = one("right-hand side");
  return {
    state,
    diffusion: each("diffusion of stage", count),
    gradient: each("gradient of stage", count),
    increments,
    stage: one("stage"),
    right,
    initial: method.implicit[0][0] === 0 ? right : one("diffusion of state"),
    inner: isGradientImplicit(method) ? each("inner iteration", 4) : [],
    [Symbol.dispose]: dispose,
  };
}

/** Takes the room of a sweep back. */
export function takeAdjointRoom(
  gpu: Gpu,
  rows: number,
  states: number,
  method: SteppingMethod,
): AdjointRoom {
  const { one, each, dispose } = taker(gpu, rows, 2 * states);
  return {
    adjoint: one("adjoint state"),
    solutions: each("adjoint stage", method.nodes.length),
    alpha: one("alpha"),
    beta: one("beta"),
    work: [one("work"), one("more work")],
    [Symbol.dispose]: dispose,
  };
}
