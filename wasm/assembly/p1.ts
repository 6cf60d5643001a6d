// Shared geometry of a linear tetrahedron: the volume and the gradients of the barycentric coordinates.

/** Address where `geometry` leaves V and then the twelve components of the gradients. */
export const GEOMETRY: usize = 1280;

@inline
function coordinate(points: usize, node: i32, k: i32): f64 {
  return load<f64>(points + ((<usize>node * 3 + <usize>k) << 3));
}

@inline
function put(index: i32, value: f64): void {
  store<f64>(GEOMETRY + (<usize>index << 3), value);
}

/** V of the tetrahedron whose four node indices stand at `tet`, and its gradients, g_a[k] at 1 + 3a + k. */
export function geometry(points: usize, tet: usize): void {
  const a = load<i32>(tet), b = load<i32>(tet, 4), c = load<i32>(tet, 8), d = load<i32>(tet, 12);
  const ax = coordinate(points, a, 0), ay = coordinate(points, a, 1), az = coordinate(points, a, 2);
  const ux = coordinate(points, b, 0) - ax, uy = coordinate(points, b, 1) - ay, uz = coordinate(points, b, 2) - az;
  const vx = coordinate(points, c, 0) - ax, vy = coordinate(points, c, 1) - ay, vz = coordinate(points, c, 2) - az;
  const wx = coordinate(points, d, 0) - ax, wy = coordinate(points, d, 1) - ay, wz = coordinate(points, d, 2) - az;
  // Rows of the inverse Jacobian: g_b = v x w / det, and so on; the gradients sum to zero.
  const bx = vy * wz - vz * wy, by = vz * wx - vx * wz, bz = vx * wy - vy * wx;
  const det = ux * bx + uy * by + uz * bz;
  const r = 1.0 / det;
  const g1x = bx * r, g1y = by * r, g1z = bz * r;
  const g2x = (wy * uz - wz * uy) * r, g2y = (wz * ux - wx * uz) * r, g2z = (wx * uy - wy * ux) * r;
  const g3x = (uy * vz - uz * vy) * r, g3y = (uz * vx - ux * vz) * r, g3z = (ux * vy - uy * vx) * r;
  put(0, det / 6.0);
  put(1, -(g1x + g2x + g3x));
  put(2, -(g1y + g2y + g3y));
  put(3, -(g1z + g2z + g3z));
  put(4, g1x);
  put(5, g1y);
  put(6, g1z);
  put(7, g2x);
  put(8, g2y);
  put(9, g2z);
  put(10, g3x);
  put(11, g3y);
  put(12, g3z);
}

@inline
export function volume(): f64 {
  return load<f64>(GEOMETRY);
}

@inline
export function gradient(a: i32, k: i32): f64 {
  return load<f64>(GEOMETRY + (<usize>(1 + 3 * a + k) << 3));
}
