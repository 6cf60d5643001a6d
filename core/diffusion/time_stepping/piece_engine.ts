/**
 * The time-stepped signal of one piece of a tissue, and its adjoint.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";
import {
  type Differentiation,
  measurementsOf,
  type PieceCotangent,
  type PieceInputs,
  type TissuePiece,
} from "../problem/mod.ts";
import {
  addCarrierSlopes,
  addCentreSlopes,
  blockCarriers,
  carriedSignals,
  reducedWeights,
  type WeightedCarrier,
} from "./carrier.ts";
import { type AdjointMethod, type Checkpoints, checkpointSpacing } from "./checkpoints.ts";
import type { ColumnBlock } from "./coupling.ts";
import { type BlockPlan, presentPlans, type PresentSteps, presentSteps } from "./plan.ts";
import { checkGrowth, readSignals, reverseReadout, type Signals } from "./readout.ts";
import { adjointBlocks, adjointRoomOf } from "./reverse_step.ts";
import { emptyEncodedCotangent, gatherSlopes } from "./slopes.ts";
import { roomBlocks, roomOf, type Stepper } from "./step.ts";
import type { SteppingMethod } from "./stepping_method.ts";
import { backwardSweep, forwardSweep } from "./sweep.ts";
import { type BlochTorreySystem, blochTorreySystem } from "./system.ts";
import type { Weights } from "./weighted_product.ts";

/** A signal of a piece and its pullback. */
export interface PieceEvaluation extends Signals {
  readonly pullback: (real: Float64Array, imag: Float64Array) => PieceCotangent;
}

/** What a piece's engine is made with. */
export interface EngineOptions {
  readonly method: SteppingMethod;
  readonly adjoint: AdjointMethod;
  /** Most states of a block. */
  readonly states: number;
}

/** A piece ready to be stepped. */
export interface PieceEngine {
  readonly system: BlochTorreySystem;
  /** What steps a block; the system must be loaded. */
  readonly stepper: (protocol: EncodedProtocol, block: ColumnBlock) => Stepper;
  /** S of each state of a block from the state at the readout; of one compartment alone where there is no symmetry. */
  readonly read: (stepper: Stepper, present: PresentSteps, compartment?: number) => Signals;
  /** The signal of all plans' measurements. */
  readonly evaluate: (
    inputs: PieceInputs,
    protocol: EncodedProtocol,
    plans: readonly BlockPlan[],
    wanted: Differentiation,
  ) => PieceEvaluation;
}

/** The carriers of a block's states. */
function carriers({ protocol, block, system }: Stepper): WeightedCarrier[] {
  return blockCarriers(protocol, block, system.centre());
}

/**
 * Makes the engine of a piece.
 *
 * @param piece The piece.
 * @param options Method, adjoint, size of blocks.
 * @returns The engine.
 */
export function pieceEngine(
  piece: TissuePiece,
  { method, adjoint, states }: EngineOptions,
): PieceEngine {
  const stages = method.nodes.length, width = 2 * states;
  const blocks = roomBlocks(stages) + adjointBlocks(stages);
  const system = blochTorreySystem(piece, width, blocks);
  const forwardBlocks = system.takeBlocks(roomBlocks(stages));
  const backwardBlocks = system.takeBlocks(adjointBlocks(stages));
  const sizeOf = (block: ColumnBlock) => 2 * block.encodings.length * system.nodes;

  const stepper = (protocol: EncodedProtocol, block: ColumnBlock): Stepper => ({
    system,
    method,
    protocol,
    block,
    room: roomOf(forwardBlocks, stages, sizeOf(block)),
  });

  const read = (stepped: Stepper, { symmetry }: PresentSteps, compartment?: number): Signals => {
    const { state, work } = stepped.room, count = stepped.block.encodings.length;
    const include = compartment === undefined
      ? undefined
      : (node: number) => system.nodeCompartments[node] === compartment;
    const reduced = readSignals(system, symmetry, state, count, work, include);
    return carriedSignals(carriers(stepped), reduced);
  };

  const evaluate: PieceEngine["evaluate"] = (inputs, protocol, made, wanted) => {
    const plans = made.flatMap((plan) => presentPlans(plan, protocol));
    system.load(inputs);
    const count = measurementsOf(protocol);
    const real = new Float64Array(count), imag = new Float64Array(count);
    const keep = wanted === "none" ? undefined : adjoint;
    const kept = plans.map((plan): Checkpoints => {
      const stepped = stepper(protocol, plan.block), present = presentSteps(plan, protocol);
      const checkpoints = forwardSweep(stepped, present.steps, plan.block.encodings.length, keep);
      const signals = read(stepped, present);
      checkGrowth(signals, system.totalMass(), method.name);
      plan.block.measurements.forEach((m, c) => {
        real[m] = signals.real[c];
        imag[m] = signals.imag[c];
      });
      return checkpoints;
    });
    const pullback = (wr: Float64Array, wi: Float64Array): PieceCotangent => {
      system.load(inputs);
      const ofProtocol = wanted === "everything" || wanted === "protocol";
      const out = ofProtocol ? emptyEncodedCotangent(protocol) : undefined;
      const centreSlope = new Float64Array(3);
      plans.forEach((plan, p) => {
        const stepped = stepper(protocol, plan.block), present = presentSteps(plan, protocol);
        const all = carriers(stepped), weights = reducedWeights(all, plan.block, wr, wi);
        blockPullback(stepped, present, weights, kept[p], out);
        plan.block.measurements.forEach((m, c) => {
          const e = plan.block.encodings[c], a = plan.block.amplitudes[c];
          // dS = −iS d(x₀·∫q dt).
          const slope = wr[m] * imag[m] - wi[m] * real[m];
          for (let k = 0; k < 3; k++) centreSlope[k] += slope * all[c].moment[k];
          if (out) addCarrierSlopes(protocol, e, a, system.centre(), slope, out);
        });
      });
      const gradient = system.contract();
      addCentreSlopes(gradient.tissue.points, centreSlope);
      return { ...gradient, ...(out && { protocol: out }) };
    };
    return { real, imag, pullback };
  };

  const blockPullback = (
    stepped: Stepper,
    { symmetry, steps }: PresentSteps,
    weights: Weights,
    forward: Checkpoints,
    out: EncodedCotangent | undefined,
  ): void => {
    const { protocol, block, room } = stepped, count = block.encodings.length;
    const kept = adjoint === "recomputed"
      ? forwardSweep(stepped, steps, count, "checkpointed")
      : forward;
    const back = adjointRoomOf(backwardBlocks, stages, sizeOf(block));
    // Where the second half is the mirror image of the first, both halves' matrices are the same ones.
    const halves = symmetry === "none" ? 1 : 2;
    const imag = symmetry === "odd" ? new Float64Array(count) : weights.imag;
    room.state.set(kept.get(steps.length) ?? room.state);
    reverseReadout(
      system,
      symmetry,
      room.state,
      { real: weights.real, imag },
      back.cotangent,
      back.work,
    );
    const ofMatrices = {
      real: weights.real.map((w) => halves * w),
      imag: imag.map((w) => halves * w),
    };
    const spacing = checkpointSpacing(adjoint, steps.length);
    const gathering = { protocol, block, symmetry, method, weights };
    backwardSweep(
      { stepper: stepped, adjoint: back, steps, kept, spacing },
      ofMatrices,
      out !== undefined,
      (n, slopes) => out && gatherSlopes(gathering, steps[n], slopes, out),
    );
  };
  return { system, stepper, read, evaluate };
}
