/**
 * Exact signals of the slab, the cylinder and the sphere with reflecting walls, for any waveform, by the matrix formalism on their
 * Laplace eigenfunctions (Grebenkov, Rev. Mod. Phys. 79, 1077, 2007; Callaghan, J. Magn. Reson. 129, 1997).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Compartment } from "../tissue/mod.ts";
import { bodySignal } from "./body_signal.ts";
import { bodyOf, layeredConstants } from "./layered_constants.ts";
import { encodedOf } from "./layered_function.ts";
import { type ExactSignalOptions, toleranceOf } from "./layered_signal.ts";
import { checkLength, type ExactShape, layersOf } from "./shapes.ts";

/**
 * The exact signal of a simple shape, to check simulations against.
 *
 * The propagator of a slab or a cylinder factorises into its axis and its cross-section, and so does the signal. For layers, walls and
 * gradients there is {@linkcode layeredSignal}; this is its special case of one layer.
 *
 * @param shape The slab, the cylinder (both about z) or the sphere, µm.
 * @param tissue Diffusivity, µm²/ms, or constants of the tissue.
 * @param protocol The measurement: of any sequence.
 * @param options How precisely to compute.
 * @returns S/S0 with S0 = ρ|Ω|, of the protocol's shape, row-major: [sequences × directions × bValues]. It is real, as every
 * signal of a body that inversion maps to itself.
 * @throws {InputError} If a length or a constant is not positive.
 * @throws {RangeError} If the tolerance is not reached, for gradients far beyond any scanner's.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { exactSignal, pgse } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [10_000], directions: [[1, 0, 0]] });
 * const [signal] = exactSignal({ kind: "sphere", radius: 5 }, 2, protocol);
 * assertAlmostEquals(signal, 0.2631408867, 1e-9);
 * ```
 */
export function exactSignal(
  shape: ExactShape,
  tissue: number | Compartment,
  protocol: Protocol | EncodedProtocol,
  options: ExactSignalOptions = {},
): Float64Array {
  const layers = layersOf(shape);
  if (shape.kind === "cylinder") checkLength(shape.height, "height of the cylinder", true);
  const compartment = typeof tissue === "number" ? { diffusivity: tissue } : tissue;
  if (typeof compartment.diffusivity === "number" && !(compartment.diffusivity > 0)) {
    throw new InputError(
      `The diffusivity is ${compartment.diffusivity} µm²/ms but must be positive`,
    );
  }
  const body = bodyOf(layeredConstants(layers, compartment));
  return bodySignal(body, encodedOf(protocol), toleranceOf(options), false).real;
}
