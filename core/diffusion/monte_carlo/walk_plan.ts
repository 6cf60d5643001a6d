/**
 * A Monte Carlo simulation as plain arrays, which any thread can run: the mesh, the stages of the walk and what is read at
 * their ends.
 *
 * @module
 */
import type { WalkMesh, WalkReadout, WalkSize, WalkStage } from "../../../wasm/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { TissueCoefficients } from "../tissue/mod.ts";
import { choleskyFactor } from "./anisotropic_step.ts";
import { absorptionProbability, crossingProbability, firstOrderCrossing } from "./crossing.ts";
import { profileWeights } from "./step_weights.ts";
import { type Stage, stagesOf, storedIntervals } from "./schedule.ts";
import { type Timeline, timelines } from "./timeline.ts";
import type { WalkGeometry } from "./walk_mesh.ts";

/** One stage of the walk. */
export interface PlannedStage {
  readonly steps: number;
  readonly arrays: WalkStage;
  readonly readouts: readonly WalkReadout[];
}

/** A whole simulation. */
export interface WalkPlan {
  readonly mesh: WalkMesh;
  readonly size: WalkSize;
  readonly seed: number;
  readonly stages: readonly PlannedStage[];
  /** Length of the sums, [measurements × compartments × 4]. */
  readonly sumLength: number;
}

/**
 * Walkers simulated together: as many as a large mesh needs for walkers close to each other to share the cache. Sums are added
 * block by block, so that they do not depend on who ran which block.
 */
export const BLOCK = 32768;

/** Which timelines decay alike: those stored at the same times. */
interface Decays {
  /** Stored intervals of each decay. */
  readonly stored: readonly (readonly [number, number][])[];
  /** The decay of each timeline, −1 where nothing relaxes. */
  readonly of: readonly number[];
}

function decaysOf(
  lines: readonly Timeline[],
  { rates, storedRates, wallRelaxivities }: TissueCoefficients,
): Decays {
  const intervals = lines.map(storedIntervals);
  const relaxing = [rates, wallRelaxivities].some((values) => values.some((x) => x > 0)) ||
    (storedRates.some((x) => x > 0) && intervals.some(({ length }) => length > 0));
  if (!relaxing) return { stored: [], of: lines.map(() => -1) };
  const keys = intervals.map((list) => JSON.stringify(list)), distinct = [...new Set(keys)];
  return {
    stored: distinct.map((key) => intervals[keys.indexOf(key)]),
    of: keys.map((key) => distinct.indexOf(key)),
  };
}

/** Which profile enters which step, with its weights. */
function stepEntries(lines: readonly Timeline[], { start, timeStep, steps }: Stage) {
  const perProfile = lines.flatMap((line) => profileWeights(line, start, timeStep, steps));
  const stepStart = new Int32Array(steps + 1), profile: number[] = [], weights: number[] = [];
  for (let s = 0; s < steps; s++) {
    perProfile.forEach(({ starts, ends }, k) => {
      if (starts[s] === 0 && ends[s] === 0) return;
      profile.push(k);
      weights.push(starts[s], ends[s]);
    });
    stepStart[s + 1] = profile.length;
  }
  return {
    stepStart,
    stepProfile: Int32Array.from(profile),
    stepWeights: Float64Array.from(weights),
  };
}

/**
 * The probability to cross each permeable face with steps of length h.
 *
 * @returns The probabilities; above 1 where the step is too long.
 */
export function crossingProbabilities(
  { permeabilities, diffusivities }: WalkGeometry,
  timeStep: number,
): Float64Array {
  const first = permeabilities.map((kappa, wall) =>
    firstOrderCrossing(kappa, diffusivities[wall], timeStep)
  );
  return first.map((x, wall) => crossingProbability(x, first[wall ^ 1]));
}

function stageArrays(
  geometry: WalkGeometry,
  coefficients: TissueCoefficients,
  lines: readonly Timeline[],
  { stored }: Decays,
  stage: Stage,
): WalkStage {
  const { timeStep, start, steps } = stage, { rates, storedRates, tensors } = coefficients;
  const middle = start + timeStep * steps / 2;
  const scale = Math.sqrt(2 * timeStep);
  return {
    spreads: Float64Array.from(
      Array.from(rates, (_, c) => [...choleskyFactor(tensors.subarray(6 * c, 6 * c + 6))]).flat(),
      (entry) => scale * entry,
    ),
    rates: Float64Array.from(
      stored.flatMap((intervals) => {
        const isStored = intervals.some(([from, to]) => from < middle && middle < to);
        return [...(isStored ? storedRates : rates)];
      }),
      (rate) => rate * timeStep,
    ),
    probabilities: crossingProbabilities(geometry, timeStep),
    losses: geometry.relaxivities.map((kappa, wall) =>
      -Math.log1p(
        -absorptionProbability(firstOrderCrossing(kappa, geometry.diffusivities[wall], timeStep)),
      )
    ),
    ...stepEntries(lines, stage),
  };
}

/** The readout of each timeline. */
function readoutsOf(
  lines: readonly Timeline[],
  decays: Decays,
  { amplitudes }: EncodedProtocol,
): WalkReadout[] {
  const firstOf: number[] = [];
  amplitudes.forEach((_, e) => {
    firstOf.push(e === 0 ? 0 : firstOf[e - 1] + amplitudes[e - 1].length);
  });
  let firstProfile = 0;
  return lines.map(({ profiles, encodings, coefficients }, l) => {
    const lists = encodings.map((e) => amplitudes[e]);
    const amplitudeStart = new Int32Array(lists.length + 1);
    lists.forEach((list, i) => amplitudeStart[i + 1] = amplitudeStart[i] + list.length);
    const readout = {
      firstProfile,
      profiles: profiles.length,
      decay: decays.of[l],
      coefficients,
      amplitudeStart,
      amplitudes: Float64Array.from(lists.flatMap((list) => [...list])),
      measurements: Int32Array.from(
        encodings.flatMap((e) => Array.from(amplitudes[e], (_, m) => firstOf[e] + m)),
      ),
    };
    firstProfile += profiles.length;
    return readout;
  });
}

/**
 * Plans a simulation.
 *
 * @param geometry The tissue to walk in.
 * @param coefficients Its constants.
 * @param protocol The measurements.
 * @param settings The longest time step, ms, and the seed.
 * @returns The plan.
 */
export function walkPlan(
  geometry: WalkGeometry,
  coefficients: TissueCoefficients,
  protocol: EncodedProtocol,
  { timeStep, seed }: { readonly timeStep: number; readonly seed: number },
): WalkPlan {
  const lines = timelines(protocol), decays = decaysOf(lines, coefficients);
  const readouts = readoutsOf(lines, decays, protocol);
  const stages = stagesOf(lines, timeStep).map((stage) => ({
    steps: stage.steps,
    arrays: stageArrays(geometry, coefficients, lines, decays, stage),
    readouts: stage.echoes.map((l) => readouts[l]),
  }));
  const most = (values: readonly number[]): number => Math.max(0, ...values);
  const measurements = protocol.amplitudes.reduce((sum, { length }) => sum + length, 0);
  return {
    mesh: geometry.mesh,
    size: {
      walkers: BLOCK,
      profiles: lines.reduce((sum, { profiles }) => sum + profiles.length, 0),
      decays: decays.stored.length,
      steps: most(stages.map(({ steps }) => steps)),
      entries: most(stages.map(({ arrays }) => arrays.stepProfile.length)),
      readout: {
        encodings: most(lines.map(({ encodings }) => encodings.length)),
        amplitudes: most(readouts.map(({ amplitudes }) => amplitudes.length)),
        coefficients: most(readouts.map(({ coefficients }) => coefficients.length)),
      },
    },
    seed,
    stages,
    sumLength: 4 * measurements * geometry.mesh.compartmentCount,
  };
}
