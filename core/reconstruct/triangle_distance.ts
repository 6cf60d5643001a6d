/**
 * The distance of a point from a triangle: the point's projection if it falls inside, else the nearest edge.
 *
 * @module
 */

/** Squared sine of the angle at the first corner below which a triangle is taken for its edges: it has no inside to speak of. */
const FLAT = 1e-24;

/** The squared distance from (px, py, pz) to the segment from a to a + d. */
function toSegment(
  px: number,
  py: number,
  pz: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  const length = dx * dx + dy * dy + dz * dz;
  const along = length > 0 ? (px * dx + py * dy + pz * dz) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return (px - t * dx) ** 2 + (py - t * dy) ** 2 + (pz - t * dz) ** 2;
}

/**
 * Computes the squared distance of a point from a triangle.
 *
 * @param corners Corner coordinates, nine per triangle, µm.
 * @param at Where the triangle's nine begin.
 * @param x The point's first coordinate, µm.
 * @param y Its second.
 * @param z Its third.
 * @returns The squared distance, µm².
 */
export function squaredDistanceToTriangle(
  corners: Float64Array,
  at: number,
  x: number,
  y: number,
  z: number,
): number {
  const ax = corners[at], ay = corners[at + 1], az = corners[at + 2];
  const ux = corners[at + 3] - ax, uy = corners[at + 4] - ay, uz = corners[at + 5] - az;
  const vx = corners[at + 6] - ax, vy = corners[at + 7] - ay, vz = corners[at + 8] - az;
  const px = x - ax, py = y - ay, pz = z - az;
  const nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
  const square = nx * nx + ny * ny + nz * nz;
  const flat = FLAT * (ux * ux + uy * uy + uz * uz) * (vx * vx + vy * vy + vz * vz);
  if (square > flat) {
    // Barycentric coordinates of the projection: s with u, r with v.
    const s = ((py * vz - pz * vy) * nx + (pz * vx - px * vz) * ny + (px * vy - py * vx) * nz) /
      square;
    const r = ((uy * pz - uz * py) * nx + (uz * px - ux * pz) * ny + (ux * py - uy * px) * nz) /
      square;
    if (s >= 0 && r >= 0 && s + r <= 1) {
      const height = px * nx + py * ny + pz * nz;
      return height * height / square;
    }
  }
  return Math.min(
    toSegment(px, py, pz, ux, uy, uz),
    toSegment(px, py, pz, vx, vy, vz),
    toSegment(px - ux, py - uy, pz - uz, vx - ux, vy - uy, vz - uz),
  );
}
