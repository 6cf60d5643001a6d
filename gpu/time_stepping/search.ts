/**
 * Finds the number of steps each block of measurements needs for a tolerance, by comparing grids; all blocks of a round are read at once.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type BlockPlan,
  type CheckedOptions,
  checkGrowth,
  errorEstimate,
  nextParts,
  refinedGrid,
  type Signals,
  type SteppingWatch,
} from "../../core/diffusion/time_stepping/mod.ts";
import type { Gpu } from "../device.ts";
import { type BlockRun, blockRun } from "./block_run.ts";
import type { GpuSystem } from "./gpu_system.ts";
import { paceOf } from "./pace.ts";
import { checkSignals, type RecordedSignals, recordSignals } from "./readout.ts";
import { forwardSweep } from "./sweep.ts";

/** A block whose steps are found. */
export interface FoundBlock {
  /** The block with its final grid. */
  readonly plan: BlockPlan;
  readonly signals: Signals;
  /** Estimated error of each state's signal, µm³ × spin density; none where the step was given. */
  readonly errors?: Float64Array;
  /** The signal of each compartment, where asked for. */
  readonly compartments?: readonly Signals[];
}

/** What the search is for. */
export type SearchOptions = CheckedOptions & { readonly byCompartment?: boolean };

/** A sweep that is read with others. */
interface Sweep {
  readonly block: number;
  readonly parts: number;
  readonly plan: BlockPlan;
}

/** Parts up to which a signal may overflow: steps far too long for an explicit gradient do. */
const MOST_OVERFLOWING = 64;

/**
 * Finds the steps.
 *
 * @param gpu The device.
 * @param system The system, loaded.
 * @param coarse The blocks with their coarsest grids, or those of the step given.
 * @param protocol The protocol.
 * @param options Tolerance or step.
 * @param watch Told how far it is; may interrupt it.
 * @returns The blocks.
 */
export async function findSteps(
  gpu: Gpu,
  system: GpuSystem,
  coarse: readonly BlockPlan[],
  protocol: EncodedProtocol,
  { tolerance, step, method, byCompartment = false }: SearchOptions,
  watch: SteppingWatch = {},
): Promise<FoundBlock[]> {
  const spins = system.totalMass(), pace = paceOf(gpu, watch);
  const found: FoundBlock[] = [];
  const attempts = coarse.map((): { parts: number; signals: Signals }[] => []);
  const first = step === undefined ? [1, 2] : [1];
  const sweepOf = (block: number, parts: number): Sweep => {
    const plan = coarse[block];
    return { block, parts, plan: { ...plan, grid: refinedGrid(plan.grid, parts) } };
  };
  let sweeps = coarse.flatMap((_, b) => first.map((parts) => sweepOf(b, parts)));
  for (let round = 0; sweeps.length > 0; round++) {
    const start = 1 - 2 ** -round, share = 2 ** -(round + 1) / sweeps.length;
    const results = await readSweeps(
      gpu,
      (plan) => blockRun(gpu, system, method, plan, protocol, false),
      sweeps,
      byCompartment ? system.compartments : 0,
      (run, s) => forwardSweep(run, undefined, pace(start + s * share, share)),
    );
    const next: Sweep[] = [];
    sweeps.forEach(({ block, parts, plan }, s) => {
      const own = attempts[block], [signals, ...compartments] = results[s];
      const before = own[own.length - 1], parcel = byCompartment ? { compartments } : {};
      own.push({ parts, signals });
      if (step !== undefined) {
        checkSignals(signals, plan.block.measurements);
        checkGrowth(signals, spins, method.name);
        found[block] = { plan, signals, ...parcel };
      } else if (before !== undefined) {
        const errors = signals.real.map((re, c) =>
          errorEstimate(
            Math.hypot(re - before.signals.real[c], signals.imag[c] - before.signals.imag[c]),
            parts / before.parts,
            method.order,
          )
        );
        const worst = Math.max(...errors) / spins;
        if (worst <= tolerance) found[block] = { plan, signals, errors, ...parcel };
        else {
          if (parts > MOST_OVERFLOWING) checkSignals(signals, plan.block.measurements);
          const more = nextParts(parts, worst, tolerance, method.order);
          next.push(sweepOf(block, more));
        }
      }
    });
    sweeps = next;
  }
  return found;
}

/** Runs sweeps one after the other and reads all their signals at once: of the whole, then of each compartment. */
async function readSweeps(
  gpu: Gpu,
  runOf: (plan: BlockPlan) => BlockRun,
  sweeps: readonly Sweep[],
  compartments: number,
  take: (run: BlockRun, sweep: number) => Promise<unknown>,
): Promise<Signals[][]> {
  const recorded: RecordedSignals[] = [], count = 1 + compartments;
  try {
    for (const [s, { plan }] of sweeps.entries()) {
      using run = runOf(plan);
      await take(run, s);
      recorded.push(recordSignals(run));
      for (let c = 0; c < compartments; c++) recorded.push(recordSignals(run, c));
    }
    const data = await gpu.read(...recorded.map(({ array }) => array));
    const signals = recorded.map((own, i) => own.signals(data[i]));
    return sweeps.map((_, s) => signals.slice(count * s, count * (s + 1)));
  } finally {
    recorded.forEach((own) => own[Symbol.dispose]());
  }
}
