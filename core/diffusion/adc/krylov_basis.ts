/**
 * A small space that holds what spins do in a closed compartment under any waveform: a rational Krylov space.
 *
 * The response to a gradient is made of e^{−M⁻¹Kt} x_k. The space of x_k and of products of (K + σM)⁻¹M with them, for poles σ
 * spread over the waveform's frequencies, reproduces it to rounding with a few dozen vectors, whatever the mesh (Güttel,
 * GAMM-Mitt. 36, 2013); no eigenmode is left out as in a truncated basis.
 *
 * @module
 */
import type { P1Space } from "../../fem/mod.ts";
import { type CholeskyFactor, denseProduct, denseSymmetricEigen } from "../../linalg/mod.ts";

/** A basis V with VᵀMV = I and VᵀKV = Λ. */
export interface PhaseBasis {
  /** Λ, 1/ms, [m]. */
  readonly rates: Float64Array;
  /** V, row-major [nodes × m]. */
  readonly vectors: Float64Array;
  /** VᵀM(x − c) about the centre c of the piece, [m × 3]. */
  readonly moments: Float64Array;
  /** Solves (K − λ_j M) w_j = F_j − M V VᵀF_j where V are eigenmodes; absent where V holds the solution itself. */
  readonly complement?: (f: Float64Array) => Float64Array;
}

/** What is left of a vector, relative to its size, when it lies in the space already. */
const DEPENDENT = 1e-11;
/** Powers of each resolvent, three vectors each. */
const POWERS = 3;
/** Places of the poles before the first look at the result: spread evenly over the logarithm of the frequencies. */
const FIRST_PLACES = [0.375, 0.875, 0.125, 0.625];
/** Places of those after: what is still missing is fast, the layers at the walls. */
const MORE_PLACES = [0.75, 1, 0.5, 0.9375, 0.25, 0.8125, 1.0625, 0.6875, 0, 0.5625, 1.125, 0.4375];
/** Poles in a row that bring nothing new, after which none will. */
const EXHAUSTED = 3;
/** Change of the result with one more pole that is rounding. */
const CONVERGED = 1e-13;

/** The product with the mass or stiffness of a space, a few columns at a time. */
function product(space: P1Space, values: Float64Array, x: Float64Array): Float64Array {
  const [from, to] = space.blocks, columns = x.length / space.nodes;
  from.set(x);
  space.apply(values, from, columns, to);
  return to.slice(0, x.length);
}

/** The vectors so far, each with its products. */
interface GrowingBasis {
  /** The constant of unit norm times the mass: what rounding brings of it is no part of the space. */
  readonly constant: { readonly value: number; readonly mass: Float64Array };
  readonly vectors: Float64Array[];
  readonly masses: Float64Array[];
  readonly stiffnesses: Float64Array[];
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** The constant whose square integrates to 1. */
function unitConstant(space: P1Space): GrowingBasis["constant"] {
  const weights = product(space, space.matrices.mass, new Float64Array(space.nodes).fill(1));
  const value = 1 / Math.sqrt(weights.reduce((sum, w) => sum + w, 0));
  return { value, mass: weights.map((w) => w * value) };
}

/** Adds what is new in a vector, M-orthonormal to those there; whether anything was. */
function extend(space: P1Space, basis: GrowingBasis, given: Float64Array): boolean {
  const { stiffness, mass } = space.matrices, vector = given.slice();
  const size = Math.sqrt(dot(vector, product(space, mass, vector)));
  if (!(size > 0)) return false;
  // Twice is enough: the second pass removes what rounding left of the first.
  for (let pass = 0; pass < 2; pass++) {
    const mean = dot(basis.constant.mass, vector) * basis.constant.value;
    for (let i = 0; i < vector.length; i++) vector[i] -= mean;
    basis.masses.forEach((mv, j) => {
      const part = dot(mv, vector), v = basis.vectors[j];
      for (let i = 0; i < vector.length; i++) vector[i] -= part * v[i];
    });
  }
  const left = Math.sqrt(dot(vector, product(space, mass, vector)));
  if (!(left > DEPENDENT * size)) return false;
  const unit = vector.map((x) => x / left);
  basis.vectors.push(unit);
  basis.masses.push(product(space, mass, unit));
  basis.stiffnesses.push(product(space, stiffness, unit));
  return true;
}

/** Columns as one row-major block. */
function asBlock(columns: readonly Float64Array[]): Float64Array {
  const m = columns.length, out = new Float64Array(m * columns[0].length);
  columns.forEach((column, j) => {
    for (let i = 0; i < column.length; i++) out[i * m + j] = column[i];
  });
  return out;
}

/** Rayleigh-Ritz on the vectors so far. */
function ritz(
  { vectors, masses, stiffnesses }: GrowingBasis,
  x: readonly Float64Array[],
): PhaseBasis {
  const m = vectors.length, nodes = vectors[0].length, small = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      small[i * m + j] = small[j * m + i] = dot(vectors[i], stiffnesses[j]);
    }
  }
  const { values, vectors: u } = denseSymmetricEigen(small, m);
  const moments = Float64Array.from(
    { length: 3 * m },
    (_, e) => dot(masses[Math.floor(e / 3)], x[e % 3]),
  );
  return {
    rates: values.map((value) => Math.max(0, value)),
    vectors: denseProduct(asBlock(vectors), u, nodes, m, m),
    moments: denseProduct(u, moments, m, m, 3, { transA: true }),
  };
}

/** The poles, from places in the logarithm. */
function polesBetween(low: number, high: number): number[] {
  return [...FIRST_PLACES, ...MORE_PLACES].map((place) => low * (high / low) ** place);
}

/**
 * Grows the space until what is computed from it no longer changes.
 *
 * @param space The space of a connected piece, freshly assembled.
 * @param factor Room for the factors of K + σM.
 * @param x Coordinates about the piece's centre, [nodes] each.
 * @param frequencies Lowest and highest frequency of the waveforms, 1/ms.
 * @param evaluate What is wanted of the space.
 * @param settled How many poles that bring something new must leave that as it is, one after the other, to rounding. It converges twice as fast as the vectors that the
 * gradient is made of: 2 are enough for the value, 4 for the gradient.
 * @returns The basis.
 */
export function krylovBasis(
  space: P1Space,
  factor: CholeskyFactor,
  x: readonly Float64Array[],
  [low, high]: readonly [number, number],
  evaluate: (basis: PhaseBasis) => Float64Array,
  settled: number,
): PhaseBasis {
  const basis: GrowingBasis = {
    constant: unitConstant(space),
    vectors: [],
    masses: [],
    stiffnesses: [],
  };
  x.forEach((coordinate) => extend(space, basis, coordinate));
  let result = ritz(basis, x), before = evaluate(result), unchanged = 0, exhausted = 0;
  for (const [p, pole] of polesBetween(low, high).entries()) {
    const grown = addPowers(space, factor, basis, x, pole);
    if (p + 1 < FIRST_PLACES.length) continue;
    exhausted = grown ? 0 : exhausted + 1;
    if (exhausted >= EXHAUSTED) break;
    if (!grown && p >= FIRST_PLACES.length) continue;
    result = ritz(basis, x);
    const after = evaluate(result), previous = before;
    const same = after.every((value, i) =>
      Math.abs(value - previous[i]) <= CONVERGED * Math.abs(value)
    );
    unchanged = same ? unchanged + 1 : 0;
    if (unchanged >= settled) break;
    before = after;
  }
  return result;
}

/** Adds the powers of the resolvent (K + σM)⁻¹M times the coordinates; whether anything was new. */
function addPowers(
  space: P1Space,
  factor: CholeskyFactor,
  basis: GrowingBasis,
  x: readonly Float64Array[],
  pole: number,
): boolean {
  const { stiffness, mass } = space.matrices, { nodes } = space;
  factor.factorise(stiffness.map((k, e) => k + pole * mass[e]));
  const block = asBlock(x.map((coordinate) => product(space, mass, coordinate)));
  let grown = false;
  for (let power = 0; power < POWERS; power++) {
    factor.solve(block, 3);
    const columns = [0, 1, 2].map((k) =>
      Float64Array.from({ length: nodes }, (_, i) => block[3 * i + k])
    );
    for (const column of columns) grown = extend(space, basis, column) || grown;
    if (power + 1 < POWERS) block.set(asBlock(columns.map((c) => product(space, mass, c))));
  }
  return grown;
}
