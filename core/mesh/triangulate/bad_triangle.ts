/**
 * Judges triangles: thin ones, by circumradius over shortest edge, and large ones; and says where a node would mend them.
 *
 * The node is the circumcentre, or the off-centre nearer by, which makes with the shortest edge a triangle that just passes
 * (Üngör, Comput. Geom. 42, 109 (2009)).
 *
 * @module
 */
import type { Place } from "./planar_domain.ts";

/** The least angle of a triangle that is not thin, degrees. */
export const LEAST_ANGLE = 25;

/** The greatest circumradius over shortest edge, 1 / (2 sin of the least angle). */
const THIN = 0.5 / Math.sin((LEAST_ANGLE * Math.PI) / 180);

/** Distance of the off-centre from the shortest edge over its length, a little less for the triangle to pass. */
const OFF_CENTRE = 0.475 / Math.tan((LEAST_ANGLE * Math.PI) / 360);

/** The greatest circumradius over the edge length aimed at; 0.58 in an equilateral triangle of that length. */
const LARGE = 0.8;

/**
 * Judges a triangle.
 *
 * @param points Coordinates x, y of each node.
 * @param a Its first corner.
 * @param b Its second, anticlockwise.
 * @param c Its third.
 * @param edgeLength The edge length aimed at.
 * @returns Where a node would mend it, or `undefined` where it is good.
 */
export function mendingPlace(
  points: readonly number[],
  a: number,
  b: number,
  c: number,
  edgeLength: number,
): Place | undefined {
  // The corners in the order that puts the shortest edge between the first two.
  const squared = (p: number, q: number): number =>
    (points[2 * p] - points[2 * q]) ** 2 + (points[2 * p + 1] - points[2 * q + 1]) ** 2;
  const ab = squared(a, b), bc = squared(b, c), ca = squared(c, a);
  const shortest = Math.min(ab, bc, ca);
  const [p, q, r] = shortest === ab ? [a, b, c] : shortest === bc ? [b, c, a] : [c, a, b];
  const px = points[2 * p], py = points[2 * p + 1];
  const qx = points[2 * q] - px, qy = points[2 * q + 1] - py;
  const rx = points[2 * r] - px, ry = points[2 * r + 1] - py;
  const doubled = 2 * (qx * ry - qy * rx);
  const r2 = rx * rx + ry * ry;
  // The circumcentre, seen from the first corner.
  const x = (ry * shortest - qy * r2) / doubled, y = (qx * r2 - rx * shortest) / doubled;
  const radius = Math.hypot(x, y), edge = Math.sqrt(shortest);
  if (radius <= THIN * edge && radius <= LARGE * edgeLength) return undefined;
  const outX = x - qx / 2, outY = y - qy / 2;
  const distance = Math.hypot(outX, outY);
  const nearer = Math.min(1, (OFF_CENTRE * edge) / distance);
  const isThin = radius > THIN * edge;
  return isThin ? [px + qx / 2 + nearer * outX, py + qy / 2 + nearer * outY] : [px + x, py + y];
}
