/**
 * Projects the assembled Bloch-Torrey operator onto a Galerkin basis.
 *
 * @module
 */
import { gemm } from "../../../wasm/mod.ts";
import type { P1Space } from "../../fem/mod.ts";
import type { PerAxis, ReducedModel } from "../reduced/mod.ts";
import type { GalerkinBasis } from "./galerkin_basis.ts";

/** PᵀAP for the basis in the space's first block; uses the second. */
function project(space: P1Space, values: Float64Array, n: number): Float64Array {
  const [p, ap] = space.blocks, square = space.squares[0].subarray(0, n * n).fill(0);
  space.apply(values, p, n, ap);
  gemm(space.workspace, { transA: true }, n, n, space.nodes, 1, p, n, ap, n, square, n);
  return square.slice();
}

/** M1: the volume that belongs to each node. */
export function nodalVolumes(space: P1Space): Float64Array {
  const { rowStart } = space.pattern, { mass } = space.matrices;
  const volumes = new Float64Array(space.nodes);
  for (let row = 0; row < space.nodes; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) volumes[row] += mass[e];
  }
  return volumes;
}

/** The least and greatest x·d over the nodes. */
function rangeAlong(points: Float64Array, direction: Float64Array): readonly [number, number] {
  let low = Infinity, high = -Infinity;
  for (let a = 0; a < points.length; a += 3) {
    const x = points[a] * direction[0] + points[a + 1] * direction[1] +
      points[a + 2] * direction[2];
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return [low, high];
}

/**
 * W_k = PᵀJ_kP and a = PᵀM1 of a basis.
 *
 * @param space The space, assembled at `points`.
 * @param basis A basis of it.
 * @param points The node positions the moments refer to, [3 × nodes].
 * @returns The reduced system.
 */
export function reducedModel(
  space: P1Space,
  basis: GalerkinBasis,
  points: Float64Array,
): ReducedModel {
  const n = basis.columns, volumes = nodalVolumes(space);
  space.blocks[0].set(basis.vectors);
  const start = new Float64Array(n);
  for (let a = 0; a < space.nodes; a++) {
    for (let j = 0; j < n; j++) start[j] += volumes[a] * basis.vectors[a * n + j];
  }
  const moments = space.matrices.moments.map((values) =>
    project(space, values, n)
  ) as unknown as PerAxis;
  const eigenvalues = basis.values;
  return {
    modes: n,
    eigenvalues,
    moments,
    start,
    range: (direction) => rangeAlong(points, direction),
  };
}
