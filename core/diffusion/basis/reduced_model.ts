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

/** What a reduced system tells beside its matrices. */
export interface ReducedModelOptions {
  /** The compartment of each node, 0 … C − 1; all 0 by default. */
  readonly nodeCompartments?: Int32Array;
  /** Where the origin of the points lies in the tissue's coordinates, µm, [3]; the same by default. */
  readonly origin?: Float64Array;
}

/** PᵀM_c1 of each compartment. */
function receiversOf(
  space: P1Space,
  basis: GalerkinBasis,
  nodeCompartments: Int32Array,
): Float64Array[] {
  const n = basis.columns, volumes = nodalVolumes(space);
  const count = nodeCompartments.reduce((most, c) => Math.max(most, c), 0) + 1;
  const receivers = Array.from({ length: count }, () => new Float64Array(n));
  for (let a = 0; a < space.nodes; a++) {
    const own = receivers[nodeCompartments[a]];
    for (let j = 0; j < n; j++) own[j] += volumes[a] * basis.vectors[a * n + j];
  }
  return receivers;
}

/** A reduced system without its matrices. */
export type ReducedVectors = Omit<ReducedModel, "moments" | "storage">;

/**
 * What a reduced system has beside its matrices: a = PᵀM1, the receivers, the extent of the tissue.
 *
 * @param space The space, assembled at `points`.
 * @param basis A basis of it.
 * @param points The node positions, [3 × nodes].
 * @param options The nodes' compartments and the origin of the points.
 * @returns The vectors.
 */
export function reducedVectors(
  space: P1Space,
  basis: GalerkinBasis,
  points: Float64Array,
  options: ReducedModelOptions = {},
): ReducedVectors {
  const { nodeCompartments = new Int32Array(space.nodes), origin = new Float64Array(3) } = options;
  const receivers = receiversOf(space, basis, nodeCompartments);
  return {
    modes: basis.columns,
    eigenvalues: basis.values,
    start: receivers[0].map((_, j) => receivers.reduce((sum, own) => sum + own[j], 0)),
    receivers,
    origin,
    range: (direction) => rangeAlong(points, direction),
  };
}

/**
 * W_k = PᵀJ_kP and a = PᵀM1 of a basis.
 *
 * @param space The space, assembled at `points`.
 * @param basis A basis of it.
 * @param points The node positions the moments refer to, [3 × nodes].
 * @param options The nodes' compartments and the origin of the points.
 * @returns The reduced system.
 */
export function reducedModel(
  space: P1Space,
  basis: GalerkinBasis,
  points: Float64Array,
  options: ReducedModelOptions = {},
): ReducedModel {
  const vectors = reducedVectors(space, basis, points, options);
  return { ...vectors, moments: projectedMoments(space, basis) };
}

function projectedMoments(space: P1Space, basis: GalerkinBasis): PerAxis {
  space.blocks[0].set(basis.vectors);
  const [x, y, z] = space.matrices.moments;
  const of = (values: Float64Array) => project(space, values, basis.columns);
  return [of(x), of(y), of(z)];
}

/** PᵀKP of the stiffness last assembled, which may be that of a relaxation alone. */
export function projectedStiffness(space: P1Space, basis: GalerkinBasis): Float64Array {
  space.blocks[0].set(basis.vectors);
  return project(space, space.matrices.stiffness, basis.columns);
}
