/**
 * Solves all blocks of all pieces, each with as many steps as the tolerance needs; step by step, so that it can be watched,
 * interrupted and taken up again.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { PieceInputs } from "../problem/mod.ts";
import { refinedGrid } from "./grid.ts";
import type { CheckedOptions } from "./options.ts";
import type { PieceEngine } from "./piece_engine.ts";
import { type BlockPlan, presentSteps } from "./plan.ts";
import { checkGrowth, type Signals } from "./readout.ts";
import { errorEstimate, nextParts } from "./refine.ts";
import { forwardSteps, startState } from "./sweep.ts";

/** A piece with all that is solved on it. */
export interface PieceProblem {
  readonly engine: PieceEngine;
  readonly inputs: PieceInputs;
  /** ρV, what all signals are compared with, µm³ × spin density. */
  readonly unattenuated: number;
  readonly plans: readonly BlockPlan[];
}

/** The signals of one grid. */
export interface Attempt extends Signals {
  /** Number of parts that each step of the coarsest grid is divided into. */
  readonly parts: number;
}

/** A block that is done. */
export interface SolvedBlock extends Attempt {
  /** Estimated error of each state's signal, µm³ × spin density; none where the step was given. */
  readonly errors?: Float64Array;
  /** The signal of each compartment of the piece, where asked for. */
  readonly compartments?: readonly Signals[];
}

/** How far a solution has come: plain data that it can be taken up from. */
export interface SolutionState {
  /** Blocks done, those of the first piece first. */
  readonly solved: readonly SolvedBlock[];
  /** The block in work, with the state before a step of its present grid. */
  readonly current?: {
    /** Number of parts that each step of its coarsest grid is divided into at present. */
    readonly parts: number;
    /** The signals of the grid before. */
    readonly last?: Attempt;
    /** The step to take next. */
    readonly step: number;
    /** u, real parts then imaginary, [nodes × 2 states]. */
    readonly state: Float64Array;
  };
}

/** What is told after every step. */
export interface SolutionProgress {
  /** Share of the work done; an estimate, since the number of steps is yet to be found. */
  readonly fraction: number;
  /** The state at this moment. */
  readonly state: () => SolutionState;
}

/** What is solved for. */
export interface SolveOptions extends Pick<CheckedOptions, "tolerance" | "step"> {
  /** Whether the signal of each compartment is wanted; there must be no time reversal then. */
  readonly byCompartment?: boolean;
}

/**
 * Solves.
 *
 * @param problems The pieces.
 * @param protocol The protocol.
 * @param options The tolerance; or that the grids are as they are.
 * @param resume Where to take up.
 * @returns A generator that tells after every step how far it is and returns the blocks.
 */
export function* solveBlocks(
  problems: readonly PieceProblem[],
  protocol: EncodedProtocol,
  options: SolveOptions,
  resume?: SolutionState,
): Generator<SolutionProgress, SolvedBlock[]> {
  const solved: SolvedBlock[] = [...resume?.solved ?? []];
  const total = problems.reduce((sum, { plans }) => sum + plans.length, 0);
  let index = 0, current = resume?.current;
  for (const problem of problems) {
    if (index + problem.plans.length <= solved.length) {
      index += problem.plans.length;
      continue;
    }
    problem.engine.system.load(problem.inputs);
    for (const plan of problem.plans) {
      if (index++ < solved.length) continue;
      const before = solved.length;
      for (const step of solveBlock(problem, protocol, plan, options, current)) {
        if ("errors" in step || "parts" in step) {
          solved.push(step);
          break;
        }
        yield {
          fraction: (before + step.fraction) / total,
          state: () => ({ solved: [...solved], current: step.state() }),
        };
      }
      current = undefined;
    }
  }
  return solved;
}

/** Solves without a stop: {@linkcode solveBlocks} run to its end. */
export function solveAtOnce(...given: Parameters<typeof solveBlocks>): SolvedBlock[] {
  const steps = solveBlocks(...given);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

type Current = NonNullable<SolutionState["current"]>;

function* solveBlock(
  { engine, unattenuated }: PieceProblem,
  protocol: EncodedProtocol,
  plan: BlockPlan,
  { tolerance, step, byCompartment = false }: SolveOptions,
  resume: Current | undefined,
): Generator<{ fraction: number; state: () => Current } | SolvedBlock, void> {
  const stepper = engine.stepper(protocol, plan.block), { state } = stepper.room;
  const { order } = stepper.method;
  const compartments = () =>
    Array.from(
      { length: 1 + engine.system.nodeCompartments.reduce((a, b) => Math.max(a, b)) },
      (_, compartment) => engine.read(stepper, present, compartment),
    );
  let parts = resume?.parts ?? 1, last = resume?.last, first = resume?.step ?? 0;
  let attempts = last === undefined ? 0 : 1;
  let present = presentSteps(plan, protocol);
  for (;;) {
    present = presentSteps({ ...plan, grid: refinedGrid(plan.grid, parts) }, protocol);
    const { steps } = present;
    if (first > 0 && resume) state.set(resume.state);
    else startState(state, plan.block.encodings.length);
    for (const taken of forwardSteps(stepper, steps, first, steps.length)) {
      const at = { parts, ...(last && { last }), step: taken };
      yield {
        fraction: 1 - 2 ** -(attempts + taken / steps.length),
        state: () => ({ ...at, state: state.slice() }),
      };
    }
    const signals = engine.read(stepper, present), { real, imag } = signals;
    const parcel = byCompartment ? { compartments: compartments() } : {};
    if (step !== undefined) {
      checkGrowth(signals, unattenuated, stepper.method.name);
      yield { parts, ...signals, ...parcel };
      return;
    }
    if (last !== undefined) {
      const before = last, ratio = parts / last.parts;
      const errors = real.map((re, c) =>
        errorEstimate(Math.hypot(re - before.real[c], imag[c] - before.imag[c]), ratio, order)
      );
      const worst = Math.max(...errors) / unattenuated;
      if (worst <= tolerance) {
        yield { parts, ...signals, ...parcel, errors };
        return;
      }
      last = { parts, ...signals };
      parts = nextParts(parts, worst, tolerance, order);
    } else {
      last = { parts, ...signals };
      parts *= 2;
    }
    first = 0;
    attempts++;
  }
}
