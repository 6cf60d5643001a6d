/**
 * Encodings that share their timing, and the few time profiles from which all their waveforms are made.
 *
 * The waveform of encoding e is F_e(t) = Σ_k c_ek f_k(t) with vectors c_ek, so that one integral ∫f_k(t) x(t) dt per walker
 * and profile serves all directions and amplitudes: φ = q Σ_k c_ek · ∫f_k x dt.
 *
 * @module
 */
import {
  type EncodedProtocol,
  type Encoding,
  type EncodingPiece,
  profileFunctions,
} from "../encoding/mod.ts";

/** A piece of a timeline: one of an encoding's, without its vectors. */
export interface TimelinePiece {
  /** Time at which it starts, ms. */
  readonly start: number;
  readonly piece: EncodingPiece;
  /** Place of its first function among those of all pieces. */
  readonly firstFunction: number;
}

/** Encodings of one timing. */
export interface Timeline {
  /** The pieces, in order. */
  readonly pieces: readonly TimelinePiece[];
  /** Echo time, ms. */
  readonly echoTime: number;
  /** The profiles f_k: what multiplies each function of each piece, [profiles][functions]. */
  readonly profiles: readonly Float64Array[];
  /** Which encodings of the protocol, in order. */
  readonly encodings: readonly number[];
  /** c_ek, [encodings × profiles × 3]. */
  readonly coefficients: Float64Array;
}

/** Rows left of a column below which, against its largest, it lies in the span of the others. */
const DEPENDENT = 1e-12;

/** Pieces that last. */
function lasting({ pieces }: Encoding): EncodingPiece[] {
  return pieces.filter(({ duration }) => duration > 0);
}

function timingKey(encoding: Encoding): string {
  return JSON.stringify(
    lasting(encoding).map(({ duration, profile, stored }) => [duration, profile, stored === true]),
  );
}

function largestAt(column: Float64Array): number {
  return column.reduce((most, x, i) => Math.abs(x) > Math.abs(column[most]) ? i : most, 0);
}

/** A basis of the span of columns, reduced: each has a row in which it is 1 and all others are 0. */
function reducedBasis(
  columns: Iterable<Float64Array>,
): { basis: Float64Array[]; pivots: number[] } {
  const basis: Float64Array[] = [], pivots: number[] = [];
  for (const column of columns) {
    const size = Math.abs(column[largestAt(column)]);
    const rest = column.map((x, i) =>
      basis.reduce((sum, b, k) => sum - column[pivots[k]] * b[i], x)
    );
    const pivot = largestAt(rest);
    if (!(Math.abs(rest[pivot]) > DEPENDENT * size)) continue;
    const added = rest.map((x) => x / rest[pivot]);
    basis.forEach((b, k) => {
      const factor = b[pivot];
      basis[k] = b.map((x, i) => x - factor * added[i]);
    });
    basis.push(added);
    pivots.push(pivot);
  }
  return { basis, pivots };
}

function timelineOf(encodings: readonly Encoding[], members: readonly number[]): Timeline {
  let start = 0, functions = 0;
  const pieces = lasting(encodings[members[0]]).map((piece) => {
    const placed = { start, piece, firstFunction: functions };
    start += piece.duration;
    functions += profileFunctions(piece.profile);
    return placed;
  });
  const columns = members.map((e) => {
    const vectors = lasting(encodings[e]).flatMap((piece) => [...piece.vectors]);
    return [0, 1, 2].map((axis) =>
      Float64Array.from({ length: functions }, (_, i) => vectors[3 * i + axis])
    );
  });
  const { basis, pivots } = reducedBasis(columns.flat());
  return {
    pieces,
    echoTime: start,
    profiles: basis,
    encodings: members,
    coefficients: Float64Array.from(
      columns.flatMap((axes) => pivots.flatMap((pivot) => axes.map((column) => column[pivot]))),
    ),
  };
}

/**
 * Sorts the encodings of a protocol by their timing.
 *
 * @param protocol The encodings.
 * @returns The timelines, which share all encodings among them.
 */
export function timelines({ encodings }: EncodedProtocol): Timeline[] {
  const groups = new Map<string, number[]>();
  encodings.forEach((encoding, e) => {
    const key = timingKey(encoding), group = groups.get(key);
    if (group === undefined) groups.set(key, [e]);
    else group.push(e);
  });
  return [...groups.values()].map((members) => timelineOf(encodings, members));
}
