/**
 * The ball, meshed from the icosahedron: 20 cones subdivided n-fold, the nodes of layer k put on the sphere of radius k/n.
 *
 * Layer k holds 10k² + 2 nodes, so the spacing is even; on a spherical triangle ABC of arc θ a node of weights (i, j, l)/k lies
 * along sin(iθ/k) A + sin(jθ/k) B + sin(lθ/k) C, which divides the edges evenly (Slerp).
 *
 * @module
 */

/** Arc between neighbouring vertices of the icosahedron, rad. */
const ARC = Math.atan(2);

/** A node of a cone in lattice coordinates: steps from the centre towards the face's three corners. */
export type Lattice = readonly [number, number, number];

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
 * Counts the nodes of a ball.
 *
 * @param layers How many layers, n.
 * @returns 1 + Σ (10k² + 2).
 */
export function ballNodeCount(layers: number): number {
  return 1 + 2 * layers + (10 * layers * (layers + 1) * (2 * layers + 1)) / 6;
}

/** The node of a face's cone at lattice coordinates; nodes on shared edges and corners are shared. */
function nodeAt(face: number, lattice: Lattice): number {
  const corners = FACES[face];
  const k = lattice[0] + lattice[1] + lattice[2];
  if (k === 0) return 0;
  const base = ballNodeCount(k - 1);
  for (let c = 0; c < 3; c++) if (lattice[c] === k) return base + corners[c];
  for (let c = 0; c < 3; c++) {
    if (lattice[c] !== 0) continue;
    const p = (c + 1) % 3, q = (c + 2) % 3;
    const along = corners[p] < corners[q] ? lattice[q] : lattice[p];
    return base + 12 + EDGES.get(edgeKey(corners[p], corners[q]))! * (k - 1) + along - 1;
  }
  const row = lattice[0] - 1, rowStart = row * (k - 2) - (row * (row - 1)) / 2;
  return base + 12 + 30 * (k - 1) + (face * (k - 1) * (k - 2)) / 2 + rowStart + lattice[1] - 1;
}

/** A meshed ball. */
export interface Ball {
  /** Coordinates, [3 × nodes]: the centre, then layer after layer. */
  readonly points: Float64Array;
  /** Node indices, [4 × tets], of either orientation. */
  readonly tets: Int32Array;
}

/**
 * Meshes a ball, stretched along the axes to an ellipsoid.
 *
 * @param layers How many layers, n ≥ 1: 20n³ tetrahedra.
 * @param semiAxes The semi-axes along x, y and z, all the same for a ball.
 * @returns Points and tetrahedra.
 */
export function ball(layers: number, semiAxes: readonly [number, number, number]): Ball {
  const points = new Float64Array(3 * ballNodeCount(layers));
  const tets = new Int32Array(80 * layers ** 3);
  FACES.forEach((_, face) => placeNodes(points, face, layers));
  // Stretched first, so that the diagonals chosen next are the shortest of the stretched cells.
  for (let i = 0; i < points.length; i++) points[i] *= semiAxes[i % 3];
  let next = 0;
  FACES.forEach((_, face) => {
    const node = (lattice: Lattice): number => nodeAt(face, lattice);
    next = splitCone(points, tets, next, layers, node);
  });
  return { points, tets };
}

function placeNodes(points: Float64Array, face: number, layers: number): void {
  const [A, B, C] = FACES[face].map((vertex) => VERTICES[vertex]);
  for (let k = 1; k <= layers; k++) {
    for (let i = 0; i <= k; i++) {
      for (let j = 0; j <= k - i; j++) {
        const a = Math.sin((i * ARC) / k), b = Math.sin((j * ARC) / k);
        const c = Math.sin(((k - i - j) * ARC) / k);
        const x = a * A[0] + b * B[0] + c * C[0];
        const y = a * A[1] + b * B[1] + c * C[1];
        const z = a * A[2] + b * B[2] + c * C[2];
        const scale = k / layers / Math.hypot(x, y, z);
        points.set([scale * x, scale * y, scale * z], 3 * nodeAt(face, [i, j, k - i - j]));
      }
    }
  }
}

/** Splits a cone into n³ cells: tetrahedra, and octahedra split into four about their shortest diagonal. */
function splitCone(
  points: Float64Array,
  tets: Int32Array,
  start: number,
  layers: number,
  node: (lattice: Lattice) => number,
): number {
  let next = start;
  const add = (a: number, b: number, c: number, d: number): void => {
    tets[next++] = a;
    tets[next++] = b;
    tets[next++] = c;
    tets[next++] = d;
  };
  for (let i = 0; i < layers; i++) {
    for (let j = 0; i + j < layers; j++) {
      for (let l = 0; i + j + l < layers; l++) {
        const room = layers - i - j - l;
        const a = node([i + 1, j, l]), b = node([i, j + 1, l]), c = node([i, j, l + 1]);
        add(node([i, j, l]), a, b, c);
        if (room < 2) continue;
        const ab = node([i + 1, j + 1, l]),
          bc = node([i, j + 1, l + 1]),
          ca = node([i + 1, j, l + 1]);
        const [p, q, ring] = shortestDiagonal(points, a, b, c, ab, bc, ca);
        for (let k = 0; k < 4; k++) add(p, q, ring[k], ring[(k + 1) % 4]);
        if (room < 3) continue;
        add(ab, bc, ca, node([i + 1, j + 1, l + 1]));
      }
    }
  }
  return next;
}

/** An octahedron's shortest diagonal and the four other nodes around it; of equals the one most along z, then the anticlockwise. */
function shortestDiagonal(
  points: Float64Array,
  a: number,
  b: number,
  c: number,
  ab: number,
  bc: number,
  ca: number,
): [number, number, number[]] {
  const diagonals: [number, number, number[]][] = [
    [a, bc, [b, ab, ca, c]],
    [b, ca, [a, ab, bc, c]],
    [c, ab, [a, ca, bc, b]],
  ];
  let best = diagonals[0];
  let bestRank = Infinity;
  for (const diagonal of diagonals) {
    const inner = 3 * diagonal[0], outer = 3 * diagonal[1];
    const dx = points[outer] - points[inner], dy = points[outer + 1] - points[inner + 1];
    const dz = points[outer + 2] - points[inner + 2];
    const length = Math.hypot(dx, dy, dz);
    const sense = Math.sign(points[inner] * dy - points[inner + 1] * dx);
    // The tie-breaks, alike round the z axis and on opposite sides of the centre, keep both symmetries in spite of rounding.
    const rank = length - 1e-6 * Math.abs(dz) - 1e-9 * sense * length;
    if (rank < bestRank) [best, bestRank] = [diagonal, rank];
  }
  return best;
}
