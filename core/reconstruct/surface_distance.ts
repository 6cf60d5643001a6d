/**
 * The chamfer distance between two surfaces, as opposed to sets of points: how far, on average over the area, a point of
 * either lies from the other.
 *
 * d(A, B) = ½ [ mean over A of min over b ∈ B |a − b| + mean over B of min over a ∈ A |b − a| ]
 *
 * The distance of points alone does not vanish for two meshes of one shape: it is then about a third of the edge length.
 *
 * @module
 */
import { boundarySurface, type Surface, type TetMesh } from "../mesh/mod.ts";
import { squaredDistanceToTriangle } from "./triangle_distance.ts";

/** Barycentric sample points of a triangle, of equal weight: the centroids of the four triangles its midlines cut it into. */
const SAMPLES = [[1 / 3, 1 / 3], [2 / 3, 1 / 6], [1 / 6, 2 / 3], [1 / 6, 1 / 6]];

/** The triangles of a surface, in order of where they begin along an axis, so that a search can stop early. */
interface SortedTriangles {
  /** Nine coordinates per triangle. */
  readonly corners: Float64Array;
  /** Least coordinate along the axis of each, ascending. */
  readonly low: Float64Array;
  /** Longest extent of a triangle along the axis. */
  readonly longest: number;
  /** The axis: 0, 1 or 2. */
  readonly axis: number;
}

/** Corner coordinates of every triangle, [9 × triangles], µm. */
function cornersOf({ points, triangles }: Surface): Float64Array {
  const corners = new Float64Array(3 * triangles.length);
  triangles.forEach((node, i) => corners.set(points.data.subarray(3 * node, 3 * node + 3), 3 * i));
  return corners;
}

/** The axis along which points reach furthest. */
function longestAxis(coordinates: Float64Array): number {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  coordinates.forEach((x, i) => {
    low[i % 3] = Math.min(low[i % 3], x);
    high[i % 3] = Math.max(high[i % 3], x);
  });
  const extents = high.map((x, k) => x - low[k]);
  return extents.indexOf(Math.max(...extents));
}

function sorted(corners: Float64Array): SortedTriangles {
  const axis = longestAxis(corners), count = corners.length / 9;
  const from = new Float64Array(count), to = new Float64Array(count);
  for (let t = 0; t < count; t++) {
    const along = [0, 3, 6].map((k) => corners[9 * t + k + axis]);
    from[t] = Math.min(...along);
    to[t] = Math.max(...along);
  }
  const order = Array.from(from.keys()).sort((a, b) => from[a] - from[b]);
  const out = new Float64Array(corners.length);
  order.forEach((t, i) => out.set(corners.subarray(9 * t, 9 * t + 9), 9 * i));
  const longest = to.reduce((most, x, t) => Math.max(most, x - from[t]), 0);
  return { corners: out, low: Float64Array.from(order, (t) => from[t]), longest, axis };
}

/** The first triangle that begins at or after a coordinate. */
function firstFrom(low: Float64Array, coordinate: number): number {
  let [a, b] = [0, low.length];
  while (a < b) {
    const middle = (a + b) >> 1;
    if (low[middle] < coordinate) a = middle + 1;
    else b = middle;
  }
  return a;
}

/** The distance of a point from a surface, µm. */
function distanceTo(surface: SortedTriangles, x: number, y: number, z: number): number {
  const { corners, low, longest, axis } = surface;
  const at = [x, y, z][axis];
  let best = Infinity;
  const start = firstFrom(low, at);
  // Outwards from the point: what begins further away than the best found cannot be nearer.
  for (let up = start, down = start - 1; up < low.length || down >= 0; up++, down--) {
    if (up < low.length) {
      if ((low[up] - at) ** 2 >= best) up = low.length;
      else best = Math.min(best, squaredDistanceToTriangle(corners, 9 * up, x, y, z));
    }
    if (down >= 0) {
      const gap = at - low[down] - longest;
      if (gap > 0 && gap * gap >= best) down = -1;
      else best = Math.min(best, squaredDistanceToTriangle(corners, 9 * down, x, y, z));
    }
  }
  return Math.sqrt(best);
}

/** Mean over the area of one surface of the distance to another. */
function meanDistance(from: Float64Array, to: SortedTriangles): number {
  let [total, area] = [0, 0];
  for (let t = 0; t < from.length; t += 9) {
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = from.subarray(t, t + 9);
    const [ux, uy, uz, vx, vy, vz] = [bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az];
    const weight = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
    area += weight;
    for (const [s, r] of SAMPLES) {
      const distance = distanceTo(
        to,
        ax + s * ux + r * vx,
        ay + s * uy + r * vy,
        az + s * uz + r * vz,
      );
      total += weight * distance / SAMPLES.length;
    }
  }
  return total / area;
}

/**
 * Computes the chamfer distance between the boundaries of two meshes, as surfaces.
 *
 * Each triangle is sampled at four points; the distance from there to the other surface's triangles is exact.
 *
 * @param a A mesh.
 * @param b Another, of any connectivity.
 * @returns The distance, µm.
 *
 * @example Two meshes of one block
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, rigidMotion, surfaceDistance, tensor, withPoints } from "@torrey/torrey";
 *
 * const coarse = box({ size: [2, 2, 2], edgeLength: 1 });
 * const fine = box({ size: [2, 2, 2], edgeLength: 0.5 });
 * assertAlmostEquals(surfaceDistance(coarse, fine), 0, 1e-12);
 * ```
 */
export function surfaceDistance(a: TetMesh, b: TetMesh): number {
  const [cornersA, cornersB] = [a, b].map((mesh) => cornersOf(boundarySurface(mesh)));
  return (meanDistance(cornersA, sorted(cornersB)) + meanDistance(cornersB, sorted(cornersA))) / 2;
}
