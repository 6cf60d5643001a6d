/**
 * The lowest eigenmodes of a small mesh, by a dense solver that has all of them at hand.
 *
 * @module
 */
import { Workspace } from "../../wasm/mod.ts";
import type { P1Space } from "../fem/mod.ts";
import {
  columnsOf,
  denseEigenSize,
  denseGeneralisedEigen,
  denseProduct,
} from "../linalg/dense/mod.ts";
import type { SpectralBasis, SpectralSolver } from "./basis.ts";
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

/** Φ C with C_mj = (ΦᵀF)_mj / divisor(m, j) for some of the modes Φ, [nodes × count]. */
function divided(
  phi: Float64Array,
  count: number,
  f: Float64Array,
  n: number,
  divisor: (m: number, j: number) => number,
): Float64Array {
  const nodes = f.length / n;
  if (count === 0) return new Float64Array(nodes * n);
  const coefficients = denseProduct(phi, f, count, nodes, n, { transA: true });
  for (let m = 0; m < count; m++) {
    for (let j = 0; j < n; j++) coefficients[m * n + j] /= divisor(m, j);
  }
  return denseProduct(phi, coefficients, nodes, count, n);
}

/**
 * Makes the dense solver of a space; the memory is used again by every call.
 *
 * @param space The space.
 * @param room Number of modes kept unless told otherwise, at most the number of nodes.
 * @param shift σ of the static response.
 * @returns The solver; its bases have `lowest` up to the number of nodes.
 */
export function denseSolver(space: P1Space, room: number, shift: number): SpectralSolver {
  const n = space.nodes;
  const size = denseEigenSize(n);
  const workspace = new Workspace({ ...size, float64: [n * n, n * n, ...size.float64 ?? []] });
  const start = workspace.mark();
  return (modes = room) => {
    workspace.release(start);
    const stiffness = toDense(space, space.matrices.stiffness, workspace.float64(n * n));
    const mass = toDense(space, space.matrices.mass, workspace.float64(n * n));
    const found = denseGeneralisedEigen(stiffness, mass, n, { workspace });
    const values = found.values.slice(), all = found.vectors.slice();
    return basisOf(space, values, all, shift, modes);
  };
}

/** The basis of the lowest modes, from all eigenpairs. */
function basisOf(
  space: P1Space,
  values: Float64Array,
  all: Float64Array,
  shift: number,
  modes: number,
): SpectralBasis {
  const n = space.nodes;
  const eigenvalues = values.slice(0, modes), left = values.subarray(modes);
  const vectors = columnsOf(all, n, 0, modes);
  return {
    modes,
    eigenvalues,
    vectors,
    residuals: residualNorms(space, eigenvalues, vectors),
    next: modes < n ? left[0] : Infinity,
    shift,
    complement: (f) =>
      divided(columnsOf(all, n, modes, n), n - modes, f, modes, (m, j) => left[m] - eigenvalues[j]),
    respond: (f, columns) => divided(all, n, f, columns, (m) => values[m] + shift),
    lowest: (count) => basisOf(space, values, all, shift, count),
  };
}
