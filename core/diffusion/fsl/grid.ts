/**
 * The grid of b-values × directions that covers a list of volumes, and where each volume lies in it.
 *
 * A simulation gives the signal of every b-value with every direction. An acquisition is a list: it is simulated on the
 * grid of its distinct b-values and distinct directions, and each volume picks its entry.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import {
  distinctDirections,
  makeSequence,
  type PgseTiming,
  type Protocol,
  protocol,
  protocolShape,
  type SequenceDescription,
  signalIndex,
} from "../protocol/mod.ts";
import type { FslAcquisition } from "./text.ts";

/** A protocol that covers an acquisition. */
export interface AcquisitionGrid {
  /** One sequence, the distinct directions and the distinct b-values. */
  readonly protocol: Protocol;
  /** For each volume the flat index of its entry in the protocol's signal, [volumes]. */
  readonly gridIndices: Int32Array;
}

/**
 * Settings of {@linkcode acquisitionGrid}: the sequence with its timings, which FSL's files do not hold, and what counts as equal.
 * Without a `type` it is PGSE.
 */
export type AcquisitionGridOptions = (SequenceDescription | PgseTiming) & {
  /** Width of a shell, s/mm²: b-values this close are simulated as their mean; 0 unless given, which keeps each. */
  readonly shellWidth?: number;
};

/** The mean b-value of the shell of each volume; a shell spans at most `width`. */
function shells(bValues: Float64Array, width: number): Float64Array {
  const order = Array.from(bValues.keys()).sort((i, j) => bValues[i] - bValues[j]);
  const out = new Float64Array(bValues.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    const first = bValues[order[start]];
    while (end < order.length && bValues[order[end]] - first <= width) end++;
    const members = order.slice(start, end);
    const last = bValues[order[end - 1]];
    const mean = members.reduce((sum, v) => sum + bValues[v], 0) / members.length;
    for (const v of members) out[v] = last === first ? first : mean;
    start = end;
  }
  return out;
}

/**
 * Covers an acquisition with a grid of b-values × directions.
 *
 * Volumes without gradient take the entry b = 0 of the first direction. When every shell has its own directions the grid
 * is larger than the list, and when scanners jitter the b-values much larger: then give a `shellWidth`.
 *
 * @param acquisition The volumes.
 * @param options The sequence, of any type that takes b-values, with its timings in ms, and the width of a shell, s/mm².
 * @returns The protocol to simulate, and each volume's index into its signal.
 * @throws {InputError} If the timing is impossible, or the sequence is a literal waveform.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acquisitionGrid, parseFsl, protocolShape } from "@torrey/torrey";
 *
 * const acquisition = parseFsl("0 1000 2000", "0 1 0\n0 0 1\n0 0 0");
 * const { protocol, gridIndices } = acquisitionGrid(acquisition, { delta: 10, Delta: 40 });
 * assertEquals(protocolShape(protocol), [1, 2, 3]); // two directions, three b-values
 * assertEquals(gridIndices, Int32Array.of(0, 1, 5)); // signal.data[gridIndices[v]] is volume v's
 * ```
 */
export function acquisitionGrid(
  acquisition: FslAcquisition,
  options: AcquisitionGridOptions,
): AcquisitionGrid {
  const { shellWidth = 0, ...timing } = options;
  const description: SequenceDescription = "type" in timing ? timing : { type: "PGSE", ...timing };
  makeSequence(description); // Says what is wrong with the timing by its own keys.
  const shellOf = shells(acquisition.bValues, shellWidth);
  const bValues = [...new Set(shellOf)].sort((a, b) => a - b);
  const { directions, indices } = distinctDirections(acquisition.directions);
  const grid = protocol({ sequences: [description], bValues, directions });
  const gridIndices = Int32Array.from(
    shellOf,
    (b, v) => signalIndex(grid, 0, indices[v], bValues.indexOf(b)),
  );
  return { protocol: grid, gridIndices };
}

/**
 * The volumes of one sequence of a protocol, in the order of its signal: every direction with every b-value.
 *
 * @param protocol The protocol.
 * @param sequence Index of the sequence; 0 unless given.
 * @returns One volume per direction and b-value, direction by direction.
 * @throws {InputError} If the sequence is a literal waveform or has a second direction.
 * @throws {RangeError} If the protocol has no such sequence.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acquisitionOf, pgse } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 30, bValues: [0, 500], directions: [[0, 0, 1]] });
 * const { bValues, directions } = acquisitionOf(protocol);
 * assertEquals(bValues, Float64Array.of(0, 500));
 * assertEquals(directions, Float64Array.of(0, 0, 1, 0, 0, 1));
 * ```
 */
export function acquisitionOf(protocol: Protocol, sequence = 0): FslAcquisition {
  const [, directionCount, bCount] = protocolShape(protocol);
  signalIndex(protocol, sequence, 0, 0);
  const { literal, type, secondDirections } = protocol.sequences[sequence];
  if (literal || secondDirections) {
    throw new InputError(
      `Sequence ${sequence + 1} (${type}) has no single direction, which FSL's files need`,
    );
  }
  const bValues = new Float64Array(directionCount * bCount);
  const directions = new Float64Array(3 * directionCount * bCount);
  for (let d = 0; d < directionCount; d++) {
    const direction = protocol.directions.subarray(3 * d, 3 * d + 3);
    for (let b = 0; b < bCount; b++) {
      const volume = d * bCount + b;
      bValues[volume] = protocol.bValues[sequence * bCount + b];
      // A negative amplitude is the opposite direction.
      const sign = protocol.q[sequence * bCount + b] < 0 ? -1 : 1;
      for (let k = 0; k < 3; k++) directions[3 * volume + k] = sign * direction[k];
    }
  }
  return { bValues, directions };
}
