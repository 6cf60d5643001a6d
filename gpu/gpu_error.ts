/**
 * What can go wrong on a graphics processor.
 *
 * @module
 */

/**
 * The kinds of failure: no adapter, a limit of the device, its memory, the device lost, a number single precision cannot hold, a
 * command the device refuses.
 */
export type GpuFailure = "unavailable" | "limit" | "memory" | "lost" | "precision" | "validation";

/** Thrown where the graphics processor cannot do what was asked; the same may well be possible on the processor. */
export class GpuError extends Error {
  /** What failed. */
  readonly failure: GpuFailure;

  /**
   * Makes the error.
   *
   * @param failure What failed.
   * @param message One sentence: what, where and what to do.
   * @param options The cause.
   */
  constructor(failure: GpuFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GpuError";
    this.failure = failure;
  }
}
