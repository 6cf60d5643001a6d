/**
 * A workspace: one instance of the WASM kernels with a linear memory of fixed size, handed out as typed arrays.
 *
 * The memory never grows, so a view stays valid for the workspace's life, and it is freed with the workspace by the
 * garbage collector. Kernels take the views themselves; an address is computed only in this folder.
 *
 * @module
 */
import { kernelsWasm } from "./generated/kernels_wasm.ts";

/** Bytes in a WebAssembly page. */
const PAGE = 65536;
/** WebAssembly's limit on 32-bit memories: 65 536 pages, 4 GiB. */
const MAX_PAGES = 65536;
/** Each view starts at a multiple of this many bytes: a cache line. */
const ALIGNMENT = 64;
/** The kernels keep the first 2 MiB for themselves (wasm/assembly/scratch.ts); views start here. */
const FIRST = 2 * 2 ** 20;

/** The exports of the binary: numbers in, numbers out. */
type RawKernels = Record<string, (...args: number[]) => number>;

/** The kernels of a workspace, taking addresses; for the typed bindings of this folder alone. */
export let rawKernels: (workspace: Workspace) => RawKernels;

/**
 * The address of a view; for the typed bindings of this folder alone.
 *
 * @throws {TypeError} If the view does not live in the workspace.
 */
export let addressOf: (workspace: Workspace, view: Float64Array | Int32Array) => number;

let compiled: WebAssembly.Module | undefined;

function compiledModule(): WebAssembly.Module {
  return compiled ??= new WebAssembly.Module(Uint8Array.fromBase64(kernelsWasm));
}

function bytesOf(length: number, size: number): number {
  return Math.ceil(length * size / ALIGNMENT) * ALIGNMENT;
}

/** How much a workspace must hold. */
export interface WorkspaceSize {
  /** Number of `float64` views, or their lengths. */
  readonly float64?: readonly number[];
  /** Lengths of the `int32` views. */
  readonly int32?: readonly number[];
}

/** One instance of the kernels and the linear memory its typed arrays live in. */
export class Workspace {
  readonly #memory: WebAssembly.Memory;
  #top: number = FIRST;
  readonly #kernels: RawKernels;

  static {
    rawKernels = (workspace) => workspace.#kernels;
    addressOf = (workspace, view) => {
      if (view.buffer !== workspace.#memory.buffer) {
        throw new TypeError("The array does not live in this workspace: copy it in first");
      }
      return view.byteOffset;
    };
  }

  /**
   * Makes a workspace that holds views of the given lengths.
   *
   * @param size Lengths of the views that will be taken from it, in elements.
   * @throws {RangeError} If they need more than the 4 GiB a WASM memory can have, or than the machine gives.
   */
  constructor(size: WorkspaceSize) {
    let bytes = FIRST;
    for (const length of size.float64 ?? []) bytes += bytesOf(length, 8);
    for (const length of size.int32 ?? []) bytes += bytesOf(length, 4);
    const pages = Math.ceil(bytes / PAGE);
    if (pages > MAX_PAGES) {
      const gib = (bytes / 2 ** 30).toFixed(1);
      throw new RangeError(
        `The problem needs ${gib} GiB of working memory but a WASM memory holds 4 GiB: use a coarser mesh or fewer modes`,
      );
    }
    try {
      this.#memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES });
    } catch (cause) {
      const mib = Math.ceil(bytes / 2 ** 20);
      throw new RangeError(
        `The machine does not give the ${mib} MiB of working memory the problem needs: use a coarser mesh or fewer modes`,
        { cause },
      );
    }
    const instance = new WebAssembly.Instance(compiledModule(), { env: { memory: this.#memory } });
    this.#kernels = instance.exports as unknown as RawKernels;
  }

  #take(length: number, size: number): number {
    const start = this.#top, end = start + bytesOf(length, size);
    if (end > this.#memory.buffer.byteLength) {
      throw new RangeError(
        `The workspace of ${this.#memory.buffer.byteLength} bytes has no room for ${length} more elements`,
      );
    }
    this.#top = end;
    return start;
  }

  /** Takes a zero-filled array of doubles from the workspace. */
  float64(length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#take(length, 8), length).fill(0);
  }

  /** Takes an array of doubles whose contents are whatever was there: for room that may never be used. */
  reserveFloat64(length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#take(length, 8), length);
  }

  /** Takes a zero-filled array of 32-bit integers from the workspace. */
  int32(length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, this.#take(length, 4), length).fill(0);
  }

  /** Takes a copy of `values` into the workspace. */
  copyFloat64(values: ArrayLike<number>): Float64Array {
    const view = new Float64Array(this.#memory.buffer, this.#take(values.length, 8), values.length);
    view.set(values);
    return view;
  }

  /** Takes a copy of `values` into the workspace. */
  copyInt32(values: ArrayLike<number>): Int32Array {
    const view = new Int32Array(this.#memory.buffer, this.#take(values.length, 4), values.length);
    view.set(values);
    return view;
  }

  /** Marks the present end of the used memory, for {@linkcode Workspace.release}. */
  mark(): number {
    return this.#top;
  }

  /** Gives back all that was taken since `mark`; the views taken since must not be used again. */
  release(mark: number): void {
    this.#top = mark;
  }
}
