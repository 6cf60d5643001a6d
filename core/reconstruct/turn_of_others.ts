/**
 * Pauses of a long computation, in which it can be stopped.
 *
 * @module
 */

/** Leaves a descent from within an evaluation. */
export class Aborted extends Error {}

/**
 * Lets timers, key presses and signals of the system have their turn.
 *
 * @param signal What may stop the computation.
 * @throws {Aborted} If it does.
 */
export async function turnOfOthers(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (signal?.aborted) throw new Aborted();
}
