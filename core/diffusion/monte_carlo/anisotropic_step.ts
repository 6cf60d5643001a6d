/**
 * The 3×3 algebra of anisotropic steps: D = LLᵀ, and how a displacement turns when it crosses into another tensor.
 *
 * @module
 */

/** A vector of three numbers. */
export type Vector = readonly [number, number, number];

/** Rows of a lower triangle: xx, yx, yy, zx, zy, zz. */
export type LowerTriangle = readonly [number, number, number, number, number, number];

/**
 * The Cholesky factor of a tensor.
 *
 * @param tensor xx, xy, xz, yy, yz, zz.
 * @returns L with LLᵀ = D.
 */
export function choleskyFactor(tensor: ArrayLike<number>): LowerTriangle {
  const xx = Math.sqrt(tensor[0]), yx = tensor[1] / xx, zx = tensor[2] / xx;
  const yy = Math.sqrt(tensor[3] - yx * yx), zy = (tensor[4] - zx * yx) / yy;
  return [xx, yx, yy, zx, zy, Math.sqrt(tensor[5] - zx * zx - zy * zy)];
}

/** D v. */
export function tensorTimes(tensor: ArrayLike<number>, [x, y, z]: Vector): Vector {
  const [xx, xy, xz, yy, yz, zz] = Array.from(tensor);
  return [xx * x + xy * y + xz * z, xy * x + yy * y + yz * z, xz * x + yz * y + zz * z];
}

/** u·v. */
export function dot(u: Vector, v: Vector): number {
  return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
}

function lowerTimes([xx, yx, yy, zx, zy, zz]: LowerTriangle, [x, y, z]: Vector): Vector {
  return [xx * x, yx * x + yy * y, zx * x + zy * y + zz * z];
}

function transposeTimes([xx, yx, yy, zx, zy, zz]: LowerTriangle, [x, y, z]: Vector): Vector {
  return [xx * x + yx * y + zx * z, yy * y + zy * z, zz * z];
}

function lowerSolve([xx, yx, yy, zx, zy, zz]: LowerTriangle, [x, y, z]: Vector): Vector {
  const a = x / xx, b = (y - yx * a) / yy;
  return [a, b, (z - zx * a - zy * b) / zz];
}

function unit(v: Vector): Vector {
  const length = Math.sqrt(dot(v, v));
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** v turned by the smallest rotation that takes the unit vector `from` to `to`. */
function rotate(v: Vector, from: Vector, to: Vector): Vector {
  // A reflection at the plane across `from`, then one at the plane across from + to.
  const middle = unit([from[0] + to[0], from[1] + to[1], from[2] + to[2]]);
  const first = 2 * dot(v, middle);
  const [x, y, z] = [0, 1, 2].map((k) => first * middle[k] - v[k]);
  const second = 2 * dot([x, y, z], to);
  return [second * to[0] - x, second * to[1] - y, second * to[2] - z];
}

/**
 * The map of displacements across a face: with u = L₁ξ on this side it is L₂Rξ on the other, R the rotation that takes the normal
 * L₁ᵀn of ξ to L₂ᵀn, so that ξ stays standard normal and u keeps its way through the face. The way back is the inverse.
 *
 * @param here The factor of this side.
 * @param there The factor of the other side.
 * @param normal A normal of the face.
 * @returns The map, row-major, [9].
 */
export function turnAcross(here: LowerTriangle, there: LowerTriangle, normal: Vector): number[] {
  const from = unit(transposeTimes(here, normal)), to = unit(transposeTimes(there, normal));
  const columns = ([[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const).map((axis) =>
    lowerTimes(there, rotate(lowerSolve(here, axis), from, to))
  );
  return [0, 1, 2].flatMap((row) => columns.map((column) => column[row]));
}
