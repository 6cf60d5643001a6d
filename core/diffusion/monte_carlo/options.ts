/**
 * Settings of a Monte Carlo simulation, checked.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** How far a Monte Carlo simulation has come: plain numbers, to be kept and resumed. */
export interface MonteCarloState {
  /** The seed of its walkers. */
  readonly seed: number;
  /** Walkers simulated so far. */
  readonly walkers: number;
  /** Longest time step, ms. */
  readonly timeStep: number;
  /** Steps that were abandoned. */
  readonly abandonedSteps: number;
  /** Sums over the walkers, [measurements × compartments × 4]. */
  readonly sums: Float64Array;
}

/** What is told while walkers run. */
export interface MonteCarloProgress {
  /** Walkers simulated so far, those before a resumption included; a part of the steps counts as that part of a walker. */
  readonly walkers: number;
  /** Walkers there will be. */
  readonly total: number;
}

/** Settings of {@linkcode monteCarlo}. */
export interface MonteCarloOptions {
  /** Number of walkers, at least 2; with `resume`, how many more. 100 000 by default. */
  readonly walkers?: number;
  /**
   * Longest time step h, ms. By default √(2Dh) is 1/20 of the size 3V/S of the smallest compartment (a sphere's radius), and
   * less where strong gradients or permeabilities need it; the bias it leaves is told at `monteCarlo`.
   */
  readonly timeStep?: number;
  /** Seed of the random numbers, a whole number; 1 by default. A seed gives the same signal with any number of workers. */
  readonly seed?: number;
  /** Threads to use beside this one, which then only adds up; 0 by default, for this one alone. */
  readonly workers?: number;
  /** The state of an earlier run of the same input, to add walkers to. */
  readonly resume?: MonteCarloState;
  /** Called as walkers finish. */
  readonly onProgress?: (progress: MonteCarloProgress) => void;
  /** Stops the simulation; what has been reached is returned. */
  readonly signal?: AbortSignal;
}

const DEFAULT_WALKERS = 100_000;
const DEFAULT_SEED = 1;

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new InputError(`The ${name} is ${value} but must be a whole number of at least ${least}`);
}

/** The settings with their defaults. */
export interface CheckedOptions {
  readonly walkers: number;
  readonly seed: number;
  readonly workers: number;
}

/**
 * Checks the settings that need no mesh.
 *
 * @param options The settings.
 * @returns Walkers, seed and workers.
 * @throws {InputError} If one is not a whole number in its range, or a resumption asks for another seed or step.
 */
export function checkOptions(options: MonteCarloOptions): CheckedOptions {
  const { resume } = options;
  const least = resume === undefined ? 2 : 1;
  const walkers = wholeNumber("number of walkers", options.walkers ?? DEFAULT_WALKERS, least);
  const workers = wholeNumber("number of workers", options.workers ?? 0, 0);
  const seed = wholeNumber("seed", options.seed ?? resume?.seed ?? DEFAULT_SEED, 0);
  if (resume === undefined) return { walkers, workers, seed };
  if (resume.seed !== seed) {
    throw new InputError(
      `The seed is ${seed} but the simulation to resume has ${resume.seed}: leave it out`,
    );
  }
  const { timeStep } = options;
  if (timeStep !== undefined && timeStep !== resume.timeStep) {
    throw new InputError(
      `The time step is ${timeStep} ms but the simulation to resume has ${resume.timeStep} ms: leave it out`,
    );
  }
  return { walkers, workers, seed };
}

/** Refuses a state of another simulation. */
export function checkResumed(resume: MonteCarloState, sumLength: number): void {
  if (resume.sums.length === sumLength) return;
  throw new InputError(
    `The state to resume holds ${resume.sums.length} sums but the measurements and compartments need ${sumLength}: resume with the same tissue and protocol`,
  );
}
