/**
 * Exact signals of layered slabs, cylinders and spheres for any waveform, with their gradient.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import { bodySignal } from "./body_signal.ts";
import { layeredConstants } from "./layered_constants.ts";
import { layeredFunction, type LayeredSignalFunction } from "./layered_function.ts";
import type { LayeredShape } from "./shapes.ts";

/** Settings of the exact signals. */
export interface ExactSignalOptions {
  /** Change of S/S0 at which refining the set of eigenfunctions stops; 1e-9 unless given. */
  readonly tolerance?: number;
}

/** The tolerance of options, checked. */
export function toleranceOf({ tolerance = 1e-9 }: ExactSignalOptions): number {
  if (tolerance >= 1e-13 && tolerance < 1) return tolerance;
  throw new InputError(
    `'tolerance' is ${tolerance} but must be at least 1e-13, which rounding allows, and less than 1`,
  );
}

/**
 * The exact signal of a row of slabs, or of concentric layers of cylinders or spheres, for any sequence.
 *
 * Every layer has its own diffusivity, relaxation times and spin density; walls between neighbours are permeable where the
 * tissue's `interfaces` say so, D∇M·n = κ(c M_j − c' M_i), and the outer wall relaxes by `wallRelaxivity` (both outer walls of a
 * row of slabs). Layers are the tissue's compartments, numbered from the centre outwards, or by ascending z. The signal is that of the
 * matrix formalism in the eigenfunctions of the layers, refined until it no longer changes, and its gradient is exact.
 *
 * @param shape The layers: slabs across z, unbounded in x and y; cylinders about z; spheres. The origin is their middle.
 * @param tissue Constants of the layers; their diffusivities isotropic. A layer without spins is a gap.
 * @param protocol The measurements.
 * @param options How precisely to compute.
 * @returns The signal as a function of what may vary: S/∫ρ, of the protocol's shape. It falls with relaxation, too.
 * @throws {InputError} If a length, the order of radii or a constant is impossible, or layers that do not touch are joined. The
 * function throws a `RangeError` if the tolerance is not reached, for gradients far beyond any scanner's.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { grad, layeredSignal, pgse, sum } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [4000], directions: [[1, 0, 0]] });
 * // A nucleus of radius 3 µm in a cell of 5 µm, with a wall of 0.01 µm/ms between them.
 * const cell = layeredSignal({ kind: "sphere", radii: [3, 5] }, {
 *   compartments: [{ diffusivity: 2, T2: 40 }, { diffusivity: 2, T2: 80 }],
 *   interfaces: [{ between: [0, 1], permeability: 0.01 }],
 * }, protocol);
 * const signal = (permeability: number) => cell({ permeability }).real.data[0];
 * const slope = grad((permeability: number) => sum(cell({ permeability }).real))(0.01);
 * assertAlmostEquals(slope, (signal(0.0101) - signal(0.0099)) / 0.0002, 1e-6);
 * ```
 */
export function layeredSignal(
  shape: LayeredShape,
  tissue: Tissue,
  protocol: Protocol | EncodedProtocol,
  options: ExactSignalOptions = {},
): LayeredSignalFunction {
  const tolerance = toleranceOf(options);
  return layeredFunction(
    "layeredSignal",
    layeredConstants(shape, tissue),
    protocol,
    (body, encoded, differentiating) => bodySignal(body, encoded, tolerance, differentiating),
  );
}
