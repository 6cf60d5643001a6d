/**
 * Element-by-element evaluation of two arrays under NumPy's broadcasting.
 *
 * @module
 */
import { broadcastShapes, sameShape, type Shape, sizeOf, stridesOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Computes n outputs from o on, reading a from i in steps of di and b from j in steps of dj (each step 0 or 1). */
export type BinaryKernel = (
  out: Float64Array,
  o: number,
  n: number,
  a: Float64Array,
  i: number,
  di: number,
  b: Float64Array,
  j: number,
  dj: number,
) => void;

/** One loop of the nest: how often, and how far each operand moves. */
interface Loop {
  readonly length: number;
  readonly di: number;
  readonly dj: number;
}

/** Strides with which an operand is read along the axes of the broadcast shape: 0 where it is repeated. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from);
  const missing = to.length - from.length;
  return to.map((_, k) => k < missing || from[k - missing] === 1 ? 0 : own[k - missing]);
}

/** Merges axes that both operands run through in one stride, and drops axes of length 1; innermost first. */
function mergedLoops(shape: Shape, a: Shape, b: Shape): Loop[] {
  const strideA = broadcastStrides(a, shape);
  const strideB = broadcastStrides(b, shape);
  const loops: Loop[] = [];
  for (let k = shape.length - 1; k >= 0; k--) {
    const [length, di, dj] = [shape[k], strideA[k], strideB[k]];
    if (length === 1) continue;
    const inner = loops.at(-1);
    if (inner && di === inner.di * inner.length && dj === inner.dj * inner.length) {
      loops[loops.length - 1] = { ...inner, length: inner.length * length };
    } else {
      loops.push({ length, di, dj });
    }
  }
  if (loops.length === 0) loops.push({ length: 1, di: 0, dj: 0 });
  return loops;
}

/**
 * Evaluates a binary kernel on two plain tensors.
 *
 * @param name Name for the error
 * @param kernel The loop
 * @param a Left operand
 * @param b Right operand
 * @returns The result, of the broadcast shape
 */
export function broadcastBinary(name: string, kernel: BinaryKernel, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShapes(a.shape, b.shape, name);
  const size = sizeOf(shape);
  const out = new Float64Array(size);
  if (size === 0) return { shape, data: out };
  if (sameShape(a.shape, b.shape)) {
    kernel(out, 0, size, a.data, 0, 1, b.data, 0, 1);
    return { shape, data: out };
  }
  const loops = mergedLoops(shape, a.shape, b.shape);
  const { length, di, dj } = loops[0];
  const position = new Array<number>(loops.length).fill(0);
  let [i, j] = [0, 0];
  for (let o = 0; o < size; o += length) {
    kernel(out, o, length, a.data, i, di, b.data, j, dj);
    for (let k = 1; k < loops.length; k++) {
      i += loops[k].di;
      j += loops[k].dj;
      if (++position[k] < loops[k].length) break;
      position[k] = 0;
      i -= loops[k].di * loops[k].length;
      j -= loops[k].dj * loops[k].length;
    }
  }
  return { shape, data: out };
}
