/**
 * P1 assembly on a device, gathered for each entry of the pattern.
 *
 * @module
 */
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import type { GpuPattern } from "../sparse/mod.ts";
import type { AssemblyArrays, FaceArrays, MeshArrays } from "./arrays.ts";
import { edgeMomentsKernel, edgeStiffnessKernel } from "./edge_values.wgsl.ts";
import { edgeFacesKernel, faceValuesKernel, nodeWallsKernel } from "./faces.wgsl.ts";
import { nodeMassKernel, nodeMomentsKernel, stiffnessDiagonalKernel } from "./node_values.wgsl.ts";
import type { GpuMatrices } from "./space_types.ts";
import { TERMS, tetTermsKernel } from "./tet_terms.wgsl.ts";

/** The inputs of an assembly on the device. */
export interface AssemblyInputs {
  /** From `splitPoints`. */
  readonly points: GpuArray;
  /** [8 × compartments]. */
  readonly coefficients: GpuArray;
  /** Of interfaces, then walls. */
  readonly faceCoefficients: GpuArray;
  /** Number, from 1, of a tetrahedron whose numbers are not finite; 0 where all are. */
  readonly bad: GpuArray;
}

/** Adds the faces to the stiffness off its diagonal and to its row sums. */
function addFaces(
  gpu: Gpu,
  faces: FaceArrays,
  { points, faceCoefficients }: AssemblyInputs,
  { stiffness, rowSums }: GpuMatrices,
): void {
  const count = faces.corners.length / 3;
  using values = gpu.array("face values", count);
  gpu.run(faceValuesKernel, {
    arrays: { corners: faces.corners, points, coefficients: faceCoefficients, values },
    params: { faces: count },
    size: { threads: count },
    cost: { flops: 40 * count, bytes: 92 * count },
  });
  const edgeCount = faces.edges.length / 4, nodeCount = faces.nodes.length / 3;
  gpu.run(edgeFacesKernel, {
    arrays: { edges: faces.edges, edgeFaces: faces.edgeFaces, values, stiffness },
    params: { edgeCount },
    size: { threads: edgeCount },
    cost: {
      flops: 2 * faces.edgeFaces.length,
      bytes: 4 * (8 * edgeCount + faces.edgeFaces.length),
    },
  });
  if (nodeCount === 0) return;
  gpu.run(nodeWallsKernel, {
    arrays: { nodes: faces.nodes, nodeFaces: faces.nodeFaces, values, rowSums },
    params: { nodeCount },
    size: { threads: nodeCount },
    cost: { flops: faces.nodeFaces.length, bytes: 4 * (5 * nodeCount + faces.nodeFaces.length) },
  });
}

/**
 * Records the assembly.
 *
 * @param gpu The device.
 * @param pattern The pattern.
 * @param mesh Tetrahedra and those round each node.
 * @param gathers Tetrahedra round each edge.
 * @param faces Permeable faces and walls, where there are any.
 * @param inputs Positions and coefficients.
 * @param matrices Overwritten.
 */
export function assemble(
  gpu: Gpu,
  { rows: nodes, entries, rowStart, columnIndex }: GpuPattern,
  { tetCount, tets, compartments, nodeStart, nodeTets }: MeshArrays,
  { edgeCount, edges, tetPairs, diagonal }: AssemblyArrays,
  faces: FaceArrays | undefined,
  inputs: AssemblyInputs,
  matrices: GpuMatrices,
): void {
  const { points, coefficients, bad } = inputs, { stiffness, mass, rowSums } = matrices;
  const [momentX, momentY, momentZ] = matrices.moments;
  using terms = gpu.array("tetrahedron terms", TERMS * tetCount);
  gpu.clear(bad);
  gpu.run(tetTermsKernel, {
    arrays: { tets, compartments, points, coefficients, terms, bad },
    params: { tetCount },
    size: { threads: tetCount },
    cost: { flops: 220 * tetCount, bytes: 4 * ((5 + TERMS) * tetCount + 6 * nodes) },
  });
  // Each tetrahedron's terms are read by six edges; once from memory where those are near each other.
  const gathered = 4 * ((TERMS + 6) * tetCount + 4 * edgeCount);
  const overEdges = { params: { edgeCount }, size: { threads: edgeCount } };
  gpu.run(edgeStiffnessKernel, {
    arrays: { edges, tetPairs, terms, stiffness, mass },
    ...overEdges,
    cost: { flops: 12 * tetCount, bytes: gathered + 16 * edgeCount },
  });
  gpu.run(edgeMomentsKernel, {
    arrays: { edges, tetPairs, terms, columnIndex, points, momentX, momentY, momentZ },
    ...overEdges,
    cost: { flops: 54 * tetCount, bytes: gathered + 32 * edgeCount + 24 * nodes },
  });
  const around = 4 * ((TERMS + 4) * tetCount + 4 * nodes);
  const overNodes = { params: { nodes }, size: { threads: nodes } };
  gpu.run(nodeMassKernel, {
    arrays: { nodeStart, nodeTets, terms, diagonal, mass, rowSums },
    ...overNodes,
    cost: { flops: 8 * tetCount, bytes: around },
  });
  gpu.run(nodeMomentsKernel, {
    arrays: { nodeStart, nodeTets, terms, diagonal, points, momentX, momentY, momentZ },
    ...overNodes,
    cost: { flops: 36 * tetCount, bytes: around + 32 * nodes },
  });
  if (faces) addFaces(gpu, faces, inputs, matrices);
  gpu.run(stiffnessDiagonalKernel, {
    arrays: { rowStart, diagonal, rowSums, stiffness },
    ...overNodes,
    cost: { flops: entries, bytes: 4 * (entries + 4 * nodes) },
  });
}
