/**
 * A triangulated unit disc: a hexagonal lattice of n rings, ring k bent to a circle of radius k/n with 6k nodes.
 *
 * All 6n² triangles have nearly the same area, and the lattice's three colours give each triangle one node of each.
 *
 * @module
 */

/** A triangulation of the unit disc. */
export interface Disc {
  /** Coordinates x, y of each node, [2 × nodes]: the centre, then ring after ring, anticlockwise. */
  readonly points: Float64Array;
  /** Three nodes per triangle, [3 × triangles], anticlockwise. */
  readonly triangles: Int32Array;
  /** The colour 0, 1 or 2 of each node, [nodes]; neighbours differ. */
  readonly colours: Uint8Array;
}

/** The six directions of the hexagonal lattice in its axial coordinates, anticlockwise. */
const STEPS = [[1, 0], [0, 1], [-1, 1], [-1, 0], [0, -1], [1, -1]] as const;

/**
 * Counts the nodes of a disc.
 *
 * @param rings How many rings, n.
 * @returns 1 + 3n(n + 1).
 */
export function discNodeCount(rings: number): number {
  return 1 + 3 * rings * (rings + 1);
}

/**
 * Triangulates the unit disc.
 *
 * @param rings How many rings of triangles, n ≥ 1; the boundary is a regular polygon of 6n sides inscribed in the circle.
 * @returns The triangulation.
 */
export function disc(rings: number): Disc {
  const count = discNodeCount(rings);
  const points = new Float64Array(2 * count);
  const colours = new Uint8Array(count);
  for (let k = 1; k <= rings; k++) {
    for (let i = 0; i < 6 * k; i++) {
      const node = ringNode(k, i);
      const side = Math.floor(i / k), along = i % k;
      const step = STEPS[(side + 2) % 6];
      const a = k * STEPS[side][0] + along * step[0], b = k * STEPS[side][1] + along * step[1];
      colours[node] = (((a - b) % 3) + 3) % 3;
      const angle = (2 * Math.PI * i) / (6 * k);
      points[2 * node] = (k / rings) * Math.cos(angle);
      points[2 * node + 1] = (k / rings) * Math.sin(angle);
    }
  }
  return { points, triangles: ringTriangles(rings), colours };
}

/** The node at place i of ring k, counted anticlockwise; i may be 6k for the first again. */
function ringNode(k: number, i: number): number {
  return k === 0 ? 0 : 1 + 3 * k * (k - 1) + (i % (6 * k));
}

function ringTriangles(rings: number): Int32Array {
  const triangles = new Int32Array(18 * rings * rings);
  let next = 0;
  const add = (a: number, b: number, c: number): void => {
    triangles[next++] = a;
    triangles[next++] = b;
    triangles[next++] = c;
  };
  for (let k = 1; k <= rings; k++) {
    for (let side = 0; side < 6; side++) {
      for (let along = 0; along < k; along++) {
        const outer = side * k + along, inner = side * (k - 1) + along;
        add(ringNode(k - 1, inner), ringNode(k, outer), ringNode(k, outer + 1));
        if (along < k - 1) {
          add(ringNode(k - 1, inner), ringNode(k, outer + 1), ringNode(k - 1, inner + 1));
        }
      }
    }
  }
  return triangles;
}
