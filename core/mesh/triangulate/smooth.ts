/**
 * Smooths a triangulation: moves nodes towards the middle of their neighbours where that widens the least angle about them, and
 * flips edges until the triangulation is Delaunay again, which never narrows it.
 *
 * @module
 */
import { inCircle } from "./predicates.ts";

/** How often all nodes are moved. */
const SWEEPS = 8;

/** The parts of the way to the middle that are tried. */
const STEPS = [1, 0.5] as const;

/**
 * Smooths a triangulation.
 *
 * @param points Coordinates x, y of each node, [2 × nodes]; changed.
 * @param triangles Three nodes per triangle, [3 × triangles], anticlockwise; changed.
 * @param fixed How many of the first nodes stay: those at the rim, whose edges stay too.
 */
export function smooth(points: Float64Array, triangles: Int32Array, fixed: number): void {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    moveNodes(points, triangles, fixed);
    flipEdges(points, triangles);
  }
}

function moveNodes(points: Float64Array, triangles: Int32Array, fixed: number): void {
  const stars: number[][] = Array.from({ length: points.length / 2 }, () => []);
  triangles.forEach((node, i) => {
    if (node >= fixed) stars[node].push(i - (i % 3));
  });
  for (let node = fixed; node < stars.length; node++) {
    const star = stars[node];
    // Each neighbour is a corner of two triangles of the star.
    let sumX = 0, sumY = 0;
    for (const t of star) {
      for (let k = t; k < t + 3; k++) {
        if (triangles[k] === node) continue;
        sumX += points[2 * triangles[k]];
        sumY += points[2 * triangles[k] + 1];
      }
    }
    const x = points[2 * node], y = points[2 * node + 1];
    const dx = sumX / (2 * star.length) - x, dy = sumY / (2 * star.length) - y;
    const narrowestAt = (part: number): number => {
      points[2 * node] = x + part * dx;
      points[2 * node + 1] = y + part * dy;
      let narrowest = -Infinity;
      for (const t of star) narrowest = Math.max(narrowest, narrowness(points, triangles, t));
      return narrowest;
    };
    const before = narrowestAt(0);
    if (!STEPS.some((step) => narrowestAt(step) < before)) narrowestAt(0);
  }
}

/**
 * How narrow a triangle is.
 *
 * @param points Coordinates x, y of each node, [2 × nodes].
 * @param triangles Three nodes per triangle, [3 × triangles].
 * @param t The place of the triangle's first node.
 * @returns The cotangent of its least angle; infinite where it is flat or clockwise.
 */
export function narrowness(points: Float64Array, triangles: Int32Array, t: number): number {
  const a = 2 * triangles[t], b = 2 * triangles[t + 1], c = 2 * triangles[t + 2];
  const ux = points[b] - points[a], uy = points[b + 1] - points[a + 1];
  const vx = points[c] - points[a], vy = points[c + 1] - points[a + 1];
  const doubledArea = ux * vy - uy * vx;
  if (!(doubledArea > 0)) return Infinity;
  const u = ux * ux + uy * uy, v = vx * vx + vy * vy, inner = ux * vx + uy * vy;
  return Math.max(inner, u - inner, v - inner) / doubledArea;
}

/** Flips edges until each triangle's circle holds no corner across an edge. */
function flipEdges(points: Float64Array, triangles: Int32Array): void {
  const across = edgesAcross(triangles);
  const pending = Array.from(across, (_, edge) => edge);
  for (let edge = pending.pop(); edge !== undefined; edge = pending.pop()) {
    const other = across[edge];
    if (other < 0) continue;
    const [t, u] = [edge - (edge % 3), other - (other % 3)];
    const [t1, t2] = [t + (edge + 1) % 3, t + (edge + 2) % 3];
    const [u1, u2] = [u + (other + 1) % 3, u + (other + 2) % 3];
    const [a, b, c, d] = [triangles[edge], triangles[t1], triangles[t2], triangles[u2]].map((
      node,
    ) => 2 * node);
    const inside = inCircle(
      points[a],
      points[a + 1],
      points[b],
      points[b + 1],
      points[c],
      points[c + 1],
      points[d],
      points[d + 1],
    );
    if (inside <= 0) continue;
    // (a, b, c) and (b, a, d) become (a, d, c) and (b, c, d).
    triangles[t1] = d / 2;
    triangles[u1] = c / 2;
    const beyondT = across[t1], beyondU = across[u1];
    link(across, edge, beyondU);
    link(across, other, beyondT);
    link(across, t1, u1);
    pending.push(edge, t2, other, u2);
  }
}

function link(across: Int32Array, edge: number, other: number): void {
  across[edge] = other;
  if (other >= 0) across[other] = edge;
}

/** The edge across each edge, as places in the list of triangles, or −1; edge k leads from node k to the next. */
function edgesAcross(triangles: Int32Array): Int32Array {
  const across = new Int32Array(triangles.length).fill(-1);
  const count = 1 + triangles.reduce((most, node) => Math.max(most, node), 0);
  const edges = new Map<number, number>();
  triangles.forEach((from, edge) => {
    const to = triangles[edge - (edge % 3) + (edge + 1) % 3];
    const other = edges.get(to * count + from);
    if (other === undefined) edges.set(from * count + to, edge);
    else link(across, edge, other);
  });
  return across;
}
