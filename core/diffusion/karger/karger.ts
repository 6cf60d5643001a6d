/**
 * The Kärger model of a mesh as a user asks for it (Kärger, Ann. Phys. 479, 1969; Kärger, Pfeifer and Heink, Adv. Magn. Reson. 12, 1988).
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";
import { checkedModes, homogenisedExponents } from "../adc/mod.ts";
import { InputError } from "../../input_error.ts";
import { type SignalFunction, signalFunction } from "../problem/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import { kargerEvaluator } from "./karger_evaluator.ts";

/** Settings of {@linkcode karger}. */
export interface KargerOptions {
  /**
   * How spins diffuse within a compartment: `"homogenised"` (the default) with its homogenised ADC under each waveform, so that its walls
   * restrict them; `"intrinsic"` with the tissue's own tensors, as in the model's first form.
   */
  readonly diffusivity?: "homogenised" | "intrinsic";
  /** Number of eigenmodes of each connected piece for the homogenised ADC, the constant one included; unless given, no truncation. */
  readonly modes?: number;
}

/**
 * Makes the function from inputs to the signal of the Kärger model.
 *
 * S' = (A − q² diag(F(t)ᵀD_cF(t)) − diag(1/T2_c)) S from S_c = ρ_c|Ω_c|, A_ij = κ|Γ_ij| c_ij/|Ω_j| off the diagonal, c_ij = 2ρ_i/(ρ_i + ρ_j), columns
 * that sum to 0; a relaxing outer wall adds κ_w|Γ_w|/|Ω| to the rates. It holds where diffusion evens out a compartment sooner than
 * its walls let spins out, κ ≪ D/size. The equations are integrated to about 1e-12 of the signal without gradient, whatever the
 * waveform.
 *
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param options Which diffusivities.
 * @returns The function.
 * @throws {InputError} If the tissue does not fit the mesh.
 *
 * @example A cell that lets its water out
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { box, karger, pgse } from "@torrey/torrey";
 *
 * const halves = box({ size: [8, 4, 4], edgeLength: 2 });
 * const side = (t: number) => halves.points.data[3 * halves.tets[4 * t]] + halves.points.data[3 * halves.tets[4 * t + 3]];
 * const mesh = { ...halves, compartments: halves.compartments.map((_, t) => side(t) < 0 ? 0 : 1) };
 * const protocol = pgse({ delta: 5, Delta: 40, bValues: [3000], directions: [[1, 0, 0]] });
 * const tissue = (permeability: number) => ({
 *   compartments: [{ diffusivity: 1 }, { diffusivity: 0.2 }],
 *   interfaces: [{ between: [0, 1] as const, permeability }],
 * });
 * const signal = (kappa: number) =>
 *   karger(mesh, tissue(kappa), protocol, { diffusivity: "intrinsic" })().real.data[0];
 * assertLess(signal(0.05), signal(0));
 * ```
 */
export function karger(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: KargerOptions = {},
): SignalFunction {
  const { diffusivity = "homogenised" } = options, modes = checkedModes(options.modes);
  if (diffusivity !== "homogenised" && diffusivity !== "intrinsic") {
    throw new InputError(
      `'diffusivity' is '${diffusivity}' but must be 'homogenised' or 'intrinsic'`,
    );
  }
  return signalFunction("karger", mesh, tissue, protocol, (separate) =>
    kargerEvaluator(
      separate,
      diffusivity === "intrinsic" ? undefined : homogenisedExponents(separate.mesh, modes),
    ));
}
