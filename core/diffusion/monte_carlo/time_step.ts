/**
 * How long the steps may be, and how long they are unless asked otherwise.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { echoTimeOf, type EncodedProtocol, type EncodingPiece } from "../encoding/mod.ts";
import type { TissueCoefficients } from "../tissue/mod.ts";
import { crossingProbabilities } from "./walk_plan.ts";
import type { WalkGeometry } from "./walk_mesh.ts";

/** Default step √(2Dh) over the size 3V/S of a compartment. */
const STEP_OVER_SIZE = 0.05;
/** Longest step over that size: beyond it a step no longer knows the compartment. */
const LONGEST_OVER_SIZE = 1;
/** What the default step may leave out of bD: the displacements between its ends. */
const PHASE_ERROR = 1e-4;
/** What the longest step may. */
const LARGEST_PHASE_ERROR = 0.1;

/** ∫|f|² dt of a piece, from above. */
function squaredPiece({ duration, vectors }: EncodingPiece): number {
  let most = 0;
  for (let i = 0; i < vectors.length; i += 3) {
    most = Math.max(most, vectors[i] ** 2 + vectors[i + 1] ** 2 + vectors[i + 2] ** 2);
  }
  return duration * most;
}

/** The largest q² ∫|f|² dt of a protocol, 1/(µm² ms). */
function strongestEncoding({ encodings, amplitudes }: EncodedProtocol): number {
  return Math.max(...encodings.map(({ pieces }, e) => {
    const q = amplitudes[e].reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return q * q * pieces.reduce((sum, piece) => sum + squaredPiece(piece), 0);
  }));
}

/** An upper bound of a tensor's largest eigenvalue, its own for an isotropic one. */
function largestDiffusivity(tensors: Float64Array): number {
  let most = 0;
  for (let c = 0; c < tensors.length; c += 6) {
    const [xx, xy, xz, yy, yz, zz] = Array.from(tensors.subarray(c, c + 6), Math.abs);
    most = Math.max(most, xx + xy + xz, xy + yy + yz, xz + yz + zz);
  }
  return most;
}

/** The size of each compartment, 3V/S: the radius of a sphere; `Infinity` where there is no wall. */
export function compartmentSizes({ mesh }: WalkGeometry): Float64Array {
  const { corners, neighbours, compartments, compartmentCount } = mesh;
  const volume = new Float64Array(compartmentCount), area = new Float64Array(compartmentCount);
  for (let t = 0; t < compartments.length; t++) {
    const p = corners.subarray(12 * t, 12 * t + 12);
    const edge = (node: number, axis: number): number => p[3 * node + axis] - p[axis];
    const cross = (b: number, c: number): number[] => [
      edge(b, 1) * edge(c, 2) - edge(b, 2) * edge(c, 1),
      edge(b, 2) * edge(c, 0) - edge(b, 0) * edge(c, 2),
      edge(b, 0) * edge(c, 1) - edge(b, 1) * edge(c, 0),
    ];
    const faces = [cross(2, 3), cross(3, 1), cross(1, 2)];
    const determinant = faces[0].reduce((sum, n, axis) => sum + n * edge(1, axis), 0);
    // The area vectors of a closed surface add to zero.
    const opposite = [0, 1, 2].map((axis) => -faces[0][axis] - faces[1][axis] - faces[2][axis]);
    volume[compartments[t]] += determinant / 6;
    [opposite, ...faces].forEach(([x, y, z], k) => {
      if (neighbours[4 * t + k] < 0) area[compartments[t]] += Math.hypot(x, y, z) / 2;
    });
  }
  return volume.map((v, c) => 3 * v / area[c]);
}

/** The longest step for a bound of √(2Dh)/size and one of what is left out of bD. */
function longestStep(
  { tensors }: TissueCoefficients,
  protocol: EncodedProtocol,
  sizes: Float64Array,
  bounds: { readonly overSize: number; readonly phase: number },
): { geometric: number; encoding: number } {
  const geometric = sizes.reduce((least, size, c) => {
    const diffusivity = largestDiffusivity(tensors.subarray(6 * c, 6 * c + 6));
    return Math.min(least, (bounds.overSize * size) ** 2 / (2 * diffusivity));
  }, Infinity);
  // The path between the ends of a step has a random integral of variance D h³/6, so bD lacks q² D h² ∫f² dt/12.
  const lost = strongestEncoding(protocol) * largestDiffusivity(tensors) / 12;
  return { geometric, encoding: Math.sqrt(bounds.phase / lost) };
}

function tooLong(timeStep: number, longest: number, reason: string): InputError {
  return new InputError(
    `The time step is ${timeStep} ms but must be at most ${longest.toPrecision(3)} ms: ${reason}`,
  );
}

/** Whether steps this long can have the permeabilities asked for. */
function canCross(geometry: WalkGeometry, timeStep: number): boolean {
  return crossingProbabilities(geometry, timeStep).every((p) => p <= 1);
}

/**
 * The length of the steps: what is asked for, checked, or the default.
 *
 * @param geometry The tissue to walk in.
 * @param coefficients Its constants.
 * @param protocol The measurements.
 * @param asked The step asked for, ms.
 * @returns The step, ms.
 * @throws {InputError} If the step asked for is not positive, or too long for the smallest compartment, for the gradients, for
 * the shortest echo time or for a permeability.
 */
export function chooseTimeStep(
  geometry: WalkGeometry,
  coefficients: TissueCoefficients,
  protocol: EncodedProtocol,
  asked?: number,
): number {
  const sizes = compartmentSizes(geometry);
  const shortest = Math.min(...protocol.encodings.map(echoTimeOf));
  if (asked === undefined) {
    const bounds = { overSize: STEP_OVER_SIZE, phase: PHASE_ERROR };
    const { geometric, encoding } = longestStep(coefficients, protocol, sizes, bounds);
    let timeStep = Math.min(geometric, encoding, shortest);
    while (!canCross(geometry, timeStep)) timeStep /= 2;
    return timeStep;
  }
  if (!(asked > 0)) {
    throw new InputError(`The time step is ${asked} ms but must be a positive number`);
  }
  const bounds = { overSize: LONGEST_OVER_SIZE, phase: LARGEST_PHASE_ERROR };
  const { geometric, encoding } = longestStep(coefficients, protocol, sizes, bounds);
  if (asked > geometric) {
    throw tooLong(asked, geometric, "√(2Dh) would exceed the size 3V/S of a compartment");
  }
  if (asked > encoding) {
    throw tooLong(asked, encoding, "the gradient would change the phase too much within a step");
  }
  if (asked > shortest) throw tooLong(asked, shortest, "that is the shortest echo time");
  if (!canCross(geometry, asked)) {
    let longest = asked;
    while (!canCross(geometry, longest)) longest *= 0.9;
    throw tooLong(asked, longest, "no probability to cross a wall gives its permeability");
  }
  return asked;
}
