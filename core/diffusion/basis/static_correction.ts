/**
 * The reduced system with static-correction vectors: what the modes left out would answer if they followed at once.
 *
 * The vectors (K + σM)⁻¹J_k p_j of the lowest modes, Galerkin with the modes themselves, remove nearly all of the
 * truncation error, so the difference they make is an estimate of it. Comparing n with fewer modes is not: in an axon the
 * first dozens of modes past n may all be longitudinal, change nothing, and hide the transverse one that is missing.
 *
 * @module
 */
import { gemm, Workspace } from "../../../wasm/mod.ts";
import type { P1Space } from "../../fem/mod.ts";
import { denseSymmetricEigen } from "../../linalg/dense/mod.ts";
import type { SpectralBasis } from "../../spectral/mod.ts";
import type { ReducedModel } from "../reduced/mod.ts";
import { reducedModel } from "./reduced_model.ts";

/** Lowest modes that get correction vectors, one for each axis. */
const CORRECTED = 32;
/** Directions whose Gram eigenvalue lies below this part of the largest are dropped. */
const DEPENDENT = 1e-12;

/** Number of columns a space needs for {@linkcode correctedModel}. */
export function correctedColumns(nodes: number, modes: number): number {
  return Math.min(nodes, modes + 3 * Math.min(modes, CORRECTED));
}

/** [J_x p_j, J_y p_j, J_z p_j] of the lowest modes, [nodes × 3 low]. */
function momentsOfLowest(space: P1Space, basis: SpectralBasis, low: number): Float64Array {
  const n = basis.modes, [p, jp] = space.blocks;
  const f = new Float64Array(space.nodes * 3 * low);
  const lowest = p.subarray(0, space.nodes * low);
  for (let a = 0; a < space.nodes; a++) {
    lowest.set(basis.vectors.subarray(a * n, a * n + low), a * low);
  }
  space.matrices.moments.forEach((values, k) => {
    space.apply(values, lowest, low, jp);
    for (let a = 0; a < space.nodes; a++) {
      f.set(jp.subarray(a * low, (a + 1) * low), a * 3 * low + k * low);
    }
  });
  return f;
}

/** VᵀAV for a matrix of the space; uses two of its blocks. */
function gram(
  space: P1Space,
  values: Float64Array,
  v: Float64Array,
  columns: number,
): Float64Array {
  const [x, ax] = space.blocks, square = space.squares[0].subarray(0, columns * columns).fill(0);
  x.set(v);
  space.apply(values, x, columns, ax);
  gemm(
    space.workspace,
    { transA: true },
    columns,
    columns,
    space.nodes,
    1,
    x,
    columns,
    ax,
    columns,
    square,
    columns,
  );
  return square.slice();
}

/** V S, [rows × to]. */
function combine(
  v: Float64Array,
  rows: number,
  from: number,
  s: Float64Array,
  to: number,
): Float64Array {
  const workspace = new Workspace({ float64: [rows * from, from * to, rows * to] });
  const a = workspace.copyFloat64(v),
    b = workspace.copyFloat64(s),
    c = workspace.float64(rows * to);
  gemm(workspace, {}, rows, to, from, 1, a, from, b, to, c, to);
  return c.slice();
}

/** V − P(PᵀMV). */
function removeModes(
  space: P1Space,
  basis: SpectralBasis,
  v: Float64Array,
  columns: number,
): Float64Array {
  const n = basis.modes, [x, mx, p] = space.blocks;
  const c = new Workspace({
    float64: [space.nodes * n, space.nodes * columns, n * columns, space.nodes * columns],
  });
  x.set(v);
  p.set(basis.vectors);
  space.apply(space.matrices.mass, x, columns, mx);
  const left = c.copyFloat64(basis.vectors),
    right = c.copyFloat64(mx.subarray(0, space.nodes * columns));
  const coefficients = c.float64(n * columns), rest = c.copyFloat64(v);
  gemm(
    c,
    { transA: true },
    n,
    columns,
    space.nodes,
    1,
    left,
    n,
    right,
    columns,
    coefficients,
    columns,
  );
  gemm(c, {}, space.nodes, columns, n, -1, left, n, coefficients, columns, rest, columns);
  return rest.slice();
}

/** An M-orthonormal basis of the span of V, and its dimension. */
function orthonormal(
  space: P1Space,
  v: Float64Array,
  columns: number,
): { vectors: Float64Array; count: number } {
  const { values, vectors } = denseSymmetricEigen(
    gram(space, space.matrices.mass, v, columns),
    columns,
  );
  const first = values.findIndex((value) => value > DEPENDENT * values[columns - 1]);
  const count = first < 0 ? 0 : columns - first;
  const s = new Float64Array(columns * count);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < count; j++) {
      s[i * count + j] = vectors[i * columns + first + j] / Math.sqrt(values[first + j]);
    }
  }
  return { vectors: combine(v, space.nodes, columns, s, count), count };
}

/**
 * The reduced system on the modes and their static corrections.
 *
 * @param space The space, assembled at `points`, with room for {@linkcode correctedColumns}.
 * @param basis Its eigenmodes.
 * @param points The node positions the moments refer to, [3 × nodes].
 * @returns The larger system; for its signal, not for a gradient.
 */
export function correctedModel(
  space: P1Space,
  basis: SpectralBasis,
  points: Float64Array,
): ReducedModel {
  const n = basis.modes, { nodes } = space;
  const low = Math.min(n, CORRECTED, Math.floor((correctedColumns(nodes, n) - n) / 3));
  if (low === 0) return reducedModel(space, basis, points);
  const columns = 3 * low;
  let v = basis.respond(momentsOfLowest(space, basis, low), columns);
  v = removeModes(space, basis, v, columns);
  const clean = orthonormal(space, v, columns);
  const { count } = clean;
  const again = orthonormal(space, removeModes(space, basis, clean.vectors, count), count);
  const { values, vectors: turn } = denseSymmetricEigen(
    gram(space, space.matrices.stiffness, again.vectors, count),
    count,
  );
  const corrections = combine(again.vectors, nodes, count, turn, count);
  const all = n + count, vectors = new Float64Array(nodes * all);
  for (let a = 0; a < nodes; a++) {
    vectors.set(basis.vectors.subarray(a * n, (a + 1) * n), a * all);
    vectors.set(corrections.subarray(a * count, (a + 1) * count), a * all + n);
  }
  const eigenvalues = Float64Array.from([...basis.eigenvalues, ...values]);
  return reducedModel(space, { modes: all, eigenvalues, vectors }, points);
}
