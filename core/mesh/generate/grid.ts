/**
 * A grid of boxes, each split into a tetrahedron and four corners, mirrored from cell to cell so that neighbours fit.
 *
 * @module
 */

/** Cell size over mean edge length: a cell has as many face diagonals as sides. */
export const CELL = 2 / (1 + Math.SQRT2);

/** The five tetrahedra of a cell; bits 0, 1 and 2 of a corner are its x, y and z. */
const CELL_TETS = [0, 1, 2, 4, 3, 1, 2, 7, 5, 1, 4, 7, 6, 2, 4, 7, 1, 2, 4, 7] as const;

/** How many tetrahedra a cell has. */
export const TETS_PER_CELL = 5;

/** A meshed grid. */
export interface Grid {
  /** Coordinates, [3 × nodes], x fastest. */
  readonly points: Float64Array;
  /** Node indices, [4 × tets], of either orientation; cell by cell, x fastest. */
  readonly tets: Int32Array;
}

/**
 * Divides a length into even parts about zero.
 *
 * @param length The length.
 * @param count How many parts.
 * @returns The ends of the parts, ascending, [count + 1].
 */
export function evenPlaces(length: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => length * (i / count - 0.5));
}

/**
 * Meshes the grid of the boxes between planes.
 *
 * @param xs The planes' places along x, ascending.
 * @param ys Along y.
 * @param zs Along z.
 * @returns Points and tetrahedra.
 */
export function grid(xs: readonly number[], ys: readonly number[], zs: readonly number[]): Grid {
  const nx = xs.length - 1, ny = ys.length - 1, nz = zs.length - 1;
  const points = new Float64Array(3 * xs.length * ys.length * zs.length);
  let node = 0;
  for (const z of zs) {
    for (const y of ys) {
      for (const x of xs) points.set([x, y, z], 3 * node++);
    }
  }
  const nodeAt = (i: number, j: number, k: number): number => i + (nx + 1) * (j + (ny + 1) * k);
  const tets = new Int32Array(4 * TETS_PER_CELL * nx * ny * nz);
  let next = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const mirror = (i + j + k) % 2;
        for (const corner of CELL_TETS) {
          const c = corner ^ mirror;
          tets[next++] = nodeAt(i + (c & 1), j + ((c >> 1) & 1), k + (c >> 2));
        }
      }
    }
  }
  return { points, tets };
}
