/**
 * How much a device is asked to hold and to do at a time.
 *
 * @module
 */

/** Most of what the pieces of the work may need. */
export interface Budget {
  /** Bytes of the couplings W_d of a chunk. */
  readonly couplings: number;
  /** Bytes of the states at the start of each step of a chunk. */
  readonly starts: number;
  /** Bytes of the pairs of states of a chunk. */
  readonly pairs: number;
  /** Bytes of all states at the start of steps; beyond, only those before each chunk are kept and the rest is computed again. */
  readonly kept: number;
  /** Loop iterations of an invocation in one dispatch. */
  readonly iterations: number;
}

/**
 * What every device can hold: arrays of half the least limit of 128 MiB.
 *
 * Mesa's graphics on the processor end all loops of an invocation, without a word, after 65535 iterations together; and systems end
 * dispatches that keep a screen waiting.
 */
export const USUAL_BUDGET: Budget = {
  couplings: 2 ** 26,
  starts: 2 ** 26,
  pairs: 2 ** 26,
  kept: 2 ** 28,
  iterations: 2 ** 15,
};
