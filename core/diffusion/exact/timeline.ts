/**
 * One measurement as a body sees it: the gradient turned into the body's frame, and its integral along the free directions.
 *
 * @module
 */
import { gaussLegendre } from "../../special/mod.ts";
import { type Encoding, type Profile, profileValues } from "../encoding/mod.ts";

/** A piece of a timeline. */
export interface TimelinePiece {
  /** Length, ms. */
  readonly duration: number;
  /** The functions of time. */
  readonly profile: Profile;
  /** q of each function in the frame, rad/(µm ms), [functions × 3]. */
  readonly vectors: Float64Array;
  /** Whether the magnetisation is stored. */
  readonly stored: boolean;
}

/** The pieces, in order. */
export type Timeline = readonly TimelinePiece[];

/** ∂L in terms of a timeline. */
export interface TimelineCotangent {
  /** ∂L/∂duration, [pieces]. */
  readonly durations: Float64Array;
  /** ∂L/∂vectors in the frame, [pieces][functions × 3]. */
  readonly vectors: readonly Float64Array[];
}

/** A cotangent of zeros. */
export function zeroTimeline(timeline: Timeline): TimelineCotangent {
  return {
    durations: new Float64Array(timeline.length),
    vectors: timeline.map(({ vectors }) => new Float64Array(vectors.length)),
  };
}

/** ∫₀^u B_j for each function of a profile. */
export function profileIntegrals(profile: Profile, u: number): number[] {
  switch (profile.kind) {
    case "constant":
      return [u];
    case "ramp":
      return [u - u * u / 2, u * u / 2];
    default: {
      const w = 2 * Math.PI * profile.periods;
      if (w === 0) return [profile.kind === "cosine" ? u : 0];
      return [profile.kind === "cosine" ? Math.sin(w * u) / w : (1 - Math.cos(w * u)) / w];
    }
  }
}

/** Σ_j vectors_j b_j along one axis. */
export function combine(vectors: Float64Array, functions: readonly number[], axis: number): number {
  return functions.reduce((sum, value, j) => sum + value * vectors[3 * j + axis], 0);
}

/** q along one axis at the fraction u of a piece. */
export function gradientAt(piece: TimelinePiece, u: number, axis: number): number {
  return combine(piece.vectors, profileValues(piece.profile, u), axis);
}

/** Points and weights on [0, 1] that integrate the square of a profile's integral to rounding. */
export function profileRule({ profile }: TimelinePiece): ReturnType<typeof gaussLegendre> {
  const periods = profile.kind === "cosine" || profile.kind === "sine" ? profile.periods : 0;
  return gaussLegendre(8 + (periods > 0 ? 12 + Math.ceil(10 * periods) : 0));
}

/** F = ∫ q along `axes` at the start of each piece and at the end, [pieces + 1][axes]. */
export function startIntegrals(timeline: Timeline, axes: readonly number[]): Float64Array[] {
  const out = [new Float64Array(axes.length)];
  for (const { duration, profile, vectors } of timeline) {
    const whole = profileIntegrals(profile, 1);
    const next = out.at(-1)!.map((f, k) => f + duration * combine(vectors, whole, axes[k]));
    out.push(next);
  }
  return out;
}

/** Room for ∂L/∂F at the start of each piece, [pieces][axes]. */
export function zeroStarts(timeline: Timeline, axes: readonly number[]): Float64Array[] {
  return timeline.map(() => new Float64Array(axes.length));
}

/** Adds ∂L/∂F of an integral from the start of piece p to its fraction with the values of ∫B_j. */
function pullPart(
  cotangent: TimelineCotangent,
  { duration, vectors }: TimelinePiece,
  axes: readonly number[],
  p: number,
  functions: readonly number[],
  onF: ArrayLike<number>,
): void {
  axes.forEach((axis, k) => {
    cotangent.durations[p] += onF[k] * combine(vectors, functions, axis);
    functions.forEach((value, j) => {
      cotangent.vectors[p][3 * j + axis] += onF[k] * duration * value;
    });
  });
}

/**
 * Adds what ∂L/∂F(u of piece p) means for the piece itself, and for F at its start.
 *
 * @param cotangent Where to add.
 * @param starts ∂L/∂F at the start of each piece, updated in place; for {@linkcode pullStarts}.
 * @param timeline The timeline.
 * @param axes The axes of F.
 * @param p The piece.
 * @param u The fraction of it.
 * @param onF ∂L/∂F, [axes].
 */
export function pullIntegral(
  cotangent: TimelineCotangent,
  starts: readonly Float64Array[],
  timeline: Timeline,
  axes: readonly number[],
  p: number,
  u: number,
  onF: readonly number[],
): void {
  pullPart(cotangent, timeline[p], axes, p, profileIntegrals(timeline[p].profile, u), onF);
  onF.forEach((slope, k) => starts[p][k] += slope);
}

/** Adds what ∂L/∂F at the starts of the pieces means for the pieces before. */
export function pullStarts(
  cotangent: TimelineCotangent,
  starts: readonly Float64Array[],
  timeline: Timeline,
  axes: readonly number[],
): void {
  const after = new Float64Array(axes.length);
  for (let p = timeline.length - 1; p >= 0; p--) {
    pullPart(cotangent, timeline[p], axes, p, profileIntegrals(timeline[p].profile, 1), after);
    starts[p].forEach((slope, k) => after[k] += slope);
  }
}

/** Orthonormal axes of the frame as rows, [3 × 3], and how many of them the gradient takes. */
export interface Frame {
  /** x, y, z of the frame in the laboratory. */
  readonly axes: Float64Array;
  /** Number of directions the gradient takes: at least 1. */
  readonly rank: number;
}

/** The encoding with an amplitude, in a frame. */
export function timelineOf(encoding: Encoding, amplitude: number, { axes }: Frame): Timeline {
  return encoding.pieces.map(({ duration, profile, vectors, stored }) => {
    const turned = new Float64Array(vectors.length);
    for (let j = 0; j < vectors.length; j += 3) {
      for (let k = 0; k < 3; k++) {
        turned[j + k] = amplitude * (axes[3 * k] * vectors[j] + axes[3 * k + 1] * vectors[j + 1] +
          axes[3 * k + 2] * vectors[j + 2]);
      }
    }
    return {
      duration,
      profile,
      // What is stored along the main field feels no gradient.
      vectors: stored === true ? turned.fill(0) : turned,
      stored: stored === true,
    };
  });
}

/** The directions of an encoding, orthonormalised; those given first are kept. */
function directionsOf(
  encoding: Encoding,
  first: number[][],
  keep: (v: number[]) => number[],
): number[][] {
  const found = [...first];
  let largest = 0;
  for (const { vectors } of encoding.pieces) {
    vectors.forEach((x) => largest = Math.max(largest, Math.abs(x)));
  }
  for (const { vectors, stored } of encoding.pieces) {
    if (stored === true) continue;
    for (let j = 0; j < vectors.length; j += 3) {
      let v = keep([...vectors.subarray(j, j + 3)]);
      for (const e of found) {
        const along = v[0] * e[0] + v[1] * e[1] + v[2] * e[2];
        v = v.map((x, k) => x - along * e[k]);
      }
      const length = Math.hypot(...v);
      if (length > 1e-12 * largest && found.length < 3) found.push(v.map((x) => x / length));
    }
  }
  return found;
}

function crossProduct(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Some unit vector normal to another. */
function normalTo(v: readonly number[]): number[] {
  const other = Math.abs(v[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const normal = crossProduct(v, other), length = Math.hypot(...normal);
  return normal.map((x) => x / length);
}

/** The frame of a ball: the gradient along z, or in the x-z plane, or anywhere. */
export function ballFrame(encoding: Encoding): Frame {
  const found = directionsOf(encoding, [], (v) => v);
  const z = found[0] ?? [0, 0, 1], x = found[1] ?? normalTo(z);
  return {
    axes: Float64Array.from([...x, ...crossProduct(z, x), ...z]),
    rank: Math.max(1, found.length),
  };
}

/** The frame of a cylinder about z: the transverse gradient along x, or anywhere in the plane. */
export function cylinderFrame(encoding: Encoding): Frame {
  const [z, ...found] = directionsOf(encoding, [[0, 0, 1]], ([a, b]) => [a, b, 0]);
  const x = found[0] ?? [1, 0, 0];
  return {
    axes: Float64Array.from([...x, ...crossProduct(z, x), ...z]),
    rank: Math.max(1, found.length),
  };
}

/** The laboratory frame, for slabs across z. */
export const labFrame: Frame = { axes: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), rank: 1 };
