/**
 * C = α op(A) op(B) + β C for complex matrices on a device.
 *
 * @module
 */
import type { Gpu } from "../device.ts";
import { complexGemmKernel } from "./complex_gemm.wgsl.ts";
import type { GemmOptions } from "./gemm.ts";
import { checkMatrix, type Matrix } from "./matrix.ts";
import { chooseTile, type Tile, tileEdge } from "./tile.ts";

/** Which operands are transposed, which conjugated; both together make the Hermitian transpose. */
export interface ComplexGemmOptions extends GemmOptions {
  readonly conjA?: boolean;
  readonly conjB?: boolean;
}

/** A real factor, or real and imaginary part. */
export type ComplexFactor = number | readonly [number, number];

const TILES: readonly Tile[] = [{ side: 16, quads: 1 }, { side: 8, quads: 1 }];
const KERNELS = new Map(TILES.map((tile) => [tile, complexGemmKernel(tile)]));

const partsOf = (factor: ComplexFactor): readonly [number, number] =>
  typeof factor === "number" ? [factor, 0] : factor;

/**
 * Computes C = α op(A) op(B) + β C for matrices of pairs (real, imaginary part). With β = 0 what was in C is never read. C may
 * share no array with A or B.
 *
 * @param gpu The device.
 * @param options Which operands are transposed or conjugated.
 * @param m Rows of op(A) and C.
 * @param n Columns of op(B) and C.
 * @param k Columns of op(A), rows of op(B).
 * @param alpha α.
 * @param a A, m × k, or k × m if it is transposed; stride and offset in pairs.
 * @param b B, k × n, or n × k if it is transposed.
 * @param beta β.
 * @param c C, m × n.
 * @throws {RangeError} If a matrix does not lie within its array.
 */
export function complexGemm(
  gpu: Gpu,
  { transA = false, transB = false, conjA = false, conjB = false }: ComplexGemmOptions,
  m: number,
  n: number,
  k: number,
  alpha: ComplexFactor,
  a: Matrix,
  b: Matrix,
  beta: ComplexFactor,
  c: Matrix,
): void {
  checkMatrix("A", a, transA ? k : m, transA ? m : k, 2);
  checkMatrix("B", b, transB ? n : k, transB ? k : n, 2);
  checkMatrix("C", c, m, n, 2);
  const tile = chooseTile(TILES, m, n), edge = tileEdge(tile);
  const [alphaReal, alphaImag] = partsOf(alpha), [betaReal, betaImag] = partsOf(beta);
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
      aSign: conjA ? -1 : 1,
      bSign: conjB ? -1 : 1,
      alphaReal,
      alphaImag,
      betaReal,
      betaImag,
    },
    size: { groups: [Math.ceil(m / edge), Math.ceil(n / edge), 1] },
    cost: {
      flops: 8 * m * n * k,
      bytes: 8 * (m * k + k * n + (betaReal === 0 && betaImag === 0 ? 1 : 2) * m * n),
    },
  });
}
