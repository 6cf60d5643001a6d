/**
 * Products of matrices and vectors.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { broadcastShapes, formatShape, sameShape, type Shape, sizeOf } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { multiply } from "./arithmetic.ts";
import { broadcastStrides } from "./broadcast_binary.ts";
import { expandDims, transpose } from "./permute.ts";
import { broadcastTo, reshape, sum, sumTo } from "./reshape.ts";

/** C += A B for one pair of matrices, rows of B streaming through the inner loop. */
function multiplyInto(
  c: Float64Array,
  offsetC: number,
  a: Float64Array,
  offsetA: number,
  b: Float64Array,
  offsetB: number,
  [m, k, n]: readonly [number, number, number],
): void {
  for (let i = 0; i < m; i++) {
    const row = offsetC + i * n;
    for (let p = 0; p < k; p++) {
      const factor = a[offsetA + i * k + p];
      const from = offsetB + p * n;
      for (let j = 0; j < n; j++) c[row + j] += factor * b[from + j];
    }
  }
}

/** Where each of the broadcast batch's matrices starts, in matrices. */
function batchOffsets(from: Shape, to: Shape): Int32Array {
  const strides = broadcastStrides(from, to);
  return Int32Array.from({ length: sizeOf(to) }, (_, index) => {
    let [rest, at] = [index, 0];
    for (let k = to.length - 1; k >= 0; k--) {
      at += (rest % to[k]) * strides[k];
      rest = Math.floor(rest / to[k]);
    }
    return at;
  });
}

const matmulPrimitive: Operation<undefined> = definePrimitive({
  name: "matmul",
  keep: "inputs",
  evaluate: ([a, b]) => {
    const [m, k] = a.shape.slice(-2);
    const n = b.shape[b.shape.length - 1];
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const batch = broadcastShapes(batchA, batchB, "matmul");
    const data = new Float64Array(sizeOf(batch) * m * n);
    const [startA, startB] = [batchOffsets(batchA, batch), batchOffsets(batchB, batch)];
    for (let s = 0; s < startA.length; s++) {
      multiplyInto(data, s * m * n, a.data, startA[s] * m * k, b.data, startB[s] * k * n, [
        m,
        k,
        n,
      ]);
    }
    return { shape: [...batch, m, n], data };
  },
  rule: (cotangent, { shapes, inputs: [a, b] }) => [
    () => sumTo(matmulPrimitive([cotangent, transpose(b)], undefined), shapes[0]),
    () => sumTo(matmulPrimitive([transpose(a), cotangent], undefined), shapes[1]),
  ],
});

/**
 * Multiplies matrices, or many along broadcast leading axes; a vector is a row on the left, a column on the right.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, matmul, tensor } from "@torrey/torrey";
 *
 * assertEquals(matmul(fromArray([[1, 2], [3, 4]]), tensor([1, 1])), tensor([3, 7]));
 * ```
 *
 * @param a Shape […, m, k] or [k]
 * @param b Shape […, k, n] or [k]
 * @returns Shape […, m, n], without the axis of a vector
 * @throws {RangeError} If the inner lengths differ or an operand is a scalar
 */
export function matmul(a: Value, b: Value): Tensor {
  const [left, right] = [toTensor(a), toTensor(b)];
  const inner = right.shape.length > 1 ? right.shape[right.shape.length - 2] : right.shape[0];
  if (left.shape.length === 0 || right.shape.length === 0 || left.shape.at(-1) !== inner) {
    throw new RangeError(
      `Cannot matmul shapes ${formatShape(left.shape)} and ${
        formatShape(right.shape)
      }: the inner lengths differ`,
    );
  }
  const rows = left.shape.length > 1 ? left : expandDims(left, 0);
  const columns = right.shape.length > 1 ? right : expandDims(right, 1);
  const product = matmulPrimitive([rows, columns], undefined);
  const rank = product.shape.length;
  return reshape(
    product,
    product.shape.filter((_, k) =>
      (k !== rank - 2 || left.shape.length > 1) && (k !== rank - 1 || right.shape.length > 1)
    ),
  );
}

/**
 * Adds up the products of corresponding elements.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dot, tensor, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(dot(tensor([1, 2]), tensor([3, 4]))), 11);
 * ```
 *
 * @param a Any value
 * @param b One of the same shape
 * @returns A scalar
 * @throws {RangeError} If the shapes differ
 */
export function dot(a: Value, b: Value): Tensor {
  const [left, right] = [toTensor(a), toTensor(b)];
  if (!sameShape(left.shape, right.shape)) {
    throw new RangeError(
      `Cannot dot shapes ${formatShape(left.shape)} and ${
        formatShape(right.shape)
      }: expected the same`,
    );
  }
  return sum(multiply(left, right));
}

/**
 * Multiplies every element of one vector with every element of another.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, outer, tensor } from "@torrey/torrey";
 *
 * assertEquals(outer(tensor([1, 2]), tensor([3, 4])), fromArray([[3, 4], [6, 8]]));
 * ```
 *
 * @param a Shape [m]
 * @param b Shape [n]
 * @returns Shape [m, n]
 */
export function outer(a: Value, b: Value): Tensor {
  return multiply(reshape(a, [-1, 1]), reshape(b, [1, -1]));
}

/**
 * Computes the cross products of vectors along the last axis.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cross, tensor } from "@torrey/torrey";
 *
 * assertEquals(cross(tensor([1, 0, 0]), tensor([0, 1, 0])), tensor([0, 0, 1]));
 * ```
 *
 * @param a Shape […, 3]
 * @param b Shape […, 3], broadcast against a
 * @returns a × b
 * @throws {RangeError} If the last axis has another length than 3
 */
export function cross(a: Value, b: Value): Tensor {
  const shape = broadcastShapes(toTensor(a).shape, toTensor(b).shape, "cross");
  if (shape.at(-1) !== 3) {
    throw new RangeError(
      `Cannot cross vectors of shape ${formatShape(shape)}: expected a last axis of length 3`,
    );
  }
  return crossPrimitive([broadcastTo(a, shape), broadcastTo(b, shape)], undefined);
}

const crossPrimitive: Operation<undefined> = definePrimitive({
  name: "cross",
  keep: "inputs",
  evaluate: ([{ shape, data: a }, { data: b }]) => {
    const data = new Float64Array(a.length);
    for (let k = 0; k < a.length; k += 3) {
      data[k] = a[k + 1] * b[k + 2] - a[k + 2] * b[k + 1];
      data[k + 1] = a[k + 2] * b[k] - a[k] * b[k + 2];
      data[k + 2] = a[k] * b[k + 1] - a[k + 1] * b[k];
    }
    return { shape, data };
  },
  rule: (cotangent, { inputs: [a, b] }) => [() => cross(b, cotangent), () => cross(cotangent, a)],
});
