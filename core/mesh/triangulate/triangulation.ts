/**
 * A Delaunay triangulation that grows point by point: Bowyer, Comput. J. 24, 162 and Watson, ibid. 167 (1981).
 *
 * Every triangle's circle is empty of points. A new point's cavity, the triangles whose circles it lies in, is star-shaped
 * about it and filled with the triangles from its rim to the point.
 *
 * @module
 */
import { inCircle, orientation } from "./predicates.ts";

/** How many corners the frame has: a triangle, the first three points, that encloses all others at a distance. */
export const FRAME = 3;

/** Size of the frame over that of what it encloses. */
const FRAME_SIZE = 50;

/** A triangulation; edge k of a triangle leads from its corner k to the next. */
export interface Triangulation {
  /** Coordinates x, y of each point; the first are the frame's corners. */
  readonly points: number[];
  /** Three points per triangle, anticlockwise. */
  readonly corners: number[];
  /** The triangle across each edge, or −1; three per triangle. */
  readonly across: number[];
  /** One triangle at each point. */
  readonly triangleAt: number[];
  /** Which search last visited each triangle. */
  readonly visited: number[];
  /** How many searches there were. */
  searches: number;
  /** Where the next search starts. */
  start: number;
}

/** Triangles put in for a new point. */
export interface Insertion {
  /** The point. */
  readonly point: number;
  /** Its triangles; each has it as its last corner. */
  readonly created: readonly number[];
}

/**
 * Begins a triangulation.
 *
 * @param low The least x and y there will be.
 * @param high The greatest.
 * @returns The frame alone.
 */
export function newTriangulation(
  low: readonly [number, number],
  high: readonly [number, number],
): Triangulation {
  const x = (low[0] + high[0]) / 2, y = (low[1] + high[1]) / 2;
  const size = FRAME_SIZE * Math.max(high[0] - low[0], high[1] - low[1]);
  return {
    points: [x - size, y - size, x + size, y - size, x, y + size],
    corners: [0, 1, 2],
    across: [-1, -1, -1],
    triangleAt: [0, 0, 0],
    visited: [0],
    searches: 0,
    start: 0,
  };
}

/**
 * Finds the triangles whose circles a place lies in.
 *
 * @param mesh The triangulation.
 * @param x The place's x; inside the frame.
 * @param y Its y.
 * @returns The cavity of a point there, as triangles; empty if a point is there already.
 */
export function cavityOf(mesh: Triangulation, x: number, y: number): number[] {
  const first = locate(mesh, x, y);
  for (let k = 0; k < 3; k++) {
    const corner = 2 * mesh.corners[3 * first + k];
    if (mesh.points[corner] === x && mesh.points[corner + 1] === y) return [];
  }
  const search = ++mesh.searches;
  const cavity = [first];
  mesh.visited[first] = search;
  for (let next = 0; next < cavity.length; next++) {
    for (let k = 0; k < 3; k++) {
      const other = mesh.across[3 * cavity[next] + k];
      if (other < 0 || mesh.visited[other] === search) continue;
      if (!circleHolds(mesh, other, x, y)) continue;
      mesh.visited[other] = search;
      cavity.push(other);
    }
  }
  return cavity;
}

/**
 * Tells whether a triangle belongs to the cavity found last.
 *
 * @param mesh The triangulation.
 * @param triangle The triangle, or −1.
 * @returns Whether it does.
 */
export function inCavity(mesh: Triangulation, triangle: number): boolean {
  return triangle >= 0 && mesh.visited[triangle] === mesh.searches;
}

/**
 * Puts a point into its cavity.
 *
 * @param mesh The triangulation; changed.
 * @param cavity The cavity found last, not empty.
 * @param x The point's x, that the cavity was found for.
 * @param y Its y.
 * @returns The point and its triangles.
 */
export function fillCavity(
  mesh: Triangulation,
  cavity: readonly number[],
  x: number,
  y: number,
): Insertion {
  const { corners, across, triangleAt, visited } = mesh;
  const rim: [number, number, number][] = [];
  for (const t of cavity) {
    for (let k = 0; k < 3; k++) {
      const other = across[3 * t + k];
      if (!inCavity(mesh, other)) {
        rim.push([corners[3 * t + k], corners[3 * t + (k + 1) % 3], other]);
      }
    }
  }
  const point = mesh.points.length / 2;
  mesh.points.push(x, y);
  // The new triangles take the places of the old, and two more.
  const created = rim.map((_, i) =>
    i < cavity.length ? cavity[i] : visited.length + i - cavity.length
  );
  const startingAt = new Map<number, number>();
  rim.forEach(([from, to, outside], i) => {
    const t = created[i];
    corners[3 * t] = from;
    corners[3 * t + 1] = to;
    corners[3 * t + 2] = point;
    across[3 * t] = outside;
    if (outside >= 0) {
      for (let k = 0; k < 3; k++) {
        if (corners[3 * outside + k] === to) across[3 * outside + k] = t;
      }
    }
    triangleAt[from] = t;
    startingAt.set(from, t);
    visited[t] = 0;
  });
  rim.forEach(([, to], i) => {
    const next = startingAt.get(to)!;
    across[3 * created[i] + 1] = next;
    across[3 * next + 2] = created[i];
  });
  triangleAt[point] = created[0];
  mesh.start = created[0];
  return { point, created };
}

/**
 * Finds an edge.
 *
 * @param mesh The triangulation.
 * @param from Its first point.
 * @param to Its second.
 * @returns The triangle on its left, or −1 where the points are not joined.
 */
export function triangleLeftOf(mesh: Triangulation, from: number, to: number): number {
  const first = mesh.triangleAt[from];
  let t = first;
  do {
    const k = cornerOf(mesh, t, from);
    if (mesh.corners[3 * t + (k + 1) % 3] === to) return t;
    t = mesh.across[3 * t + (k + 2) % 3];
  } while (t !== first && t >= 0);
  return -1;
}

/**
 * Finds a point among a triangle's corners.
 *
 * @param mesh The triangulation.
 * @param triangle The triangle.
 * @param point One of its corners.
 * @returns Which corner: 0, 1 or 2.
 */
export function cornerOf(mesh: Triangulation, triangle: number, point: number): number {
  if (mesh.corners[3 * triangle] === point) return 0;
  return mesh.corners[3 * triangle + 1] === point ? 1 : 2;
}

/** Walks towards a place, across any edge that has it on its far side; in a Delaunay triangulation this ends. */
function locate(mesh: Triangulation, x: number, y: number): number {
  const { points, corners, across } = mesh;
  let t = mesh.start;
  for (let k = 0; k < 3;) {
    const from = 2 * corners[3 * t + k], to = 2 * corners[3 * t + (k + 1) % 3];
    if (orientation(points[from], points[from + 1], points[to], points[to + 1], x, y) < 0) {
      t = across[3 * t + k];
      k = 0;
    } else k++;
  }
  return t;
}

function circleHolds(mesh: Triangulation, t: number, x: number, y: number): boolean {
  const p = mesh.points;
  const a = 2 * mesh.corners[3 * t],
    b = 2 * mesh.corners[3 * t + 1],
    c = 2 * mesh.corners[3 * t + 2];
  return inCircle(p[a], p[a + 1], p[b], p[b + 1], p[c], p[c + 1], x, y) > 0;
}
