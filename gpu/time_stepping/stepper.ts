/**
 * What a block of states is stepped with, and the operators of its equation.
 *
 * @module
 */
import type {
  PresentSteps,
  Stage,
  Step,
  SteppingMethod,
} from "../../core/diffusion/time_stepping/mod.ts";
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { applyCoupling, applyPencil } from "../sparse/mod.ts";
import type { CouplingTable, GpuCoupling } from "./coupling_table.ts";
import type { GpuSystem } from "./gpu_system.ts";
import type { Room } from "./room.ts";

/** What a block is stepped with. */
export interface Stepper {
  readonly gpu: Gpu;
  readonly system: GpuSystem;
  readonly method: SteppingMethod;
  readonly stages: readonly Stage[];
  readonly table: CouplingTable;
  readonly room: Room;
  /** Number of states, a multiple of four. */
  readonly states: number;
  /** Duration of each of the waveforms' pieces, ms, and whether magnetisation is stored meanwhile. */
  readonly pieces: readonly { readonly duration: number; readonly stored?: boolean }[];
  readonly present: PresentSteps;
}

/** A step with its numbers worked out. */
export interface PreparedStep {
  /** Its length, ms. */
  readonly h: number;
  readonly stored: boolean;
  /** The gradients at each stage; nothing where there are none. */
  readonly couplings: readonly (GpuCoupling | undefined)[];
}

/** Works out the numbers of a step. */
export function prepareStep({ pieces, stages, table }: Stepper, step: Step): PreparedStep {
  const { duration, stored = false } = pieces[step.piece];
  return {
    h: duration * step.length,
    stored,
    couplings: stages.map((stage) => table.at(step, stage)),
  };
}

/** y = Kx. */
export function applyDiffusion(
  { gpu, system }: Stepper,
  stored: boolean,
  x: GpuBlock,
  y: GpuBlock,
): void {
  applyPencil(gpu, system.pattern, system.pencil(stored), x, y, { k: 1, m: 0 });
}

/** y = −iQx. */
export function applyGradient(
  { gpu, system, table, states }: Stepper,
  coupling: GpuCoupling,
  x: GpuBlock,
  y: GpuBlock,
): void {
  const q = table.gradients(coupling);
  applyCoupling(gpu, system.pattern, system.moments, q, x, y, { states });
}
