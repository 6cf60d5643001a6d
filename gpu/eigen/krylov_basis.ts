/**
 * An M-orthonormal basis that grows by blocks, on a device.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { blockMatrix, copyColumns, gemm, gram, orthonormalise } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { applyPencil, type GpuPattern, type Pencil, spmm } from "../sparse/mod.ts";

/** K and M on a pattern of a device. */
export interface GpuPencil {
  readonly pattern: GpuPattern;
  readonly matrices: Pencil;
}

/** Matrices of a basis on their way to the processor. */
export interface Projection {
  /** What is to be read. */
  readonly arrays: readonly GpuArray[];
  /** VᵀKV and VᵀMV, [order × order], from what was read. */
  readonly matrices: (
    data: readonly Float32Array[],
  ) => { order: number; stiffness: Float64Array; mass: Float64Array };
}

/** A growing basis V. */
export interface KrylovBasis extends Disposable {
  readonly columns: () => number;
  /** Adds a block that is orthonormal already, also to what is in the basis. */
  readonly adopt: (x: GpuBlock) => void;
  /**
   * Adds the part of a block that is new, orthonormal; the block is overwritten with it. A column that depends on others of the block
   * becomes zero; of one that is in the basis already rounding is left, a direction like any other.
   */
  readonly extend: (z: GpuBlock) => void;
  /** Records VᵀKV and VᵀMV. */
  readonly project: () => Projection;
  /** Records VY for coefficients Y, [columns × k] without padding. */
  readonly combine: (coefficients: Float64Array, k: number, out: GpuBlock) => void;
}

/** Columns that fit in one array of the device; a multiple of 4. */
function columnsPerArray(gpu: Gpu, rows: number): number {
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize, 2 ** 30);
  return Math.max(4, 4 * Math.floor(most / (16 * rows)));
}

/**
 * Makes an empty basis.
 *
 * @param gpu The device.
 * @param pencil K and M.
 * @param most Most columns it will have.
 * @param room Columns that one array of the device takes; the basis is cut into as many as it needs.
 * @returns The basis.
 */
export function krylovBasis(
  gpu: Gpu,
  { pattern, matrices }: GpuPencil,
  most: number,
  room: number = columnsPerArray(gpu, pattern.rows),
): KrylovBasis {
  const { rows } = pattern;
  /** Wide blocks, each filled up to its `columns`. */
  const panels: GpuBlock[] = [];
  const arrays: GpuBlock[] = [];
  const columns = () => panels.reduce((sum, panel) => sum + panel.columns, 0);

  const remove = (z: GpuBlock, mz: GpuBlock): void => {
    const parts = panels.map((panel) => {
      const coefficients = gpu.array("coefficients", panel.columns * z.columns);
      gram(gpu, panel, mz, coefficients);
      return coefficients;
    });
    panels.forEach((panel, k) => {
      const c = { array: parts[k], stride: z.columns };
      gemm(gpu, {}, rows, z.columns, panel.columns, -1, blockMatrix(panel), c, 1, blockMatrix(z));
      parts[k][Symbol.dispose]();
    });
  };

  const append = (z: GpuBlock): void => {
    const last = panels.length - 1;
    const place = panels.at(-1);
    if (place === undefined || place.columns + z.columns > place.width) {
      const width = Math.max(z.columns, Math.min(room, most - columns()));
      const array = blockOf(gpu, "Krylov basis", rows, width);
      arrays.push(array);
      copyColumns(gpu, z, array);
      panels.push({ ...array, columns: z.columns });
    } else {
      copyColumns(gpu, z, arrays[last], { to: place.columns });
      panels[last] = { ...place, columns: place.columns + z.columns };
    }
  };

  const product = (values: "stiffness" | "mass", x: GpuBlock, y: GpuBlock): void => {
    if (values === "mass") spmm(gpu, pattern, matrices.mass, x, y);
    else applyPencil(gpu, pattern, matrices, x, y, { k: 1, m: 0 });
  };

  return {
    columns,
    adopt: append,
    extend: (z) => {
      using mz = blockOf(gpu, "M z", rows, z.columns);
      using scratch = blockOf(gpu, "scratch", rows, z.columns);
      for (let pass = 0; pass < 2; pass++) {
        if (panels.length > 0) {
          product("mass", z, mz);
          remove(z, mz);
        }
        product("mass", z, mz);
        orthonormalise(gpu, z, { scratch, massX: mz });
      }
      append(z);
    },
    project: () => {
      const parts: {
        array: GpuArray;
        row: number;
        column: number;
        rows: number;
        columns: number;
      }[] = [];
      for (const values of ["stiffness", "mass"] as const) {
        let column = 0;
        panels.forEach((right, j) => {
          using image = blockOf(gpu, "image of the basis", rows, right.width);
          const view = { ...image, columns: right.columns };
          product(values, right, view);
          let row = 0;
          panels.slice(0, j + 1).forEach((left, i) => {
            const array = gpu.array("projection", left.columns * right.columns);
            gram(gpu, left, view, array, { symmetric: i === j });
            parts.push({ array, row, column, rows: left.columns, columns: right.columns });
            row += left.columns;
          });
          column += right.columns;
        });
      }
      const order = columns();
      return {
        arrays: parts.map(({ array }) => array),
        matrices: (data) => {
          const both = [new Float64Array(order * order), new Float64Array(order * order)];
          parts.forEach(({ array, row, column, rows, columns }, part) => {
            const target = both[part < parts.length / 2 ? 0 : 1];
            for (let i = 0; i < rows; i++) {
              for (let j = 0; j < columns; j++) {
                const value = data[part][i * columns + j];
                target[(row + i) * order + column + j] = value;
                target[(column + j) * order + row + i] = value;
              }
            }
            array[Symbol.dispose]();
          });
          return { order, stiffness: both[0], mass: both[1] };
        },
      };
    },
    combine: (coefficients, k, out) => {
      let row = 0;
      panels.forEach((panel, index) => {
        const own = coefficients.subarray(row * k, (row + panel.columns) * k);
        using y = gpu.upload("coefficients", own);
        const c = { array: y, stride: k };
        const beta = index === 0 ? 0 : 1;
        gemm(gpu, {}, rows, k, panel.columns, 1, blockMatrix(panel), c, beta, blockMatrix(out));
        row += panel.columns;
      });
    },
    [Symbol.dispose]: () => arrays.forEach((array) => array[Symbol.dispose]()),
  };
}
