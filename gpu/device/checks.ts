/**
 * Whether what a run is given suits its kernel.
 *
 * @module
 */
import { GpuError } from "../gpu_error.ts";
import type { Gpu, Words } from "./gpu.ts";
import type { GpuArray, WordType } from "./gpu.ts";
import type { Kernel } from "./kernel.ts";

/** The largest index, and the largest number of single precision. */
const MOST_U32 = 2 ** 32 - 1, MOST_F32 = 3.4028234663852886e38;

/** What kernels call the types of words. */
const NAMES: Readonly<Record<WordType, string>> = { f32: "numbers", u32: "indices" };

/** The words of a list. */
export function wordType(values: Words): WordType {
  return values instanceof Int32Array || values instanceof Uint32Array ? "u32" : "f32";
}

/** Refuses a length that is not a whole number. */
export function checkLength(label: string, length: number): void {
  if (Number.isInteger(length) && length >= 0) return;
  throw new GpuError("validation", `The array '${label}' cannot have ${length} words`);
}

/** Refuses the array of another device. */
export function checkOwner(gpu: Gpu, array: GpuArray): void {
  if (array.gpu === gpu) return;
  throw new GpuError(
    "validation",
    `The array '${array.label}' belongs to the device '${array.gpu.description}', not to this one: keep to one device`,
  );
}

/** Refuses arrays whose words are not of the kernel's type, and one array in two places of which one is written to. */
export function checkArrays(kernel: Kernel, arrays: readonly GpuArray[]): void {
  Object.entries(kernel.bindings).forEach(([name, binding], index) => {
    const array = arrays[index], type = /u$|u32$/.test(binding) ? "u32" : "f32";
    if (array.type !== type) {
      throw new GpuError(
        "validation",
        `The kernel '${kernel.name}' takes ${
          NAMES[type]
        } as '${name}', but '${array.label}' holds ${NAMES[array.type]}`,
      );
    }
    if (!binding.startsWith("read_write")) return;
    if (arrays.some((other, at) => at !== index && other.buffer === array.buffer)) {
      throw new GpuError(
        "validation",
        `The kernel '${kernel.name}' writes to '${array.label}' as '${name}' and takes it once more: give it a copy`,
      );
    }
  });
}

/** Refuses a parameter that its type cannot hold. */
export function checkParameter(
  kernel: Kernel,
  name: string,
  type: "u32" | "f32",
  value: number,
): void {
  if (type === "u32") {
    if (Number.isInteger(value) && value >= 0 && value <= MOST_U32) return;
    throw new GpuError(
      "validation",
      `The parameter '${name}' of the kernel '${kernel.name}' is ${value}, but must be a whole number from 0 to ${MOST_U32}`,
    );
  }
  if (Math.abs(value) <= MOST_F32) return;
  throw new GpuError(
    "precision",
    `The parameter '${name}' of the kernel '${kernel.name}' is ${value}, which single precision cannot hold: use other units ` +
      "of length or the CPU, which computes in double precision",
  );
}

/** Refuses more workgroups than the device takes. */
export function checkGroups(kernel: Kernel, groups: readonly number[], most: number): void {
  const wrong = groups.find((count) => !Number.isInteger(count) || count < 0);
  if (wrong !== undefined) {
    throw new GpuError(
      "validation",
      `The kernel '${kernel.name}' cannot run in ${groups.join(" x ")} workgroups`,
    );
  }
  if (groups.every((count) => count <= most)) return;
  throw new GpuError(
    "limit",
    `The kernel '${kernel.name}' needs ${
      groups.join(" x ")
    } workgroups but this device takes at most ${most} each way: use a coarser mesh or the CPU`,
  );
}

/** Refuses a range that does not lie within an array. */
export function checkRange(verb: string, array: GpuArray, start: number, length: number): void {
  const whole = Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length >= 0;
  if (whole && start + length <= array.length) return;
  throw new RangeError(
    `Cannot ${verb} ${length} words at ${start} of '${array.label}', which has ${array.length}`,
  );
}
