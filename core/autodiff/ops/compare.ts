/**
 * Comparisons, which give masks of 0 and 1 that are constants to the differentiation, and choices by mask.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import type { Tensor, Value } from "../tensor.ts";
import { plain, toTensor } from "../trace.ts";
import { add, multiply, subtract } from "./arithmetic.ts";
import { type BinaryKernel, broadcastBinary } from "./broadcast_binary.ts";
import { broadcastShapes } from "../shape.ts";
import { broadcastTo, sumTo } from "./reshape.ts";
import { zeros } from "./create.ts";

const greaterKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] > b[j] ? 1 : 0;
};

const greaterEqualKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] >= b[j] ? 1 : 0;
};

const equalKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = a[i] === b[j] ? 1 : 0;
};

function compare(name: string, kernel: BinaryKernel, x: Value, y: Value): Tensor {
  return broadcastBinary(name, kernel, plain(toTensor(x)), plain(toTensor(y)));
}

/**
 * Compares; the mask is a constant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { greater, tensor } from "@torrey/torrey";
 *
 * assertEquals(greater(tensor([1, 2, 3]), 2), tensor([0, 0, 1]));
 * ```
 *
 * @param x Left side
 * @param y Right side
 * @returns 1 where x > y, 0 elsewhere
 */
export function greater(x: Value, y: Value): Tensor {
  return compare("greater", greaterKernel, x, y);
}

/**
 * Compares; the mask is a constant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { greaterEqual, tensor } from "@torrey/torrey";
 *
 * assertEquals(greaterEqual(tensor([1, 2, 3]), 2), tensor([0, 1, 1]));
 * ```
 *
 * @param x Left side
 * @param y Right side
 * @returns 1 where x ≥ y, 0 elsewhere
 */
export function greaterEqual(x: Value, y: Value): Tensor {
  return compare("greaterEqual", greaterEqualKernel, x, y);
}

/**
 * Compares; the mask is a constant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { less, tensor } from "@torrey/torrey";
 *
 * assertEquals(less(tensor([1, 2, 3]), 2), tensor([1, 0, 0]));
 * ```
 *
 * @param x Left side
 * @param y Right side
 * @returns 1 where x < y, 0 elsewhere
 */
export function less(x: Value, y: Value): Tensor {
  return compare("less", greaterKernel, y, x);
}

/**
 * Compares; the mask is a constant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lessEqual, tensor } from "@torrey/torrey";
 *
 * assertEquals(lessEqual(tensor([1, 2, 3]), 2), tensor([1, 1, 0]));
 * ```
 *
 * @param x Left side
 * @param y Right side
 * @returns 1 where x ≤ y, 0 elsewhere
 */
export function lessEqual(x: Value, y: Value): Tensor {
  return compare("lessEqual", greaterEqualKernel, y, x);
}

/**
 * Compares; the mask is a constant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { equal, tensor } from "@torrey/torrey";
 *
 * assertEquals(equal(tensor([1, 2, 3]), 2), tensor([0, 1, 0]));
 * ```
 *
 * @param x Left side
 * @param y Right side
 * @returns 1 where x = y, 0 elsewhere
 */
export function equal(x: Value, y: Value): Tensor {
  return compare("equal", equalKernel, x, y);
}

const wherePrimitive: Operation<Tensor> = definePrimitive({
  name: "where",
  keep: "shapes",
  evaluate: ([x, y], mask) => {
    const data = new Float64Array(mask.data.length);
    for (let k = 0; k < data.length; k++) data[k] = mask.data[k] !== 0 ? x.data[k] : y.data[k];
    return { shape: mask.shape, data };
  },
  rule: (cotangent, { params: mask }) => [
    () => wherePrimitive([cotangent, zeros(mask.shape)], mask),
    () => wherePrimitive([zeros(mask.shape), cotangent], mask),
  ],
});

/**
 * Chooses element by element; no gradient flows into what is not chosen.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { greater, tensor, where } from "@torrey/torrey";
 *
 * const x = tensor([-1, 2]);
 * assertEquals(where(greater(x, 0), x, 0), tensor([0, 2]));
 * ```
 *
 * @param mask Where it is not 0, x is taken; a constant to the differentiation
 * @param x Taken where the mask holds
 * @param y Taken elsewhere
 * @returns The chosen elements, of the common broadcast shape
 */
export function where(mask: Value, x: Value, y: Value): Tensor {
  const [m, p, q] = [plain(toTensor(mask)), toTensor(x), toTensor(y)];
  const shape = broadcastShapes(broadcastShapes(p.shape, q.shape, "where"), m.shape, "where");
  return wherePrimitive([broadcastTo(p, shape), broadcastTo(q, shape)], broadcastTo(m, shape));
}

const maximumKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = Math.max(a[i], b[j]);
};

const maximumPrimitive: Operation<undefined> = definePrimitive({
  name: "maximum",
  keep: "inputs",
  evaluate: ([x, y]) => broadcastBinary("maximum", maximumKernel, x, y),
  rule: (cotangent, { shapes, inputs: [x, y] }) => {
    const share = (): Tensor => halfOnTies(x, y);
    return [
      () => sumTo(multiply(cotangent, share()), shapes[0]),
      () => sumTo(multiply(cotangent, subtract(1, share())), shapes[1]),
    ];
  },
});

/** 1 where x > y, 0 where x < y, ½ where they are equal. */
function halfOnTies(x: Tensor, y: Tensor): Tensor {
  return multiply(0.5, add(greater(x, y), greaterEqual(x, y)));
}

/**
 * Larger of two values; at a tie each gets half the gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { maximum, tensor } from "@torrey/torrey";
 *
 * assertEquals(maximum(tensor([-1, 2]), 0), tensor([0, 2]));
 * ```
 *
 * @param x A value
 * @param y Another
 * @returns The larger, of the broadcast shape
 */
export function maximum(x: Value, y: Value): Tensor {
  return maximumPrimitive([x, y], undefined);
}

const minimumKernel: BinaryKernel = (out, o, n, a, i, di, b, j, dj) => {
  for (let k = 0; k < n; k++, i += di, j += dj) out[o + k] = Math.min(a[i], b[j]);
};

const minimumPrimitive: Operation<undefined> = definePrimitive({
  name: "minimum",
  keep: "inputs",
  evaluate: ([x, y]) => broadcastBinary("minimum", minimumKernel, x, y),
  rule: (cotangent, { shapes, inputs: [x, y] }) => {
    const share = (): Tensor => halfOnTies(y, x);
    return [
      () => sumTo(multiply(cotangent, share()), shapes[0]),
      () => sumTo(multiply(cotangent, subtract(1, share())), shapes[1]),
    ];
  },
});

/**
 * Smaller of two values; at a tie each gets half the gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { minimum, tensor } from "@torrey/torrey";
 *
 * assertEquals(minimum(tensor([-1, 2]), 0), tensor([-1, 0]));
 * ```
 *
 * @param x A value
 * @param y Another
 * @returns The smaller, of the broadcast shape
 */
export function minimum(x: Value, y: Value): Tensor {
  return minimumPrimitive([x, y], undefined);
}

/**
 * Limits values to a range; no gradient flows where they are limited.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { clip, tensor } from "@torrey/torrey";
 *
 * assertEquals(clip(tensor([-1, 0.5, 2]), 0, 1), tensor([0, 0.5, 1]));
 * ```
 *
 * @param x Any value
 * @param low The least allowed
 * @param high The greatest allowed
 * @returns min(max(x, low), high)
 */
export function clip(x: Value, low: Value, high: Value): Tensor {
  return minimum(maximum(x, low), high);
}
