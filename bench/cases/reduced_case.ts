/**
 * The reduced Bloch-Torrey system of a case: modes alone.
 *
 * @module
 */
import { galerkinBasis, reducedModel } from "../../core/diffusion/basis/mod.ts";
import type { ReducedModel } from "../../core/diffusion/reduced/mod.ts";
import { isotropicCoefficients, p1Space } from "../../core/fem/mod.ts";
import { spectralShift, spectralSolver } from "../../core/spectral/mod.ts";
import { simulatedMesh } from "./bending.ts";
import type { ReconstructionCase } from "./remidi.ts";

/** The points about the middle of their bounding box. */
function centred(points: Float64Array): Float64Array {
  const axis = (k: number) => points.filter((_, i) => i % 3 === k);
  const middle = [0, 1, 2].map((k) => (Math.min(...axis(k)) + Math.max(...axis(k))) / 2);
  return points.map((x, i) => x - middle[i % 3]);
}

/** Assembles, computes the modes and projects. */
export function reducedCase(of: ReconstructionCase): ReducedModel {
  const { diffusivity, modes } = of, mesh = simulatedMesh(of);
  const points = centred(mesh.points.data);
  const space = p1Space(mesh, { columns: modes });
  space.assemble(points, isotropicCoefficients(diffusivity));
  const spectral = spectralSolver(space, modes, spectralShift(space))();
  return reducedModel(space, galerkinBasis(space, spectral, 0), points);
}
