/**
 * The adjoint of all blocks of a piece: everything is summed up on the device and read at once.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import type { PieceCotangent } from "../../core/diffusion/problem/mod.ts";
import {
  addCarrierSlopes,
  addCentreSlopes,
  type AdjointMethod,
  blockCarriers,
  type BlockPlan,
  emptyEncodedCotangent,
  gatherSlopes,
  reducedWeights,
  type Signals,
  type SteppingMethod,
} from "../../core/diffusion/time_stepping/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { checkFinite } from "../device/single_precision.ts";
import { sddmm } from "../sparse/mod.ts";
import { type BlockRun, blockRun } from "./block_run.ts";
import { turnStates } from "./columns.ts";
import type { GpuSystem } from "./gpu_system.ts";
import type { Pace } from "./pace.ts";
import { SLOPES, slopeWorkLength } from "./pairing.ts";
import { leftFactor } from "./readout.ts";
import { takeAdjointRoom } from "./room.ts";
import { stepSlopes } from "./slopes.ts";
import {
  backwardSweep,
  type Checkpoints,
  copyBlock,
  disposeCheckpoints,
  forwardSweep,
} from "./sweep.ts";

/** What is run back. */
export interface Forward {
  readonly plans: readonly BlockPlan[];
  readonly protocol: EncodedProtocol;
  /** The signal, [measurements]. */
  readonly signals: Signals;
  /** The states kept of each block's sweep. */
  readonly kept: readonly Checkpoints[];
  /** How they were kept. */
  readonly adjoint: AdjointMethod;
}

/** Weights of the states of a block, [2 × states], filled up with zeros. */
function paddedWeights(real: Float64Array, imag: Float64Array, states: number): Float64Array {
  const out = new Float64Array(2 * states);
  out.set(real);
  out.set(imag, states);
  return out;
}

/** Runs a block back; the cotangents of the matrices are added to the system's. Returns the sums its slopes follow from. */
async function blockPullback(
  run: BlockRun,
  weights: { readonly real: Float64Array; readonly imag: Float64Array },
  { kept, adjoint }: { readonly kept: Checkpoints; readonly adjoint: AdjointMethod },
  withSlopes: boolean,
  pace: (start: number, share: number) => Pace,
): Promise<GpuArray | undefined> {
  const { gpu, system, room: { state }, states, stages } = run, { symmetry, steps } = run.present;
  const recomputed = adjoint === "recomputed";
  const own = recomputed ? await forwardSweep(run, "checkpointed", pace(0, 1 / 4)) : kept;
  const { real } = weights, imag = symmetry === "odd" ? weights.imag.map(() => 0) : weights.imag;
  // Where the second half is the mirror image of the first, both halves' matrices are the same ones.
  const halves = symmetry === "none" ? 1 : 2;
  const upload = (label: string, re: Float64Array, im: Float64Array) =>
    gpu.upload(label, paddedWeights(re, im, states));
  using ofReadout = upload("weights of the readout", real, imag);
  using ofSteps = upload("weights", real.map((w) => halves * w), imag.map((w) => halves * w));
  // −iw = w_i − i w_r.
  using turned = upload(
    "turned weights",
    imag.map((w) => halves * w),
    real.map((w) => -halves * w),
  );
  using adjointRoom = takeAdjointRoom(gpu, system.nodes, states, run.method);
  const { adjoint: y, work: [work] } = adjointRoom;
  const sums = withSlopes
    ? gpu.array("slopes of steps", Math.max(4, steps.length * stages.length * SLOPES * states))
    : undefined;
  try {
    copyBlock(gpu, own.get(steps.length)!, state);
    leftFactor(run, y);
    turnStates(gpu, y, ofReadout, work);
    sddmm(gpu, system.pattern, work, state, system.cotangents.mass);
    using slopeWork = gpu.array("partial slopes", slopeWorkLength(state));
    const slopes = sums && { work: slopeWork, sums };
    const back = {
      stepper: run,
      adjoint: adjointRoom,
      weights: ofSteps,
      turnedWeights: turned,
      ...(slopes && { slopes }),
    };
    await backwardSweep(back, own, adjoint, recomputed ? pace(1 / 4, 3 / 4) : pace(0, 1));
  } catch (error) {
    sums?.[Symbol.dispose]();
    throw error;
  } finally {
    if (recomputed) disposeCheckpoints(own);
  }
  return sums;
}

/**
 * From ∂L/∂S of each measurement to ∂L/∂inputs of the piece.
 *
 * @param gpu The device.
 * @param system The system, at the inputs of the forward sweeps.
 * @param method The method.
 * @param forward The sweeps.
 * @param weights ∂L/∂Re S and ∂L/∂Im S, [measurements].
 * @param ofProtocol Whether the protocol's cotangent is wanted.
 * @param pace Keeps pace with the device.
 * @returns The cotangent.
 */
export async function pullBack(
  gpu: Gpu,
  system: GpuSystem,
  method: SteppingMethod,
  { plans, protocol, signals, kept, adjoint }: Forward,
  { real: wr, imag: wi }: Signals,
  ofProtocol: boolean,
  pace: (start: number, share: number) => Pace,
): Promise<PieceCotangent> {
  const out: EncodedCotangent | undefined = ofProtocol
    ? emptyEncodedCotangent(protocol)
    : undefined;
  const centre = system.centre().slice(), centreSlope = new Float64Array(3);
  const gather: ((data: Float32Array) => void)[] = [], sums: GpuArray[] = [];
  system.clearCotangents();
  try {
    for (const [p, plan] of plans.entries()) {
      const carriers = blockCarriers(protocol, plan.block, centre);
      const weights = reducedWeights(carriers, plan.block, wr, wi);
      using run = blockRun(gpu, system, method, plan, protocol, true);
      const start = p / plans.length, share = 1 / plans.length;
      const own = await blockPullback(
        run,
        weights,
        { kept: kept[p], adjoint },
        ofProtocol,
        (at, part) => pace(start + at * share, part * share),
      );
      plan.block.measurements.forEach((m, c) => {
        const e = plan.block.encodings[c], a = plan.block.amplitudes[c];
        // dS = −iS d(x₀·∫q dt).
        const slope = wr[m] * signals.imag[m] - wi[m] * signals.real[m];
        for (let k = 0; k < 3; k++) centreSlope[k] += slope * carriers[c].moment[k];
        if (out) addCarrierSlopes(protocol, e, a, centre, slope, out);
      });
      if (own === undefined || out === undefined) continue;
      sums.push(own);
      const { symmetry } = run.present,
        gathering = { protocol, block: plan.block, symmetry, method };
      const slopesOf = stepSlopes(run);
      gather.push((data) => {
        checkFinite("slopes of steps", data);
        run.present.steps.forEach((step, n) =>
          gatherSlopes({ ...gathering, weights }, step, slopesOf(data, n), out)
        );
      });
    }
    const { arrays, gradient } = system.contract();
    const data = await gpu.read(...arrays, ...sums);
    const ofTissue = gradient(data.slice(0, arrays.length));
    gather.forEach((own, i) => own(data[arrays.length + i]));
    addCentreSlopes(ofTissue.tissue.points, centreSlope);
    return { ...ofTissue, ...(out && { protocol: out }) };
  } finally {
    sums.forEach((array) => array[Symbol.dispose]());
  }
}
