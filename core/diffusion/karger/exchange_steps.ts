/**
 * The Kärger equations S' = (A − diag(r) − q² diag(FᵀD_cF)) S of one measurement by Radau collocation, and their discrete adjoint.
 *
 * @module
 */
import type { Encoding } from "../encoding/mod.ts";
import { type SmallLu, smallLu, solveLu, solveTransposed } from "./small_lu.ts";
import { type RadauTableau, radauTableau } from "../../linalg/dense/mod.ts";
import { pieceStarts, pullWave, type Step, waveformSteps } from "./waveform_stages.ts";

/** What the equations of one waveform are made of; C compartments. */
export interface ExchangeSystem {
  /** A, the flow into row from column, 1/ms; columns that sum to 0 conserve what there is, [C × C]. */
  readonly exchange: Float64Array;
  /** Relaxation rates, 1/ms, [C]. */
  readonly rates: Float64Array;
  /** Relaxation rates of stored magnetisation, 1/ms, [C]. */
  readonly storedRates: Float64Array;
  /** Diffusion tensors xx, xy, xz, yy, yz, zz, µm²/ms, [6 × C]. */
  readonly tensors: Float64Array;
  /** Magnetisation at the start, [C]. */
  readonly start: Float64Array;
}

/** ∂L in terms of a system and its measurement. */
export interface ExchangeCotangent extends ExchangeSystem {
  /** ∂L/∂durations, [pieces]. */
  readonly durations: Float64Array;
  /** ∂L/∂vectors, [pieces][functions × 3]. */
  readonly vectors: readonly Float64Array[];
}

/** Magnetisation at the echo. */
export interface ExchangeSolution {
  /** Σ_c S_c(TE). */
  readonly total: number;
  /** Adds w ∂total/∂inputs to a cotangent; returns w ∂total/∂q. */
  readonly pullback: (w: number, out: ExchangeCotangent) => number;
}

/** Order 9 for few pieces; order 5 where there are many, which are short steps already. */
const FEW_PIECES: RadauTableau = radauTableau(5),
  MANY_PIECES: RadauTableau = radauTableau(3),
  MANY = 100;
/** Decay in one step that is a good first guess; halving decides. */
const FIRST_DECAY = 1;
/** Exchange in one step that is a good first guess, as far as the exchange is not so fast that it is in equilibrium. */
const FIRST_EXCHANGE = 2, FAST_STEPS = 16;
/** Change of the signal by halving all steps, relative to the start, that ends the halving: at order 9 the rest is 500 times less, at 5 30 times. */
const CONVERGED = 5e-10;
/** A change this small that no longer falls is rounding, of the order of 1e-16 × fastest rate × time. */
const ROUNDING = 1e-6;
const HALVINGS = 8;

/** FᵀD_cF. */
function form(d: Float64Array, c: number, f: Float64Array, at: number): number {
  const x = f[at], y = f[at + 1], z = f[at + 2], e = 6 * c;
  return d[e] * x * x + d[e + 3] * y * y + d[e + 5] * z * z +
    2 * (d[e + 1] * x * y + d[e + 2] * x * z + d[e + 4] * y * z);
}

/** A first number of steps for each piece. */
function firstCounts(system: ExchangeSystem, encoding: Encoding, q: number): Int32Array {
  const { exchange, tensors, rates } = system, count = rates.length, starts = pieceStarts(encoding);
  let fastest = 0;
  for (let c = 0; c < count; c++) fastest = Math.max(fastest, Math.abs(exchange[c * count + c]));
  return Int32Array.from(encoding.pieces, ({ duration }, p) => {
    let decay = 0;
    for (let c = 0; c < count; c++) {
      decay = Math.max(decay, form(tensors, c, starts, 3 * p), form(tensors, c, starts, 3 * p + 3));
    }
    return Math.max(
      1,
      Math.ceil(q * q * decay * duration / FIRST_DECAY),
      Math.min(FAST_STEPS, Math.ceil(fastest * duration / FIRST_EXCHANGE)),
    );
  });
}

/** The decay rate of each compartment at each stage, [s × C]. */
function decays(system: ExchangeSystem, encoding: Encoding, q: number, step: Step): Float64Array {
  const { rates, storedRates, tensors } = system, count = rates.length;
  const own = encoding.pieces[step.piece].stored ? storedRates : rates;
  return Float64Array.from({ length: step.times.length * count }, (_, i) => {
    const c = i % count;
    return own[c] + q * q * form(tensors, c, step.wave, 3 * Math.floor(i / count));
  });
}

/** I − h a_ij (A − diag(d_j)): the matrix of the stages' equations. */
function stageMatrix(
  { stages: s, matrix: a }: RadauTableau,
  exchange: Float64Array,
  decay: Float64Array,
  h: number,
): Float64Array {
  const count = decay.length / s, n = s * count;
  const out = new Float64Array(n * n);
  for (let i = 0; i < s; i++) {
    for (let j = 0; j < s; j++) {
      for (let c = 0; c < count; c++) {
        const row = (i * count + c) * n + j * count;
        for (let e = 0; e < count; e++) out[row + e] = -h * a[i * s + j] * exchange[c * count + e];
        out[row + c] += h * a[i * s + j] * decay[j * count + c];
      }
    }
  }
  for (let i = 0; i < n; i++) out[i * n + i] += 1;
  return out;
}

/** What the adjoint needs of a step. */
interface StepTrace {
  readonly lu: SmallLu;
  readonly decay: Float64Array;
  /** The magnetisation at the stages, [s × C]. */
  readonly stages: Float64Array;
}

function run(
  tableau: RadauTableau,
  system: ExchangeSystem,
  encoding: Encoding,
  q: number,
  steps: readonly Step[],
): { end: Float64Array; traces: StepTrace[] } {
  const count = system.start.length, n = tableau.stages * count, traces: StepTrace[] = [];
  let state = system.start;
  for (const step of steps) {
    const h = step.fraction * encoding.pieces[step.piece].duration;
    const decay = decays(system, encoding, q, step),
      matrix = stageMatrix(tableau, system.exchange, decay, h);
    const right = Float64Array.from({ length: n }, (_, i) => state[i % count]);
    const lu = smallLu(matrix, n), stages = solveLu(lu, right);
    traces.push({ lu, decay, stages });
    // The last stage is the end of the step.
    state = stages.slice(n - count);
  }
  return { end: state, traces };
}

const sum = (values: Float64Array): number => values.reduce((total, x) => total + x, 0);

/**
 * Solves the equations of one measurement.
 *
 * @param system The equations.
 * @param encoding The waveform.
 * @param q Its amplitude, rad/(µm ms).
 * @returns The signal, to about 1e-12 of the start, and its pullback.
 */
export function solveExchange(
  system: ExchangeSystem,
  encoding: Encoding,
  q: number,
): ExchangeSolution {
  const tableau = encoding.pieces.length > MANY ? MANY_PIECES : FEW_PIECES;
  let counts = firstCounts(system, encoding, q);
  let steps = waveformSteps(encoding, tableau, counts),
    done = run(tableau, system, encoding, q, steps);
  const scale = sum(system.start.map(Math.abs));
  let before = Infinity;
  for (let halving = 0; halving < HALVINGS; halving++) {
    counts = counts.map((count) => 2 * count);
    const finer = waveformSteps(encoding, tableau, counts),
      next = run(tableau, system, encoding, q, finer);
    const change = Math.abs(sum(next.end) - sum(done.end)) / scale;
    if (change < ROUNDING && change > before / 2) break;
    [steps, done, before] = [finer, next, change];
    if (change <= CONVERGED) break;
  }
  const { traces, end } = done;
  return {
    total: sum(end),
    pullback: (w, out) => adjoint(tableau, system, encoding, q, steps, traces, w, out),
  };
}

/** The discrete adjoint: with N Y = 1 ⊗ S, μ = N⁻ᵀ(0, …, 0, λ) and λ ← Σ μ_i. */
function adjoint(
  { stages: s, matrix: a }: RadauTableau,
  system: ExchangeSystem,
  encoding: Encoding,
  q: number,
  steps: readonly Step[],
  traces: readonly StepTrace[],
  w: number,
  out: ExchangeCotangent,
): number {
  const { exchange, tensors, start } = system, count = start.length;
  const n = s * count;
  let lambda = new Float64Array(count).fill(w), onAmplitude = 0;
  const onWave: Float64Array[] = new Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const { piece, fraction, wave } = steps[k], { lu, decay, stages } = traces[k];
    const { duration, stored } = encoding.pieces[piece], h = fraction * duration;
    const right = new Float64Array(n);
    right.set(lambda, n - count);
    const mu = solveTransposed(lu, right);
    const onRates = stored ? out.storedRates : out.rates;
    onWave[k] = new Float64Array(3 * s);
    for (let j = 0; j < s; j++) {
      for (let c = 0; c < count; c++) {
        let z = 0;
        for (let i = 0; i < s; i++) z += a[i * s + j] * mu[i * count + c];
        let flow = -decay[j * count + c] * stages[j * count + c];
        for (let e = 0; e < count; e++) {
          out.exchange[c * count + e] += h * z * stages[j * count + e];
          flow += exchange[c * count + e] * stages[j * count + e];
        }
        out.durations[piece] += fraction * z * flow;
        const onDecay = -h * z * stages[j * count + c];
        onRates[c] += onDecay;
        onAmplitude += 2 * q * form(tensors, c, wave, 3 * j) * onDecay;
        pullForm(tensors, c, wave, 3 * j, q * q * onDecay, out.tensors, onWave[k]);
      }
    }
    lambda = new Float64Array(count);
    mu.forEach((x, i) => lambda[i % count] += x);
  }
  lambda.forEach((x, c) => out.start[c] += x);
  pullWave(encoding, steps, onWave, out.durations, out.vectors);
  return onAmplitude;
}

/** Adds the derivatives of scale · FᵀD_cF. */
function pullForm(
  d: Float64Array,
  c: number,
  f: Float64Array,
  at: number,
  scale: number,
  onTensors: Float64Array,
  onWave: Float64Array,
): void {
  const x = f[at], y = f[at + 1], z = f[at + 2], e = 6 * c;
  onWave[at] += 2 * scale * (d[e] * x + d[e + 1] * y + d[e + 2] * z);
  onWave[at + 1] += 2 * scale * (d[e + 1] * x + d[e + 3] * y + d[e + 4] * z);
  onWave[at + 2] += 2 * scale * (d[e + 2] * x + d[e + 4] * y + d[e + 5] * z);
  [x * x, 2 * x * y, 2 * x * z, y * y, 2 * y * z, z * z].forEach((v, k) =>
    onTensors[e + k] += scale * v
  );
}
