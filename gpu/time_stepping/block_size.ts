/**
 * How many states are stepped together, and how many are kept for the adjoint, by what a device can hold.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type AdjointMethod,
  type BlockPlan,
  presentSteps,
} from "../../core/diffusion/time_stepping/mod.ts";
import { paddedStates } from "./block_run.ts";
import { checkpointBytes } from "./sweep.ts";

/** States × nodes of a block that keep a device busy. */
const ENOUGH = 2 ** 21;
/** Fewest and most states of a block where there are as many. */
const FEWEST_STATES = 16, MOST_STATES = 256;
/** Bytes of states that an evaluation may keep for its adjoint; else fewer are kept and those between recomputed. */
const MOST_KEPT = 2 ** 30;

/** Most states of a block: the fewer nodes, the more of them keep the device busy; no array may be too large for it. */
export function statesOf(
  limits: Pick<GPUSupportedLimits, "maxBufferSize" | "maxStorageBufferBindingSize">,
  measurements: number,
  nodes: number,
): number {
  const largest = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const room = 4 * Math.max(1, Math.floor(largest / (32 * nodes)));
  const enough = Math.max(FEWEST_STATES, paddedStates(Math.ceil(ENOUGH / nodes)));
  return Math.min(measurements, MOST_STATES, enough, room);
}

/** The adjoint method whose checkpoints of all blocks can be kept at once. */
export function affordableAdjoint(
  asked: AdjointMethod,
  plans: readonly BlockPlan[],
  protocol: EncodedProtocol,
  nodes: number,
): AdjointMethod {
  const methods: readonly AdjointMethod[] = [asked, "checkpointed", "recomputed"];
  const bytes = (method: AdjointMethod) =>
    plans.reduce((sum, plan) => {
      const { steps } = presentSteps(plan, protocol);
      const states = paddedStates(plan.block.encodings.length);
      return sum + checkpointBytes(method, steps.length, nodes, states);
    }, 0);
  return methods.find((method) => bytes(method) <= MOST_KEPT) ?? "recomputed";
}
