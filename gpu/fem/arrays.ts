/**
 * The device arrays of a space that its topology alone decides.
 *
 * @module
 */
import type { P1Pattern } from "../../core/fem/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { type FaceTopology, faceTopology } from "./face_topology.ts";
import { SEGMENT } from "./gather_slopes.wgsl.ts";
import type { SpacePiece } from "./space_types.ts";
import { type Edges, sortIntoLists, tetsOfEdges, tetsOfNodes } from "./topology.ts";

/** Takes charge of something that is disposed of with the space. */
export type Owned = <T extends Disposable>(thing: T) => T;

/** What assembly gathers with. */
export interface AssemblyArrays {
  readonly edgeCount: number;
  readonly edges: GpuArray;
  readonly tetPairs: GpuArray;
  readonly diagonal: GpuArray;
}

/** What assembly and contraction of tetrahedra share. */
export interface MeshArrays {
  readonly tetCount: number;
  readonly tets: GpuArray;
  readonly compartments: GpuArray;
  readonly nodeStart: GpuArray;
  readonly nodeTets: GpuArray;
}

/** What the contraction needs beside. */
export interface ContractionArrays {
  readonly scatter: GpuArray;
  readonly order: GpuArray;
  readonly segments: GpuArray;
  /** The compartment of each segment. */
  readonly segmentCompartments: readonly number[];
}

/** Faces on the device. */
export interface FaceArrays {
  readonly topology: FaceTopology;
  readonly corners: GpuArray;
  readonly edges: GpuArray;
  readonly edgeFaces: GpuArray;
  readonly nodes: GpuArray;
  readonly nodeFaces: GpuArray;
  readonly interfaceScatter: GpuArray;
  readonly wallScatter: GpuArray;
}

/** Uploads what assembly and contraction share. */
export function meshArrays(gpu: Gpu, own: Owned, { mesh }: SpacePiece, nodes: number): MeshArrays {
  const around = tetsOfNodes(nodes, mesh.tets);
  return {
    tetCount: mesh.compartments.length,
    tets: own(gpu.upload("tetrahedra", mesh.tets)),
    compartments: own(gpu.upload("compartments", mesh.compartments)),
    nodeStart: own(gpu.upload("starts of tetrahedra round nodes", around.start)),
    nodeTets: own(gpu.upload("tetrahedra round nodes", around.items)),
  };
}

/** Uploads what assembly gathers with. */
export function assemblyArrays(
  gpu: Gpu,
  own: Owned,
  edges: Edges,
  pattern: P1Pattern,
): AssemblyArrays {
  const { start, items } = tetsOfEdges(edges, pattern.scatter);
  const table = new Uint32Array(4 * edges.count);
  for (let i = 0; i < edges.count; i++) {
    table[4 * i] = start[i];
    table[4 * i + 1] = start[i + 1];
    table[4 * i + 2] = edges.entries[2 * i];
    table[4 * i + 3] = edges.entries[2 * i + 1];
  }
  return {
    edgeCount: edges.count,
    edges: own(gpu.upload("edges", table)),
    tetPairs: own(gpu.upload("tetrahedra round edges", items)),
    diagonal: own(gpu.upload("diagonal entries", edges.diagonal)),
  };
}

/** Uploads what the contraction needs. */
export function contractionArrays(
  gpu: Gpu,
  own: Owned,
  { mesh, compartments = 1 }: SpacePiece,
  scatter: Int32Array,
): ContractionArrays {
  const { start, items } = sortIntoLists(
    compartments,
    (put) => mesh.compartments.forEach((compartment, t) => put(compartment, t)),
  );
  const segments: number[] = [], segmentCompartments: number[] = [];
  for (let c = 0; c < compartments; c++) {
    for (let from = start[c]; from < start[c + 1]; from += SEGMENT) {
      segments.push(from, Math.min(from + SEGMENT, start[c + 1]));
      segmentCompartments.push(c);
    }
  }
  return {
    scatter: own(gpu.upload("entries of tetrahedra", scatter)),
    order: own(gpu.upload("tetrahedra by compartment", items)),
    segments: own(gpu.upload("segments of compartments", Uint32Array.from(segments))),
    segmentCompartments,
  };
}

/** Uploads the faces; nothing where there are none. */
export function faceArrays(
  gpu: Gpu,
  own: Owned,
  { interfaceFaces = new Int32Array(0), wallFaces = new Int32Array(0) }: SpacePiece,
  pattern: P1Pattern,
  edges: Edges,
): FaceArrays | undefined {
  if (interfaceFaces.length + wallFaces.length === 0) return undefined;
  const topology = faceTopology(pattern, edges, interfaceFaces, wallFaces);
  const upload = (label: string, values: Uint32Array | Int32Array): GpuArray =>
    own(gpu.upload(label, values));
  return {
    topology,
    corners: upload("corners of faces", topology.corners),
    edges: upload("edges with faces", topology.edges),
    edgeFaces: upload("faces at edges", topology.edgeFaces),
    nodes: upload("nodes with walls", topology.nodes),
    nodeFaces: upload("walls at nodes", topology.nodeFaces),
    interfaceScatter: upload("entries of interfaces", topology.interfaces.scatter),
    wallScatter: upload("entries of walls", topology.walls.scatter),
  };
}
