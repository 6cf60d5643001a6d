/**
 * Exact PGSE signals of the slab, the cylinder and the sphere with reflecting walls, by the matrix formalism on their
 * Laplace eigenfunctions (Grebenkov, Rev. Mod. Phys. 79, 1077, 2007; Callaghan, J. Magn. Reson. 129, 1997).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { PgseProtocol, PgseTiming } from "../protocol/mod.ts";
import { protocolShape, signalIndex } from "../protocol/mod.ts";
import { discModes, slabModes, sphereModes } from "./modes.ts";
import { convergedSignal, type ModeLevels, modeLevels } from "./unit_signal.ts";

/** The space between two planes across z, unbounded along x and y. */
export interface SlabShape {
  /** The shape's name. */
  readonly kind: "slab";
  /** Distance of the planes, µm. */
  readonly width: number;
}

/** A straight cylinder along z. */
export interface CylinderShape {
  /** The shape's name. */
  readonly kind: "cylinder";
  /** Radius, µm. */
  readonly radius: number;
  /** Height, µm; `Infinity` for a cylinder without ends. */
  readonly height: number;
}

/** A sphere. */
export interface SphereShape {
  /** The shape's name. */
  readonly kind: "sphere";
  /** Radius, µm. */
  readonly radius: number;
}

/** A shape whose exact signal is known. */
export type ExactShape = SlabShape | CylinderShape | SphereShape;

/** Settings of {@linkcode exactSignal}. */
export interface ExactSignalOptions {
  /** Change of S/S0 at which refining the set of eigenfunctions stops; 1e-9 unless given. */
  readonly tolerance?: number;
}

const slabLevels = modeLevels((level) => slabModes(Math.round(24 * 1.5 ** level)));
const discLevels = modeLevels((level) =>
  discModes(Math.round(8 * 1.35 ** level), 25 * 1.5 ** level)
);
const sphereLevels = modeLevels((level) =>
  sphereModes(Math.round(8 * 1.35 ** level), 25 * 1.5 ** level)
);

function positive(value: number, what: string, unit: string): number {
  if (value > 0) return value;
  throw new InputError(`The ${what} is ${value} ${unit} but must be positive`);
}

/** S/S0 of one coordinate as a function of the amplitude along it, each amplitude computed once. */
function coordinateSignal(
  levels: ModeLevels,
  size: number,
  diffusivity: number,
  { delta, Delta }: PgseTiming,
  tolerance: number,
): (q: number) => number {
  const rate = diffusivity / (size * size);
  const known = new Map<number, number>();
  return (q) => {
    const phase = Math.abs(q) * size * delta;
    let signal = known.get(phase);
    if (signal === undefined) {
      const pulse = { diffusion: rate * delta, pause: rate * (Delta - delta), phase };
      signal = convergedSignal(levels, pulse, tolerance);
      known.set(phase, signal);
    }
    return signal;
  };
}

/** S/S0 of unbounded diffusion along a coordinate. */
function freeSignal(diffusivity: number, { delta, Delta }: PgseTiming): (q: number) => number {
  return (q) => Math.exp(-diffusivity * (q * delta) ** 2 * (Delta - delta / 3));
}

/** S/S0 of one sequence as a function of the amplitudes across z and along z. */
function shapeSignal(
  shape: ExactShape,
  diffusivity: number,
  timing: PgseTiming,
  tolerance: number,
): (across: number, along: number) => number {
  const free = freeSignal(diffusivity, timing);
  const confined = (levels: ModeLevels, size: number): (q: number) => number =>
    coordinateSignal(levels, size, diffusivity, timing, tolerance);
  if (shape.kind === "sphere") {
    const signal = confined(sphereLevels, positive(shape.radius, "radius of the sphere", "µm"));
    return (across, along) => signal(Math.hypot(across, along));
  }
  if (shape.kind === "slab") {
    const axial = confined(slabLevels, positive(shape.width, "width of the slab", "µm"));
    return (across, along) => free(across) * axial(along);
  }
  const height = positive(shape.height, "height of the cylinder", "µm");
  const transverse = confined(discLevels, positive(shape.radius, "radius of the cylinder", "µm"));
  const axial = height === Infinity ? free : confined(slabLevels, height);
  return (across, along) => transverse(across) * axial(along);
}

/**
 * The exact signal of a simple shape, to check simulations against.
 *
 * The propagator of a slab or a cylinder factorises into its axis and its cross-section, and so does the signal.
 *
 * @param shape The slab, the cylinder (both about z) or the sphere, µm.
 * @param diffusivity Diffusivity, µm²/ms.
 * @param protocol The measurement.
 * @param options How precisely to compute.
 * @returns S/S0, real, [sequences × directions × bValues] row-major.
 * @throws {InputError} If a length or the diffusivity is not positive.
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
  diffusivity: number,
  protocol: PgseProtocol,
  options: ExactSignalOptions = {},
): Float64Array {
  positive(diffusivity, "diffusivity", "µm²/ms");
  const [sequences, directions, bValues] = protocolShape(protocol);
  const out = new Float64Array(sequences * directions * bValues);
  for (let s = 0; s < sequences; s++) {
    const timing = protocol.sequences[s];
    const signal = shapeSignal(shape, diffusivity, timing, options.tolerance ?? 1e-9);
    for (let d = 0; d < directions; d++) {
      const [x, y, z] = protocol.directions.subarray(3 * d, 3 * d + 3);
      for (let b = 0; b < bValues; b++) {
        const q = protocol.q[s * bValues + b];
        out[signalIndex(protocol, s, d, b)] = signal(q * Math.hypot(x, y), q * z);
      }
    }
  }
  return out;
}
