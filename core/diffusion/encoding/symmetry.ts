/**
 * Time reversal of a waveform: whether q(TE − t) = −q(t) or q(TE − t) = +q(t), so that its second half comes free.
 *
 * @module
 */
import { echoTimeOf, type Encoding, type EncodingPiece, isFree, type Profile } from "./encoding.ts";

/** How a waveform goes into its mirror image in time: q(TE − t) = −q(t), = +q(t), or neither. */
export type EncodingSymmetry = "odd" | "even" | "none";

/** Durations (per echo time) and vectors (per largest component) that differ by less differ by rounding only. */
const ROUNDING = 1e-12;

const CONSTANT: Profile = { kind: "constant" };

/** The same part of a waveform in its simplest profile: no gradient, or a ramp that does not rise, is constant. */
function simplest(piece: EncodingPiece, close: (x: number, y: number) => boolean): EncodingPiece {
  const { profile, vectors } = piece;
  if (profile.kind === "constant") return piece;
  if (isFree(piece)) return { ...piece, profile: CONSTANT, vectors: new Float64Array(3) };
  const flat = profile.kind === "ramp" && [0, 1, 2].every((k) => close(vectors[k], vectors[3 + k]));
  return flat ? { ...piece, profile: CONSTANT, vectors: vectors.slice(0, 3) } : piece;
}

/** The waveform without empty pieces and with neighbours of one constant gradient joined, so that equal waveforms look alike. */
function canonical(
  encoding: Encoding,
  shortest: number,
  close: (x: number, y: number) => boolean,
): EncodingPiece[] {
  const out: EncodingPiece[] = [];
  for (const given of encoding.pieces) {
    if (given.duration <= shortest) continue;
    const piece = simplest(given, close), last = out.at(-1);
    const joins = last !== undefined && last.profile.kind === "constant" &&
      piece.profile.kind === "constant" && !last.stored === !piece.stored &&
      last.vectors.every((x, k) => close(x, piece.vectors[k]));
    if (joins) out[out.length - 1] = { ...last, duration: last.duration + piece.duration };
    else out.push(piece);
  }
  return out;
}

/** Whether the profile is its own mirror image up to a sign: `periods` is a multiple of a half. */
function mirrors(profile: Profile): boolean {
  return profile.kind === "constant" || profile.kind === "ramp" ||
    Math.abs(2 * profile.periods - Math.round(2 * profile.periods)) <= ROUNDING * profile.periods;
}

/** The vectors of the piece played backwards, B_j(1 − u) written in the same profile. */
function mirroredVectors({ profile, vectors }: EncodingPiece): Float64Array {
  if (profile.kind === "constant") return vectors;
  if (profile.kind === "ramp") {
    return Float64Array.of(...vectors.subarray(3), ...vectors.subarray(0, 3));
  }
  // cos(2πp(1 − u)) = ±cos(2πpu) and sin(2πp(1 − u)) = ∓sin(2πpu), upper signs for whole p, lower for half of an odd p.
  const whole = Math.round(2 * profile.periods) % 2 === 0;
  const sign = whole === (profile.kind === "cosine") ? 1 : -1;
  return vectors.map((x) => sign * x);
}

function sameProfile(a: Profile, b: Profile): boolean {
  if (a.kind === "constant" || a.kind === "ramp") return a.kind === b.kind;
  return a.kind === b.kind && Math.abs(a.periods - b.periods) <= ROUNDING * a.periods;
}

/**
 * Finds whether a waveform is odd or even under time reversal.
 *
 * With A(t) = Λ + iΣ q_k(t) W_k complex symmetric, an odd waveform gives S = ‖s(TE/2)‖² and an even one S = s(TE/2)ᵀs(TE/2).
 * A stored piece must mirror a stored piece. The weight of the waveform plays no part. A waveform without gradient counts as
 * odd, though it is both.
 *
 * @param encoding The waveform.
 * @returns "odd" where q(TE − t) = −q(t), "even" where q(TE − t) = q(t), "none" otherwise.
 */
export function encodingSymmetry(encoding: Encoding): EncodingSymmetry {
  let largest = 0;
  for (const { vectors } of encoding.pieces) {
    for (const x of vectors) largest = Math.max(largest, Math.abs(x));
  }
  const shortest = ROUNDING * echoTimeOf(encoding);
  const close = (x: number, y: number): boolean => Math.abs(x - y) <= ROUNDING * largest;
  const pieces = canonical(encoding, shortest, close);
  let odd = true, even = true;
  for (let first = 0; 2 * first < pieces.length && (odd || even); first++) {
    const a = pieces[first], b = pieces[pieces.length - 1 - first];
    if (
      Math.abs(a.duration - b.duration) > shortest || !a.stored !== !b.stored ||
      !sameProfile(a.profile, b.profile) || !mirrors(a.profile)
    ) return "none";
    const mirrored = mirroredVectors(b);
    odd &&= a.vectors.every((x, k) => close(x, -mirrored[k]));
    even &&= a.vectors.every((x, k) => close(x, mirrored[k]));
  }
  return odd ? "odd" : even ? "even" : "none";
}
