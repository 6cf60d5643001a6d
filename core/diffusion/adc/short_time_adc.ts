/**
 * The short-time ADC: what the walls take from free diffusion when spins that start near one reach it, and the others none.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import { type AdcFunction, adcFunction } from "./adc_function.ts";
import { directionalAdc } from "./directional_adc.ts";
import { shortTimeExponents } from "./short_time_exponents.ts";

/**
 * Makes the function from node positions to the short-time ADC of each compartment.
 *
 * ADC = D[1 − (4/3) √(D/π) C A_d/|Ω|] with A_d = ∫(d·n)² dS over all walls of the compartment and
 * C = −∫∫_{s<t} f(t)f(s)(t−s)^{3/2}/∫F², for PGSE (4/35)[(Δ+δ)^{7/2} + (Δ−δ)^{7/2} − 2δ^{7/2} − 2Δ^{7/2}]/(δ²(Δ−δ/3)) (Mitra et al., Phys. Rev. Lett.
 * 68, 1992); generalised to any waveform that refocuses and to diffusion tensors. It holds while √(D·TE) is far below the
 * distance of the walls, and may be negative elsewhere.
 *
 * @param mesh The mesh; its points are the default argument.
 * @param tissue The tissue, of which the diffusivities count.
 * @param protocol The measurements; amplitudes do not matter.
 * @returns The function; its values have shape [compartments, sequences, directions], µm²/ms.
 * @throws {InputError} If the tissue does not fit the mesh, or a waveform does not refocus or has no gradient.
 *
 * @example A cube with sides of 50 µm, watched for 1 ms
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { box, pgse, shortTimeAdc } from "@torrey/torrey";
 *
 * const cube = box({ size: [50, 50, 50], edgeLength: 25 });
 * const protocol = pgse({ delta: 1e-4, Delta: 1, bValues: [100], directions: [[0, 0, 1]] });
 * const { data } = shortTimeAdc(cube, { diffusivity: 2 }, protocol)();
 * // D(1 − 4/(9√π) S/V √(Dt)) has a third of S/V = 6/50 on each axis.
 * assertAlmostEquals(data[0], 2 * (1 - 4 / (9 * Math.sqrt(Math.PI)) * 6 / 50 * Math.sqrt(2)), 1e-5);
 * ```
 */
export function shortTimeAdc(mesh: TetMesh, tissue: Tissue, protocol: Protocol): AdcFunction {
  return adcFunction(
    "shortTimeAdc",
    mesh,
    tissue,
    protocol,
    (separate) => directionalAdc(shortTimeExponents(separate)),
  );
}
