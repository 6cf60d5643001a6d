/**
 * What an open device can do, and the arrays in its memory.
 *
 * @module
 */
import type { Cost, Counters } from "./counters.ts";
import type { Bindings, Kernel, Params } from "./kernel.ts";

/** What an array's words are: single precision numbers or indices. */
export type WordType = "f32" | "u32";

/** An array of 32-bit words on a device. Disposing of it gives its memory back to the device for other arrays. */
export interface GpuArray extends Disposable {
  /** The device it lives on. */
  readonly gpu: Gpu;
  /** What it is, for messages. */
  readonly label: string;
  readonly type: WordType;
  /** Number of words. */
  readonly length: number;
  /** Where it is. @throws {GpuError} If the array has been disposed of. */
  readonly buffer: GPUBuffer;
}

/** How many invocations a run has: a range of threads along x, or workgroups. */
export type RunSize = { readonly threads: number } | {
  readonly groups: readonly [number, number, number];
};

/** A run of a kernel. */
export interface Run<B extends Bindings, P extends Params> {
  /** An array for every binding. */
  readonly arrays: Readonly<Record<keyof B, GpuArray>>;
  /** A number for every parameter. */
  readonly params: Readonly<Record<keyof P, number>>;
  readonly size: RunSize;
  /** What it costs, for the counters. */
  readonly cost?: Cost;
}

/** Numbers in single precision to be, or indices. */
export type Words = Float64Array | Float32Array | Int32Array | Uint32Array;

/** A part of two arrays, words. */
export interface CopyRange {
  /** Where to start in the one copied from. */
  readonly from?: number;
  /** Where to start in the one copied to. */
  readonly to?: number;
  /** How many; by default what both have from there. */
  readonly length?: number;
}

/** An open device. */
export interface Gpu extends Disposable {
  /** Name of the adapter. */
  readonly description: string;
  /** Whether the adapter computes on the processor. */
  readonly software: boolean;
  readonly limits: GPUSupportedLimits;
  readonly counters: Counters;
  /** Room for numbers or, with type `"u32"`, indices; what is in it is arbitrary. @throws {GpuError} If a buffer cannot be so large. */
  readonly array: (label: string, length: number, type?: WordType) => GpuArray;
  /** An array of zeros. */
  readonly zeros: (label: string, length: number, type?: WordType) => GpuArray;
  /** An array with these numbers in single precision, or these indices. @throws {GpuError} If a number does not fit. */
  readonly upload: (label: string, values: Words) => GpuArray;
  /** Overwrites an array from an offset, words; it takes effect after all runs so far. */
  readonly write: (array: GpuArray, values: Words, offset?: number) => void;
  /** Sets an array to zero. */
  readonly clear: (array: GpuArray) => void;
  /** Copies words from one array to another. */
  readonly copy: (from: GpuArray, to: GpuArray, range?: CopyRange) => void;
  /** Records a run of a kernel. @throws {GpuError} If an array or a parameter does not suit the kernel. */
  readonly run: <const B extends Bindings, const P extends Params>(
    kernel: Kernel<B, P>,
    run: Run<B, P>,
  ) => void;
  /** Hands what is recorded to the device without waiting. */
  readonly flush: () => void;
  /** Waits for everything recorded and returns arrays: one read-back, however many. @throws {GpuError} For whatever went wrong. */
  readonly read: (...arrays: readonly GpuArray[]) => Promise<Float32Array[]>;
  /** Hands what is recorded to the device and waits until it is done, without reading anything. @throws {GpuError} For whatever went wrong. */
  readonly finished: () => Promise<void>;
  /** Whether the device is lost or disposed of. */
  readonly lost: () => boolean;
}
