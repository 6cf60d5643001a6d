/**
 * From the cotangents of the reduced matrices to those of the assembled matrices, on the device.
 *
 * G_K = (QC_A − [W, U])Qᵀ, G_M = (QC_B + [W, U]D)Qᵀ + Qc₀1ᵀ, G_k = (QC_k + [UY_kᵀ, 0])Qᵀ at the entries of the pattern: one sampled
 * product each. The derivation is in core/diffusion/basis/mesh_cotangent.ts, W, U, D and Y in turning.ts.
 *
 * @module
 */
import type { GradientMethod } from "../../core/diffusion/basis/mod.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import { blockMatrix, copyColumns, gemm, gram } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { applyPencil, sddmm, spmm } from "../sparse/mod.ts";
import type { UploadedCotangent } from "./reduced_uploads.ts";
import { basisTurning, type TurningParts } from "./turning.ts";

/** What the cotangents are computed with. */
export interface MeshCotangentParts extends TurningParts {
  /** K. */
  readonly stiffness: GpuArray;
  /** K1, [nodes]. */
  readonly rowSums: GpuArray;
  /** R, where magnetisation is stored and relaxes faster then. */
  readonly relaxation?: GpuArray | undefined;
}

/** Room for the cotangents of matrices at the entries of the pattern, added to. */
export interface MatrixCotangents {
  /** In difference form: single precision would lose that of smooth columns to cancellation. */
  readonly stiffness: GpuArray;
  readonly mass: GpuArray;
  readonly moments: readonly GpuArray[];
  /** That of R. */
  readonly relaxation?: GpuArray | undefined;
}

/** Residuals on the device, one number a column. */
export interface LeftResiduals extends Disposable {
  readonly arrays: readonly GpuArray[];
}

/** Adds αXC to a block for a matrix C [columns × columns]. */
function addProduct(
  gpu: Gpu,
  x: GpuBlock,
  c: GpuArray,
  out: GpuBlock,
  alpha: number,
  beta: number,
): void {
  const { rows, columns: n } = x, square = { array: c, stride: n };
  gemm(gpu, {}, rows, n, n, alpha, blockMatrix(x), square, beta, blockMatrix(out));
}

/** F⊥: 2KQC_A + Σ 2J_kQC_k + 2RQC_E + M1c₀ᵀ outside the span, [nodes × N]; for modes alone KQ lies in it. */
function outOfSpan(gpu: Gpu, parts: MeshCotangentParts, cotangent: UploadedCotangent): GpuBlock {
  const { pattern, stiffness, rowSums, mass, moments, relaxation, basis } = parts;
  const { block: q } = basis, { rows: nodes, columns: n } = q;
  const { starts, weighted, storage } = cotangent;
  const f = blockOf(gpu, "forces on the basis", nodes, n), count = weighted.columns;
  const start = { array: starts, stride: n };
  gemm(gpu, {}, nodes, n, count, 1, blockMatrix(weighted), start, 0, blockMatrix(f));
  using product = blockOf(gpu, "product with the basis", nodes, n);
  const add = (values: GpuArray, c: GpuArray) => {
    spmm(gpu, pattern, values, q, product);
    addProduct(gpu, product, c, f, 2, 1);
  };
  moments.forEach((values, k) => add(values, cotangent.moments[k]));
  if (relaxation && storage) add(relaxation, storage);
  if (basis.basis.corrections) {
    applyPencil(gpu, pattern, { stiffness, mass, rowSums }, q, product, { k: 1, m: 0 });
    addProduct(gpu, product, cotangent.stiffness, f, 2, 1);
  }
  using along = gpu.array("forces along the basis", n * n);
  gram(gpu, q, f, along);
  spmm(gpu, pattern, mass, q, product);
  addProduct(gpu, product, along, f, -1, 1);
  return f;
}

/**
 * Adds the cotangents of the matrices.
 *
 * @param gpu The device.
 * @param parts The space's matrices, the modes, the basis.
 * @param cotangent The cotangents of the reduced matrices.
 * @param method Whether the basis's turning out of its span is followed.
 * @param out Where they are added; nothing is read back.
 * @returns What is left of the residuals of the solutions that were needed, to be read and checked.
 */
export function addMeshCotangents(
  gpu: Gpu,
  parts: MeshCotangentParts,
  cotangent: UploadedCotangent,
  method: GradientMethod,
  out: MatrixCotangents,
): LeftResiduals {
  const { pattern, basis } = parts, { block: q } = basis, { rows: nodes, columns: n } = q;
  const turning = method === "exact" ? turningOf(gpu, parts, cotangent) : undefined;
  using left = blockOf(gpu, "left factor", nodes, n);
  const beta = turning ? 1 : 0;

  if (turning) copyColumns(gpu, turning.turned, left);
  addProduct(gpu, q, cotangent.stiffness, left, 1, -beta);
  sddmm(gpu, pattern, left, q, out.stiffness, { difference: true });

  if (turning) {
    using d = gpu.upload("factors of the mass", turning.byMass);
    addProduct(gpu, turning.turned, d, left, 1, 0);
  }
  addProduct(gpu, q, cotangent.mass, left, 1, beta);
  sddmm(gpu, pattern, left, q, out.mass);

  const corrections = basis.basis.corrections, firstCorrection = parts.modes.modes;
  out.moments.forEach((values, k) => {
    addProduct(gpu, q, cotangent.moments[k], left, 1, 0);
    if (turning?.turn && corrections) {
      const { low, count } = corrections;
      const u = blockMatrix(turning.turned, firstCorrection);
      const ofAxis = { array: turning.turn, stride: count, offset: k * low * count };
      gemm(gpu, { transB: true }, nodes, low, count, 1, u, ofAxis, 1, blockMatrix(left));
    }
    sddmm(gpu, pattern, left, q, values);
  });

  if (cotangent.storage && out.relaxation) {
    addProduct(gpu, q, cotangent.storage, left, 1, 0);
    sddmm(gpu, pattern, left, q, out.relaxation);
  }
  addStart(gpu, parts, cotangent, out.mass);
  return {
    arrays: turning?.residuals ?? [],
    [Symbol.dispose]: () => turning?.[Symbol.dispose](),
  };
}

/** The turning of the basis. */
function turningOf(gpu: Gpu, parts: MeshCotangentParts, cotangent: UploadedCotangent) {
  using forces = outOfSpan(gpu, parts, cotangent);
  return basisTurning(gpu, parts, forces);
}

/** Adds (Qc₀)_a to the entries of row a within its compartment: the cotangent of dM in c₀ᵀQᵀdM1. */
function addStart(
  gpu: Gpu,
  { pattern, basis: { block: q } }: MeshCotangentParts,
  { starts, members }: UploadedCotangent,
  mass: GpuArray,
): void {
  const { rows: nodes, columns: n } = q, count = members.columns;
  using sums = blockOf(gpu, "starts at the nodes", nodes, count);
  const start = { array: starts, stride: n };
  gemm(gpu, { transB: true }, nodes, count, n, 1, blockMatrix(q), start, 0, blockMatrix(sums));
  sddmm(gpu, pattern, sums, members, mass);
}
