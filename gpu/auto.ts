/**
 * The backend `"auto"`: the graphics processor where there is one and the problem is large enough for it.
 *
 * @module
 */
import { backendOn, type GpuBackend, type GpuBackendOptions } from "./backend.ts";
import { findAdapter } from "./device/adapter.ts";
import { type Gpu, openGpu } from "./device.ts";

/**
 * Nodes from which on `"auto"` takes a graphics processor. An estimate from counted operations, dispatches and read-backs, see
 * bench/README.md: on hardware it is yet to be measured.
 */
export const AUTO_CROSSOVER = 5_000;

/** The device that all share who ask for `"auto"`. */
let shared: Promise<Gpu | undefined> | undefined;

/** Opens a device; nothing where there is none, or one that computes on the processor, which never pays. */
async function openHardware(): Promise<Gpu | undefined> {
  if (await findAdapter() === undefined) return undefined;
  const device = await openGpu();
  if (!device.software) return device;
  device[Symbol.dispose]();
  return undefined;
}

async function sharedDevice(): Promise<Gpu | undefined> {
  const device = await (shared ??= openHardware());
  if (!device?.lost()) return device;
  return await (shared = openHardware());
}

/**
 * The backend that `"auto"` stands for: a graphics processor, where there is one that does not compute on the processor itself, for
 * meshes of at least `crossover` nodes; what fails there is computed on the CPU. All calls share one device.
 *
 * @param options From which size on: {@linkcode AUTO_CROSSOVER} by default. `bench/gpu/crossover.ts` measures it.
 * @returns The backend; nothing where there is no such processor.
 *
 * @example With a crossover of one's own
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { auto, pgse, simulateSignal, sphere } from "@torrey/torrey";
 *
 * const cell = sphere({ radius: 3, edgeLength: 1 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [0, 1000], directions: [[1, 0, 0]] });
 * const backend = await auto({ crossover: 50_000 }) ?? "auto";
 * const { signal } = await simulateSignal(cell, { diffusivity: 2 }, protocol, { backend });
 * assertLess(signal.real.data[1], signal.real.data[0]);
 * ```
 */
export async function auto(
  { crossover = AUTO_CROSSOVER }: Pick<GpuBackendOptions, "crossover"> = {},
): Promise<GpuBackend | undefined> {
  const device = await sharedDevice();
  return device && backendOn(device, { crossover, retryOnCpu: true });
}
