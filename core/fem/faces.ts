/**
 * Matrices on triangular faces: the coupling across permeable interfaces and the relaxation at walls, with their adjoints.
 *
 * With B_ab = area/12 (1 + δ_ab) an interface face of coefficient h adds h[[B, −B], [−B, B]] to the stiffness, a wall face
 * wB. The area is that of the first side.
 *
 * @module
 */
import type { CsrPattern } from "../linalg/sparse/mod.ts";

/** Nodes of a face of either kind: 6 with both sides of an interface, 3 of a wall. */
export type FaceNodes = 3 | 6;

/** The entry of a pair of nodes in a pattern. */
function entryOf({ rowStart, columnIndex }: CsrPattern, row: number, column: number): number {
  let low = rowStart[row], high = rowStart[row + 1] - 1;
  while (low <= high) {
    const middle = (low + high) >> 1, found = columnIndex[middle];
    if (found === column) return middle;
    if (found < column) low = middle + 1;
    else high = middle - 1;
  }
  throw new RangeError(`Nodes ${row} and ${column} of a face are not coupled in the pattern`);
}

/**
 * Finds where each face's block goes in the matrices.
 *
 * @param pattern The pattern.
 * @param faces Node indices, [n × faces].
 * @param n Nodes of a face.
 * @returns CSR entry of each of the n² node pairs of each face, row-major, [n² × faces].
 */
export function faceScatter(pattern: CsrPattern, faces: Int32Array, n: FaceNodes): Int32Array {
  const scatter = new Int32Array(faces.length * n);
  for (let i = 0; i < faces.length; i++) {
    const face = i - i % n;
    for (let j = 0; j < n; j++) scatter[i * n + j] = entryOf(pattern, faces[i], faces[face + j]);
  }
  return scatter;
}

/** ±(1 + δ_ab)/12 of nodes a and b of a face, negative across an interface. */
function faceWeight(a: number, b: number): number {
  return (a < 3 === b < 3 ? 1 : -1) * (a % 3 === b % 3 ? 2 : 1) / 12;
}

const weights = {
  3: Float64Array.from({ length: 9 }, (_, e) => faceWeight(Math.floor(e / 3), e % 3)),
  6: Float64Array.from({ length: 36 }, (_, e) => faceWeight(Math.floor(e / 6), e % 6)),
};

/** Twice the vector area of a triangle, (b − a) × (c − a), and its length. */
function areaVector(points: Float64Array, a: number, b: number, c: number) {
  const ux = points[3 * b] - points[3 * a], vx = points[3 * c] - points[3 * a];
  const uy = points[3 * b + 1] - points[3 * a + 1], vy = points[3 * c + 1] - points[3 * a + 1];
  const uz = points[3 * b + 2] - points[3 * a + 2], vz = points[3 * c + 2] - points[3 * a + 2];
  const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
  return { x, y, z, length: Math.sqrt(x * x + y * y + z * z) };
}

/** Adds value × ∂area/∂points, ∂area/∂a = (b − c) × n/2 with n the unit normal. */
function addAreaGradient(
  points: Float64Array,
  corners: readonly [number, number, number],
  value: number,
  gradient: Float64Array,
): void {
  const { x, y, z, length } = areaVector(points, ...corners), scale = value / (2 * length);
  for (let k = 0; k < 3; k++) {
    const a = 3 * corners[k], b = 3 * corners[(k + 1) % 3], c = 3 * corners[(k + 2) % 3];
    const ex = points[b] - points[c];
    const ey = points[b + 1] - points[c + 1], ez = points[b + 2] - points[c + 2];
    gradient[a] += scale * (ey * z - ez * y);
    gradient[a + 1] += scale * (ez * x - ex * z);
    gradient[a + 2] += scale * (ex * y - ey * x);
  }
}

/** Faces of one kind and where they go. */
export interface Faces {
  /** Nodes of a face. */
  readonly size: FaceNodes;
  /** Node indices, [size × faces]. */
  readonly nodes: Int32Array;
  /** From {@linkcode faceScatter}. */
  readonly scatter: Int32Array;
}

/** Adds the faces' blocks to the stiffness. */
export function assembleFaces(
  { size, nodes, scatter }: Faces,
  points: Float64Array,
  coefficients: Float64Array,
  stiffness: Float64Array,
): void {
  const weight = weights[size], count = size * size;
  for (let f = 0; f < coefficients.length; f++) {
    const at = size * f;
    const { length } = areaVector(points, nodes[at], nodes[at + 1], nodes[at + 2]);
    const value = coefficients[f] * length / 2;
    for (let e = 0; e < count; e++) stiffness[scatter[count * f + e]] += value * weight[e];
  }
}

/**
 * The adjoint of {@linkcode assembleFaces}: adds to the points' gradient, returns that of the coefficients.
 *
 * @param faces The faces.
 * @param points Node positions, [3 × nodes].
 * @param coefficients One per face; or none, for no faces.
 * @param cotangent ∂L/∂stiffness at the pattern's entries.
 * @param pointsGradient Updated in place, [3 × nodes].
 * @returns ∂L/∂coefficients.
 */
export function contractFaces(
  { size, nodes, scatter }: Faces,
  points: Float64Array,
  coefficients: Float64Array,
  cotangent: Float64Array,
  pointsGradient: Float64Array,
): Float64Array {
  const weight = weights[size], count = size * size;
  return coefficients.map((coefficient, f) => {
    const at = size * f;
    let energy = 0;
    for (let e = 0; e < count; e++) energy += cotangent[scatter[count * f + e]] * weight[e];
    const corners = [nodes[at], nodes[at + 1], nodes[at + 2]] as const;
    addAreaGradient(points, corners, coefficient * energy, pointsGradient);
    return energy * areaVector(points, ...corners).length / 2;
  });
}
