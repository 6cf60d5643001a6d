/**
 * Laplace eigenmodes of the slab, the disc and the sphere of unit size with reflecting walls, and the matrix elements of
 * the coordinate along the gradient between them (Grebenkov, Rev. Mod. Phys. 79, 1077, 2007, section III).
 *
 * @module
 */
import { discFamily, slopeRoots, sphereFamily } from "./bessel.ts";

/** The modes of a shape whose size (width or radius) is 1; mode 0 is the constant. */
export interface LaplaceModes {
  /** Eigenvalues of −∇², ascending within each angular order, [modes]. */
  readonly eigenvalues: Float64Array;
  /** Matrix elements of the coordinate: W[rows[k], columns[k]] = values[k], rows even under reflection, columns odd. */
  readonly rows: Int32Array;
  /** Columns of the matrix elements. */
  readonly columns: Int32Array;
  /** Values of the matrix elements. */
  readonly values: Float64Array;
  /** Largest |row − column|. */
  readonly bandwidth: number;
}

interface Mode {
  readonly eigenvalue: number;
  readonly order: number;
}

/** Collects the matrix elements between modes of opposite parity that `element` couples. */
function couple(
  modes: readonly Mode[],
  couples: (i: Mode, j: Mode) => boolean,
  element: (i: Mode, j: Mode) => number,
): LaplaceModes {
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  modes.forEach((even, i) => {
    if (even.order % 2 !== 0) return;
    modes.forEach((odd, j) => {
      if (odd.order % 2 !== 1 || !couples(even, odd)) return;
      rows.push(i);
      columns.push(j);
      values.push(element(even, odd));
    });
  });
  return {
    eigenvalues: Float64Array.from(modes, ({ eigenvalue }) => eigenvalue),
    rows: Int32Array.from(rows),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    bandwidth: rows.reduce((most, row, k) => Math.max(most, Math.abs(row - columns[k])), 0),
  };
}

const neighbours = (i: Mode, j: Mode): boolean => Math.abs(i.order - j.order) === 1;

/**
 * Modes √2 cos(nπx) of a slab 0 < x < 1, and the matrix elements of x.
 *
 * @param count Number of modes.
 */
export function slabModes(count: number): LaplaceModes {
  const modes = Array.from({ length: count }, (_, n) => ({
    eigenvalue: (Math.PI * n) ** 2,
    order: n,
  }));
  const norm = (n: number): number => n === 0 ? 1 : Math.SQRT2;
  return couple(modes, () => true, ({ order: m }, { order: n }) => {
    const sum = 1 / (m - n) ** 2 + 1 / (m + n) ** 2;
    return -norm(m) * norm(n) * sum / Math.PI ** 2;
  });
}

/** The modes of each order up to an eigenvalue cut, the constant first. */
function roundModes(roots: readonly number[][]): Mode[] {
  return roots.flatMap((list, order) => {
    const found = list.map((root) => ({ eigenvalue: root * root, order }));
    return order === 0 ? [{ eigenvalue: 0, order }, ...found] : found;
  });
}

/**
 * Modes J_m(αr) cos(mφ) of the disc r < 1, and the matrix elements of x = r cos φ.
 *
 * @param orders Number of angular orders m.
 * @param cutoff Largest root α of J_m'.
 */
export function discModes(orders: number, cutoff: number): LaplaceModes {
  const norm = ({ eigenvalue, order }: Mode): number =>
    eigenvalue === 0 ? 1 : Math.sqrt(eigenvalue / (eigenvalue - order * order));
  return couple(roundModes(slopeRoots(discFamily, orders, cutoff)), neighbours, (i, j) => {
    const [a, b, m, n] = [i.eigenvalue, j.eigenvalue, i.order, j.order];
    const angular = m === 0 || n === 0 ? Math.SQRT2 : 1;
    return angular * norm(i) * norm(j) * (a + b - 2 * m * n) / (a - b) ** 2;
  });
}

/**
 * Modes j_l(αr) P_l(cos θ) of the sphere r < 1, and the matrix elements of z = r cos θ.
 *
 * @param orders Number of angular orders l.
 * @param cutoff Largest root α of j_l'.
 */
export function sphereModes(orders: number, cutoff: number): LaplaceModes {
  const norm = ({ eigenvalue, order }: Mode): number =>
    eigenvalue === 0
      ? Math.sqrt(3 / 2)
      : Math.sqrt((2 * order + 1) * eigenvalue / (eigenvalue - order * (order + 1)));
  return couple(roundModes(slopeRoots(sphereFamily, orders, cutoff)), neighbours, (i, j) => {
    const [a, b, l, n] = [i.eigenvalue, j.eigenvalue, i.order, j.order];
    const angular = (l + n + 1) / ((2 * l + 1) * (2 * n + 1));
    const radial = (a + b - l * (n + 1) - n * (l + 1) + 1) / (a - b) ** 2;
    return angular * norm(i) * norm(j) * radial;
  });
}
