/**
 * One step of a block of states.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import { applyCoupling, type ColumnBlock, type Coupling, couplingAt } from "./coupling.ts";
import { linearCombination, type Term } from "./linear_combination.ts";
import { solveStage } from "./stage_solver.ts";
import { type Stage, stagesOf, type SteppingMethod } from "./stepping_method.ts";
import type { BlochTorreySystem } from "./system.ts";

/** Where a step lies. */
export interface Step {
  /** Index of the waveforms' piece. */
  readonly piece: number;
  /** Where it starts in the piece's local time. */
  readonly start: number;
  /** Its length in local time. */
  readonly length: number;
}

/** Blocks that steps of a method work with, all of one block's size. */
export interface Room {
  /** The state, u on entry of a step and u⁺ on its return. */
  readonly state: Float64Array;
  /** U_i of each stage. */
  readonly stages: readonly Float64Array[];
  /** K U_i of each stage. */
  readonly diffusion: readonly Float64Array[];
  /** −iQ_i U_i of each stage. */
  readonly gradient: readonly Float64Array[];
  readonly work: readonly Float64Array[];
}

/** Blocks that a {@linkcode Room} has for a number of stages. */
export function roomBlocks(stages: number): number {
  return 3 * stages + 6;
}

/** Divides blocks among the uses of a room, each cut to a block of some states. */
export function roomOf(blocks: readonly Float64Array[], stages: number, size: number): Room {
  const cut = blocks.map((block) => block.subarray(0, size));
  return {
    state: cut[0],
    stages: cut.slice(1, 1 + stages),
    diffusion: cut.slice(1 + stages, 1 + 2 * stages),
    gradient: cut.slice(1 + 2 * stages, 1 + 3 * stages),
    work: cut.slice(1 + 3 * stages, 6 + 3 * stages),
  };
}

/** What a block is stepped with. */
export interface Stepper {
  readonly system: BlochTorreySystem;
  readonly method: SteppingMethod;
  readonly protocol: EncodedProtocol;
  readonly block: ColumnBlock;
  readonly room: Room;
}

/** A step with its numbers worked out. */
export interface PreparedStep {
  /** Its length, ms. */
  readonly h: number;
  readonly stored: boolean;
  readonly stages: readonly Stage[];
  readonly couplings: readonly Coupling[];
}

/** Works out the numbers of a step. */
export function prepareStep(
  { system, method, protocol, block }: Stepper,
  step: Step,
): PreparedStep {
  const first = protocol.encodings[block.encodings[0]].pieces[step.piece];
  const { duration, profile, stored = false } = first;
  const stages = stagesOf(method);
  const at = (node: number) =>
    couplingAt(system, protocol, block, step.piece, step.start + node * step.length);
  const initial = at(stages[0].node);
  const couplings = stages.map(({ node }, i) =>
    i === 0 || profile.kind === "constant" ? initial : at(node)
  );
  return { h: duration * step.length, stored, stages, couplings };
}

/**
 * Computes the stages of a step from the state in the room.
 *
 * @param stepper What is stepped.
 * @param step The step.
 * @param products Number of stages whose products K U_i and −iQ_i U_i are wanted; all by default.
 */
export function computeStages(
  { system, room }: Stepper,
  step: PreparedStep,
  products: number = step.stages.length,
): void {
  const { h, stored, stages, couplings } = step;
  const [massTimesState, ...work] = room.work;
  const columns = 2 * couplings[0].states;
  const stiffness = stored ? system.matrices.stored : system.matrices.stiffness;
  system.apply(system.matrices.mass, room.state, columns, massTimesState);
  stages.forEach(({ diagonal, gradientDiagonal, diffusion, gradient }, i) => {
    const u = room.stages[i], coupling = couplings[i];
    if (diagonal === 0) u.set(room.state);
    else {
      const terms: Term[] = [[1, massTimesState]];
      for (let j = 0; j < i; j++) {
        terms.push([-h * diffusion[j], room.diffusion[j]]);
        if (couplings[j].reach > 0) terms.push([h * gradient[j], room.gradient[j]]);
      }
      linearCombination(u, terms);
      const matrix = { tau: h * diagonal, gradientTau: h * gradientDiagonal, stored, coupling };
      solveStage(system, matrix, u, work);
    }
    if (i >= products) return;
    system.apply(stiffness, u, columns, room.diffusion[i]);
    applyCoupling(system, coupling, u, room.gradient[i], work[0]);
  });
}

/**
 * Takes a step: the state in the room becomes that at its end.
 *
 * @param stepper What is stepped.
 * @param step The step.
 */
export function takeStep(stepper: Stepper, step: PreparedStep): void {
  const { system, method, room } = stepper, { h, couplings } = step;
  if (h === 0) return;
  if (method.weights === undefined) {
    const last = room.stages.length - 1;
    computeStages(stepper, step, last);
    room.state.set(room.stages[last]);
    return;
  }
  computeStages(stepper, step);
  const change = room.work[1];
  linearCombination(
    change,
    method.weights.flatMap((b, i): Term[] => [
      [-h * b, room.diffusion[i]],
      ...(couplings[i].reach > 0 ? [[h * b, room.gradient[i]] as const] : []),
    ]),
  );
  system.solveMass(change, 2 * couplings[0].states);
  linearCombination(room.state, [[1, room.state], [1, change]]);
}
