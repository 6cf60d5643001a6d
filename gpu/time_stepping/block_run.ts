/**
 * Makes everything ready to step through a block of measurements.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type BlockPlan,
  type PresentSteps,
  presentSteps,
  stagesOf,
  type SteppingMethod,
} from "../../core/diffusion/time_stepping/mod.ts";
import type { Gpu } from "../device.ts";
import { couplingTable } from "./coupling_table.ts";
import type { GpuSystem } from "./gpu_system.ts";
import { takeRoom } from "./room.ts";
import type { Stepper } from "./stepper.ts";

/** States of a block on the device: those of its measurements, filled up to a multiple of four with some that feel no gradient. */
export function paddedStates(states: number): number {
  return 4 * Math.ceil(states / 4);
}

/** A stepper with the memory it holds. */
export interface BlockRun extends Stepper, Disposable {
  readonly plan: BlockPlan;
  readonly protocol: EncodedProtocol;
}

/**
 * Makes a block ready.
 *
 * @param gpu The device.
 * @param system The system, loaded.
 * @param method The method.
 * @param plan The block and its steps.
 * @param protocol The protocol at present.
 * @param differentiating Whether it is run back.
 * @returns What steps it; dispose of it with `using`.
 */
export function blockRun(
  gpu: Gpu,
  system: GpuSystem,
  method: SteppingMethod,
  plan: BlockPlan,
  protocol: EncodedProtocol,
  differentiating: boolean,
): BlockRun {
  const states = paddedStates(plan.block.encodings.length), stages = stagesOf(method);
  const present: PresentSteps = presentSteps(plan, protocol);
  const table = couplingTable(gpu, protocol, plan.block, states, present.steps, stages);
  const room = takeRoom(gpu, system.nodes, states, method, differentiating);
  return {
    gpu,
    system,
    method,
    stages,
    table,
    room,
    states,
    pieces: protocol.encodings[plan.block.encodings[0]].pieces,
    present,
    plan,
    protocol,
    [Symbol.dispose]: () => {
      table[Symbol.dispose]();
      room[Symbol.dispose]();
    },
  };
}
