/**
 * Signals of compartments whose phase is Gaussian: the homogenised ADC taken to all b-values, and free diffusion.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";
import { type SignalFunction, signalFunction } from "../problem/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import { checkedModes } from "./checked_modes.ts";
import { homogenisedExponents } from "./exponents.ts";
import { freeExponents } from "./free_exponents.ts";
import { gaussianEvaluator } from "./gaussian_evaluator.ts";

/** Settings of {@linkcode gaussianApproximation}. */
export interface GaussianApproximationOptions {
  /** Number of eigenmodes of each connected piece of a compartment, the constant one included; unless given, no truncation. */
  readonly modes?: number;
}

/**
 * Makes the function from inputs to the Gaussian approximation of the signal, S = Σ_c ρ_c |Ω_c| e^{−TE/T2} e^{−b ADC_c}.
 *
 * ADC_c is the homogenised ADC, so that the signal is right to second order in the gradient wherever walls are closed; with `modes`
 * it is that of the matrix formalism's lowest eigenmodes. Compartments do not exchange and walls do not relax. The signal is
 * real; of a waveform that does not refocus it is the magnitude.
 *
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param options Number of eigenmodes.
 * @returns The function.
 * @throws {InputError} If the tissue does not fit the mesh.
 *
 * @example At low b-values it is the signal itself
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gaussianApproximation, matrixFormalism, pgse, sphere } from "@torrey/torrey";
 *
 * const cell = sphere({ radius: 4, edgeLength: 2 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [50], directions: [[1, 0, 0]] });
 * const tissue = { diffusivity: 2, T2: 80 };
 * const gaussian = gaussianApproximation(cell, tissue, protocol)().real.data[0];
 * const exact = matrixFormalism(cell, tissue, protocol)().real.data[0];
 * assertAlmostEquals(gaussian / exact, 1, 1e-4);
 * ```
 */
export function gaussianApproximation(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: GaussianApproximationOptions = {},
): SignalFunction {
  const modes = checkedModes(options.modes);
  return signalFunction(
    "gaussianApproximation",
    mesh,
    tissue,
    protocol,
    (separate) => gaussianEvaluator(separate, homogenisedExponents(separate.mesh, modes)),
  );
}

/**
 * Makes the function from inputs to the signal of free diffusion, S = Σ_c ρ_c |Ω_c| e^{−TE/T2} e^{−B : D_c}, B the b-tensor.
 *
 * @param mesh The mesh, of which the volumes of the compartments count.
 * @param tissue The tissue; walls neither restrict, relax nor let pass.
 * @param protocol The measurements.
 * @returns The function.
 * @throws {InputError} If the tissue does not fit the mesh.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, freeDiffusion, pgse } from "@torrey/torrey";
 *
 * const voxel = box({ size: [1, 1, 1], edgeLength: 1 });
 * const protocol = pgse({ delta: 5, Delta: 15, bValues: [1000], directions: [[1, 0, 0]] });
 * const simulate = freeDiffusion(voxel, { diffusivity: 2, T2: 50 }, protocol);
 * assertAlmostEquals(simulate().real.data[0], Math.exp(-2 - 20 / 50), 1e-14);
 * ```
 */
export function freeDiffusion(mesh: TetMesh, tissue: Tissue, protocol: Protocol): SignalFunction {
  return signalFunction(
    "freeDiffusion",
    mesh,
    tissue,
    protocol,
    (separate) => gaussianEvaluator(separate, freeExponents),
  );
}
