/**
 * Sparse matrices on a device.
 *
 * @module
 */
export { applyCoupling, type CouplingOptions } from "./apply_coupling.ts";
export { applyPencil, type Pencil, type PencilFactors } from "./apply_pencil.ts";
export { overRows, ROW_PARAMS, ROW_WGSL, ROW_WORKGROUP } from "./block_rows.wgsl.ts";
export { type GpuPattern, uploadPattern } from "./gpu_pattern.ts";
export { differenceProduct, pencilRow, type ProductNames, rowProduct } from "./row_product.wgsl.ts";
export { sddmm, sddmmMoments, type SddmmMomentsOptions, type SddmmOptions } from "./sddmm.ts";
export { passCost, spmm, type SpmmOptions } from "./spmm.ts";
