/**
 * The gradients that a block of states feels at every stage of every step, put on the device once for a whole sweep.
 *
 * @module
 */
import {
  type EncodedProtocol,
  profileFunctions,
  profileValues,
} from "../../core/diffusion/encoding/mod.ts";
import type { ColumnBlock, Stage, Step } from "../../core/diffusion/time_stepping/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";

/** The gradients of a block at one time. */
export interface GpuCoupling {
  /** Which one of the table it is. */
  readonly index: number;
  /** q of each state, rad/(µm ms), [3 × states] with the axis first. */
  readonly q: Float64Array;
  /** Largest |q|. */
  readonly strength: number;
}

/** The gradients of a sweep. */
export interface CouplingTable extends Disposable {
  /** Those at a stage; nothing where no state feels any. */
  readonly at: (step: Step, stage: Stage) => GpuCoupling | undefined;
  /** q on the device, [3 × states]; valid for what is recorded until the next call. */
  readonly gradients: (coupling: GpuCoupling) => GpuArray;
  /** q_k of each real and imaginary column, [3 × 2 states] from `first` on. */
  readonly columnFactors: (coupling: GpuCoupling) => { factors: GpuArray; first: number };
}

/** q of each state of a block at local time u of a piece; that of states beyond the block is zero. */
function gradientsAt(
  { encodings, amplitudes }: EncodedProtocol,
  block: ColumnBlock,
  states: number,
  piece: number,
  u: number,
): Float64Array {
  const q = new Float64Array(3 * states);
  block.encodings.forEach((e, c) => {
    const { profile, vectors, stored } = encodings[e].pieces[piece];
    // Magnetisation along the main field does not precess.
    if (stored) return;
    const amplitude = amplitudes[e][block.amplitudes[c]], values = profileValues(profile, u);
    for (let j = 0; j < profileFunctions(profile); j++) {
      for (let k = 0; k < 3; k++) q[k * states + c] += amplitude * values[j] * vectors[3 * j + k];
    }
  });
  return q;
}

function strengthOf(q: Float64Array, states: number): number {
  let most = 0;
  for (let c = 0; c < states; c++) {
    most = Math.max(most, Math.hypot(q[c], q[states + c], q[2 * states + c]));
  }
  return most;
}

/**
 * Makes the table of a sweep.
 *
 * @param gpu The device.
 * @param protocol The protocol.
 * @param block The measurements stepped through together.
 * @param states Number of states, those of the block and what fills it up.
 * @param steps The steps.
 * @param stages The method's stages.
 * @returns The table.
 */
export function couplingTable(
  gpu: Gpu,
  protocol: EncodedProtocol,
  block: ColumnBlock,
  states: number,
  steps: readonly Step[],
  stages: readonly Stage[],
): CouplingTable {
  const pieces = protocol.encodings[block.encodings[0]].pieces;
  const known = new Map<string, GpuCoupling | undefined>(), all: GpuCoupling[] = [];
  const timeOf = (step: Step, stage: Stage) => step.start + stage.node * step.length;
  const keyOf = (step: Step, stage: Stage) =>
    pieces[step.piece].profile.kind === "constant"
      ? `${step.piece}`
      : `${step.piece} ${timeOf(step, stage)}`;
  for (const step of steps) {
    for (const stage of stages) {
      const key = keyOf(step, stage);
      if (known.has(key)) continue;
      const q = gradientsAt(protocol, block, states, step.piece, timeOf(step, stage));
      const strength = strengthOf(q, states);
      const coupling = strength === 0 ? undefined : { index: all.length, q, strength };
      known.set(key, coupling);
      if (coupling) all.push(coupling);
    }
  }

  const entry = 6 * states, table = new Float64Array(entry * all.length);
  all.forEach(({ q, index }) => {
    for (let k = 0; k < 3; k++) {
      const axis = q.subarray(k * states, (k + 1) * states);
      table.set(axis, entry * index + 2 * k * states);
      table.set(axis, entry * index + (2 * k + 1) * states);
    }
  });
  const stored = gpu.upload("gradients", all.length > 0 ? table : new Float64Array(4));
  const current = gpu.array("present gradients", 3 * states);
  let ofCurrent = -1;

  return {
    at: (step, stage) => known.get(keyOf(step, stage)),
    gradients: ({ index }) => {
      if (index === ofCurrent) return current;
      for (let k = 0; k < 3; k++) {
        const from = entry * index + 2 * k * states;
        gpu.copy(stored, current, { from, to: k * states, length: states });
      }
      ofCurrent = index;
      return current;
    },
    columnFactors: ({ index }) => ({ factors: stored, first: entry * index }),
    [Symbol.dispose]: () => [stored, current].forEach((array) => array[Symbol.dispose]()),
  };
}
