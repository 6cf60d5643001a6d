/**
 * How a loss changes with the basis itself, on the device: what its turning out of its span adds to the cotangents of the matrices.
 *
 * The recipe is that of the processor (core/diffusion/basis/basis_cotangent.ts) with other responses: v'_kj = R(J_kp_j − MPB_kj),
 * B_k = PᵀJ_kP_low, R the response on the complement of the modes. They span the same basis, and 1/σ appears nowhere. With F⊥ the part
 * of ∂L/∂Q outside the span, [F_P, F_V], and U = RF_V, the corrections being V'Y, H = UYᵀ:
 *
 * (K − λ_jM)w_j = F_P − MH Bᵀ + Σ_k J_kH_k, and the cotangents of K, M, J_k are −[W, U]Qᵀ, (WΛ − HBᵀ)Pᵀ − σUV''ᵀ, H_kP_lowᵀ.
 *
 * @module
 */
import type { Corrections } from "../../core/diffusion/basis/mod.ts";
import { denseProduct } from "../../core/linalg/dense/mod.ts";
import { splitsCluster } from "../../core/spectral/mod.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import { blockMatrix, gemm, gram } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { type GpuPattern, spmm } from "../sparse/mod.ts";
import { addColumns, columnsOfBlock, multiplyEntries, sideBySideBlocks } from "./columns.ts";
import type { ComplementSolver } from "./complement.ts";
import type { GpuBasis } from "./gpu_basis.ts";
import type { PieceModes } from "./piece_modes.ts";

/** What the turning is computed with. */
export interface TurningParts {
  readonly pattern: GpuPattern;
  /** M. */
  readonly mass: GpuArray;
  /** J_x, J_y, J_z. */
  readonly moments: readonly GpuArray[];
  readonly modes: PieceModes;
  readonly basis: GpuBasis;
  readonly solver: ComplementSolver;
}

/** The turning of a basis of N columns, of which r are corrections. */
export interface Turning extends Disposable {
  /** [W, U], [nodes × N]. */
  readonly turned: GpuBlock;
  /** D, so that the cotangent of M is [W, U]DQᵀ, [N × N]. */
  readonly byMass: Float64Array;
  /** What is left of the residuals of W and U, [N] in all. */
  readonly residuals: readonly GpuArray[];
  /** Y, where there are corrections: H_k = UY_kᵀ, [3l × r]. */
  readonly turn?: GpuArray;
}

/** D: Λ for the modes; for the corrections −(BY)ᵀ and −σ. */
function massFactors(modes: PieceModes, columns: number, through?: Float64Array): Float64Array {
  const { modes: n, eigenvalues, shift } = modes, count = columns - n;
  const d = new Float64Array(columns * columns);
  eigenvalues.forEach((value, j) => d[j * columns + j] = value);
  for (let r = 0; r < count; r++) {
    const row = (n + r) * columns;
    for (let j = 0; j < n; j++) d[row + j] = -(through?.[j * count + r] ?? 0);
    d[row + n + r] = -shift;
  }
  return d;
}

/** 1/(λ_i − λ_j) for the modes i that are not corrected and the modes j that are, else 0, [n × low]. */
function inSpanFactors({ modes, eigenvalues }: PieceModes, low: number): Float64Array {
  return Float64Array.from({ length: modes * low }, (_, e) => {
    const i = Math.floor(e / low), j = e % low;
    return i >= low && !splitsCluster(eigenvalues[j], eigenvalues[i])
      ? 1 / (eigenvalues[i] - eigenvalues[j])
      : 0;
  });
}

/** The turning of modes alone. */
function turningOfModes(gpu: Gpu, { modes, solver }: TurningParts, forces: GpuBlock): Turning {
  const left = gpu.array("residuals of the modes", forces.columns);
  const turned = solver.solve(forces, modes.eigenvalues, left);
  return {
    turned,
    byMass: massFactors(modes, forces.columns),
    residuals: [left],
    [Symbol.dispose]: () => [turned, left].forEach((array) => array[Symbol.dispose]()),
  };
}

/** What the modes' turning is found from beside the forces on them, with U, Y and BY on the device. */
interface ThroughCorrections {
  readonly corrections: Corrections;
  readonly u: GpuBlock;
  /** Y, [3l × r]. */
  readonly y: GpuArray;
  /** BY, [n × r]. */
  readonly through: GpuArray;
}

/** E = Σ_k J_kH_k, [nodes × l]. */
function throughMoments(
  gpu: Gpu,
  { pattern, moments }: TurningParts,
  { corrections: { low, count }, u, y }: ThroughCorrections,
): GpuBlock {
  const { rows: nodes } = u, e = blockOf(gpu, "forces through the moments", nodes, low);
  using h = blockOf(gpu, "responses to the forces", nodes, low);
  moments.forEach((values, k) => {
    const ofAxis = { array: y, stride: count, offset: k * low * count };
    gemm(gpu, { transB: true }, nodes, low, count, 1, blockMatrix(u), ofAxis, 0, blockMatrix(h));
    spmm(gpu, pattern, values, h, e, { beta: k === 0 ? 0 : 1 });
  });
  return e;
}

/** W += P(PᵀE ∘ inverse gaps): the modes that are corrected turn towards those that are not. */
function addInSpan(gpu: Gpu, modes: PieceModes, e: GpuBlock, w: GpuBlock): void {
  const { columns: low, rows: nodes } = e, n = modes.modes;
  if (low === n) return;
  using along = gpu.array("turn within the span", n * low);
  using factors = gpu.upload("inverse gaps", inSpanFactors(modes, low));
  gram(gpu, modes.block, e, along);
  multiplyEntries(gpu, along, factors);
  const p = blockMatrix(modes.block), c = { array: along, stride: low };
  gemm(gpu, {}, nodes, low, n, 1, p, c, 1, blockMatrix(w));
}

/** W, from F_P and what comes through the corrections; F_P is changed. */
function turnedModes(
  gpu: Gpu,
  parts: TurningParts,
  given: ThroughCorrections,
  forces: GpuBlock,
  left: GpuArray,
): GpuBlock {
  const { pattern, mass, modes, solver } = parts, { u, through, corrections: { count } } = given;
  const { rows: nodes, columns: n } = forces, by = { array: through, stride: count };
  using back = blockOf(gpu, "responses through the span", nodes, n);
  gemm(gpu, { transB: true }, nodes, n, count, 1, blockMatrix(u), by, 0, blockMatrix(back));
  spmm(gpu, pattern, mass, back, forces, { alpha: -1, beta: 1 });
  using e = throughMoments(gpu, parts, given);
  addColumns(gpu, e, forces);
  const w = solver.solve(forces, modes.eigenvalues, left);
  addInSpan(gpu, modes, e, w);
  return w;
}

/** The turning of modes and corrections. */
function turningWithCorrections(
  gpu: Gpu,
  parts: TurningParts,
  forces: GpuBlock,
  corrections: Corrections,
  causes: Float64Array,
): Turning {
  const { modes, solver } = parts, n = modes.modes, { columns } = forces;
  const { low, count, turn } = corrections;
  const byY = denseProduct(causes, turn, n, 3 * low, count);
  const y = gpu.upload("turn of the corrections", turn);
  const left = [n, count].map((length) => gpu.array("residuals of the turning", length));
  using through = gpu.upload("causes in the span", byY);
  using ofCorrections = columnsOfBlock(gpu, "forces on the corrections", forces, n, columns);
  using u = solver.solve(ofCorrections, new Float64Array(count).fill(-modes.shift), left[1]);
  using ofModes = columnsOfBlock(gpu, "forces on the modes", forces, 0, n);
  using w = turnedModes(gpu, parts, { corrections, u, y, through }, ofModes, left[0]);
  const turned = sideBySideBlocks(gpu, "turning", [w, u]);
  return {
    turned,
    byMass: massFactors(modes, columns, byY),
    residuals: left,
    turn: y,
    [Symbol.dispose]: () => [turned, y, ...left].forEach((array) => array[Symbol.dispose]()),
  };
}

/**
 * Computes the turning.
 *
 * @param gpu The device.
 * @param parts The space's matrices, the modes, the basis.
 * @param forces F⊥, [nodes × N].
 * @returns The turning; nothing is read back.
 */
export function basisTurning(gpu: Gpu, parts: TurningParts, forces: GpuBlock): Turning {
  const { basis: { corrections }, causes } = parts.basis;
  return corrections && causes && corrections.count > 0
    ? turningWithCorrections(gpu, parts, forces, corrections, causes)
    : turningOfModes(gpu, parts, forces);
}
