/**
 * What is known of each piece of a tissue once its steps are found.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import { measurementsOf } from "../problem/mod.ts";
import { refinedGrid } from "./grid.ts";
import { type BlockPlan, presentSteps } from "./plan.ts";
import type { Signals } from "./readout.ts";
import type { PieceProblem, SolvedBlock } from "./solve.ts";

/** A piece whose steps are found. */
export interface SteppedPiece {
  /** The signal at the first inputs, [measurements]. */
  readonly initial: Signals;
  /** The signal of each compartment there, where asked for. */
  readonly compartments?: readonly Signals[];
  /** Estimated error of each measurement by the steps, µm³ × spin density; absent where the step was given. */
  readonly errors?: Float64Array;
  /** Σ ρV, µm³ × spin density. */
  readonly spins: number;
  /** Number of steps of each block of measurements. */
  readonly steps: readonly number[];
}

/** A piece stepped on the processor. */
export interface PlannedPiece extends SteppedPiece {
  /** Its blocks, with the steps found. */
  readonly plans: readonly BlockPlan[];
}

/**
 * Gathers what the blocks of a piece tell of their states into arrays per measurement.
 *
 * @param problem The piece.
 * @param protocol The protocol its steps were found for.
 * @param blocks Its blocks.
 * @returns What is known of it.
 */
export function plannedPiece(
  { plans: coarse, unattenuated }: PieceProblem,
  protocol: EncodedProtocol,
  blocks: readonly SolvedBlock[],
): PlannedPiece {
  const gather = (valuesOf: (block: SolvedBlock) => Float64Array): Float64Array => {
    const out = new Float64Array(measurementsOf(protocol));
    coarse.forEach(({ block }, b) => {
      const values = valuesOf(blocks[b]);
      block.measurements.forEach((m, c) => out[m] = values[c]);
    });
    return out;
  };
  const signals = (of: (block: SolvedBlock) => Signals): Signals => ({
    real: gather((block) => of(block).real),
    imag: gather((block) => of(block).imag),
  });
  const [{ compartments, errors }] = blocks;
  const plans = coarse.map((plan, b) => ({
    ...plan,
    grid: refinedGrid(plan.grid, blocks[b].parts),
  }));
  return {
    initial: signals((block) => block),
    ...(compartments && {
      compartments: compartments.map((_, c) => signals((block) => block.compartments![c])),
    }),
    ...(errors && { errors: gather((block) => block.errors!) }),
    spins: unattenuated,
    steps: plans.map((plan) => presentSteps(plan, protocol).steps.length),
    plans,
  };
}

/**
 * Gathers what the blocks of all pieces tell.
 *
 * @param problems The pieces.
 * @param protocol The protocol their steps were found for.
 * @param solved The blocks, those of the first piece first.
 * @returns What is known of each piece.
 */
export function plannedPieces(
  problems: readonly PieceProblem[],
  protocol: EncodedProtocol,
  solved: readonly SolvedBlock[],
): PlannedPiece[] {
  let end = 0;
  return problems.map((problem) =>
    plannedPiece(problem, protocol, solved.slice(end, end += problem.plans.length))
  );
}
