/**
 * Full time stepping of one piece of a tissue on a device, and its discrete adjoint.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type AsyncPieceEvaluation,
  type Differentiation,
  measurementsOf,
  type PieceInputs,
  type TissuePiece,
} from "../../core/diffusion/problem/mod.ts";
import {
  type AdjointMethod,
  type AsyncSteppingPiece,
  type BlockPlan,
  checkGrowth,
  planBlocks,
  presentPlans,
  presentSteps,
  type Signals,
  type SteppingWatch,
} from "../../core/diffusion/time_stepping/mod.ts";
import type { Gpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { blockRun } from "./block_run.ts";
import { affordableAdjoint, statesOf } from "./block_size.ts";
import { type GpuSystem, gpuSystem } from "./gpu_system.ts";
import { paceOf } from "./pace.ts";
import { pullBack } from "./pullback.ts";
import { checkSignals, type RecordedSignals, recordSignals } from "./readout.ts";
import { findSteps, type FoundBlock, type SearchOptions } from "./search.ts";
import { type Checkpoints, disposeCheckpoints, forwardSweep } from "./sweep.ts";

/** A difference of two signals in single precision cannot tell errors below this from rounding. */
const LEAST_TOLERANCE = 1e-6;
function checkTolerance({ tolerance, step }: SearchOptions): void {
  if (step !== undefined || tolerance >= LEAST_TOLERANCE) return;
  throw new GpuError(
    "precision",
    `The tolerance is ${tolerance} but time stepping in single precision reaches ${LEAST_TOLERANCE} at best: ` +
      "give a larger one, or compute on the CPU, which computes in double precision",
  );
}

/** Puts what is known of each state of blocks where its measurement is. */
function gathered(
  protocol: EncodedProtocol,
  plans: readonly BlockPlan[],
  valuesOf: (block: number) => Float64Array,
): Float64Array {
  const out = new Float64Array(measurementsOf(protocol));
  plans.forEach(({ block }, b) => {
    const values = valuesOf(b);
    block.measurements.forEach((m, c) => out[m] = values[c]);
  });
  return out;
}

function gatheredSignals(
  protocol: EncodedProtocol,
  plans: readonly BlockPlan[],
  signalsOf: (block: number) => Signals,
): Signals {
  return {
    real: gathered(protocol, plans, (b) => signalsOf(b).real),
    imag: gathered(protocol, plans, (b) => signalsOf(b).imag),
  };
}

/**
 * Makes a piece ready: finds how many steps the tolerance needs at some inputs.
 *
 * @param gpu The device.
 * @param piece The piece.
 * @param inputs What it is assembled at first.
 * @param protocol The measurements the steps are found for.
 * @param options The options, checked.
 * @param watch Told how far it is; may interrupt it.
 * @returns The piece; dispose of it after use.
 * @throws {GpuError} If single precision cannot reach the tolerance, or the device fails.
 * @throws {InputError} If the step given is too long.
 */
export async function timeSteppingPiece(
  gpu: Gpu,
  piece: TissuePiece,
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  options: SearchOptions,
  watch: SteppingWatch = {},
): Promise<AsyncSteppingPiece> {
  checkTolerance(options);
  const { step, byCompartment = false } = options,
    timeReversal = options.timeReversal && !byCompartment;
  const system = gpuSystem(gpu, piece);
  let found: FoundBlock[];
  try {
    system.load(inputs);
    const states = statesOf(gpu.limits, measurementsOf(protocol), system.nodes);
    const coarse = planBlocks(system, protocol, { states, timeReversal, step });
    found = await findSteps(gpu, system, coarse, protocol, options, watch);
  } catch (error) {
    system[Symbol.dispose]();
    throw error;
  }
  const plans = found.map(({ plan }) => plan), spins = system.totalMass();
  const compartments = found[0].compartments?.map((_, c) =>
    gatheredSignals(protocol, plans, (b) => found[b].compartments![c])
  );
  const evaluator = pieceEvaluator(gpu, system, plans, options);
  return {
    initial: gatheredSignals(protocol, plans, (b) => found[b].signals),
    ...(compartments && { compartments }),
    ...(step === undefined && { errors: gathered(protocol, plans, (b) => found[b].errors!) }),
    spins,
    steps: plans.map((plan) => presentSteps(plan, protocol).steps.length),
    evaluate: evaluator.evaluate,
    dispose: () => {
      evaluator.drop();
      system[Symbol.dispose]();
    },
  };
}

/** Evaluates a piece with steps that stay; `drop` gives up what the last evaluation keeps for its pullback. */
function pieceEvaluator(
  gpu: Gpu,
  system: GpuSystem,
  plans: readonly BlockPlan[],
  { method, adjoint: asked }: SearchOptions,
): { evaluate: AsyncSteppingPiece["evaluate"]; drop: () => void } {
  const held: Checkpoints[] = [];
  const drop = (): void => held.splice(0).forEach(disposeCheckpoints);

  const sweep = async (
    present: readonly BlockPlan[],
    protocol: EncodedProtocol,
    keep: AdjointMethod | undefined,
  ): Promise<Signals> => {
    const recorded: RecordedSignals[] = [], pace = paceOf(gpu);
    try {
      for (const plan of present) {
        using run = blockRun(gpu, system, method, plan, protocol, false);
        held.push(await forwardSweep(run, keep, pace(0, 1)));
        recorded.push(recordSignals(run));
      }
      const data = await gpu.read(...recorded.map(({ array }) => array));
      const signals = recorded.map((own, b) => own.signals(data[b]));
      present.forEach(({ block }, b) => {
        checkSignals(signals[b], block.measurements);
        checkGrowth(signals[b], system.totalMass(), method.name);
      });
      return gatheredSignals(protocol, present, (b) => signals[b]);
    } finally {
      recorded.forEach((own) => own[Symbol.dispose]());
    }
  };

  const evaluate = async (
    inputs: PieceInputs,
    protocol: EncodedProtocol,
    wanted: Differentiation,
  ): Promise<AsyncPieceEvaluation> => {
    drop();
    const present = plans.flatMap((plan) => presentPlans(plan, protocol));
    const adjoint = affordableAdjoint(asked, present, protocol, system.nodes);
    system.load(inputs);
    const signals = await sweep(present, protocol, wanted === "none" ? undefined : adjoint);
    const kept = held.slice();
    return {
      ...signals,
      pullback: async (real, imag) => {
        if (wanted === "none") {
          throw new Error("Cannot pull back: the signal was evaluated without differentiating");
        }
        if (!system.isAt(inputs)) system.load(inputs);
        const forward = { plans: present, protocol, signals, kept, adjoint };
        const ofProtocol = wanted !== "tissue";
        return await pullBack(
          gpu,
          system,
          method,
          forward,
          { real, imag },
          ofProtocol,
          paceOf(gpu),
        );
      },
    };
  };
  return { evaluate, drop };
}
