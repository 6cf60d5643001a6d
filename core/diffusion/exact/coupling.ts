/**
 * Products with the gradient's coupling Σ_k q_k W_k of an {@linkcode ExactModel}, block by block, and their transposes.
 *
 * @module
 */
import type { ExactModel } from "./model.ts";

/** A complex vector, or several one after the other. */
export interface ComplexState {
  /** Real parts. */
  readonly real: Float64Array;
  /** Imaginary parts. */
  readonly imag: Float64Array;
}

/** A complex array of zeros. */
export function zeroState(length: number): ComplexState {
  return { real: new Float64Array(length), imag: new Float64Array(length) };
}

/** out = A v for A [rows × columns]. */
function multiply(
  matrix: Float64Array,
  rows: number,
  columns: number,
  v: Float64Array,
  at: number,
  out: Float64Array,
): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0, k = i * columns; j < columns; j++, k++) sum += matrix[k] * v[at + j];
    out[i] = sum;
  }
}

/** out = Aᵀ v for A [rows × columns]. */
function multiplyTransposed(
  matrix: Float64Array,
  rows: number,
  columns: number,
  v: Float64Array,
  at: number,
  out: Float64Array,
): void {
  out.fill(0, 0, columns);
  for (let i = 0; i < rows; i++) {
    const x = v[at + i];
    if (x === 0) continue;
    for (let j = 0, k = i * columns; j < columns; j++, k++) out[j] += matrix[k] * x;
  }
}

function addScaled(out: Float64Array, at: number, v: Float64Array, n: number, scale: number): void {
  for (let i = 0; i < n; i++) out[at + i] += scale * v[i];
}

/** The couplings of each function to higher and to lower orders. */
interface Neighbours {
  readonly higher: readonly { readonly to: number; readonly elements: readonly number[] }[];
  readonly lower: readonly { readonly to: number; readonly elements: readonly number[] }[];
}

/** Products with the coupling matrices of one model; keeps its scratch space. */
export interface Coupling {
  /** out += Σ_k q_k W_k v for one of the two parts of a state at offset `at`. */
  readonly apply: (
    q: readonly number[],
    v: Float64Array,
    at: number,
    out: Float64Array,
  ) => void;
  /** vᵀW_k u for the three axes, real arrays at offset `at`. */
  readonly forms: (v: Float64Array, u: Float64Array, at: number) => [number, number, number];
  /** Adds the cotangents of the radial moments, scale·(v (q·W' u)ᵀ + u (q·W' v)ᵀ), one array per order. */
  readonly pull: (
    q: readonly number[],
    v: Float64Array,
    u: Float64Array,
    at: number,
    scale: number,
    moments: readonly Float64Array[],
  ) => void;
}

function dot3(a: readonly number[], b: readonly number[]): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Makes the products of a model. */
export function couplingOf(model: ExactModel): Coupling {
  const { angular: { functions, couplings }, radial, offsets } = model;
  const largest = Math.max(...radial.map(({ count }) => count));
  const scratch = new Float64Array(largest), other = new Float64Array(largest);
  const neighbours: Neighbours[] = functions.map((_, f) => ({
    higher: couplings.filter(({ low }) => low === f).map(({ high, elements }) => ({
      to: high,
      elements,
    })),
    lower: couplings.filter(({ low, high }) => high === f && low !== f).map((
      { low, elements },
    ) => ({ to: low, elements })),
  }));
  // In the slab the function couples to itself: its radial block is square.
  const upper = (order: number) => radial[model.angular.dimension === 1 ? order : order + 1];

  const apply: Coupling["apply"] = (q, v, at, out) => {
    functions.forEach(({ order }, f) => {
      const { count, moment } = radial[order];
      if (neighbours[f].higher.length > 0) {
        const next = upper(order).count;
        multiplyTransposed(moment, count, next, v, at + offsets[f], scratch);
        for (const { to, elements } of neighbours[f].higher) {
          addScaled(out, at + offsets[to], scratch, next, dot3(q, elements));
        }
      }
      if (neighbours[f].lower.length > 0) {
        const below = radial[order - 1];
        multiply(below.moment, below.count, count, v, at + offsets[f], scratch);
        for (const { to, elements } of neighbours[f].lower) {
          addScaled(out, at + offsets[to], scratch, below.count, dot3(q, elements));
        }
      }
    });
  };

  const forms: Coupling["forms"] = (v, u, at) => {
    const out: [number, number, number] = [0, 0, 0];
    functions.forEach(({ order }, f) => {
      if (neighbours[f].higher.length === 0) return;
      const { count, moment } = radial[order];
      const next = upper(order).count;
      multiplyTransposed(moment, count, next, v, at + offsets[f], scratch);
      multiplyTransposed(moment, count, next, u, at + offsets[f], other);
      for (const { to, elements } of neighbours[f].higher) {
        let sum = 0;
        const start = at + offsets[to];
        for (let i = 0; i < next; i++) {
          sum += scratch[i] * u[start + i];
          if (to !== f) sum += other[i] * v[start + i];
        }
        for (let k = 0; k < 3; k++) out[k] += elements[k] * sum;
      }
    });
    return out;
  };

  const pull: Coupling["pull"] = (q, v, u, at, scale, moments) => {
    functions.forEach(({ order }, f) => {
      if (neighbours[f].higher.length === 0) return;
      const { count } = radial[order];
      const next = upper(order).count, block = moments[order];
      scratch.fill(0);
      other.fill(0);
      for (const { to, elements } of neighbours[f].higher) {
        const factor = scale * dot3(q, elements), start = at + offsets[to];
        for (let i = 0; i < next; i++) {
          scratch[i] += factor * u[start + i];
          if (to !== f) other[i] += factor * v[start + i];
        }
      }
      for (let i = 0; i < count; i++) {
        const a = v[at + offsets[f] + i], b = u[at + offsets[f] + i];
        for (let j = 0; j < next; j++) block[i * next + j] += a * scratch[j] + b * other[j];
      }
    });
  };
  return { apply, forms, pull };
}
