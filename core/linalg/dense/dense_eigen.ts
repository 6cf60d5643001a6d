/**
 * All or the lowest eigenpairs of dense symmetric problems: A z = λ z with ZᵀZ = I, and K p = λ M p with PᵀMP = I.
 *
 * The pencil is brought to standard form L⁻¹KL⁻ᵀ (M = LLᵀ); the matrix is reduced to tridiagonal form by Householder
 * reflectors and solved by divide and conquer (Gu & Eisenstat, SIAM J. Matrix Anal. Appl. 16, 1995), which is safe on
 * degenerate and clustered spectra.
 *
 * @module
 */
import {
  eigenScratch,
  type EigenStatus,
  generalisedEigen,
  symmetricEigen,
  Workspace,
  type WorkspaceSize,
} from "../../../wasm/mod.ts";
import { InputError } from "../../input_error.ts";

/** Eigenpairs of a dense symmetric problem. */
export interface DenseEigenpairs {
  /** All n eigenvalues, ascending. */
  readonly values: Float64Array;
  /** The eigenvectors, row-major n×count: column j belongs to `values[j]`. */
  readonly vectors: Float64Array;
}

/** Which eigenvectors are wanted, and where the work is done. */
export interface DenseEigenOptions {
  /** Eigenvectors wanted, those of the `count` lowest eigenvalues; n by default. Fewer cost less. */
  readonly count?: number;
  /**
   * A workspace with {@linkcode denseEigenSize} free, to save making one for every call. Inputs that live in it are
   * overwritten; the returned arrays live in it too, and stay taken.
   */
  readonly workspace?: Workspace;
}

/**
 * How much of a workspace one call of {@linkcode denseSymmetricEigen} or {@linkcode denseGeneralisedEigen} takes, inputs
 * that it must copy in and outputs included.
 *
 * @param n Order of the matrices.
 * @param count Eigenvectors wanted.
 * @returns Lengths of the views it takes.
 */
export function denseEigenSize(n: number, count: number = n): WorkspaceSize {
  const scratch = eigenScratch(n);
  return { float64: [n * n, n * n, n, n * count, ...scratch.float64], int32: scratch.int32 };
}

/**
 * Eigenpairs of a dense symmetric matrix, A z = λ z.
 *
 * @param a A, row-major n×n; only its lower triangle is read. Kept, unless it lives in the workspace given.
 * @param n Order of A, at least 1.
 * @param options How many eigenvectors; the workspace.
 * @returns Ascending eigenvalues; orthonormal eigenvectors, each with its entry of largest magnitude positive (of several
 * equally large within 1e-6, the first).
 * @throws {InputError} If A is not n×n or has an entry that is not finite, or `count` is not 1 to n.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { denseSymmetricEigen } from "@torrey/torrey/linalg";
 *
 * const { values, vectors } = denseSymmetricEigen(new Float64Array([2, 1, 1, 2]), 2);
 * assertAlmostEquals(values[0], 1, 1e-15);
 * assertAlmostEquals(values[1], 3, 1e-15);
 * assertAlmostEquals(vectors[1], Math.SQRT1_2, 1e-15); // row 0, column 1
 * ```
 */
export function denseSymmetricEigen(
  a: Float64Array,
  n: number,
  options: DenseEigenOptions = {},
): DenseEigenpairs {
  checkShape("matrix", a, n);
  const { workspace, own, count, values, vectors } = prepare(n, options);
  const matrix = taken(workspace, a, values), scale = scaleOf(matrix);
  if (scale !== 1) matrix.forEach((entry, e) => matrix[e] = entry * scale);
  check(symmetricEigen(workspace, n, count, matrix, values, vectors), () => {
    checkFinite("matrix", a, n);
  });
  if (scale !== 1) values.forEach((value, j) => values[j] = value / scale);
  return own ? { values: values.slice(), vectors: vectors.slice() } : { values, vectors };
}

/**
 * Eigenpairs of a dense symmetric-definite pencil, K p = λ M p.
 *
 * @param k K, row-major n×n symmetric; only its lower triangle is read. Kept, unless it lives in the workspace given.
 * @param m M, row-major n×n symmetric positive definite, likewise.
 * @param n Order of K and M, at least 1.
 * @param options How many eigenvectors; the workspace.
 * @returns Ascending eigenvalues; eigenvectors with PᵀMP = I, each with its entry of largest magnitude positive (of several
 * equally large within 1e-6, the first).
 * @throws {InputError} If K or M is not n×n or has an entry that is not finite, if M is not positive definite, or `count` is
 * not 1 to n.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { denseGeneralisedEigen } from "@torrey/torrey/linalg";
 *
 * // One linear element of length 1: the constant mode and λ = 12.
 * const stiffness = new Float64Array([1, -1, -1, 1]);
 * const mass = new Float64Array([1 / 3, 1 / 6, 1 / 6, 1 / 3]);
 * const { values, vectors } = denseGeneralisedEigen(stiffness, mass, 2);
 * assertAlmostEquals(values[0], 0, 1e-14);
 * assertAlmostEquals(values[1], 12, 1e-13);
 * assertAlmostEquals(vectors[0], 1, 1e-14); // row 0, column 0
 * ```
 */
export function denseGeneralisedEigen(
  k: Float64Array,
  m: Float64Array,
  n: number,
  options: DenseEigenOptions = {},
): DenseEigenpairs {
  checkShape("stiffness matrix", k, n);
  checkShape("mass matrix", m, n);
  const { workspace, own, count, values, vectors } = prepare(n, options);
  const stiffness = taken(workspace, k, values);
  const mass = taken(workspace, m, values);
  check(generalisedEigen(workspace, n, count, stiffness, mass, values, vectors), () => {
    checkFinite("stiffness matrix", k, n);
    checkFinite("mass matrix", m, n);
  });
  return own ? { values: values.slice(), vectors: vectors.slice() } : { values, vectors };
}

/** Largest entries whose squares neither overflow nor lose digits to underflow. */
const ORDINARY = [2 ** -300, 2 ** 300] as const;

/** The power of two that brings a matrix to ordinary size; 1 for one that is, or is zero or not finite. */
function scaleOf(matrix: Float64Array): number {
  let largest = 0;
  for (const entry of matrix) largest = Math.max(largest, Math.abs(entry));
  const ordinary = largest >= ORDINARY[0] && largest <= ORDINARY[1];
  if (ordinary || !(largest > 0 && largest < Infinity)) return 1;
  // 2^1023 is the largest power there is.
  return 2 ** Math.min(1023, -Math.floor(Math.log2(largest)));
}

/** The workspace, whether this call made it, and the outputs taken from it. */
interface Prepared extends DenseEigenpairs {
  readonly workspace: Workspace;
  readonly own: boolean;
  readonly count: number;
}

function prepare(n: number, options: DenseEigenOptions): Prepared {
  const count = options.count ?? n;
  if (!Number.isInteger(count) || count < 1 || count > n) {
    throw new InputError(
      `Cannot compute ${count} eigenvectors of a matrix of order ${n}: ask for 1 to ${n}`,
    );
  }
  const workspace = options.workspace ?? new Workspace(denseEigenSize(n, count));
  const own = options.workspace === undefined;
  return {
    workspace,
    own,
    count,
    values: workspace.float64(n),
    vectors: workspace.float64(n * count),
  };
}

/** The matrix itself if it lives in the workspace, as `neighbour` does, else a copy there. */
function taken(workspace: Workspace, matrix: Float64Array, neighbour: Float64Array): Float64Array {
  return matrix.buffer === neighbour.buffer ? matrix : workspace.copyFloat64(matrix);
}

function checkShape(name: string, matrix: Float64Array, n: number): void {
  if (!Number.isInteger(n) || n < 1) {
    throw new InputError(`The order of the ${name} must be a positive integer: got ${n}`);
  }
  if (matrix.length !== n * n) {
    throw new InputError(
      `The ${name} of order ${n} must have ${n * n} entries: got ${matrix.length}`,
    );
  }
}

function checkFinite(name: string, matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = matrix[i * n + j];
      if (!Number.isFinite(entry)) {
        throw new InputError(
          `The ${name} must be finite: entry (${i}, ${j}) is ${entry}`,
        );
      }
    }
  }
}

/** Throws what the status says; `locate` throws where an entry is not finite. */
function check(status: EigenStatus, locate: () => void): void {
  if (status.kind === "solved") return;
  if (status.kind === "not positive definite") {
    throw new InputError(
      `The mass matrix is not positive definite: the pivot of row ${status.row} is not positive, ` +
        `check for unused nodes and for elements of zero or negative volume`,
    );
  }
  locate();
  throw new Error(`The eigenvalue iteration failed: ${status.kind}`);
}
