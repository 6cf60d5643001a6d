/**
 * The most memory this process has had.
 *
 * @module
 */

/** Peak resident memory, MiB. Linux knows it; elsewhere the present size stands for it. */
export function peakMiB(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Number(status.match(/VmHWM:\s+(\d+) kB/)?.[1]) / 1024;
  } catch {
    return Deno.memoryUsage().rss / 2 ** 20;
  }
}
