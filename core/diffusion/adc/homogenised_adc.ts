/**
 * The homogenised ADC: the diffusion that a closed compartment shows to second order in the gradient, exactly in P1 finite elements
 * (Haddar, Li and Schiavi, Math. Meth. Appl. Sci. 39, 2016).
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import { type AdcFunction, adcFunction } from "./adc_function.ts";
import { adcTensor } from "./adc_tensor.ts";
import { checkedModes } from "./checked_modes.ts";
import { directionalAdc } from "./directional_adc.ts";
import { homogenisedExponents } from "./exponents.ts";

/**
 * Makes the function from node positions to the homogenised ADC of each compartment.
 *
 * With M ζ' = −Kζ + F(t) K(x·d), ADC = dᵀDd − (1/(|Ω|∫F²)) ∫ F ζᵀK(x·d) dt: for a waveform that refocuses, the limit of −ln(S/S0)/b as
 * b → 0. For one that turns in space it is that limit too, b = tr B. Walls neither relax nor let pass; the equation is not stepped
 * but projected on a rational Krylov space that holds its solution to rounding.
 *
 * @param mesh The mesh; its points are the default argument.
 * @param tissue The tissue, of which the diffusivities count.
 * @param protocol The measurements; amplitudes do not matter.
 * @returns The function; its values have shape [compartments, sequences, directions], µm²/ms.
 * @throws {InputError} If the tissue does not fit the mesh, or a waveform has no gradient.
 *
 * @example Diffusion in a sphere appears slower the longer it is watched
 * ```ts
 * import { assertEquals, assertLess } from "@std/assert";
 * import { homogenisedAdc, pgse, sphere } from "@torrey/torrey";
 *
 * const cell = sphere({ radius: 5, edgeLength: 2 });
 * const protocol = pgse({ delta: 5, Delta: [10, 40], bValues: [1000], directions: [[1, 0, 0]] });
 * const { shape, data } = homogenisedAdc(cell, { diffusivity: 2 }, protocol)();
 * assertEquals(shape, [1, 2, 1]);
 * assertLess(data[1], data[0]);
 * assertLess(data[0], 2);
 * ```
 */
export function homogenisedAdc(mesh: TetMesh, tissue: Tissue, protocol: Protocol): AdcFunction {
  return adcFunction(
    "homogenisedAdc",
    mesh,
    tissue,
    protocol,
    (separate) => directionalAdc(homogenisedExponents(separate)),
  );
}

/** Settings of {@linkcode adcTensors}. */
export interface AdcTensorOptions {
  /** Number of eigenmodes of each connected piece of a compartment, the constant one included; unless given, no truncation. */
  readonly modes?: number;
}

/**
 * Makes the function from node positions to the apparent diffusion tensor of each compartment under each sequence.
 *
 * With `modes` it is the matrix-formalism tensor D = (1/|Ω|) Σ_n j_n a_n a_nᵀ, a_n = ∫xφ_n, j_n = λ∫F∫₀ᵗe^{−λ(t−s)}f ds dt/∫F² of the lowest
 * eigenmodes (Li et al., NeuroImage 222, 2020); without, the homogenised tensor they converge to.
 *
 * @param mesh The mesh; its points are the default argument.
 * @param tissue The tissue, of which the diffusivities count.
 * @param protocol The sequences, each with its gradient along one axis; directions and amplitudes do not matter.
 * @param options Number of eigenmodes.
 * @returns The function; its values have shape [compartments, sequences, 3, 3], µm²/ms.
 * @throws {InputError} If the tissue does not fit the mesh, or the gradient of a sequence has no single axis.
 *
 * @example An axon along z
 * ```ts
 * import { assertGreater } from "@std/assert";
 * import { adcTensors, cylinder, pgse } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 2, height: 10, edgeLength: 1 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [1000], directions: [[1, 0, 0]] });
 * const { data } = adcTensors(axon, { diffusivity: 2 }, protocol)();
 * assertGreater(data[8], 10 * data[0]); // D_zz and D_xx
 * ```
 */
export function adcTensors(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: AdcTensorOptions = {},
): AdcFunction {
  const modes = checkedModes(options.modes);
  return adcFunction(
    "adcTensors",
    mesh,
    tissue,
    protocol,
    (separate) => adcTensor(homogenisedExponents(separate, modes)),
  );
}
