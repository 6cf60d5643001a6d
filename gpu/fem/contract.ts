/**
 * The adjoint of P1 assembly on a device, gathered for each node.
 *
 * @module
 */
import {
  contractFaces,
  ELEMENT_COEFFICIENTS,
  type Faces,
  type P1Coefficients,
  type P1Gradient,
} from "../../core/fem/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { checkFinite } from "../device/single_precision.ts";
import type { ContractionArrays, FaceArrays, MeshArrays } from "./arrays.ts";
import { contractMomentsKernel, contractStiffnessKernel, SLOPES } from "./contract_tets.wgsl.ts";
import {
  gatherFacesKernel,
  gatherPointsKernel,
  sumCoefficientsKernel,
} from "./gather_slopes.wgsl.ts";
import type { EntryArrays } from "./space_types.ts";

/** Arrays a contraction writes; kept from one to the next. */
export interface SlopeArrays {
  /** [3 × nodes]. */
  readonly points: GpuArray;
  /** [8 × segments]. */
  readonly sums: GpuArray;
  /** [36 × interfaces], [9 × walls]. */
  readonly interfaces?: GpuArray;
  readonly walls?: GpuArray;
}

/** Records the contraction of tetrahedra; the inputs are those on the device. */
export function contractTets(
  gpu: Gpu,
  { tetCount, tets, compartments, nodeStart, nodeTets }: MeshArrays,
  { scatter, order, segments, segmentCompartments }: ContractionArrays,
  { points, coefficients }: { readonly points: GpuArray; readonly coefficients: GpuArray },
  { stiffness, mass, moments: [momentX, momentY, momentZ] }: EntryArrays,
  out: SlopeArrays,
  difference: boolean,
): void {
  const nodes = out.points.length / 3, entries = stiffness.length;
  using slopes = gpu.array("tetrahedron slopes", SLOPES * tetCount);
  gpu.run(contractStiffnessKernel, {
    arrays: { tets, compartments, scatter, points, coefficients, stiffness, mass, slopes },
    params: { tetCount, difference: difference ? 1 : 0 },
    size: { threads: tetCount },
    cost: { flops: 420 * tetCount, bytes: 4 * ((21 + SLOPES) * tetCount + 2 * entries) },
  });
  gpu.run(contractMomentsKernel, {
    arrays: { tets, scatter, points, momentX, momentY, momentZ, slopes },
    params: { tetCount },
    size: { threads: tetCount },
    cost: { flops: 280 * tetCount, bytes: 4 * ((20 + 2 * SLOPES) * tetCount + 3 * entries) },
  });
  gpu.run(gatherPointsKernel, {
    arrays: { nodeStart, nodeTets, slopes, points: out.points },
    params: { nodes },
    size: { threads: nodes },
    cost: { flops: 12 * tetCount, bytes: 4 * (16 * tetCount + 4 * nodes) },
  });
  gpu.run(sumCoefficientsKernel, {
    arrays: { segments, order, slopes, sums: out.sums },
    params: {},
    size: { groups: [segmentCompartments.length, 1, 1] },
    cost: { flops: 8 * tetCount, bytes: 36 * tetCount },
  });
}

/** Records the gather of the stiffness cotangent at one kind of faces. */
export function gatherFaces(
  gpu: Gpu,
  scatter: GpuArray,
  n: 3 | 6,
  stiffness: GpuArray,
  gathered: GpuArray,
  difference: boolean,
): void {
  const count = scatter.length;
  gpu.run(gatherFacesKernel, {
    arrays: { scatter, stiffness, gathered },
    params: { count, n, difference: difference ? 1 : 0 },
    size: { threads: count },
    cost: { flops: 2 * count, bytes: 12 * count },
  });
}

/** Contracts faces in double precision, their cotangents gathered face by face; adds to the points' gradient. */
function gatheredFaces(
  { size, nodes }: Faces,
  points: Float64Array,
  coefficients: Float64Array,
  gathered: Float32Array | undefined,
  gradient: Float64Array,
): Float64Array {
  if (gathered === undefined) return new Float64Array(coefficients.length);
  checkFinite("cotangents at faces", gathered);
  const scatter = Int32Array.from(gathered, (_, i) => i);
  const faces = { size, nodes, scatter };
  return contractFaces(faces, points, coefficients, Float64Array.from(gathered), gradient);
}

/** The gradient from what was read: of points, of the segments' coefficients, and of faces where there are any. */
export function gradientOf(
  data: {
    readonly points: Float32Array;
    readonly sums: Float32Array;
    readonly interfaces?: Float32Array | undefined;
    readonly walls?: Float32Array | undefined;
  },
  segmentCompartments: readonly number[],
  faces: FaceArrays | undefined,
  points: Float64Array,
  coefficients: P1Coefficients,
): P1Gradient {
  checkFinite("gradient of the points", data.points);
  checkFinite("gradient of the coefficients", data.sums);
  const gradient = Float64Array.from(data.points);
  const elements = new Float64Array(coefficients.elements.length);
  segmentCompartments.forEach((compartment, segment) => {
    for (let k = 0; k < ELEMENT_COEFFICIENTS; k++) {
      elements[ELEMENT_COEFFICIENTS * compartment + k] +=
        data.sums[ELEMENT_COEFFICIENTS * segment + k];
    }
  });
  const none = { interfaces: new Float64Array(0), walls: new Float64Array(0) };
  if (faces === undefined) return { points: gradient, elements, ...none };
  const { interfaces, walls } = faces.topology;
  return {
    points: gradient,
    elements,
    interfaces: gatheredFaces(
      interfaces,
      points,
      coefficients.interfaces,
      data.interfaces,
      gradient,
    ),
    walls: gatheredFaces(walls, points, coefficients.walls, data.walls, gradient),
  };
}
