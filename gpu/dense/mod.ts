/**
 * Dense linear algebra on a device.
 *
 * @module
 */
export { cholesky, type CholeskyArrays, DEPENDENT } from "./cholesky.ts";
export { columnDots, columnNorms, finishColumnDots } from "./column_dots.ts";
export { type ColumnFinish, sumRowsKernel } from "./column_dots.wgsl.ts";
export { type ComplexFactor, complexGemm, type ComplexGemmOptions } from "./complex_gemm.ts";
export { gemm, type GemmOptions } from "./gemm.ts";
export { gram, type GramOptions } from "./gram.ts";
export { blockMatrix, type Matrix } from "./matrix.ts";
export {
  blockSolveTriangular,
  orthonormalise,
  type OrthonormaliseOptions,
} from "./orthonormalise.ts";
export { addBlock, addScaled, type ColumnRange, copyColumns, scaleAndAdd } from "./update.ts";
