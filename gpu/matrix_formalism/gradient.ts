/**
 * ∂L/∂inputs of a piece from the cotangents of its reduced system: one read-back.
 *
 * @module
 */
import type { GradientMethod } from "../../core/diffusion/basis/mod.ts";
import { checkCuts } from "../../core/diffusion/matrix_formalism/mod.ts";
import type { PieceCotangent, TissuePiece } from "../../core/diffusion/problem/mod.ts";
import type { ReducedCotangent } from "../../core/diffusion/reduced/mod.ts";
import type { P1Gradient } from "../../core/fem/mod.ts";
import type { Gpu } from "../device.ts";
import { checkResiduals } from "./complement.ts";
import { cotangentIn, cotangentUnit, gradientFrom } from "./cotangent_scale.ts";
import { addMeshCotangents } from "./mesh_cotangent.ts";
import type { PieceSpace } from "./piece_space.ts";
import { uploadCotangent } from "./reduced_uploads.ts";
import type { GpuReduction } from "./reduction.ts";

/** Refuses a gradient that does not exist: the modes, or the corrected ones, end within a cluster. */
export function checkGradient({ modes, basis }: GpuReduction, method: GradientMethod): void {
  if (method !== "exact") return;
  checkCuts(modes, { modes: modes.modes, corrected: basis.basis.corrections?.low ?? 0 });
}

/**
 * The gradient through the relaxation R of stored magnetisation, from its cotangent at the entries of the pattern. It is used by
 * stimulated echoes with T1 and T2 alone and costs one assembly: the processor does it.
 */
function relaxationGradient(
  { core }: PieceSpace,
  { inputs: { points, coefficients, storage } }: GpuReduction,
  cotangent: Float32Array,
): P1Gradient | undefined {
  if (!storage) return undefined;
  core.assemble(points, storage);
  core.cotangents.stiffness.set(cotangent);
  const gradient = core.contract();
  core.assemble(points, coefficients);
  return gradient;
}

/**
 * Computes the gradient.
 *
 * @param gpu The device.
 * @param piece The piece.
 * @param space Its space, holding the matrices of the reduction.
 * @param reduction The reduction.
 * @param cotangent The cotangents of the reduced matrices.
 * @param method How it treats the basis.
 * @returns ∂L/∂points and ∂L/∂coefficients.
 */
export async function pieceGradient(
  gpu: Gpu,
  { nodeCompartments: compartments }: TissuePiece,
  space: PieceSpace,
  reduction: GpuReduction,
  cotangent: ReducedCotangent,
  method: GradientMethod,
): Promise<Omit<PieceCotangent, "protocol">> {
  const { device } = space, { modes, basis, solver, volumes, relaxation } = reduction;
  const { pattern, matrices, cotangents } = device;
  const unit = cotangentUnit(cotangent);
  const shares = { volumes, compartments };
  using uploaded = uploadCotangent(gpu, cotangentIn(unit, cotangent), shares);
  using ofRelaxation = relaxation && gpu.zeros("cotangent of the relaxation", pattern.entries);
  device.clearCotangents();
  using left = addMeshCotangents(
    gpu,
    { pattern, ...matrices, relaxation, modes, basis, solver },
    uploaded,
    method,
    { ...cotangents, relaxation: ofRelaxation },
  );
  const { arrays, gradient } = device.contract({ difference: true });
  const stored = ofRelaxation ? [ofRelaxation] : [];
  const read = await gpu.read(...arrays, ...left.arrays, ...stored);
  read.slice(arrays.length, arrays.length + left.arrays.length).forEach(checkResiduals);
  const tissue = gradientFrom(unit, gradient(read.slice(0, arrays.length)));
  const relaxing = ofRelaxation && relaxationGradient(space, reduction, read[read.length - 1]);
  if (!relaxing) return { tissue };
  const storage = gradientFrom(unit, relaxing);
  storage.points.forEach((value, i) => tissue.points[i] += value);
  return { tissue, storage };
}
