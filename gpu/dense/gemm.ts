/**
 * C = α op(A) op(B) + β C on a device.
 *
 * @module
 */
import type { Gpu } from "../device.ts";
import { gemmKernel } from "./gemm.wgsl.ts";
import { checkMatrix, type Matrix } from "./matrix.ts";
import { chooseTile, type Tile, tileEdge } from "./tile.ts";

/** Which operands are transposed. */
export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

const TILES: readonly Tile[] = [
  { side: 16, quads: 2 },
  { side: 16, quads: 1 },
  { side: 8, quads: 1 },
];
const KERNELS = new Map(TILES.map((tile) => [tile, gemmKernel(tile)]));

/**
 * Computes C = α op(A) op(B) + β C. With β = 0 what was in C is never read. C may share no array with A or B.
 *
 * @param gpu The device.
 * @param options Which operands are transposed.
 * @param m Rows of op(A) and C.
 * @param n Columns of op(B) and C.
 * @param k Columns of op(A), rows of op(B).
 * @param alpha α.
 * @param a A, m × k, or k × m if it is transposed.
 * @param b B, k × n, or n × k if it is transposed.
 * @param beta β.
 * @param c C, m × n.
 * @throws {RangeError} If a matrix does not lie within its array.
 */
export function gemm(
  gpu: Gpu,
  { transA = false, transB = false }: GemmOptions,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Matrix,
  b: Matrix,
  beta: number,
  c: Matrix,
): void {
  checkMatrix("A", a, transA ? k : m, transA ? m : k);
  checkMatrix("B", b, transB ? n : k, transB ? k : n);
  checkMatrix("C", c, m, n);
  const tile = chooseTile(TILES, m, n), edge = tileEdge(tile);
  gpu.run(KERNELS.get(tile)!, {
    arrays: { a: a.array, b: b.array, c: c.array },
    params: {
      m,
      n,
      k,
      aAt: a.offset ?? 0,
      aRow: transA ? 1 : a.stride,
      aStep: transA ? a.stride : 1,
      bAt: b.offset ?? 0,
      bStep: transB ? 1 : b.stride,
      bColumn: transB ? b.stride : 1,
      cAt: c.offset ?? 0,
      cRow: c.stride,
      alpha,
      beta,
    },
    size: { groups: [Math.ceil(m / edge), Math.ceil(n / edge), 1] },
    cost: {
      flops: 2 * m * n * k,
      bytes: 4 * (m * k + k * n + (beta === 0 ? 1 : 2) * m * n),
    },
  });
}
