/**
 * Choosing an adapter, and opening a device with the limits it has.
 *
 * @module
 */
import { GpuError } from "../gpu_error.ts";

/** Which adapter is wanted. */
export interface AdapterOptions {
  /**
   * `"high-performance"` by default; `"low-power"` for the processor's own graphics where there are two; `"software"` for an
   * adapter that computes on the processor.
   */
  readonly adapter?: "high-performance" | "low-power" | "software";
}

/** An open device and what is known of its adapter. */
export interface OpenDevice {
  readonly device: GPUDevice;
  /** Name for reports. */
  readonly description: string;
  /** Whether the adapter computes on the processor. */
  readonly software: boolean;
}

/** What arrays may need beyond the defaults; asked for as far as the adapter has it. Kernels keep to the defaults. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** The adapter, or nothing where the machine has none. */
export async function findAdapter(
  { adapter = "high-performance" }: AdapterOptions = {},
): Promise<GPUAdapter | undefined> {
  // Browsers without WebGPU have no navigator.gpu, other runtimes no navigator.
  const api: GPU | undefined = globalThis.navigator?.gpu;
  const found = await api?.requestAdapter(
    adapter === "software" ? { forceFallbackAdapter: true } : { powerPreference: adapter },
  );
  return found ?? undefined;
}

const SOFTWARE = /llvmpipe|swiftshader|lavapipe|softpipe|software|basic render/i;

/**
 * Opens a device.
 *
 * @param options Which adapter.
 * @returns The device.
 * @throws {GpuError} If there is no adapter, or it gives no device.
 */
export async function requestDevice(options: AdapterOptions = {}): Promise<OpenDevice> {
  const adapter = await findAdapter(options);
  if (adapter === undefined) {
    throw new GpuError(
      "unavailable",
      "No graphics processor was found that WebGPU can use: install its driver (on Debian, software rendering is in " +
        "mesa-vulkan-drivers), or leave out 'backend' to compute on the CPU",
    );
  }
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  // Some browsers have no info.
  const info: Partial<GPUAdapterInfo> = adapter.info ?? {};
  const { description, device: chip, vendor, architecture, isFallbackAdapter = false } = info;
  const name = description || [vendor, architecture, chip].filter((part) => part).join(" ");
  try {
    const device = await openDevice(adapter, requiredLimits, options);
    return {
      device,
      description: name || "unnamed adapter",
      software: isFallbackAdapter || SOFTWARE.test(name),
    };
  } catch (error) {
    throw new GpuError(
      "unavailable",
      `The graphics processor '${name}' gave no device: ${
        error instanceof Error ? error.message : error
      }; close other programs that use it, or compute on the CPU`,
      { cause: error },
    );
  }
}

/** A device with these limits or, where the adapter does not keep what it promises, with the defaults. */
async function openDevice(
  adapter: GPUAdapter,
  requiredLimits: Record<string, number>,
  options: AdapterOptions,
): Promise<GPUDevice> {
  const label = "torrey";
  try {
    return await adapter.requestDevice({ label, requiredLimits });
  } catch (error) {
    // An adapter gives one device at most, also where that failed.
    const another = await findAdapter(options);
    if (another === undefined) throw error;
    return await another.requestDevice({ label });
  }
}
