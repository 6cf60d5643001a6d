/**
 * Volumes of compartments and vectors of faces as functions of the nodes, with their pullbacks.
 *
 * @module
 */

/** The edge vectors p_k − p_0 of a tetrahedron. */
function edges(points: Float64Array, tets: Int32Array, tet: number): number[][] {
  const a = 3 * tets[4 * tet];
  return [1, 2, 3].map((k) => {
    const b = 3 * tets[4 * tet + k];
    return [points[b] - points[a], points[b + 1] - points[a + 1], points[b + 2] - points[a + 2]];
  });
}

const cross = (a: readonly number[], b: readonly number[]): [number, number, number] => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/**
 * The volume of each compartment.
 *
 * @param points Node positions, [3 × nodes], µm.
 * @param tets Node indices, [4 × tets].
 * @param compartments Compartment 0 … C − 1 of each tetrahedron.
 * @param count C.
 * @returns Volumes, µm³, [C].
 */
export function compartmentVolumes(
  points: Float64Array,
  tets: Int32Array,
  compartments: Int32Array,
  count: number,
): Float64Array {
  const volumes = new Float64Array(count);
  compartments.forEach((compartment, tet) => {
    const [u, v, w] = edges(points, tets, tet), [x, y, z] = cross(u, v);
    volumes[compartment] += (x * w[0] + y * w[1] + z * w[2]) / 6;
  });
  return volumes;
}

/** Adds to ∂L/∂points what ∂L/∂volumes brings. */
export function pullVolumes(
  points: Float64Array,
  tets: Int32Array,
  compartments: Int32Array,
  weights: Float64Array,
  out: Float64Array,
): void {
  compartments.forEach((compartment, tet) => {
    const weight = weights[compartment] / 6;
    if (weight === 0) return;
    const [u, v, w] = edges(points, tets, tet);
    [cross(v, w), cross(w, u), cross(u, v)].forEach((slope, k) => {
      for (let i = 0; i < 3; i++) {
        out[3 * tets[4 * tet + k + 1] + i] += weight * slope[i];
        out[3 * tets[4 * tet] + i] -= weight * slope[i];
      }
    });
  });
}

/** The vector of a face, its area times its normal, µm². */
export function faceVector(
  points: Float64Array,
  a: number,
  b: number,
  c: number,
): [number, number, number] {
  const edge = (from: number, to: number) =>
    [0, 1, 2].map((k) => points[3 * to + k] - points[3 * from + k]);
  const [x, y, z] = cross(edge(a, b), edge(a, c));
  return [x / 2, y / 2, z / 2];
}

/** Adds to ∂L/∂points what ∂L/∂(vector of a face) brings: s = ½(a × b + b × c + c × a). */
export function pullFaceVector(
  points: Float64Array,
  a: number,
  b: number,
  c: number,
  weight: readonly number[],
  out: Float64Array,
): void {
  for (const [node, next, last] of [[a, b, c], [b, c, a], [c, a, b]]) {
    const opposite = [0, 1, 2].map((k) => points[3 * next + k] - points[3 * last + k]);
    cross(opposite, weight).forEach((slope, k) => out[3 * node + k] += slope / 2);
  }
}
