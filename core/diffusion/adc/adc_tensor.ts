/**
 * The apparent diffusion tensor of each compartment under each sequence of a protocol: the ADC along d is dᵀDd.
 *
 * It exists where the gradient keeps one axis. Six directions determine it, D_ij = (x(e_i + e_j) − x(e_i) − x(e_j))/2.
 *
 * @module
 */
import type { EncodedProtocol, Encoding } from "../encoding/mod.ts";
import { InputError } from "../../input_error.ts";
import type { AdcEvaluator } from "./adc_function.ts";
import { normalisedExponents } from "./directional_adc.ts";
import type { ExponentModel } from "./exponents.ts";
import { type WaveformCotangent, waveformCotangent } from "./time_kernel.ts";

/** The directions, in the order of the entries xx, xy, xz, yy, yz, zz. */
const DIRECTIONS = [[1, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1], [0, 0, 1]] as const;
/** The diagonal entries that each off-diagonal one is freed of. */
const DIAGONAL: Readonly<Record<number, readonly [number, number]>> = {
  1: [0, 3],
  2: [0, 5],
  4: [3, 5],
};
/** Where each of the nine places of the tensor takes its entry from. */
const PLACES = [0, 1, 2, 1, 3, 4, 2, 4, 5] as const;
/** Component across the axis, relative to the largest vector, that counts as rounding. */
const ALIGNED = 1e-9;

/** The axis of a waveform: its longest vector's. */
function axisOf({ pieces }: Encoding, s: number): Float64Array {
  let axis = new Float64Array(3), most = 0;
  const all = pieces.flatMap(({ vectors }) =>
    Array.from({ length: vectors.length / 3 }, (_, j) => vectors.slice(3 * j, 3 * j + 3))
  );
  for (const v of all) {
    const size = Math.hypot(...v);
    if (size > most) [axis, most] = [v.map((x) => x / size), size];
  }
  if (most === 0) {
    throw new InputError(`Sequence ${s} has no gradient: it measures no diffusion tensor`);
  }
  for (const [x, y, z] of all) {
    const [a, b, c] = axis, across = Math.hypot(y * c - z * b, z * a - x * c, x * b - y * a);
    if (across <= ALIGNED * most) continue;
    throw new InputError(
      `The gradient of sequence ${s} turns away from one axis: it has no diffusion tensor, use homogenisedAdc`,
    );
  }
  return axis;
}

/** The waveform along another direction, which need not be a unit vector. */
function along(encoding: Encoding, axis: Float64Array, direction: readonly number[]): Encoding {
  return {
    ...encoding,
    pieces: encoding.pieces.map((piece) => ({
      ...piece,
      vectors: piece.vectors.map((_, i) => {
        const row = i - i % 3, v = piece.vectors;
        return direction[i % 3] * (v[row] * axis[0] + v[row + 1] * axis[1] + v[row + 2] * axis[2]);
      }),
    })),
  };
}

/** Adds a cotangent of the waveform along `direction` to that of the waveform along its axis. */
function pullAlong(
  from: WaveformCotangent,
  axis: Float64Array,
  direction: readonly number[],
  to: WaveformCotangent,
): void {
  from.durations.forEach((slope, p) => to.durations[p] += slope);
  from.vectors.forEach((slopes, p) =>
    slopes.forEach((slope, i) => {
      for (let k = 0; k < 3; k++) {
        to.vectors[p][i - i % 3 + k] += slope * direction[i % 3] * axis[k];
      }
    })
  );
}

/**
 * The evaluator of the apparent diffusion tensors of an exponent model.
 *
 * @param model The model.
 * @returns Tensors of shape [compartments, sequences, 3, 3]; the directions of the protocol do not matter.
 */
export function adcTensor(model: ExponentModel): AdcEvaluator {
  return (points, tensors, protocol: EncodedProtocol, differentiating) => {
    const { encodings, shape: [sequences] } = protocol, C = tensors.length / 6;
    const first = (s: number) => s * encodings.length / sequences;
    const axes = Array.from({ length: sequences }, (_, s) => axisOf(encodings[first(s)], s));
    const turned = axes.flatMap((axis, s) =>
      DIRECTIONS.map((d) => along(encodings[first(s)], axis, d))
    );
    // x/∫|F|² of a direction that is not a unit vector d is dᵀDd/dᵀd.
    const adc = normalisedExponents(model, points, tensors, turned, differentiating);
    const squares = DIRECTIONS.map((d) => d.reduce<number>((sum, x) => sum + x * x, 0));
    const data = new Float64Array(9 * C * sequences);
    for (let at = 0; at < C * sequences; at++) {
      const forms = squares.map((square, e) => square * adc.values[6 * at + e]);
      const entries = forms.map((x, e) =>
        e in DIAGONAL ? (x - forms[DIAGONAL[e][0]] - forms[DIAGONAL[e][1]]) / 2 : x
      );
      PLACES.forEach((e, place) => data[9 * at + place] = entries[e]);
    }
    return {
      value: { shape: [C, sequences, 3, 3], data },
      pullback: (weights) => {
        const onForms = new Float64Array(adc.values.length);
        weights.forEach((w, i) => {
          const e = PLACES[i % 9], at = 6 * Math.floor(i / 9);
          if (e in DIAGONAL) {
            onForms[at + e] += w / 2 * squares[e];
            for (const d of DIAGONAL[e]) onForms[at + d] -= w / 2;
          } else onForms[at + e] += w;
        });
        const gradient = adc.pullback(onForms), waveforms = encodings.map(waveformCotangent);
        axes.forEach((axis, s) =>
          DIRECTIONS.forEach((d, e) =>
            pullAlong(gradient.waveforms[6 * s + e], axis, d, waveforms[first(s)])
          )
        );
        return { ...gradient, waveforms };
      },
    };
  };
}
