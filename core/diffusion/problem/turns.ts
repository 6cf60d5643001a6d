/**
 * Work on a device that must not overlap, in the order that repeats the least of it.
 *
 * @module
 */

/** Runs tasks one at a time. */
export interface Turns {
  /** Runs an evaluation after those asked for before. */
  readonly evaluation: <R>(task: () => Promise<R>) => Promise<R>;
  /** Runs a pullback before all evaluations that wait. */
  readonly pullback: <R>(task: () => Promise<R>) => Promise<R>;
}

/** Lets those who waited for a result go on. */
function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * Makes the turns of a device's work. A pullback comes before evaluations that wait: what it needs is still there then, and would have to
 * be evaluated again after them. So whoever waited for an evaluation has the time to ask for its pullback before the next one begins.
 *
 * @returns The turns.
 */
export function turns(): Turns {
  const pullbacks: (() => Promise<void>)[] = [], evaluations: (() => Promise<void>)[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    for (;;) {
      const task = pullbacks.shift() ?? evaluations.shift();
      if (task === undefined) break;
      await task();
      if (pullbacks.length === 0 && evaluations.length > 0) await turnOfOthers();
    }
    running = false;
  };
  const queueing = (queue: (() => Promise<void>)[]) => <R>(task: () => Promise<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      queue.push(async () => {
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      });
      run();
    });
  return { evaluation: queueing(evaluations), pullback: queueing(pullbacks) };
}
