/**
 * The lowest eigenmodes of a small mesh, by a dense solver that has all of them at hand.
 *
 * @module
 */
import { gemm, Workspace } from "../../wasm/mod.ts";
import type { P1Space } from "../fem/mod.ts";
import { denseEigenSize, denseGeneralisedEigen } from "../linalg/dense/mod.ts";
import type { SpectralBasis } from "./basis.ts";
import { residualNorms } from "./residuals.ts";

function toDense(space: P1Space, values: Float64Array, dense: Float64Array): Float64Array {
  const { rowStart, columnIndex } = space.pattern;
  for (let row = 0; row < space.nodes; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      dense[row * space.nodes + columnIndex[e]] = values[e];
    }
  }
  return dense;
}

/** Columns from … to − 1 of a row-major matrix with rows of length n. */
function columnsOf(matrix: Float64Array, n: number, from: number, to: number): Float64Array {
  const width = to - from, part = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    part.set(matrix.subarray(row * n + from, row * n + to), row * width);
  }
  return part;
}

/** Φ C with C_mj = (ΦᵀF)_mj / divisor(m, j) and Φ the modes left out, [nodes × rest]. */
function divideInComplement(
  left: Float64Array,
  rest: number,
  f: Float64Array,
  n: number,
  divisor: (m: number, j: number) => number,
): Float64Array {
  const nodes = f.length / n;
  if (rest === 0) return new Float64Array(nodes * n);
  const workspace = new Workspace({ float64: [nodes * rest, nodes * n, rest * n, nodes * n] });
  const phi = workspace.copyFloat64(left), right = workspace.copyFloat64(f);
  const coefficients = workspace.float64(rest * n), out = workspace.float64(nodes * n);
  gemm(workspace, { transA: true }, rest, n, nodes, 1, phi, rest, right, n, coefficients, n);
  for (let m = 0; m < rest; m++) {
    for (let j = 0; j < n; j++) coefficients[m * n + j] /= divisor(m, j);
  }
  gemm(workspace, {}, nodes, n, rest, 1, phi, rest, coefficients, n, out, n);
  return out.slice();
}

/**
 * Makes the solver of a space for a number of modes; the memory is used again by every call.
 *
 * @param space The space.
 * @param modes Number of modes to keep, at most the number of nodes.
 * @returns Computes the lowest modes of the matrices last assembled.
 */
export function denseSolver(space: P1Space, modes: number): () => SpectralBasis {
  const n = space.nodes;
  const size = denseEigenSize(n);
  const workspace = new Workspace({ ...size, float64: [n * n, n * n, ...size.float64 ?? []] });
  const start = workspace.mark();
  return () => {
    workspace.release(start);
    const stiffness = toDense(space, space.matrices.stiffness, workspace.float64(n * n));
    const mass = toDense(space, space.matrices.mass, workspace.float64(n * n));
    const all = denseGeneralisedEigen(stiffness, mass, n, { workspace });
    const eigenvalues = all.values.slice(0, modes), left = all.values.slice(modes);
    const vectors = columnsOf(all.vectors, n, 0, modes),
      leftVectors = columnsOf(all.vectors, n, modes, n);
    return {
      modes,
      eigenvalues,
      vectors,
      residuals: residualNorms(space, eigenvalues, vectors),
      next: modes < n ? left[0] : Infinity,
      complement: (f) =>
        divideInComplement(leftVectors, n - modes, f, modes, (m, j) => left[m] - eigenvalues[j]),
      respond: (f, columns) =>
        divideInComplement(leftVectors, n - modes, f, columns, (m) => left[m]),
    };
  };
}
