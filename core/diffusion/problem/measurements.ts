/**
 * The measurements of a protocol.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";

/** The number of measurements of a protocol. */
export function measurementsOf({ amplitudes }: EncodedProtocol): number {
  return amplitudes.reduce((sum, { length }) => sum + length, 0);
}
