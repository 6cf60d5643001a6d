/**
 * A triangulated disc: a hexagonal lattice whose rings are bent to circles, a ring of 6n nodes where a side has n divisions.
 *
 * Where each ring has one division more than the one inside, the 6n² triangles have nearly the same area, and the lattice's
 * three colours give each triangle one node of each. Between rings of equal divisions lie quadrilaterals, halved.
 *
 * @module
 */
import type { RadialLevel } from "./radial_levels.ts";

/** A triangulation of a disc. */
export interface Disc {
  /** Coordinates x, y of each node, [2 × nodes]: the centre, then ring after ring, anticlockwise. */
  readonly points: Float64Array;
  /** Three nodes per triangle, [3 × triangles], anticlockwise. */
  readonly triangles: Int32Array;
  /** A number for each node, [nodes], in which neighbours differ: a colour 0, 1 or 2 where these suffice. */
  readonly ranks: Int32Array;
  /** The layer of each triangle, [triangles]. */
  readonly layers: Int32Array;
}

/** The six directions of the hexagonal lattice in its axial coordinates, anticlockwise. */
const STEPS = [[1, 0], [0, 1], [-1, 1], [-1, 0], [0, -1], [1, -1]] as const;

/**
 * Counts the nodes of a disc of even rings.
 *
 * @param rings How many rings, n.
 * @returns 1 + 3n(n + 1).
 */
export function discNodeCount(rings: number): number {
  return 1 + 3 * rings * (rings + 1);
}

/**
 * Triangulates a disc about the origin.
 *
 * @param rings Its rings from the inside out, the first of one division; each is a regular polygon inscribed in its circle.
 * @returns The triangulation.
 */
export function disc(rings: readonly RadialLevel[]): Disc {
  const count = rings.reduce((sum, { divisions }) => sum + 6 * divisions, 1);
  const points = new Float64Array(2 * count);
  const ranks = new Int32Array(count);
  const coloured = rings.every(({ divisions }, k) => divisions === k + 1);
  let node = 1;
  for (const { radius, divisions } of rings) {
    for (let i = 0; i < 6 * divisions; i++) {
      ranks[node] = coloured ? colourOf(divisions, i) : node;
      const angle = (2 * Math.PI * i) / (6 * divisions);
      points[2 * node] = radius * Math.cos(angle);
      points[2 * node + 1] = radius * Math.sin(angle);
      node++;
    }
  }
  return { points, ranks, ...ringTriangles(rings) };
}

/** The lattice's colour of node i of ring k. */
function colourOf(k: number, i: number): number {
  const side = Math.floor(i / k), along = i % k;
  const step = STEPS[(side + 2) % 6];
  const a = k * STEPS[side][0] + along * step[0], b = k * STEPS[side][1] + along * step[1];
  return (((a - b) % 3) + 3) % 3;
}

function ringTriangles(
  rings: readonly RadialLevel[],
): { triangles: Int32Array; layers: Int32Array } {
  const triangles: number[] = [], layers: number[] = [];
  let below = 0, start = 0, next = 1;
  for (const { divisions, layer } of rings) {
    // Place i of a ring, counted anticlockwise, i may go once round to the first again; ring 0 is the centre.
    const inner = (i: number): number => start + (below === 0 ? 0 : i % (6 * below));
    const outer = (i: number): number => next + (i % (6 * divisions));
    const add = (a: number, b: number, c: number): void => {
      triangles.push(a, b, c);
      layers.push(layer);
    };
    for (let side = 0; side < 6; side++) {
      for (let along = 0; along < divisions; along++) {
        const o = side * divisions + along, i = side * below + along;
        add(inner(i), outer(o), outer(o + 1));
        if (along < below) add(inner(i), outer(o + 1), inner(i + 1));
      }
    }
    below = divisions;
    start = next;
    next += 6 * divisions;
  }
  return { triangles: Int32Array.from(triangles), layers: Int32Array.from(layers) };
}
