/**
 * The signal of a reduced system on a graphics processor.
 *
 * The same runs, intervals and readout as `core/diffusion/reduced`: the processor plans in double precision, the device propagates
 * the states of all sequences, directions and amplitudes together in single precision, and the signal is formed of the states read
 * back in double precision.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  ACCURATE,
  addSignal,
  type ComplexList,
  type Decay,
  decays,
  type PerAxis,
  type ReducedCotangent,
  type ReducedSignalOptions,
  runsOf,
} from "../../core/diffusion/reduced/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { type Budget, USUAL_BUDGET } from "./budget.ts";
import { gpuCotangent } from "./cotangent.ts";
import type { GpuReducedModel } from "./gpu_reduced_model.ts";
import { layoutOf } from "./layout.ts";
import { programsOf } from "./program.ts";
import { checkModes, couplingsOf, type Propagated, runForward } from "./propagate.ts";
import { scheduled, type Wave } from "./schedule.ts";
import { endStates, finiteNumbers, type WaveStates } from "./states.ts";

/** The signal and, where states were kept, its adjoint. Disposing of it frees the states. */
export interface GpuReducedSignal extends ComplexList, Disposable {
  /**
   * The cotangents of the reduced matrices for ∂L/∂Re S and ∂L/∂Im S, ordered as the signal; one read-back.
   *
   * @throws {RangeError} If nothing was kept.
   */
  readonly cotangent: (weights: ComplexList) => Promise<ReducedCotangent>;
}

/** What is wanted beside the signal. */
export interface GpuReducedSignalOptions extends ReducedSignalOptions {
  /** What the device is asked to hold at a time; what every device can hold by default. */
  readonly budget?: Partial<Budget>;
}

/** E on the processor, and the decays; one read-back where magnetisation is stored and T1 ≠ T2. */
async function pausesOf(gpu: Gpu, model: GpuReducedModel, protocol: EncodedProtocol): Promise<
  { pauses: Record<"free" | "stored", Decay>; storage?: Float64Array; turn?: GpuArray }
> {
  const { modes: n, eigenvalues } = model;
  const stored = protocol.encodings.some(({ pieces }) => pieces.some((piece) => piece.stored));
  if (!model.storage || !stored) {
    const storage = model.storage && new Float64Array(n * n);
    return { pauses: decays({ modes: n, eigenvalues }), ...(storage && { storage }) };
  }
  const [read] = await finiteNumbers(gpu, [model.storage]);
  const storage = Float64Array.from(read), pauses = decays({ modes: n, eigenvalues, storage });
  const vectors = pauses.stored.turn!, both = new Float64Array(2 * n * n);
  both.set(vectors);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) both[(n + j) * n + i] = vectors[i * n + j];
  }
  return { pauses, storage, turn: gpu.upload("stored modes", both) };
}

/** Propagates a wave; returns its arrays. */
function propagatedWave(
  gpu: Gpu,
  model: Propagated,
  wave: Wave,
  keep: "nothing" | "chunks" | "steps",
): WaveStates {
  const size = 2 * model.modes * wave.columns, states = gpu.array("states", size);
  const starts: GpuArray[] = [];
  for (const chunk of wave.chunks) {
    const layout = layoutOf(wave, chunk);
    if (keep === "chunks" && chunk.from > 0) {
      const copy = gpu.array("states at a chunk", size);
      gpu.copy(states, copy);
      starts.push(copy);
    }
    const kept = keep === "steps";
    const own = gpu.array("starts", kept ? Math.max(1, 2 * model.modes * layout.starts) : 1);
    using couplings = couplingsOf(gpu, model, layout, chunk);
    runForward(gpu, model, wave, chunk, layout, { couplings, states, starts: own }, kept);
    if (kept) starts.push(own);
    else own[Symbol.dispose]();
  }
  return { wave, states, starts, everyStep: keep === "steps" };
}

/**
 * Computes the signal of every measurement of a protocol on a graphics processor.
 *
 * @param gpu The device.
 * @param model The reduced system, on this device.
 * @param protocol The measurements.
 * @param options What to keep for the cotangent; receivers; the resolution of time.
 * @returns The signal, µm³ × spin density, [measurements] or [receivers × measurements], within about 1e-6 of that at b = 0. One
 * read-back; one more where magnetisation is stored while T1 ≠ T2.
 * @throws {GpuError} If there are too many modes, or single precision does not suffice.
 */
export async function gpuReducedSignal(
  gpu: Gpu,
  model: GpuReducedModel,
  protocol: EncodedProtocol,
  options: GpuReducedSignalOptions = {},
): Promise<GpuReducedSignal> {
  const n = model.modes, { keep = "nothing", receivers, resolution = ACCURATE } = options;
  const budget = { ...USUAL_BUDGET, ...options.budget };
  checkModes(n);
  const separate = keep === "everything", kept = keep !== "nothing";
  const kind = separate ? "separate" : receivers ? "whole" : "shared";
  const { pauses, storage, turn } = await pausesOf(gpu, model, protocol);
  const { eigenvalues, start, origin, moments } = model;
  const propagated: Propagated = {
    modes: n,
    eigenvalues,
    start,
    pauses,
    moments,
    ...(turn && { turn }),
  };
  const runs = runsOf(model, protocol, kind, resolution.coarsening);
  const programs = programsOf(model, runs, separate);
  const waves = scheduled(n, programs, kept, budget);
  const bytes = programs.reduce(
    (sum, { steps, amplitudes }) => sum + 8 * n * steps.length * amplitudes.length,
    0,
  );
  const how = !kept ? "nothing" : bytes <= budget.kept ? "steps" : "chunks";
  const states = waves.map((wave) => propagatedWave(gpu, propagated, wave, how));
  const dispose = () => {
    turn?.[Symbol.dispose]();
    for (const { starts } of states) starts.forEach((array) => array[Symbol.dispose]());
  };
  const arrays = [...states.map((wave) => wave.states), ...(kept ? [moments] : [])];
  const read = await finiteNumbers(gpu, arrays).catch((error) => {
    dispose();
    throw error;
  }).finally(() => states.forEach((wave) => wave.states[Symbol.dispose]()));
  const ends = programs.map((program) => endStates(n, program, waves, read));

  const listened = receivers ?? [start];
  const count = listened.length * protocol.amplitudes.reduce((sum, { length }) => sum + length, 0);
  const signal = { real: new Float64Array(count), imag: new Float64Array(count) };
  const readModel = { modes: n, eigenvalues, origin };
  programs.forEach(({ run }, k) =>
    addSignal(readModel, protocol, { run }, listened, ends[k], signal)
  );

  const square = (k: number) =>
    Float64Array.from(read[waves.length].subarray(k * n * n, (k + 1) * n * n));
  const summed = kept && {
    ...readModel,
    start,
    moments: [square(0), square(1), square(2)] as PerAxis,
    ...(storage && { storage }),
  };
  return {
    ...signal,
    cotangent: (weights) => {
      if (!summed) {
        return Promise.reject(
          new RangeError("The states were not kept: ask for the signal with 'keep'"),
        );
      }
      const kept = { waves: states, ends, programs, ...(receivers && { receivers }), separate };
      return gpuCotangent(gpu, propagated, summed, protocol, kept, weights);
    },
    [Symbol.dispose]: dispose,
  };
}
