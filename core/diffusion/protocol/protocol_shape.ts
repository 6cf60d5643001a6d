/**
 * Where each measurement of a protocol lies in its signal, an array of shape [sequences, directions, bValues].
 *
 * @module
 */
import type { Protocol } from "./build_protocol.ts";

/**
 * The shape of the signals of a protocol.
 *
 * @param protocol The protocol.
 * @returns [sequences, directions, bValues].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pgse, protocolShape } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [0, 1000], directions: [[1, 0, 0]] });
 * assertEquals(protocolShape(protocol), [1, 1, 2]);
 * ```
 */
export function protocolShape(
  protocol: Protocol,
): [sequences: number, directions: number, bValues: number] {
  const sequences = protocol.sequences.length;
  return [sequences, protocol.directions.length / 3, protocol.q.length / sequences];
}

/**
 * The flat index of one measurement in a signal of shape [sequences, directions, bValues].
 *
 * @param protocol The protocol.
 * @param sequence Index of the sequence.
 * @param direction Index of the direction.
 * @param bValue Index of the b-value.
 * @returns The index into the signal's data.
 * @throws {RangeError} If an index is outside the protocol.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fibonacciHemisphere, pgse, signalIndex } from "@torrey/torrey";
 *
 * const directions = fibonacciHemisphere(6);
 * const protocol = pgse({ delta: 5, Delta: [10, 20], bValues: [0, 1000], directions });
 * assertEquals(signalIndex(protocol, 1, 2, 0), (1 * 6 + 2) * 2);
 * ```
 */
export function signalIndex(
  protocol: Protocol,
  sequence: number,
  direction: number,
  bValue: number,
): number {
  const shape = protocolShape(protocol);
  [sequence, direction, bValue].forEach((index, axis) => {
    if (Number.isInteger(index) && index >= 0 && index < shape[axis]) return;
    const name = ["sequence", "direction", "bValue"][axis];
    throw new RangeError(`The ${name} index ${index} is outside the protocol's ${shape[axis]}`);
  });
  return (sequence * shape[1] + direction) * shape[2] + bValue;
}
