/**
 * Linear systems, inverses and determinants of small dense matrices.
 *
 * For A X = B with cotangent X̄: B̄ = A⁻ᵀ X̄ and Ā = −B̄ Xᵀ. For the determinant: Ā = d̄ det(A) A⁻ᵀ.
 *
 * @module
 */
import { definePrimitive, type Operation } from "../primitive.ts";
import { formatShape } from "../shape.ts";
import type { Tensor, Value } from "../tensor.ts";
import { toTensor } from "../trace.ts";
import { add, multiply, negate } from "./arithmetic.ts";
import { eye } from "./create.ts";
import { factoriseCholesky, factoriseLu, solveCholesky, solveLu } from "./lu.ts";
import { matmul } from "./matmul.ts";
import { transpose } from "./permute.ts";
import { reshape } from "./reshape.ts";

const solvePrimitive: Operation<undefined> = definePrimitive({
  name: "solve",
  keep: "both",
  evaluate: ([a, b]) => {
    const n = a.shape[0];
    const lu = factoriseLu(a.data, n);
    for (let k = 0; k < n; k++) {
      if (lu.factors[k * (n + 1)] === 0) {
        throw new Error(
          `Cannot solve the linear system: the matrix is singular (pivot ${k} is zero)`,
        );
      }
    }
    return { shape: b.shape, data: solveLu(lu, n, b.data, b.shape[1]) };
  },
  rule: (cotangent, { inputs: [a], output: x }) => {
    const back = (): Tensor => solvePrimitive([transpose(a), cotangent], undefined);
    return [() => negate(matmul(back(), transpose(x))), back];
  },
});

const choleskyPrimitive: Operation<undefined> = definePrimitive({
  name: "choleskySolve",
  keep: "both",
  evaluate: ([a, b]) => {
    const n = a.shape[0];
    const lower = factoriseCholesky(a.data, n);
    if (typeof lower === "number") {
      throw new Error(
        `Cannot solve by Cholesky: the matrix is not positive definite (pivot ${lower} is not positive)`,
      );
    }
    return { shape: b.shape, data: solveCholesky(lower, n, b.data, b.shape[1]) };
  },
  rule: (cotangent, { inputs: [a], output: x }) => {
    const back = (): Tensor => choleskyPrimitive([a, cotangent], undefined);
    return [() => negate(matmul(back(), transpose(x))), back];
  },
});

function squareMatrix(a: Value, operation: string): Tensor {
  const matrix = toTensor(a);
  if (matrix.shape.length !== 2 || matrix.shape[0] !== matrix.shape[1]) {
    throw new RangeError(
      `Cannot ${operation} a matrix of shape ${formatShape(matrix.shape)}: expected a square one`,
    );
  }
  return matrix;
}

function rightSides(b: Value, n: number, operation: string): { columns: Tensor; given: Tensor } {
  const given = toTensor(b);
  if (given.shape.length < 1 || given.shape.length > 2 || given.shape[0] !== n) {
    throw new RangeError(
      `Cannot ${operation} with a right-hand side of shape ${formatShape(given.shape)}: ` +
        `expected [${n}] or [${n}, columns]`,
    );
  }
  return { columns: given.shape.length === 2 ? given : reshape(given, [n, 1]), given };
}

/**
 * Solves A X = B by LU factorisation with partial pivoting.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, solve, tensor } from "@torrey/torrey";
 *
 * assertEquals(solve(fromArray([[0, 2], [1, 0]]), tensor([4, 3])), tensor([3, 2]));
 * ```
 *
 * @param a Shape [n, n]
 * @param b Shape [n] or [n, columns]
 * @returns X, shaped as b
 * @throws {RangeError} If the shapes do not fit
 * @throws {Error} If the matrix is singular
 */
export function solve(a: Value, b: Value): Tensor {
  const matrix = squareMatrix(a, "solve");
  const { columns, given } = rightSides(b, matrix.shape[0], "solve");
  return reshape(solvePrimitive([matrix, columns], undefined), given.shape);
}

/**
 * Solves A X = B by Cholesky factorisation; only the symmetric part of A is used, and differentiated.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { choleskySolve, fromArray, tensor } from "@torrey/torrey";
 *
 * assertEquals(choleskySolve(fromArray([[4, 0], [0, 1]]), tensor([8, 3])), tensor([2, 3]));
 * ```
 *
 * @param a Shape [n, n], symmetric positive definite
 * @param b Shape [n] or [n, columns]
 * @returns X, shaped as b
 * @throws {RangeError} If the shapes do not fit
 * @throws {Error} If the matrix is not positive definite
 */
export function choleskySolve(a: Value, b: Value): Tensor {
  const matrix = squareMatrix(a, "choleskySolve");
  const { columns, given } = rightSides(b, matrix.shape[0], "choleskySolve");
  const symmetric = multiply(0.5, add(matrix, transpose(matrix)));
  return reshape(choleskyPrimitive([symmetric, columns], undefined), given.shape);
}

/**
 * Inverts a matrix.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromArray, inverse } from "@torrey/torrey";
 *
 * assertEquals(inverse(fromArray([[2, 0], [0, 4]])), fromArray([[0.5, 0], [0, 0.25]]));
 * ```
 *
 * @param a Shape [n, n]
 * @returns A⁻¹
 * @throws {Error} If the matrix is singular
 */
export function inverse(a: Value): Tensor {
  const matrix = squareMatrix(a, "invert");
  return solve(matrix, eye(matrix.shape[0]));
}

const determinantPrimitive: Operation<undefined> = definePrimitive({
  name: "determinant",
  keep: "both",
  evaluate: ([a]) => {
    const n = a.shape[0];
    const { factors, parity } = factoriseLu(a.data, n);
    let product = parity;
    for (let k = 0; k < n; k++) product *= factors[k * (n + 1)];
    return { shape: [], data: Float64Array.of(product) };
  },
  rule: (cotangent, { inputs: [a], output }) => [
    () => multiply(multiply(cotangent, output), transpose(inverse(a))),
  ],
});

/**
 * Computes a determinant; to be differentiated the matrix must be invertible.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { determinant, fromArray, toNumber } from "@torrey/torrey";
 *
 * assertEquals(toNumber(determinant(fromArray([[1, 2], [3, 4]]))), -2);
 * ```
 *
 * @param a Shape [n, n]
 * @returns A scalar
 */
export function determinant(a: Value): Tensor {
  return determinantPrimitive([squareMatrix(a, "take the determinant of")], undefined);
}
