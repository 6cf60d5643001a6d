/**
 * A clock on which every look takes a second, so that what happens from time to time happens at every step.
 *
 * @module
 */

/** Runs something on the clock. */
export async function onSlowClock<T>(action: () => Promise<T>): Promise<T> {
  const { now } = performance;
  let time = 0;
  performance.now = () => time += 1000;
  try {
    return await action();
  } finally {
    performance.now = now;
  }
}
