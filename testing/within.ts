/**
 * A promise that does not wait for ever.
 *
 * @module
 */

/** Waits for work, but no longer than `limit` ms: then rejects, saying that `what` took longer. */
export async function within<T>(work: Promise<T>, limit: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${limit / 1000} s`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
