/**
 * Which tetrahedra share a face, and which faces bound the mesh, by hashing the sorted node triples of all faces.
 *
 * @module
 */
import { InputError } from "../input_error.ts";

/** The faces of tetrahedron (a, b, c, d), face k opposite node k, ordered so that their normals point outwards. */
export const TET_FACES = [[1, 2, 3], [0, 3, 2], [0, 1, 3], [0, 2, 1]] as const;

/** What a mesh derives from its tetrahedra. */
export interface FaceTopology {
  /** Three node indices per boundary face, [3 × faces], outward normals; in the order of their tetrahedra. */
  readonly boundaryFaces: Int32Array;
  /** The tetrahedron across the face opposite each node, or −1; [4 × tets]. */
  readonly adjacency: Int32Array;
}

/**
 * Finds each tetrahedron's neighbours and the boundary.
 *
 * @param tets Node indices, [4 × tets], positively oriented.
 * @param nodeCount How many nodes there are.
 * @returns The boundary faces and the adjacency.
 * @throws {InputError} If three tetrahedra share a face, or two lie on the same side of one.
 */
export function faceTopology(tets: Int32Array, nodeCount: number): FaceTopology {
  const faceCount = tets.length;
  const adjacency = new Int32Array(faceCount).fill(-1);
  const mask = 2 ** Math.ceil(Math.log2(2 * faceCount)) - 1;
  // The table holds faces (4 × tetrahedron + opposite node) by their sorted nodes, probed linearly.
  const table = new Int32Array(mask + 1).fill(-1);
  const sorted = new Int32Array(3 * faceCount);
  const odd = new Uint8Array(faceCount);
  const spread = nodeCount | 1;
  for (let face = 0; face < faceCount; face++) {
    sortFace(tets, face, sorted, odd);
    const a = sorted[3 * face], b = sorted[3 * face + 1], c = sorted[3 * face + 2];
    let hash = Math.imul(Math.imul(Math.imul(a, spread) + b, 0x9e3779b1) + c, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (; table[slot] >= 0; slot = (slot + 1) & mask) {
      const other = 3 * table[slot];
      if (sorted[other] === a && sorted[other + 1] === b && sorted[other + 2] === c) break;
    }
    const other = table[slot];
    if (other < 0) {
      table[slot] = face;
      continue;
    }
    checkPair(tets, adjacency, odd, other, face);
    adjacency[other] = face >> 2;
    adjacency[face] = other >> 2;
  }
  return { boundaryFaces: boundaryFacesOf(tets, adjacency), adjacency };
}

/** Writes the nodes of a face in ascending order, and whether that took an odd permutation of its outward order. */
function sortFace(tets: Int32Array, face: number, sorted: Int32Array, odd: Uint8Array): void {
  const tet = face & ~3;
  const corner = TET_FACES[face & 3];
  let a = tets[tet + corner[0]], b = tets[tet + corner[1]], c = tets[tet + corner[2]];
  let swaps = 0;
  if (a > b) [a, b, swaps] = [b, a, swaps + 1];
  if (b > c) [b, c, swaps] = [c, b, swaps + 1];
  if (a > b) [a, b, swaps] = [b, a, swaps + 1];
  sorted[3 * face] = a;
  sorted[3 * face + 1] = b;
  sorted[3 * face + 2] = c;
  odd[face] = swaps & 1;
}

function checkPair(
  tets: Int32Array,
  adjacency: Int32Array,
  odd: Uint8Array,
  first: number,
  second: number,
): void {
  const name = (): string =>
    `the face with nodes ${TET_FACES[second & 3].map((k) => tets[(second & ~3) + k]).join(", ")}`;
  if (adjacency[first] >= 0) {
    throw new InputError(
      `Tetrahedra ${first >> 2}, ${adjacency[first]} and ${second >> 2} share ${name()}: ` +
        "at most two may, remove the one that overlaps",
    );
  }
  if (odd[first] === odd[second]) {
    throw new InputError(
      `Tetrahedra ${first >> 2} and ${
        second >> 2
      } overlap, both lie on the same side of ${name()}: remove one`,
    );
  }
}

function boundaryFacesOf(tets: Int32Array, adjacency: Int32Array): Int32Array {
  let count = 0;
  for (const neighbour of adjacency) if (neighbour < 0) count++;
  const faces = new Int32Array(3 * count);
  let next = 0;
  for (let face = 0; face < adjacency.length; face++) {
    if (adjacency[face] >= 0) continue;
    for (const k of TET_FACES[face & 3]) faces[next++] = tets[(face & ~3) + k];
  }
  return faces;
}
