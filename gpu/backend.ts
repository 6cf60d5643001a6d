/**
 * The backend that computes signals on a graphics processor, by WebGPU.
 *
 * @module
 */
import type { MatrixFormalismBackend, TimeSteppingBackend } from "../core/diffusion/mod.ts";
import type { AdapterOptions } from "./device/adapter.ts";
import type { Counters } from "./device/counters.ts";
import { type Gpu, openGpu } from "./device.ts";
import { GpuError } from "./gpu_error.ts";
import { matrixFormalismPiece } from "./matrix_formalism/mod.ts";
import { timeSteppingPiece } from "./time_stepping/mod.ts";

/** How a graphics processor is used. */
export interface GpuBackendOptions extends AdapterOptions {
  /**
   * Meshes of fewer nodes than this are left to the CPU; 0 by default. Where a graphics processor begins to pay depends on both
   * processors: `deno run -A bench/gpu/crossover.ts` measures it.
   */
  readonly crossover?: number;
  /**
   * Whether what fails for want of memory or precision, or because the device is lost, is computed on the CPU instead; the reports'
   * `warnings` and the signal functions' `onRetry` say so. False by default: it is an error.
   */
  readonly retryOnCpu?: boolean;
}

/** A graphics processor that the simulators take as `backend`. */
export interface GpuBackend extends MatrixFormalismBackend, TimeSteppingBackend, Disposable {
  /** What the device has been asked to do: dispatches, read-backs, bytes, operations. */
  readonly counters: Counters;
  /** Whether the device is lost or disposed of: open another one. */
  readonly lost: () => boolean;
}

/** A backend on a device that is open. */
export function backendOn(
  device: Gpu,
  { crossover = 0, retryOnCpu = false }: Pick<GpuBackendOptions, "crossover" | "retryOnCpu"> = {},
): GpuBackend {
  return {
    counters: device.counters,
    lost: device.lost,
    description: device.description,
    takes: (nodes) => nodes >= crossover,
    retries: (error) => retryOnCpu && error instanceof GpuError,
    matrixFormalismPiece: (...given) => matrixFormalismPiece(device, ...given),
    timeSteppingPiece: (...given) => timeSteppingPiece(device, ...given),
    [Symbol.dispose]: () => device[Symbol.dispose](),
  };
}

/**
 * Opens a graphics processor as a backend for the simulators.
 *
 * Signals and gradients are then those of single precision: signals to 1e-5 of S0, gradients to 1e-3 of their norm, eigenvalues
 * refined to 1e-6. In Deno no flag is needed; in a browser, one with WebGPU.
 *
 * @param options Which adapter; from which size on; whether the CPU stands in where it fails.
 * @returns The backend; dispose of it with `using` when it is no longer needed.
 * @throws {GpuError} If there is no graphics processor that WebGPU can use.
 *
 * @example The same call, on a graphics processor
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cylinder, gpu, GpuError, matrixFormalism, pgse, sum, valueAndGrad } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 2, height: 8, edgeLength: 1.2 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [0, 1000], directions: [[1, 0, 0]] });
 * try {
 *   using backend = await gpu();
 *   const simulate = matrixFormalism(axon, { diffusivity: 2 }, protocol, { modes: 19, backend });
 *   const loss = async (diffusivity: number) => sum((await simulate(axon.points, { diffusivity })).real);
 *   const [value, slope] = await valueAndGrad(loss)(2);
 *
 *   const onCpu = matrixFormalism(axon, { diffusivity: 2 }, protocol, { modes: 19 });
 *   const [expected, expectedSlope] = valueAndGrad((diffusivity: number) =>
 *     sum(onCpu(axon.points, { diffusivity }).real)
 *   )(2);
 *   assertAlmostEquals(value / expected, 1, 1e-5);
 *   assertAlmostEquals(slope / expectedSlope, 1, 1e-3);
 * } catch (error) {
 *   // A machine without a graphics processor.
 *   if (!(error instanceof GpuError && error.failure === "unavailable")) throw error;
 * }
 * ```
 */
export async function gpu(options: GpuBackendOptions = {}): Promise<GpuBackend> {
  return backendOn(await openGpu(options), options);
}
