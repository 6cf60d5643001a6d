/**
 * Ritz values of the projected matrix, their error bounds, and Ritz vectors.
 *
 * @module
 */
import { gemm, Workspace } from "../../../wasm/mod.ts";
import { denseEigenSize, denseSymmetricEigen } from "../dense/mod.ts";
import type { Projection } from "./iterate.ts";
import { BLOCK, type KrylovSpace } from "./krylov_space.ts";

/** Eigenpairs of the projected matrix, largest θ (smallest λ) first. */
export interface RitzPairs {
  /** Order of the projected matrix. */
  readonly order: number;
  /** θ, descending, [order]. */
  readonly theta: Float64Array;
  /** Eigenvectors as columns, [order × count]. */
  readonly vectors: Float64Array;
  /** Number of columns of `vectors`. */
  readonly count: number;
  /** ‖T u − θ u‖_M of each Ritz vector, [count]. */
  readonly residuals: Float64Array;
}

/** −T in the Krylov basis: block tridiagonal, dense storage. */
function negativeProjection(projection: Projection): Float64Array {
  const blocks = projection.diagonal.length, order = blocks * BLOCK;
  const matrix = new Float64Array(order * order);
  for (let j = 0; j < blocks; j++) {
    for (let i = 0; i < BLOCK; i++) {
      for (let k = 0; k < BLOCK; k++) {
        const row = j * BLOCK + i, column = j * BLOCK + k;
        matrix[row * order + column] = -projection.diagonal[j][i * BLOCK + k];
        if (j + 1 < blocks) {
          const value = -projection.coupling[j][i * BLOCK + k];
          matrix[(row + BLOCK) * order + column] = value;
          matrix[column * order + row + BLOCK] = value;
        }
      }
    }
  }
  return matrix;
}

/** Eigenpairs of the projected matrix: the `count` largest θ with vectors and error bounds. */
export function ritzPairs(projection: Projection, count: number): RitzPairs {
  const order = projection.diagonal.length * BLOCK;
  const wanted = Math.min(count, order);
  const workspace = new Workspace(denseEigenSize(order, wanted));
  const { values, vectors } = denseSymmetricEigen(negativeProjection(projection), order, {
    count: wanted,
    workspace,
  });
  const last = projection.coupling[projection.coupling.length - 1];
  const residuals = new Float64Array(wanted);
  for (let c = 0; c < wanted; c++) {
    let square = 0;
    for (let i = 0; i < BLOCK; i++) {
      let value = 0;
      for (let k = i; k < BLOCK; k++) {
        value += last[i * BLOCK + k] * vectors[(order - BLOCK + k) * wanted + c];
      }
      square += value * value;
    }
    residuals[c] = Math.sqrt(square);
  }
  return {
    order,
    theta: values.map((value) => -value),
    vectors: vectors.slice(),
    count: wanted,
    residuals,
  };
}

/** Rows gathered at a time, so that a product with the panels' coefficients runs at the speed of a matrix product. */
const ROWS = 256;

/**
 * X S for the panels X_0 … and coefficients S.
 *
 * @param space The space that holds the panels.
 * @param order Number of rows of S, a multiple of BLOCK.
 * @param s S, [order × columns].
 * @param columns Number of columns of S.
 * @returns The combination, [rows × columns].
 */
export function combinePanels(
  space: KrylovSpace,
  order: number,
  s: Float64Array,
  columns: number,
): Float64Array {
  const { rows, panels } = space;
  const workspace = new Workspace({ float64: [ROWS * order, order * columns, ROWS * columns] });
  const left = workspace.float64(ROWS * order), right = workspace.copyFloat64(s);
  const product = workspace.float64(ROWS * columns);
  const result = new Float64Array(rows * columns);
  for (let first = 0; first < rows; first += ROWS) {
    const count = Math.min(ROWS, rows - first);
    for (let p = 0; p * BLOCK < order; p++) {
      for (let row = 0; row < count; row++) {
        const from = (first + row) * BLOCK;
        left.set(panels[p].subarray(from, from + BLOCK), row * order + p * BLOCK);
      }
    }
    product.fill(0);
    gemm(workspace, {}, count, columns, order, 1, left, order, right, columns, product, columns);
    result.set(product.subarray(0, count * columns), first * columns);
  }
  return result;
}
