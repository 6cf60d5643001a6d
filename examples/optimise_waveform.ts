/**
 * Looks for the gradient waveform that tells the radius of thin axons best, within what the gradient coils can do.
 *
 * The axons point in all directions. Long pulses show the radius of those across the gradient but lose the signal of all
 * others to the diffusion along them. A signal with noise σ tells the radius to ±σ/√F, F = Σ (∂S/∂R)² over the directions
 * (the Fisher information), and F is what the search makes large.
 *
 * deno run -A examples/optimise_waveform.ts
 *
 * @module
 */
import {
  concat,
  cylinder,
  divide,
  encodeProtocol,
  flip,
  freeDiffusion,
  fromArray,
  lbfgs,
  log,
  matmul,
  matrixFormalism,
  maximalSlewRate,
  minimise,
  multiply,
  negate,
  protocol,
  sampleEncoding,
  type SequenceDescription,
  type SignalInputs,
  slice,
  square,
  stack,
  stretch,
  subtract,
  sum,
  tanh,
  type Tensor,
  tensor,
  totalVolume,
  valueAndGrad,
  withPoints,
  zeros,
} from "@torrey/torrey";
import { drawWaveforms } from "./figures/optimise_waveform.ts";

/** The axons: radius, µm, and diffusivity, µm²/ms. */
const RADIUS = 2, DIFFUSIVITY = 2;

/** What the coils can do: mT/m, mT/m/ms. */
export const LIMITS = { gradient: 300, slewRate: 200 };

/** Echo time, and the time between the samples of a waveform in the search and in the result: ms. */
const ECHO_TIME = 60, DT = 1.5, DRAWN = 0.25;

/** Cosines of the angle between gradient and axons, an equal part of the sphere each. */
const COSINES = [1, 3, 5, 7, 9, 11].map((k) => k / 12);
const SINES = COSINES.map((c) => Math.sqrt(1 - c * c));

/** A waveform and what it is worth. */
export interface RadiusWaveform {
  /** Effective gradient every 0.25 ms, mT/m. */
  readonly gradient: Float64Array;
  /** The largest slew rate, mT/m/ms. */
  readonly slewRate: number;
  /** F, 1/µm². */
  readonly information: number;
}

/** What comes of the search. */
export interface OptimisedWaveform {
  readonly start: RadiusWaveform;
  readonly best: RadiusWaveform;
  /** The best pair of trapezoidal pulses. */
  readonly pulses: RadiusWaveform;
}

/** A sequence at the given amplitude, mT/m. */
type Candidate = readonly [SequenceDescription, number];

/** The function from inputs to F of each sequence, [sequences]: simulated across the axon, with free diffusion along it. */
function informationOf(candidates: readonly Candidate[], modes: number) {
  const part = (factors: readonly number[]) =>
    protocol({
      sequences: candidates.map(([sequence]) => sequence),
      gradientStrengths: candidates.map(([, g]) => factors.map((x) => g * x)),
      directions: [[1, 0, 0]],
    });
  const disc = cylinder({ radius: RADIUS, height: 0.35, edgeLength: 0.35 });
  const tissue = { diffusivity: DIFFUSIVITY }, step = 0.01;
  const attenuation = (radius: number) => {
    const x = radius / RADIUS, mesh = withPoints(disc, stretch(disc.points, { x, y: x }));
    const simulate = matrixFormalism(mesh, tissue, part(SINES), { modes });
    return (inputs?: SignalInputs) => divide(simulate(mesh.points, inputs).real, totalVolume(mesh));
  };
  const [wide, narrow] = [RADIUS + step, RADIUS - step].map(attenuation);
  const free = freeDiffusion(disc, tissue, part(COSINES));
  return (inputs?: SignalInputs): Tensor => {
    const across = divide(subtract(wide(inputs), narrow(inputs)), 2 * step);
    const along = divide(free(disc.points, inputs).real, totalVolume(disc));
    return sum(square(multiply(across, along)), { axis: [1, 2] });
  };
}

/** Samples until the middle of the waveform, and those it takes from −g_max to g_max at the largest slew rate. */
const HALF = Math.round(ECHO_TIME / 2 / DT);
const TURN = Math.round(2 * LIMITS.gradient / (LIMITS.slewRate * DT));

/**
 * The running mean over the turning time, of values that are odd about both ends: values within ±1 become a line from 0 to
 * 0 that never rises by more than 2/TURN a sample.
 */
const SMOOTH = fromArray(Array.from({ length: HALF + 1 }, (_, i) => {
  const row = new Array<number>(HALF).fill(0);
  for (let k = i - TURN / 2; k < i + TURN / 2; k++) {
    if (k < 0) row[-1 - k] -= 1 / TURN;
    else if (k < HALF) row[k] += 1 / TURN;
    else row[2 * HALF - 1 - k] -= 1 / TURN;
  }
  return row;
}));

/** Any numbers [HALF] become a waveform within the limits that refocuses: its second half is the first, back and reversed. */
function waveformOf(x: Tensor): Tensor {
  const half = matmul(SMOOTH, tanh(x));
  const along = concat([half, negate(flip(slice(half, [[0, HALF]])))]);
  return stack([zeros(along.shape), zeros(along.shape), along], 1);
}

function sampled(gradient: Float64Array): SequenceDescription {
  return { type: "Waveform", dt: DT, interpolation: "linear", scaled: true, gradient };
}

/** A candidate with what it is worth in the end, from more modes than the search uses. */
function judged([sequence, strength]: Candidate): RadiusWaveform {
  const alone = protocol({
    sequences: [sequence],
    gradientStrengths: [strength],
    directions: [[0, 0, 1]],
  });
  const { encodings: [encoding], amplitudes: [[amplitude]] } = encodeProtocol(alone);
  const times = Array.from({ length: ECHO_TIME / DRAWN + 1 }, (_, i) => i * DRAWN);
  const { gradient } = sampleEncoding(encoding, times);
  return {
    gradient: Float64Array.from(times, (_, i) => strength * gradient[3 * i + 2]),
    slewRate: maximalSlewRate(encoding, amplitude),
    information: informationOf([[sequence, strength]], 20)().data[0],
  };
}

/** The best pair of trapezoidal pulses, of all δ, Δ and g on a grid. */
function bestPulses(): RadiusWaveform {
  const grid: Candidate[] = [];
  for (const g of [0.25, 0.5, 0.75, 1].map((x) => x * LIMITS.gradient)) {
    const rampTime = g / LIMITS.slewRate;
    for (let delta = 4; delta < 30; delta += 2) {
      for (let Delta = delta + 2; Delta + delta + rampTime <= ECHO_TIME; Delta += 4) {
        grid.push([{ type: "TrapezoidPGSE", delta, Delta, rampTime, echoTime: ECHO_TIME }, g]);
      }
    }
  }
  const { data } = informationOf(grid, 6)();
  return judged(grid[data.indexOf(Math.max(...data))]);
}

/**
 * Optimises the waveform.
 *
 * @param iterations Most steps.
 * @returns The waveform before and after, and the best pulses.
 */
export function optimiseWaveform(iterations: number): OptimisedWaveform {
  const start = tensor(
    Array.from({ length: HALF }, (_, i) => 0.8 * Math.sin(4 * Math.PI * (i + 0.5) / HALF)),
  );
  const first = waveformOf(start).data;
  const information = informationOf([[sampled(first), LIMITS.gradient]], 6);
  const loss = (x: Tensor) => negate(log(sum(information({ waveforms: [waveformOf(x)] }))));
  const { params } = minimise(valueAndGrad(loss), start, { optimiser: lbfgs(), iterations });
  return {
    start: judged([sampled(first), LIMITS.gradient]),
    best: judged([sampled(waveformOf(params).data), LIMITS.gradient]),
    pulses: bestPulses(),
  };
}

if (import.meta.main) {
  const result = optimiseWaveform(40), SNR = 50;
  const precision = ({ information }: RadiusWaveform) => 1 / (SNR * Math.sqrt(information));
  for (const [name, waveform] of Object.entries(result)) {
    const g = waveform.gradient.reduce((most: number, x: number) => Math.max(most, Math.abs(x)), 0);
    console.log(
      `${name}: radius ${RADIUS} ± ${precision(waveform).toFixed(3)} µm at SNR ${SNR}, ` +
        `up to ${g.toFixed(0)} mT/m and ${waveform.slewRate.toFixed(0)} T/m/s`,
    );
  }
  const gain = precision(result.pulses) / precision(result.best);
  console.log(`the optimised waveform is ${gain.toFixed(2)} times as precise as the best pulses`);
  drawWaveforms(result, DRAWN);
}
