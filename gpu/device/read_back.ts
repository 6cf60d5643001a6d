/**
 * Reading buffers back through staging buffers, which are used again.
 *
 * @module
 */
import type { Faults } from "./faults.ts";
import { turn } from "./turn.ts";

/** Part of a buffer that is read: bytes from its start. */
export interface ReadPart {
  readonly buffer: GPUBuffer;
  readonly bytes: number;
}

/** Reads parts of buffers. */
export interface ReadBacks {
  /** Records the copies; the function it returns waits for them, once submitted, and gives the bytes of each part. */
  readonly record: (
    commands: GPUCommandEncoder,
    parts: readonly ReadPart[],
  ) => () => Promise<ArrayBuffer[]>;
  readonly destroy: () => void;
}

/** A staging buffer, whether it has been mapped before, and a mapping that was used before it was told of. */
interface Staging {
  readonly buffer: GPUBuffer;
  used: boolean;
  early?: Promise<unknown>;
}

/** Sizes are powers of two from this on, bytes; buffers that are kept for the next read-back. */
const LEAST_SIZE = 2 ** 20, MOST_IDLE = 4;

/** Waits for a staging buffer to be mapped. */
async function mappedRange(
  staging: Staging,
  bytes: number,
  faults: Faults,
): Promise<ArrayBuffer> {
  const { buffer, used, early } = staging;
  const map = () => buffer.mapAsync(GPUMapMode.READ, 0, bytes);
  let mapped: Promise<unknown> = map();
  // Deno has mapped the buffer when mapAsync returns but resolves the promise 10 ms later. Elsewhere this throws, and is waited for.
  // A buffer never mapped before must be waited for: Deno would end the program.
  if (used) {
    try {
      const range = buffer.getMappedRange(0, bytes);
      staging.early = mapped.catch(() => {});
      return range;
    } catch {
      // Not mapped yet, or not to be mapped before the mapping before it is told of.
      if (early) mapped = mapped.catch(() => early.then(map));
    }
  }
  await faults.untilLost(mapped);
  return buffer.getMappedRange(0, bytes);
}

/** Splits parts into groups that fit in one staging buffer each. */
function grouped(parts: readonly ReadPart[], most: number): ReadPart[][] {
  const groups: ReadPart[][] = [[]];
  let size = 0;
  for (const part of parts) {
    if (size + part.bytes > most) {
      groups.push([]);
      size = 0;
    }
    groups[groups.length - 1].push(part);
    size += part.bytes;
  }
  return groups;
}

/** Makes the staging buffers of a device. */
export function readBacks(device: GPUDevice, faults: Faults): ReadBacks {
  const all = new Set<Staging>(), idle: Staging[] = [];
  const most = Math.floor(device.limits.maxBufferSize / 4) * 4;

  const take = (bytes: number): Staging => {
    const known = idle.findIndex(({ buffer }) => buffer.size >= bytes);
    if (known >= 0) return idle.splice(known, 1)[0];
    const size = Math.min(most, Math.max(LEAST_SIZE, 2 ** Math.ceil(Math.log2(bytes))));
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const label = "read-back";
    const make = () => device.createBuffer({ label, size, usage });
    const staging = { buffer: faults.watchBuffer(label, size, make, () => {}), used: false };
    all.add(staging);
    return staging;
  };
  const drop = (staging: Staging) => {
    all.delete(staging);
    staging.buffer.destroy();
  };
  const give = (staging: Staging) => {
    staging.used = true;
    idle.push(staging);
    // The smallest is the easiest to make again.
    idle.sort((a, b) => a.buffer.size - b.buffer.size);
    if (idle.length > MOST_IDLE) drop(idle.shift()!);
  };

  const recordGroup = (commands: GPUCommandEncoder, parts: readonly ReadPart[]) => {
    const starts = [0];
    parts.forEach(({ bytes }, k) => starts.push(starts[k] + bytes));
    const bytes = Math.max(4, starts[parts.length]), staging = take(bytes);
    parts.forEach(({ buffer, bytes }, k) => {
      if (bytes > 0) commands.copyBufferToBuffer(buffer, 0, staging.buffer, starts[k], bytes);
    });
    return async () => {
      try {
        const range = await mappedRange(staging, bytes, faults);
        const data = parts.map((_, k) => range.slice(starts[k], starts[k + 1]));
        staging.buffer.unmap();
        give(staging);
        return data;
      } catch (error) {
        drop(staging);
        throw error;
      }
    };
  };

  return {
    record: (commands, parts) => {
      const waits = grouped(parts, most).map((group) => recordGroup(commands, group));
      return async () => {
        const data = (await Promise.all(waits.map((wait) => wait()))).flat();
        await turn();
        return data;
      };
    },
    destroy: () => all.forEach(drop),
  };
}
