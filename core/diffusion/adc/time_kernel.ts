/**
 * The time part of the Gaussian phase approximation: Ψ(λ) = ∫∫_{s<t} f(t) f(s)ᵀ e^{−λ(t−s)} ds dt of a waveform f, symmetrised.
 *
 * A mode of rate λ whose moment is a adds q² aᵀΨ(λ)a to −ln S. For f = f(t)d this is (dᵀa)² λ∫F∫₀ᵗ e^{−λ(t−s)}f ds dt, the form in
 * which the matrix-formalism ADC is written. Pieces are passed one after the other, each in closed form.
 *
 * @module
 */
import { type Encoding, type EncodingPiece, isFree } from "../encoding/mod.ts";
import { type PieceKernel, pieceKernel } from "./piece_kernel.ts";
import { addProduct, dot3, weigh } from "./symmetric.ts";

/** Ψ and dΨ/dλ at some rates, entries xx, xy, xz, yy, yz, zz; [6 × rates] each. */
export interface KernelValues {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

/** ∂L in terms of a waveform. */
export interface WaveformCotangent {
  /** ∂L/∂duration, [pieces]. */
  readonly durations: Float64Array;
  /** ∂L/∂vectors, [pieces][functions × 3]. */
  readonly vectors: readonly Float64Array[];
}

/** The waveform's pieces with those that share profile and duration marked, for which integrals are computed once. */
interface SharedPieces {
  readonly pieces: readonly EncodingPiece[];
  readonly kindOf: Int32Array;
  readonly kinds: readonly EncodingPiece[];
}

function sharedPieces({ pieces }: Encoding): SharedPieces {
  const known = new Map<string, number>(), kinds: EncodingPiece[] = [];
  const kindOf = Int32Array.from(pieces, (piece) => {
    const { duration, profile } = piece;
    const key = `${profile.kind} ${"periods" in profile ? profile.periods : ""} ${duration}`;
    const found = known.get(key) ?? kinds.length;
    if (found === kinds.length) {
      known.set(key, found);
      kinds.push(piece);
    }
    return found;
  });
  return { pieces, kindOf, kinds };
}

/** Writes Σ_j c_{at+j} v_j to `out`; these loops run for every piece and rate, so they make no arrays. */
function combine(
  vectors: Float64Array,
  coefficients: readonly number[],
  out: Float64Array,
  at: number = 0,
): Float64Array {
  const n = vectors.length / 3;
  out.fill(0);
  for (let j = 0; j < n; j++) {
    const c = coefficients[at + j];
    for (let k = 0; k < 3; k++) out[k] += c * vectors[3 * j + k];
  }
  return out;
}

/** Room for a few vectors. */
function room(count: number): Float64Array[] {
  return Array.from({ length: count }, () => new Float64Array(3));
}

/**
 * Computes Ψ and its derivative by λ.
 *
 * @param encoding The waveform.
 * @param rates Rates λ ≥ 0, 1/ms.
 * @returns Ψ, ms², and dΨ/dλ, ms³.
 */
export function timeKernel(encoding: Encoding, rates: Float64Array): KernelValues {
  const { pieces, kindOf, kinds } = sharedPieces(encoding);
  const values = new Float64Array(6 * rates.length), slopes = new Float64Array(6 * rates.length);
  const parts = pieces.map((piece) => {
    const functions = Array.from(
      { length: piece.vectors.length / 3 },
      (_, j) => piece.vectors.subarray(3 * j, 3 * j + 3),
    );
    return { ...piece, functions, free: isFree(piece) };
  });
  // What is left of the waveform so far, ∫ e^{−λ(t−s)} f(s) ds, and its derivative by λ.
  const [state, turn, a, b] = room(4);
  rates.forEach((rate, r) => {
    const kernels = kinds.map(({ profile, duration }) => pieceKernel(profile, rate * duration));
    const at = 6 * r;
    state.fill(0);
    turn.fill(0);
    parts.forEach(({ duration: t, vectors, functions, free }, p) => {
      const { values: v, slopes: s } = kernels[kindOf[p]], n = functions.length;
      if (!free) {
        combine(vectors, v.beta, a);
        addProduct(values, at, a, state, t);
        addProduct(slopes, at, a, turn, t);
        addProduct(slopes, at, combine(vectors, s.beta, b), state, t * t);
        for (let j = 0; j < n; j++) {
          addProduct(values, at, functions[j], combine(vectors, v.gamma, a, n * j), t * t);
          addProduct(slopes, at, functions[j], combine(vectors, s.gamma, a, n * j), t ** 3);
        }
      }
      combine(vectors, v.alpha, a);
      combine(vectors, s.alpha, b);
      for (let k = 0; k < 3; k++) {
        turn[k] = v.decay * (turn[k] - t * state[k]) + t * t * b[k];
        state[k] = v.decay * state[k] + t * a[k];
      }
    });
  });
  return { values, slopes };
}

/** A zero cotangent of a waveform. */
export function waveformCotangent({ pieces }: Encoding): WaveformCotangent {
  return {
    durations: new Float64Array(pieces.length),
    vectors: pieces.map(({ vectors }) => new Float64Array(vectors.length)),
  };
}

/**
 * Adds to a waveform's cotangent what ∂L/∂Ψ brings.
 *
 * @param encoding The waveform.
 * @param rates The rates, 1/ms.
 * @param weights ∂L by each of the six entries of Ψ at each rate, [6 × rates].
 * @param out What to add to.
 */
export function timeKernelPullback(
  encoding: Encoding,
  rates: Float64Array,
  weights: Float64Array,
  out: WaveformCotangent,
): void {
  const shared = sharedPieces(encoding);
  rates.forEach((rate, r) => {
    if (weights.subarray(6 * r, 6 * r + 6).every((w) => w === 0)) return;
    const kernels = shared.kinds.map(({ profile, duration }) =>
      pieceKernel(profile, rate * duration)
    );
    pullRate(shared, kernels, rate, weights, 6 * r, out);
  });
}

/** The part of one rate: the states once more forwards, their cotangents backwards. */
function pullRate(
  { pieces, kindOf }: SharedPieces,
  kernels: readonly PieceKernel[],
  rate: number,
  weights: Float64Array,
  at: number,
  out: WaveformCotangent,
): void {
  const states = new Float64Array(3 * pieces.length), [state, after, a, b] = room(4);
  pieces.forEach(({ duration, vectors }, p) => {
    states.set(state, 3 * p);
    const { decay, alpha } = kernels[kindOf[p]].values;
    combine(vectors, alpha, a);
    for (let k = 0; k < 3; k++) state[k] = decay * state[k] + duration * a[k];
  });
  for (let p = pieces.length - 1; p >= 0; p--) {
    const { duration: t, vectors } = pieces[p], { values: v, slopes: s } = kernels[kindOf[p]];
    const before = states.subarray(3 * p, 3 * p + 3), n = vectors.length / 3;
    const past = weigh(weights, at, before);
    let slope = dot3(combine(vectors, v.beta, a), past) +
      t * rate * dot3(combine(vectors, s.beta, a), past) +
      dot3(after, combine(vectors, v.alpha, a)) +
      t * rate * dot3(after, combine(vectors, s.alpha, a)) - rate * v.decay * dot3(after, before);
    for (let j = 0; j < n; j++) {
      const mine = vectors.subarray(3 * j, 3 * j + 3);
      const inner = weigh(weights, at, combine(vectors, v.gamma, a, n * j));
      const innerSlope = weigh(weights, at, combine(vectors, s.gamma, a, n * j));
      b.fill(0);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < 3; k++) b[k] += v.gamma[n * i + j] * vectors[3 * i + k];
      }
      const outer = weigh(weights, at, b);
      slope += 2 * t * dot3(mine, inner) + t * t * rate * dot3(mine, innerSlope);
      for (let k = 0; k < 3; k++) {
        out.vectors[p][3 * j + k] += t * v.beta[j] * past[k] + t * v.alpha[j] * after[k] +
          t * t * (inner[k] + outer[k]);
      }
    }
    out.durations[p] += slope;
    const pulled = weigh(weights, at, combine(vectors, v.beta, a));
    for (let k = 0; k < 3; k++) after[k] = v.decay * after[k] + t * pulled[k];
  }
}
