/**
 * Sums of scaled blocks.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { combineKernel, MOST_TERMS } from "./combine.wgsl.ts";

/** A block with its factor. */
export type Term = readonly [factor: number, block: GpuBlock];

/** Terms of the same block made one, those with a factor of zero left out. */
function distinct(terms: readonly Term[]): [GpuArray, number][] {
  const factors = new Map<GpuArray, number>();
  for (const [factor, { array }] of terms) {
    factors.set(array, (factors.get(array) ?? 0) + factor);
  }
  return [...factors].filter(([, factor]) => factor !== 0);
}

/**
 * out = own·out + Σ factor·block.
 *
 * @param gpu The device.
 * @param out Where the sum goes; not among the terms.
 * @param terms The terms, blocks of the size of `out`.
 * @param own Factor of what `out` holds; 0 by default: it is not read then.
 */
export function combine(gpu: Gpu, out: GpuBlock, terms: readonly Term[], own: number = 0): void {
  const used = distinct(terms), length = out.rows * out.width / 4;
  if (used.length === 0) {
    if (own === 1) return;
    if (own !== 0) throw new RangeError("A block can be scaled only as something is added to it");
    gpu.clear(out.array);
  }
  for (let start = 0; start < used.length; start += MOST_TERMS) {
    const part = used.slice(start, start + MOST_TERMS), kept = start === 0 ? own : 1;
    // Bindings that do not count repeat one that is only read.
    const array = (j: number) => part[Math.min(j, part.length - 1)][0];
    const factor = (j: number) => part[j]?.[1] ?? 0;
    gpu.run(combineKernel, {
      arrays: {
        a: array(0),
        b: array(1),
        c: array(2),
        d: array(3),
        e: array(4),
        f: array(5),
        out: out.array,
      },
      params: {
        length,
        terms: part.length,
        own: kept,
        fa: factor(0),
        fb: factor(1),
        fc: factor(2),
        fd: factor(3),
        fe: factor(4),
        ff: factor(5),
      },
      size: { threads: length },
      cost: {
        flops: 8 * part.length * length,
        bytes: 16 * length * (part.length + (kept === 0 ? 1 : 2)),
      },
    });
  }
}
