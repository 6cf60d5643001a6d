/**
 * M-orthonormalisation of a panel: Cholesky QR, repeated until the panel is orthonormal to rounding.
 *
 * @module
 */
import { panelGram } from "../../../wasm/mod.ts";
import { BLOCK, type KrylovSpace } from "./krylov_space.ts";

/** A column whose length falls below this part of its former one has no direction of its own. */
const DEPENDENT = 1e-10;
/** Passes after which a panel is orthonormal to rounding if it ever will be. */
const PASSES = 6;

/** Upper R with G = RᵀR, or the index of the first column that depends on the ones before it. */
function choleskyOfGram(gram: Float64Array): Float64Array | number {
  const r = new Float64Array(BLOCK * BLOCK);
  for (let j = 0; j < BLOCK; j++) {
    for (let i = 0; i <= j; i++) {
      let sum = gram[i * BLOCK + j];
      for (let k = 0; k < i; k++) sum -= r[k * BLOCK + i] * r[k * BLOCK + j];
      if (i < j) r[i * BLOCK + j] = sum / r[i * BLOCK + i];
      else if (sum > DEPENDENT ** 2 * gram[j * BLOCK + j]) r[j * BLOCK + j] = Math.sqrt(sum);
      else return j;
    }
  }
  return r;
}

/** X ← X R⁻¹ row by row. */
function divideByUpper(x: Float64Array, r: Float64Array): void {
  for (let row = 0; row < x.length; row += BLOCK) {
    for (let j = 0; j < BLOCK; j++) {
      let value = x[row + j];
      for (let k = 0; k < j; k++) value -= x[row + k] * r[k * BLOCK + j];
      x[row + j] = value / r[j * BLOCK + j];
    }
  }
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  const c = new Float64Array(BLOCK * BLOCK);
  for (let i = 0; i < BLOCK; i++) {
    for (let k = 0; k < BLOCK; k++) {
      for (let j = 0; j < BLOCK; j++) c[i * BLOCK + j] += a[i * BLOCK + k] * b[k * BLOCK + j];
    }
  }
  return c;
}

function distanceFromIdentity(gram: Float64Array): number {
  return gram.reduce(
    (most, value, e) => Math.max(most, Math.abs(value - (e % (BLOCK + 1) === 0 ? 1 : 0))),
    0,
  );
}

/**
 * Replaces Z by Q with QᵀMQ = I and Z = QR; a column without a direction of its own is replaced by `fresh` and has a zero
 * column in R.
 *
 * @param space The space; its first small matrix is used.
 * @param z Z, becomes Q.
 * @param mz M Q on return.
 * @param fresh Fills column j of z with a new direction, orthogonal to everything before.
 * @returns R, [BLOCK × BLOCK].
 */
export function orthonormalise(
  space: KrylovSpace,
  z: Float64Array,
  mz: Float64Array,
  fresh: (column: number) => void,
): Float64Array {
  let upper: Float64Array = new Float64Array(BLOCK * BLOCK);
  for (let j = 0; j < BLOCK; j++) upper[j * (BLOCK + 1)] = 1;
  for (let pass = 0; pass < PASSES; pass++) {
    space.applyMass(z, mz);
    const gram = space.small[0].fill(0);
    panelGram(space.workspace, space.rows, BLOCK, BLOCK, z, mz, gram);
    if (pass > 0 && distanceFromIdentity(gram) < 1e-13) return upper;
    const r = choleskyOfGram(gram);
    if (typeof r === "number") {
      fresh(r);
      for (let i = 0; i < BLOCK; i++) upper[i * BLOCK + r] = 0;
    } else {
      divideByUpper(z, r);
      upper = product(r, upper);
    }
  }
  space.applyMass(z, mz);
  return upper;
}
