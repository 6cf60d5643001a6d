/**
 * How a result was measured: the case it came from without its mesh, so that the signal can be used without the cell.
 *
 * @module
 */

/** A case's own keys but for the mesh, plain data that JSON can hold. */
export interface CaseMeasurement {
  /** Tissue constants, as in the case. */
  readonly compartments: unknown;
  /** Permeable walls, as in the case. */
  readonly interfaces?: unknown;
  /** Relaxivity of the outer wall, as in the case. */
  readonly wallRelaxivity?: unknown;
  /** Sequences, as in the case. */
  readonly sequences: unknown;
  /** b-values, as in the case; absent for waveforms alone. */
  readonly bValues?: unknown;
  /** Directions, as in the case; absent for waveforms alone. */
  readonly directions?: unknown;
}

/** The keys of a case that say what the tissue and the measurement are. */
export const MEASUREMENT_KEYS = [
  "compartments",
  "interfaces",
  "wallRelaxivity",
  "sequences",
  "bValues",
  "directions",
] as const satisfies readonly (keyof CaseMeasurement)[];

/**
 * The part of a case that says what the tissue and the measurement are.
 *
 * @param entry The case, its keys checked.
 * @returns Its keys but for the mesh and the weights.
 */
export function caseMeasurement(entry: Readonly<Record<string, unknown>>): CaseMeasurement {
  const kept = MEASUREMENT_KEYS.filter((key) => entry[key] !== undefined);
  return Object.fromEntries(kept.map((key) => [key, entry[key]])) as unknown as CaseMeasurement;
}
