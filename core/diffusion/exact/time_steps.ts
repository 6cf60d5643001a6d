/**
 * The steps of a piece of a timeline: short after its start, where a jump of the gradient leaves layers of fast modes at the
 * walls, then doubling up to a length set by the phase across the body.
 *
 * @module
 */
import { gradientAt, type TimelinePiece } from "./timeline.ts";

/** Phase q·reach·h of one step, rad: 8 Radau stages of order 15 resolve it to about 1e-12. */
const PHASE_PER_STEP = 2;
/** Steps in one period of an oscillating gradient. */
const STEPS_PER_PERIOD = 6;
/** What else is iterated on, differences of decay between layers, per step. */
const CHANGE_PER_STEP = 1;
/** λh of the fastest mode in the first step, which the stages then resolve. */
const FIRST_DECAY = 6;

/** What limits the steps besides the piece itself. */
export interface StepScales {
  /** Greatest distance from the origin, µm. */
  readonly reach: number;
  /** Fastest decay of a mode, 1/ms. */
  readonly fastest: number;
  /** Greatest difference of decay between layers, 1/ms. */
  readonly change: number;
  /** Change of q at the start of the piece, rad/(µm ms). */
  readonly jump: number;
  /** How fast layers at walls widen: the greatest D over the square of the least width, 1/ms. */
  readonly spreading: number;
}

/** What a layer of fast modes may change the signal by if it is not resolved. */
const UNRESOLVED = 1e-12;

/** By how much the gradient changes within a piece, at most. */
function variation({ profile, vectors }: TimelinePiece): number {
  const length = Math.hypot(...vectors);
  if (profile.kind === "constant") return 0;
  return profile.kind === "ramp" ? 2 * length : 2 * Math.PI * Math.abs(profile.periods) * length;
}

/**
 * What the spins near the walls, a share √(Dh)/w, gather of the phase of a jump within its first step h: its square is what a step
 * that does not resolve them puts at stake.
 */
function atStake(piece: TimelinePiece, scales: StepScales, first: number): number {
  const step = first * piece.duration;
  const phase = (scales.jump + first * variation(piece)) * scales.reach * step;
  return phase * phase * Math.min(1, Math.sqrt(scales.spreading * step));
}

/** The steps as fractions of the piece, [steps + 1], from 0 to 1. */
export function stepsOf(piece: TimelinePiece, scales: StepScales): number[] {
  const { profile, vectors, duration } = piece, { reach, fastest, change } = scales;
  let longest = 1;
  if (profile.kind === "cosine" || profile.kind === "sine") {
    longest = Math.min(longest, 1 / (STEPS_PER_PERIOD * Math.abs(profile.periods)));
  }
  let strongest = 0;
  for (let j = 0; j < vectors.length; j += 3) {
    strongest = Math.max(strongest, Math.hypot(...vectors.subarray(j, j + 3)));
  }
  if (strongest > 0) longest = Math.min(longest, PHASE_PER_STEP / (strongest * reach * duration));
  if (change > 0) longest = Math.min(longest, CHANGE_PER_STEP / (change * duration));
  let first = longest;
  while (
    first * duration * fastest > FIRST_DECAY && first > 1e-9 &&
    (change > 0 || atStake(piece, scales, first) > UNRESOLVED)
  ) first /= 2;
  const out = [0, first];
  while (out.at(-1)! < longest) out.push(2 * out.at(-1)!);
  const rest = 1 - out.at(-1)!;
  const count = Math.ceil(rest / longest - 1e-9);
  const start = out.at(-1)!;
  for (let k = 1; k <= count; k++) out.push(k === count ? 1 : start + k * rest / count);
  return out;
}

/** q in the frame at the fraction u of a piece. */
export function gradientVector(piece: TimelinePiece, u: number): [number, number, number] {
  return [gradientAt(piece, u, 0), gradientAt(piece, u, 1), gradientAt(piece, u, 2)];
}

/** Whether any gradient along the given axes is on in a piece. */
export function isDriven(piece: TimelinePiece, axes: readonly number[]): boolean {
  return axes.some((axis) => {
    for (let j = axis; j < piece.vectors.length; j += 3) if (piece.vectors[j] !== 0) return true;
    return false;
  });
}
