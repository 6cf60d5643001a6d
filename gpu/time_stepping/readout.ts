/**
 * The signal of a block from its state, at the echo or in the middle of a symmetric waveform.
 *
 * Without symmetry S = 1ᵀMu(TE); S = uᴴMu at TE/2 where q(TE − t) = −q(t); S = uᵀMu there where q(TE − t) = q(t).
 *
 * @module
 */
import {
  blockCarriers,
  carriedSignals,
  type Signals,
} from "../../core/diffusion/time_stepping/mod.ts";
import type { GpuBlock } from "../block.ts";
import type { GpuArray } from "../device/gpu.ts";
import { GpuError } from "../gpu_error.ts";
import { spmm } from "../sparse/mod.ts";
import type { BlockRun } from "./block_run.ts";
import { startStates, turnStates } from "./columns.ts";
import { pairedLength, pairStates, sumPaired } from "./pairing.ts";
import { copyBlock } from "./sweep.ts";

/** Puts the left factor l of S = lᵀMu into `out`. */
export function leftFactor(
  { gpu, room: { state }, present, states }: BlockRun,
  out: GpuBlock,
): void {
  const { symmetry } = present;
  if (symmetry === "none") return startStates(gpu, out);
  if (symmetry === "even") return copyBlock(gpu, state, out);
  const one = new Float64Array(2 * states).fill(1, 0, states);
  using factors = gpu.upload("factors of one", one);
  turnStates(gpu, state, factors, out);
}

/** Signals as recorded. */
export interface RecordedSignals extends Disposable {
  /** What is to be read. */
  readonly array: GpuArray;
  /** The signals of the block's measurements from what was read. */
  readonly signals: (data: Float32Array) => Signals;
}

/**
 * Records the readout of a block whose last state is in its room.
 *
 * @param run The block.
 * @param compartment The compartment that is read; all by default. There must be no symmetry then.
 * @returns What is to be read, and how.
 */
export function recordSignals(run: BlockRun, compartment?: number): RecordedSignals {
  const { gpu, system, room: { state, stage: product, right: left }, plan, protocol } = run;
  const { block } = plan, { symmetry } = run.present, centre = system.centre().slice();
  const array = gpu.array("signals", pairedLength(state));
  spmm(gpu, system.pattern, system.mass, state, product);
  leftFactor(run, left);
  pairStates(gpu, left, product, system.nodeCompartments, array, compartment);
  return {
    array,
    signals: (data) => {
      const { real, imag } = sumPaired(data, state.width, block.encodings.length);
      if (symmetry === "odd") imag.fill(0);
      return carriedSignals(blockCarriers(protocol, block, centre), { real, imag });
    },
    [Symbol.dispose]: () => array[Symbol.dispose](),
  };
}

/** Whether all signals are finite. */
export function areFinite({ real, imag }: Signals): boolean {
  return real.every(Number.isFinite) && imag.every(Number.isFinite);
}

/** Refuses signals that are not finite. @throws {GpuError} If one is not. */
export function checkSignals(signals: Signals, measurements: readonly number[]): void {
  if (areFinite(signals)) return;
  const { real, imag } = signals;
  const c = real.findIndex((re, i) => !Number.isFinite(re) || !Number.isFinite(imag[i]));
  throw new GpuError(
    "precision",
    `The signal of measurement ${measurements[c]} is ${real[c]} + ${
      imag[c]
    }i in single precision: give a smaller step or tolerance, or compute on the CPU, which computes in double precision`,
  );
}
