/**
 * How much memory the buffers of a device take, at most.
 *
 * @module
 */
import { alteredDevice } from "../../testing/altered_device.ts";

/** Watches the buffers of a device. */
export interface BufferWatch {
  /** The device to use in place of the one watched. */
  readonly device: GPUDevice;
  /** Bytes of the buffers there are. */
  readonly bytes: () => number;
  /** The most there were at a time since the last restart. */
  readonly peak: () => number;
  /** Forgets the peak. */
  readonly restart: () => void;
}

/** Watches the buffers that are made from now on. */
export function watchBuffers(device: GPUDevice): BufferWatch {
  let bytes = 0, peak = 0;
  const createBuffer: GPUDevice["createBuffer"] = (descriptor) => {
    const buffer = device.createBuffer(descriptor), { size } = descriptor;
    const destroy = buffer.destroy.bind(buffer);
    let there = true;
    buffer.destroy = () => {
      if (there) bytes -= size;
      there = false;
      destroy();
    };
    bytes += size;
    peak = Math.max(peak, bytes);
    return buffer;
  };
  return {
    device: alteredDevice(device, { createBuffer }),
    bytes: () => bytes,
    peak: () => peak,
    restart: () => {
      peak = bytes;
    },
  };
}
