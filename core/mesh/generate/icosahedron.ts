/**
 * The nodes of icosahedral spheres: 20 faces whose sides have n divisions each hold a lattice of nodes, shared along the edges.
 *
 * A sphere of n divisions holds 10n² + 2 nodes, so the spacing is even; on a spherical triangle ABC of arc θ a node of weights
 * (i, j, l)/n lies along sin(iθ/n) A + sin(jθ/n) B + sin(lθ/n) C, which divides the edges evenly (Slerp).
 *
 * @module
 */

/** Arc between neighbouring vertices of the icosahedron, rad. */
const ARC = Math.atan(2);

/** A node of a face in lattice coordinates, steps towards its three corners: they add up to the divisions. */
export type Lattice = readonly [number, number, number];

/** How many faces there are. */
export const FACE_COUNT = 20;

/** The icosahedron with two vertices on the z axis: its vertices, its edges by vertex pair, its faces. */
const VERTICES: readonly (readonly [number, number, number])[] = vertices();
const FACES: readonly (readonly [number, number, number])[] = faces();
const EDGES: ReadonlyMap<number, number> = edges();

function vertices(): [number, number, number][] {
  const z = 1 / Math.sqrt(5), r = 2 / Math.sqrt(5);
  const ring = (offset: number, height: number): [number, number, number][] =>
    Array.from({ length: 5 }, (_, i) => {
      const angle = (2 * Math.PI * (i + offset)) / 5;
      return [r * Math.cos(angle), r * Math.sin(angle), height];
    });
  return [[0, 0, 1], ...ring(0, z), ...ring(0.5, -z), [0, 0, -1]];
}

function faces(): [number, number, number][] {
  const result: [number, number, number][] = [];
  for (let i = 0; i < 5; i++) {
    const next = (i + 1) % 5;
    result.push([0, 1 + i, 1 + next]);
    result.push([1 + i, 6 + i, 1 + next]);
    result.push([1 + next, 6 + i, 6 + next]);
    result.push([11, 6 + next, 6 + i]);
  }
  return result;
}

function edges(): Map<number, number> {
  const result = new Map<number, number>();
  for (const face of FACES) {
    for (let k = 0; k < 3; k++) {
      const key = edgeKey(face[k], face[(k + 1) % 3]);
      if (!result.has(key)) result.set(key, result.size);
    }
  }
  return result;
}

function edgeKey(a: number, b: number): number {
  return 12 * Math.min(a, b) + Math.max(a, b);
}

/**
 * Counts the nodes of a sphere.
 *
 * @param divisions Its divisions, n; 0 stands for the centre alone.
 * @returns 10n² + 2, or 1.
 */
export function sphereNodeCount(divisions: number): number {
  return divisions === 0 ? 1 : 10 * divisions * divisions + 2;
}

/**
 * Numbers the nodes of a sphere.
 *
 * @param face Which face of the icosahedron.
 * @param lattice A node of it.
 * @returns Its number, from 0; nodes on shared edges and corners have one number.
 */
export function sphereNode(face: number, lattice: Lattice): number {
  const corners = FACES[face];
  const n = lattice[0] + lattice[1] + lattice[2];
  if (n === 0) return 0;
  for (let c = 0; c < 3; c++) if (lattice[c] === n) return corners[c];
  for (let c = 0; c < 3; c++) {
    if (lattice[c] !== 0) continue;
    const p = (c + 1) % 3, q = (c + 2) % 3;
    const along = corners[p] < corners[q] ? lattice[q] : lattice[p];
    return 12 + EDGES.get(edgeKey(corners[p], corners[q]))! * (n - 1) + along - 1;
  }
  const row = lattice[0] - 1, rowStart = row * (n - 2) - (row * (row - 1)) / 2;
  return 12 + 30 * (n - 1) + (face * (n - 1) * (n - 2)) / 2 + rowStart + lattice[1] - 1;
}

/**
 * Places the nodes of a sphere about the origin.
 *
 * @param divisions Its divisions, n ≥ 1.
 * @param radius Its radius.
 * @param points Where to put the coordinates.
 * @param start The place of the first node among the points.
 */
export function placeSphere(
  divisions: number,
  radius: number,
  points: Float64Array,
  start: number,
): void {
  FACES.forEach((corners, face) => {
    const [A, B, C] = corners.map((vertex) => VERTICES[vertex]);
    for (let i = 0; i <= divisions; i++) {
      for (let j = 0; j <= divisions - i; j++) {
        const l = divisions - i - j;
        const a = Math.sin((i * ARC) / divisions), b = Math.sin((j * ARC) / divisions);
        const c = Math.sin((l * ARC) / divisions);
        const x = a * A[0] + b * B[0] + c * C[0];
        const y = a * A[1] + b * B[1] + c * C[1];
        const z = a * A[2] + b * B[2] + c * C[2];
        const scale = radius / Math.hypot(x, y, z);
        points.set([scale * x, scale * y, scale * z], 3 * (start + sphereNode(face, [i, j, l])));
      }
    }
  });
}
