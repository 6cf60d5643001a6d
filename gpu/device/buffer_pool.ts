/**
 * Buffers of a device, used again once their arrays are disposed of.
 *
 * @module
 */
import { GpuError } from "../gpu_error.ts";
import { formatBytes } from "./format_bytes.ts";
import type { Faults } from "./faults.ts";

/** Sizes are rounded up to this, bytes, and to an eighth of a power of two: arrays of nearly the same size share buffers. */
const GRAIN = 256, PARTS = 8;

/** Bytes of buffers nobody uses that are kept. */
const MOST_IDLE = 2 ** 31;

/** Storage buffers of a device by size. */
export interface BufferPool {
  /** A buffer of at least this many bytes; what is in it is arbitrary. */
  readonly take: (label: string, bytes: number) => GPUBuffer;
  /** Gives a buffer back. */
  readonly give: (buffer: GPUBuffer) => void;
  /** Destroys what has been idle longest where too much is; only while no recorded command waits to be submitted. */
  readonly trim: () => void;
  /** Destroys all buffers ever taken. */
  readonly destroy: () => void;
}

/** The size of the buffer for some bytes. */
export function roundedSize(bytes: number, most: number): number {
  const step = Math.max(GRAIN, 2 ** Math.floor(Math.log2(Math.max(1, bytes))) / PARTS);
  return Math.min(Math.max(step, Math.ceil(bytes / step) * step), Math.floor(most / 4) * 4);
}

/** Makes the pool of a device. */
export function bufferPool(
  device: GPUDevice,
  faults: Faults,
  mostIdle: number = MOST_IDLE,
): BufferPool {
  const free = new Map<number, GPUBuffer[]>(), all = new Set<GPUBuffer>();
  const idle = new Set<GPUBuffer>();
  let idleBytes = 0;
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const rest = (buffer: GPUBuffer, resting: boolean) => {
    if (resting) idle.add(buffer);
    else idle.delete(buffer);
    idleBytes += resting ? buffer.size : -buffer.size;
  };
  const drop = (buffer: GPUBuffer) => {
    const list = free.get(buffer.size);
    list?.splice(list.indexOf(buffer), 1);
    rest(buffer, false);
    all.delete(buffer);
    buffer.destroy();
  };
  return {
    take: (label, bytes) => {
      if (bytes > most) {
        throw new GpuError(
          "limit",
          `The array '${label}' needs ${
            formatBytes(bytes)
          } but an array of this device holds at most ` +
            `${
              formatBytes(most)
            }: use fewer modes or measurements at a time, a coarser mesh or the CPU`,
        );
      }
      const size = roundedSize(bytes, most);
      const known = free.get(size)?.pop();
      if (known) {
        known.label = label;
        rest(known, false);
        return known;
      }
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const buffer = faults.watchBuffer(
        label,
        size,
        () => device.createBuffer({ label, size, usage }),
        () => {
          if (idle.has(buffer)) drop(buffer);
          all.delete(buffer);
        },
      );
      all.add(buffer);
      return buffer;
    },
    give: (buffer) => {
      // One there was no memory for is not used again.
      if (!all.has(buffer)) return;
      const list = free.get(buffer.size) ?? [];
      free.set(buffer.size, list);
      list.push(buffer);
      rest(buffer, true);
    },
    trim: () => {
      for (const buffer of idle) {
        if (idleBytes <= mostIdle) return;
        drop(buffer);
      }
    },
    destroy: () => {
      all.forEach((buffer) => buffer.destroy());
      [all, idle, free].forEach((list) => list.clear());
      idleBytes = 0;
    },
  };
}
