/**
 * The adjoint of the reduced signal on a graphics processor: the adjoint states of all columns run backwards together.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import { denseProduct } from "../../core/linalg/dense/mod.ts";
import {
  type ComplexList,
  cotangentOf,
  type CotangentSums,
  decayIntegrals,
  type ReadModel,
  type ReducedCotangent,
  type SummedModel,
  symmetriseSums,
  type TailSums,
  wantedAdjoint,
  type WantedStates,
  zeroProtocolCotangent,
  zeroSums,
} from "../../core/diffusion/reduced/mod.ts";
import { Workspace } from "../../wasm/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { layoutOf } from "./layout.ts";
import { addPauses, addPulses, CLASSES, type PairSums, pulseWeights } from "./pair.ts";
import type { RunProgram } from "./program.ts";
import { couplingsOf, type Propagated, runBackward, runForward } from "./propagate.ts";
import { addEncodingSlopes, type StepSlopes, stepSlopes } from "./slopes.ts";
import { adjointColumns, finiteNumbers, type WaveStates } from "./states.ts";

/** What a signal left behind for its adjoint. */
export interface KeptStates {
  readonly waves: readonly WaveStates[];
  readonly programs: readonly RunProgram[];
  /** States at the end of each run. */
  readonly ends: readonly WantedStates[];
  readonly receivers?: readonly Float64Array[];
  /** Whether the derivative by the encodings is wanted. */
  readonly separate: boolean;
}

/** What the readout tells before anything is propagated. */
interface Begun {
  /** Adjoint states at the wanted amplitudes of each run. */
  readonly adjoints: ReadonlyMap<RunProgram, WantedStates>;
  /** ∂L/∂φ of each wanted amplitude of each run. */
  readonly ofPhase: readonly Float64Array[];
  /** The sums of the waiting times, of each class. */
  readonly tails: readonly [TailSums, TailSums];
}

/** The adjoint of the readout of all runs; adds to the receivers' cotangents. */
function begun(
  model: ReadModel & Pick<SummedModel, "start">,
  protocol: EncodedProtocol,
  { programs, ends, receivers }: KeptStates,
  weights: ComplexList,
  sums: CotangentSums,
): Begun {
  const n = model.modes, listened = receivers ?? [model.start];
  const most = n * programs.reduce((m, { run }) => Math.max(m, run.wanted.length), 0);
  const workspace = new Workspace({ float64: [most, most, most, most, n * n] });
  const [sReal, sImag, uReal, uImag] = [1, 2, 3, 4].map(() => workspace.float64(most));
  const square = workspace.float64(n * n);
  const adjoints = new Map<RunProgram, WantedStates>(), ofPhase: Float64Array[] = [];
  const tails: [TailSums, TailSums] = [new Map(), new Map()];
  programs.forEach((program, k) => {
    const { run } = program, size = n * run.wanted.length, end = ends[k];
    const part = (view: Float64Array) => view.subarray(0, size);
    const s = { real: part(sReal), imag: part(sImag) },
      u = { real: part(uReal), imag: part(uImag) };
    s.real.set(end.real);
    s.imag.set(end.imag);
    const read = { model, protocol, plan: { run }, weights, receivers: listened };
    const own = tails[run.symmetry === "none" ? 1 : 0];
    const start = wantedAdjoint(workspace, read, s, { u, square }, own);
    start.receivers.forEach((list, r) => list.forEach((x, j) => sums.receivers[r][j] += x));
    ofPhase.push(start.ofPhase);
    adjoints.set(program, { real: u.real.slice(), imag: u.imag.slice() });
  });
  return { adjoints, ofPhase, tails };
}

/** Runs the adjoint states of a wave back through all chunks. */
function throughWave(
  gpu: Gpu,
  model: Propagated,
  { wave, starts: kept, everyStep }: WaveStates,
  states: GpuArray,
  rates: GpuArray,
  sums: PairSums,
  separate: boolean,
): StepSlopes[] {
  const n = model.modes, slopes: StepSlopes[] = [];
  for (let c = wave.chunks.length - 1; c >= 0; c--) {
    const chunk = wave.chunks[c], layout = layoutOf(wave, chunk);
    using couplings = couplingsOf(gpu, model, layout, chunk);
    const own = everyStep ? undefined : gpu.array("starts", Math.max(1, 2 * n * layout.starts));
    if (own) {
      using again = gpu.array("states", states.length);
      if (c > 0) gpu.copy(kept[c - 1], again);
      runForward(gpu, model, wave, chunk, layout, { couplings, states: again, starts: own }, true);
    }
    const starts = own ?? kept[c];
    using pairs = gpu.array("pairs", Math.max(1, 4 * n * layout.pairs));
    using weights = gpu.upload("weights of pairs", pulseWeights(layout));
    runBackward(gpu, model, wave, chunk, layout, { couplings, states, starts }, pairs);
    const all = { n, layout, pairs, weights, rates };
    addPulses(gpu, all, sums);
    addPauses(gpu, all, sums);
    if (separate) slopes.push(stepSlopes(gpu, model.moments, all));
    own?.[Symbol.dispose]();
  }
  return slopes;
}

/** Adds the integrals of one class of runs, and those over their waiting times. */
function addIntegrals(
  model: Propagated,
  integrals: Float32Array,
  stored: Float32Array,
  tails: TailSums,
  sums: CotangentSums,
): void {
  const n = model.modes, { rates } = model.pauses.free, { turn } = model.pauses.stored;
  for (let e = 0; e < n * n; e++) {
    sums.stiffness[e] -= integrals[4 * e];
    sums.moments.forEach((c, k) => c[e] += integrals[4 * e + 1 + k]);
  }
  const inner = Float64Array.from(stored);
  const turned = turn
    ? denseProduct(denseProduct(turn, inner, n, n, n), turn, n, n, n, { transB: true })
    : inner;
  turned.forEach((value, e) => {
    sums.stiffness[e] -= value;
    sums.storage[e] -= value;
  });
  const factorsOf = decayIntegrals(rates);
  for (const [duration, tail] of tails) {
    const factors = factorsOf(duration);
    tail.forEach((value, e) => sums.stiffness[e] -= value * factors[e]);
  }
}

/** Adds Re y(0) of a wave; half of what a symmetric run shows belongs to each end of the sequence. */
function addInitial(
  n: number,
  { wave }: WaveStates,
  adjoint: Float32Array,
  sums: CotangentSums,
): void {
  for (const { program, column, amplitudes } of wave.parts) {
    const own = program.run.symmetry === "none" ? 1 : 1 / 2;
    for (let c = column; c < column + amplitudes.length; c++) {
      for (let j = 0; j < n; j++) {
        const y = adjoint[2 * (c * n + j)];
        sums.start[j] += y;
        sums.initial[j] += own * y;
      }
    }
  }
}

/**
 * The cotangents of the reduced matrices for a loss of the signal.
 *
 * @param gpu The device.
 * @param model The reduced system on it.
 * @param summed The same on the processor.
 * @param protocol The measurements.
 * @param kept What the signal left behind.
 * @param weights ∂L/∂Re S and ∂L/∂Im S, ordered as the signal.
 * @returns The cotangents, symmetric; one read-back.
 */
export async function gpuCotangent(
  gpu: Gpu,
  model: Propagated,
  summed: SummedModel & ReadModel,
  protocol: EncodedProtocol,
  kept: KeptStates,
  weights: ComplexList,
): Promise<ReducedCotangent> {
  const n = model.modes, { programs, receivers, separate } = kept;
  const sums = zeroSums(n, receivers?.length ?? 1);
  const { adjoints, ofPhase, tails } = begun(summed, protocol, kept, weights, sums);
  const bothRates = new Float64Array(2 * n);
  bothRates.set(model.pauses.free.rates);
  bothRates.set(model.pauses.stored.rates, n);
  using rates = gpu.upload("rates", bothRates);
  using integrals = gpu.zeros("integrals", CLASSES * 4 * n * n);
  using stored = gpu.zeros("integrals over storage", CLASSES * n * n);
  const slopes: StepSlopes[] = [];
  const states = kept.waves.map((wave) => {
    const start = adjointColumns(n, wave.wave, (program) => adjoints.get(program)!);
    const states = gpu.upload("adjoint states", start);
    slopes.push(...throughWave(gpu, model, wave, states, rates, { integrals, stored }, separate));
    return states;
  });
  const arrays = [integrals, stored, ...states, ...slopes.map(({ scalars }) => scalars)];
  const read = await finiteNumbers(gpu, arrays).finally(() =>
    arrays.slice(2).forEach((array) => array[Symbol.dispose]())
  );

  const [readIntegrals, readStored] = read;
  for (let kind = 0; kind < CLASSES; kind++) {
    const part = (data: Float32Array, size: number) =>
      data.subarray(kind * size, (kind + 1) * size);
    const own = part(readIntegrals, 4 * n * n);
    addIntegrals(model, own, part(readStored, n * n), tails[kind], sums);
    // The second halves of symmetric runs are the first's transposed; whole runs come after, as they are.
    if (kind === 0) symmetriseSums(sums, n);
  }
  kept.waves.forEach((wave, w) => addInitial(n, wave, read[2 + w], sums));
  const ofProtocol = separate ? zeroProtocolCotangent(protocol) : undefined;
  if (ofProtocol) {
    const after = 2 + states.length;
    const chunks = slopes.map(({ items }, k) => ({ items, scalars: read[after + k] }));
    addEncodingSlopes(ofProtocol, programs, ofPhase, summed.origin, chunks);
  }
  return cotangentOf(summed, sums, {
    receivers: receivers !== undefined,
    ...(ofProtocol && { protocol: ofProtocol }),
  });
}
