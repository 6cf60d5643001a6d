/**
 * What a device has been asked to do, for benchmarks and tests: dispatches, read-backs, bytes, operations.
 *
 * @module
 */

/** Cost of a kernel's run as its caller knows it. */
export interface Cost {
  /** Floating-point operations. */
  readonly flops: number;
  /** Bytes read and written that must come from memory at least once. */
  readonly bytes: number;
}

/** Sums since the device was opened or the counters were reset. */
export interface Counters {
  /** Runs of kernels. */
  dispatches: number;
  /** Times that commands were handed to the device. */
  submissions: number;
  /** Times that results were waited for. */
  readBacks: number;
  /** Bytes sent to the device. */
  bytesUp: number;
  /** Bytes read back. */
  bytesDown: number;
  /** Floating-point operations of kernels. */
  flops: number;
  /** Bytes that kernels moved, at least. */
  bytesMoved: number;
  /** Dispatches and costs of each kernel. */
  readonly kernels: Map<string, { dispatches: number; flops: number; bytes: number }>;
}

/** Counters at zero. */
export function newCounters(): Counters {
  return {
    dispatches: 0,
    submissions: 0,
    readBacks: 0,
    bytesUp: 0,
    bytesDown: 0,
    flops: 0,
    bytesMoved: 0,
    kernels: new Map(),
  };
}

/** Sets counters to zero. */
export function resetCounters(counters: Counters): void {
  counters.kernels.clear();
  Object.assign(counters, { ...newCounters(), kernels: counters.kernels });
}

/** Counts a run of a kernel. */
export function countRun(counters: Counters, name: string, { flops, bytes }: Cost): void {
  const own = counters.kernels.get(name) ?? { dispatches: 0, flops: 0, bytes: 0 };
  counters.kernels.set(name, own);
  own.dispatches++;
  own.flops += flops;
  own.bytes += bytes;
  counters.dispatches++;
  counters.flops += flops;
  counters.bytesMoved += bytes;
}
