/**
 * Gathers the slopes of steps into the derivative by a protocol's durations, vectors and amplitudes.
 *
 * A step knows ∂S/∂q at its stages for the first half of a symmetric waveform. That at the mirror image of the time is −conj of it
 * where q(TE − t) = −q(t), and the same where q(TE − t) = q(t); that by a duration is conj, and the same.
 *
 * @module
 */
import {
  type EncodedCotangent,
  type EncodedProtocol,
  type EncodingPiece,
  type EncodingSymmetry,
  profileValues,
} from "../encoding/mod.ts";
import type { ColumnBlock } from "./coupling.ts";
import type { StepSlopes } from "./reverse_step.ts";
import type { Step } from "./step.ts";
import { stagesOf, type SteppingMethod } from "./stepping_method.ts";
import type { Weights } from "./weighted_product.ts";

/** A zero cotangent of a protocol. */
export function emptyEncodedCotangent(
  { encodings, amplitudes }: EncodedProtocol,
): EncodedCotangent {
  return {
    durations: encodings.map(({ pieces }) => new Float64Array(pieces.length)),
    vectors: encodings.map(({ pieces }) =>
      pieces.map(({ vectors }) => new Float64Array(vectors.length))
    ),
    amplitudes: amplitudes.map((values) => new Float64Array(values.length)),
  };
}

/** One complex number for each axis, as real parts and imaginary parts. */
type PerAxis = readonly (readonly [real: number, imag: number])[];

/** Adds Re(w ∂S) by the vectors of a piece and by the amplitude, from ∂S/∂q at local time u. */
function addAt(
  out: EncodedCotangent,
  encoding: number,
  amplitude: number,
  value: number,
  piece: { readonly index: number; readonly piece: EncodingPiece },
  u: number,
  slopes: PerAxis,
  weight: readonly [real: number, imag: number],
): void {
  const { vectors, profile } = piece.piece, target = out.vectors[encoding][piece.index];
  profileValues(profile, u).forEach((b, j) =>
    slopes.forEach(([real, imag], k) => {
      const slope = b * (weight[0] * real - weight[1] * imag), at = 3 * j + k;
      target[at] += value * slope;
      out.amplitudes[encoding][amplitude] += vectors[at] * slope;
    })
  );
}

/** What the slopes of a block's steps are gathered with. */
export interface SlopeGathering {
  readonly protocol: EncodedProtocol;
  readonly block: ColumnBlock;
  readonly symmetry: EncodingSymmetry;
  readonly method: SteppingMethod;
  /** w = ∂L/∂Re S − i ∂L/∂Im S of each state. */
  readonly weights: Weights;
}

/** Adds the slopes of a step to a cotangent. */
export function gatherSlopes(
  { protocol, block, symmetry, method, weights }: SlopeGathering,
  step: Step,
  { length, gradients }: StepSlopes,
  out: EncodedCotangent,
): void {
  const states = block.encodings.length, stages = stagesOf(method);
  block.encodings.forEach((e, c) => {
    const { pieces } = protocol.encodings[e], a = block.amplitudes[c];
    const mirrored = pieces.length - 1 - step.piece, amplitude = protocol.amplitudes[e][a];
    const weight = [weights.real[c], weights.imag[c]] as const;
    const real = step.length * length[c], imag = step.length * length[states + c];
    out.durations[e][step.piece] += weight[0] * real - weight[1] * imag;
    if (symmetry !== "none") {
      const sign = symmetry === "odd" ? -1 : 1;
      out.durations[e][mirrored] += weight[0] * real - sign * weight[1] * imag;
    }
    if (pieces[step.piece].stored) return;
    stages.forEach(({ node }, i) => {
      const u = step.start + node * step.length;
      const slopes: PerAxis = gradients[i].map((slope) => [slope[c], slope[states + c]]);
      const own = { index: step.piece, piece: pieces[step.piece] };
      addAt(out, e, a, amplitude, own, u, slopes, weight);
      if (symmetry === "none") return;
      const reversed: PerAxis = symmetry === "odd" ? slopes.map(([re, im]) => [-re, im]) : slopes;
      const mirror = { index: mirrored, piece: pieces[mirrored] };
      addAt(out, e, a, amplitude, mirror, 1 - u, reversed, weight);
    });
  });
}
