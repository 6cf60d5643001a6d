/**
 * A ball of tetrahedra between icosahedral spheres of nodes, level by level.
 *
 * Between a sphere and one of one division more, each face of the icosahedron cuts a lattice of tetrahedra and octahedra, the
 * latter split into four about their shortest diagonal; between spheres of equal divisions it cuts prisms.
 *
 * @module
 */
import {
  FACE_COUNT,
  type Lattice,
  placeSphere,
  sphereNode,
  sphereNodeCount,
} from "./icosahedron.ts";
import { splitPrisms } from "./prism.ts";
import type { RadialLevel } from "./radial_levels.ts";

/**
 * Counts the nodes of a ball of even levels.
 *
 * @param levels How many levels, n.
 * @returns 1 + Σ (10k² + 2).
 */
export function ballNodeCount(levels: number): number {
  return 1 + 2 * levels + (10 * levels * (levels + 1) * (2 * levels + 1)) / 6;
}

/** A meshed ball. */
export interface Ball {
  /** Coordinates, [3 × nodes]: the centre, then level after level. */
  readonly points: Float64Array;
  /** Node indices, [4 × tets], of either orientation, level by level. */
  readonly tets: Int32Array;
  /** The layer of each tetrahedron, [tets]. */
  readonly compartments: Int32Array;
}

/**
 * Meshes a ball, stretched along the axes to an ellipsoid.
 *
 * @param levels Its spheres from the inside out, the first of one division.
 * @param stretch Factors along x, y and z.
 * @returns Points, tetrahedra and their layers.
 */
export function ball(
  levels: readonly RadialLevel[],
  stretch: readonly [number, number, number] = [1, 1, 1],
): Ball {
  const starts = [0];
  let count = 1;
  for (const { divisions } of levels) {
    starts.push(count);
    count += sphereNodeCount(divisions);
  }
  const points = new Float64Array(3 * count);
  levels.forEach(({ divisions, radius }, k) =>
    placeSphere(divisions, radius, points, starts[k + 1])
  );
  // Stretched first, so that the diagonals chosen next are the shortest of the stretched cells.
  for (let i = 0; i < points.length; i++) points[i] *= stretch[i % 3];

  const tets: number[] = [], compartments: number[] = [];
  levels.forEach(({ divisions, layer }, k) => {
    const below = k === 0 ? 0 : levels[k - 1].divisions;
    const [inner, outer] = [starts[k], starts[k + 1]];
    if (below === divisions) addPrisms(tets, divisions, inner, outer, k % 2 === 1);
    else addLattice(tets, points, below, inner, outer);
    while (compartments.length < tets.length / 4) compartments.push(layer);
  });
  return {
    points,
    tets: Int32Array.from(tets),
    compartments: Int32Array.from(compartments),
  };
}

/** Splits the prisms between two spheres of the same divisions; every other level is mirrored. */
function addPrisms(
  tets: number[],
  divisions: number,
  inner: number,
  outer: number,
  mirrored: boolean,
): void {
  const triangles: number[] = [];
  for (let face = 0; face < FACE_COUNT; face++) {
    const node = (i: number, j: number): number => sphereNode(face, [i, j, divisions - i - j]);
    for (let i = 0; i < divisions; i++) {
      for (let j = 0; i + j < divisions; j++) {
        triangles.push(node(i, j), node(i + 1, j), node(i, j + 1));
        if (i + j + 2 > divisions) continue;
        triangles.push(node(i + 1, j), node(i + 1, j + 1), node(i, j + 1));
      }
    }
  }
  const starts = mirrored ? [outer, inner] : [inner, outer];
  const ranks = Int32Array.from({ length: sphereNodeCount(divisions) }, (_, node) => node);
  const nodeOf = (level: number, node: number): number => starts[level] + node;
  for (const node of splitPrisms(Int32Array.from(triangles), ranks, 1, nodeOf)) tets.push(node);
}

/** Fills the space between a sphere and one of one division more. */
function addLattice(
  tets: number[],
  points: Float64Array,
  below: number,
  inner: number,
  outer: number,
): void {
  for (let face = 0; face < FACE_COUNT; face++) {
    const low = (...lattice: Lattice): number => inner + sphereNode(face, lattice);
    const high = (...lattice: Lattice): number => outer + sphereNode(face, lattice);
    for (let i = 0; i <= below; i++) {
      for (let j = 0; i + j <= below; j++) {
        const l = below - i - j;
        tets.push(low(i, j, l), high(i + 1, j, l), high(i, j + 1, l), high(i, j, l + 1));
        if (l < 1) continue;
        // An octahedron stands on the inner triangle (i + 1, j, l − 1), (i, j + 1, l − 1), (i, j, l).
        const a = low(i + 1, j, l - 1), b = low(i, j + 1, l - 1), c = low(i, j, l);
        const ab = high(i + 1, j + 1, l - 1), bc = high(i, j + 1, l), ca = high(i + 1, j, l);
        const [p, q, ring] = shortestDiagonal(points, a, b, c, ab, bc, ca);
        for (let k = 0; k < 4; k++) tets.push(p, q, ring[k], ring[(k + 1) % 4]);
        if (l < 2) continue;
        const far = [low(i + 1, j, l - 1), low(i, j + 1, l - 1), low(i + 1, j + 1, l - 2)];
        tets.push(far[0], far[1], far[2], high(i + 1, j + 1, l - 1));
      }
    }
  }
}

/** An octahedron's shortest diagonal and the four other nodes around it; of equals the one most along z, then the anticlockwise. */
function shortestDiagonal(
  points: Float64Array,
  a: number,
  b: number,
  c: number,
  ab: number,
  bc: number,
  ca: number,
): [number, number, number[]] {
  const diagonals: [number, number, number[]][] = [
    [a, bc, [b, ab, ca, c]],
    [b, ca, [a, ab, bc, c]],
    [c, ab, [a, ca, bc, b]],
  ];
  let best = diagonals[0];
  let bestRank = Infinity;
  for (const diagonal of diagonals) {
    const inner = 3 * diagonal[0], outer = 3 * diagonal[1];
    const dx = points[outer] - points[inner], dy = points[outer + 1] - points[inner + 1];
    const dz = points[outer + 2] - points[inner + 2];
    const length = Math.hypot(dx, dy, dz);
    const sense = Math.sign(points[inner] * dy - points[inner + 1] * dx);
    // The tie-breaks, alike round the z axis and on opposite sides of the centre, keep both symmetries in spite of rounding.
    const rank = length - 1e-6 * Math.abs(dz) - 1e-9 * sense * length;
    if (rank < bestRank) [best, bestRank] = [diagonal, rank];
  }
  return best;
}
