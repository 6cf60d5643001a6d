/**
 * A tissue mesh as walkers see it: the planes of every tetrahedron's faces, what lies behind each, and what a wall does to a
 * step.
 *
 * @module
 */
import { TET_FACES, type TetMesh, volumes } from "../../mesh/mod.ts";
import type { WalkMesh } from "../../../wasm/mod.ts";
import type { TissueCoefficients, TissueMesh } from "../tissue/mod.ts";
import { choleskyFactor, dot, tensorTimes, turnAcross, type Vector } from "./anisotropic_step.ts";
import { wallClearances } from "./clearances.ts";
import { inSpatialOrder } from "./spatial_order.ts";

/** The mesh of a walk, and of each of its walls what the time step turns into probabilities. */
export interface WalkGeometry {
  /** The mesh as the kernels read it. */
  readonly mesh: WalkMesh;
  /** κ out of this side of each permeable face, µm/ms, [P]. */
  readonly permeabilities: Float64Array;
  /** κ_w of each wall, 0 where it does not relax, µm/ms, [R]. */
  readonly relaxivities: Float64Array;
  /** nᵀDn at each wall, µm²/ms, [R]. */
  readonly diffusivities: Float64Array;
  /** Volume × spin density of all compartments, µm³. */
  readonly spins: number;
}

/** Places of the four numbers n_x, n_y, n_z, d of a face in its tetrahedron's sixteen. */
const FACE_STRIDE = 4;

/**
 * Outward unit planes of all faces. The two tetrahedra at a face compute it from the same order of its nodes, so their planes
 * are each other's negatives to the last bit and a straight flight leaves one where it enters the other.
 */
function facePlanes({ tets, points: { data } }: TetMesh): Float64Array {
  const planes = new Float64Array(4 * tets.length);
  for (let face = 0; face < tets.length; face++) {
    const tet = face >> 2, k = face & 3;
    const [p, q, r] = TET_FACES[k].map((corner) => tets[4 * tet + corner]);
    const [a, b, c] = [p, q, r].sort((x, y) => x - y);
    const even = (a === p && b === q) || (a === q && b === r) || (a === r && b === p);
    const edge = (to: number, axis: number): number => data[3 * to + axis] - data[3 * a + axis];
    const nx = edge(b, 1) * edge(c, 2) - edge(b, 2) * edge(c, 1);
    const ny = edge(b, 2) * edge(c, 0) - edge(b, 0) * edge(c, 2);
    const nz = edge(b, 0) * edge(c, 1) - edge(b, 1) * edge(c, 0);
    const scale = (even ? 1 : -1) / Math.sqrt(nx * nx + ny * ny + nz * nz);
    const normal = [scale * nx, scale * ny, scale * nz];
    const at = 16 * tet + k;
    normal.forEach((n, axis) => planes[at + FACE_STRIDE * axis] = n);
    planes[at + 3 * FACE_STRIDE] = normal[0] * data[3 * a] + normal[1] * data[3 * a + 1] +
      normal[2] * data[3 * a + 2];
  }
  return planes;
}

function faceKey(nodes: Int32Array, start: number): string {
  return [nodes[start], nodes[start + 1], nodes[start + 2]].sort((x, y) => x - y).join();
}

/** The face 4 × tetrahedron + k of each boundary face of a mesh, by its nodes. */
function boundaryFaces({ tets, adjacency }: TetMesh): Map<string, number> {
  const faces = new Map<string, number>(), nodes = new Int32Array(3);
  adjacency.forEach((neighbour, face) => {
    if (neighbour >= 0) return;
    TET_FACES[face & 3].forEach((corner, i) => nodes[i] = tets[(face & ~3) + corner]);
    faces.set(faceKey(nodes, 0), face);
  });
  return faces;
}

/** The faces 4 × tetrahedron + k of all walls: both sides of each permeable face, then the others. */
function wallList(
  tissue: TissueMesh,
  mesh: TetMesh,
): { walls: number[]; outer: Map<number, number> } {
  const faces = boundaryFaces(mesh), walls: number[] = [], outer = new Map<number, number>();
  const faceAt = (nodes: Int32Array, start: number): number => {
    const face = faces.get(faceKey(nodes, start));
    if (face === undefined) {
      throw new RangeError("A wall of the tissue is no boundary face of its mesh");
    }
    return face;
  };
  for (let i = 0; i < tissue.interfaceFaces.length; i += 3) {
    walls.push(faceAt(tissue.interfaceFaces, i));
  }
  const permeable = new Set(walls);
  for (const face of faces.values()) if (!permeable.has(face)) walls.push(face);
  for (let g = 0; 3 * g < tissue.wallFaces.length; g++) {
    outer.set(faceAt(tissue.wallFaces, 3 * g), g);
  }
  return { walls, outer };
}

/** Node positions of each tetrahedron, and the running sum of their spins. */
function starts(mesh: TetMesh, densities: Float64Array) {
  const corners = new Float64Array(3 * mesh.tets.length), cumulative = volumes(mesh);
  mesh.tets.forEach((node, i) =>
    corners.set(mesh.points.data.subarray(3 * node, 3 * node + 3), 3 * i)
  );
  cumulative.forEach((volume, t) => {
    cumulative[t] = volume * densities[mesh.compartments[t]] + (t > 0 ? cumulative[t - 1] : 0);
  });
  return { corners, cumulative };
}

/**
 * Makes a tissue ready to walk in.
 *
 * @param tissue The tissue's mesh.
 * @param coefficients Its constants.
 * @returns The geometry, which no time step has entered yet.
 */
export function walkGeometry(tissue: TissueMesh, coefficients: TissueCoefficients): WalkGeometry {
  const mesh = inSpatialOrder(tissue.mesh), { densities, wallRelaxivities } = coefficients;
  const compartmentCount = densities.length;
  const tensors = Array.from(
    { length: compartmentCount },
    (_, c) => coefficients.tensors.subarray(6 * c, 6 * c + 6),
  );
  const factors = tensors.map(choleskyFactor);
  const planes = facePlanes(mesh), neighbours = mesh.adjacency.slice();
  const { walls, outer } = wallList(tissue, mesh);
  const permeableCount = tissue.interfaceFaces.length / 3;
  const compartmentOf = (wall: number): number => mesh.compartments[walls[wall] >> 2];
  const mirrors = new Float64Array(3 * walls.length);
  const diffusivities = new Float64Array(walls.length);
  const relaxivities = new Float64Array(walls.length);
  const turns = new Float64Array(9 * permeableCount);
  walls.forEach((face, wall) => {
    neighbours[face] = -1 - wall;
    const at = 16 * (face >> 2) + (face & 3);
    const normal: Vector = [planes[at], planes[at + FACE_STRIDE], planes[at + 2 * FACE_STRIDE]];
    const here = compartmentOf(wall), flow = tensorTimes(tensors[here], normal);
    diffusivities[wall] = dot(normal, flow);
    mirrors.set(flow.map((component) => component / diffusivities[wall]), 3 * wall);
    relaxivities[wall] = wallRelaxivities[outer.get(face) ?? -1] ?? 0;
    if (wall < permeableCount) {
      turns.set(turnAcross(factors[here], factors[compartmentOf(wall ^ 1)], normal), 9 * wall);
    }
  });
  const clearances = wallClearances(mesh, walls);
  const { corners, cumulative } = starts(mesh, densities);
  return {
    mesh: {
      planes,
      neighbours,
      compartments: mesh.compartments,
      clearances,
      corners,
      cumulative,
      mirrors,
      across: Int32Array.from({ length: permeableCount }, (_, wall) => walls[wall ^ 1]),
      turns,
      compartmentCount,
    },
    permeabilities: Float64Array.from({ length: permeableCount }, (_, wall) => {
      const here = densities[compartmentOf(wall)], there = densities[compartmentOf(wall ^ 1)];
      return coefficients.permeabilities[wall >> 1] * 2 * there / (here + there);
    }),
    relaxivities,
    diffusivities,
    spins: cumulative[cumulative.length - 1],
  };
}
