/**
 * The shape of one tetrahedron: its dihedral angles and its radius ratio 3 r_in / r_out.
 *
 * @module
 */

type Vector = [number, number, number];

const cross = (u: Vector, v: Vector): Vector => [
  u[1] * v[2] - u[2] * v[1],
  u[2] * v[0] - u[0] * v[2],
  u[0] * v[1] - u[1] * v[0],
];
const dot = (u: Vector, v: Vector): number => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];

function edgeVector(points: Float64Array, from: number, to: number): Vector {
  return [
    points[3 * to] - points[3 * from],
    points[3 * to + 1] - points[3 * from + 1],
    points[3 * to + 2] - points[3 * from + 2],
  ];
}

/** Twice the area vectors of the four faces of (a, b, c, d), pointing outwards; face k lies opposite node k. */
function faceNormals(
  points: Float64Array,
  tets: Int32Array,
  t: number,
): [Vector, Vector, Vector, Vector] {
  const [a, b, c, d] = tets.subarray(4 * t, 4 * t + 4);
  const ab = edgeVector(points, a, b), ac = edgeVector(points, a, c), ad = edgeVector(points, a, d);
  const bc = edgeVector(points, b, c), bd = edgeVector(points, b, d);
  return [cross(bc, bd), cross(ad, ac), cross(ab, ad), cross(ac, ab)];
}

/**
 * Computes the six angles between the faces of a tetrahedron.
 *
 * @param points Coordinates, [3 × nodes], µm.
 * @param tets Node indices, [4 × tets].
 * @param t Which tetrahedron.
 * @param into Where to put the angles, rad.
 * @param offset Where in `into` to begin.
 */
export function dihedralAngles(
  points: Float64Array,
  tets: Int32Array,
  t: number,
  into: Float64Array,
  offset: number,
): void {
  const normals = faceNormals(points, tets, t);
  for (let i = 0; i < 3; i++) {
    for (let j = i + 1; j < 4; j++) {
      const sine = cross(normals[i], normals[j]);
      // Outward normals turn by π minus the angle inside; atan2 keeps its digits for flat tetrahedra too.
      into[offset++] = Math.atan2(Math.hypot(...sine), -dot(normals[i], normals[j]));
    }
  }
}

/**
 * Computes three times the radius of the inscribed sphere over that of the circumscribed one.
 *
 * With V the volume, A the total face area and s = √((p)(p−2x)(p−2y)(p−2z)) of the products x, y, z of opposite edges,
 * p = x + y + z: r_in = 3V/A and r_out = s/(24V).
 *
 * @param points Coordinates, [3 × nodes], µm.
 * @param tets Node indices, [4 × tets].
 * @param t Which tetrahedron.
 * @returns 1 for a regular tetrahedron, towards 0 for a flat one.
 */
export function radiusRatio(points: Float64Array, tets: Int32Array, t: number): number {
  const [a, b, c, d] = tets.subarray(4 * t, 4 * t + 4);
  const normals = faceNormals(points, tets, t);
  const area = normals.reduce((sum, normal) => sum + Math.hypot(...normal) / 2, 0);
  const volume = Math.abs(dot(normals[3], edgeVector(points, a, d))) / 6;
  const length = (p: number, q: number): number => Math.hypot(...edgeVector(points, p, q));
  const x = length(a, b) * length(c, d),
    y = length(a, c) * length(b, d),
    z = length(a, d) * length(b, c);
  const product = (x + y + z) * (y + z - x) * (x + z - y) * (x + y - z);
  // Rounding can take the product of a nearly flat tetrahedron below zero.
  const s = Math.sqrt(Math.max(product, Number.MIN_VALUE));
  return (3 * (3 * volume / area) * 24 * volume) / s;
}
