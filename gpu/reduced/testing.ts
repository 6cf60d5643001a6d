/**
 * Reduced systems of real shapes and protocols of all kinds, for tests and benchmarks.
 *
 * @module
 */
import { galerkinBasis, projectedStiffness, reducedModel } from "../../core/diffusion/basis/mod.ts";
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  bTensorEncoding,
  cosineOgse,
  doublePgse,
  encodeProtocol,
  gradientWaveform,
  pgse,
  sineOgse,
  stimulatedEcho,
  trapezoidPgse,
} from "../../core/diffusion/protocol/mod.ts";
import type { ReducedModel } from "../../core/diffusion/reduced/mod.ts";
import { p1Space } from "../../core/fem/mod.ts";
import { spectralShift, spectralSolver } from "../../core/spectral/mod.ts";
import type { TetMesh } from "../../core/mesh/mod.ts";

/** How a cell is modelled. */
export interface CellOptions {
  readonly modes: number;
  /** µm²/ms; 2 by default. */
  readonly diffusivity?: number;
  /** ms; none by default. */
  readonly T1?: number;
  /** ms; none by default. */
  readonly T2?: number;
  /** Where the mesh lies, µm; about 0 by default. */
  readonly origin?: readonly [number, number, number];
}

/** One compartment with these rates. */
function coefficients(diffusivity: number, rate: number) {
  return {
    elements: Float64Array.of(diffusivity, 0, 0, diffusivity, 0, diffusivity, rate, 1),
    interfaces: new Float64Array(0),
    walls: new Float64Array(0),
  };
}

/** The reduced system of a mesh about 0; its two receivers are the nodes left and right of x = 0.5. */
export function cellModel(mesh: TetMesh, options: CellOptions): ReducedModel {
  const { modes, diffusivity = 2, T1 = Infinity, T2 = Infinity, origin = [0, 0, 0] } = options;
  const points = mesh.points.data;
  const nodeCompartments = Int32Array.from(
    { length: points.length / 3 },
    (_, a) => points[3 * a] > 0.5 ? 1 : 0,
  );
  const space = p1Space(mesh, { columns: modes });
  space.assemble(points, coefficients(diffusivity, 1 / T2));
  const spectral = spectralSolver(space, modes, spectralShift(space))();
  const basis = galerkinBasis(space, spectral, 0);
  const model = reducedModel(space, basis, points, {
    nodeCompartments,
    origin: Float64Array.from(origin),
  });
  if (T1 === Infinity) return model;
  space.assemble(points, coefficients(0, 1 / T1 - 1 / T2));
  return { ...model, storage: projectedStiffness(space, basis) };
}

const directions = [[1, 0, 0], [0, 0.6, 0.8], [-0.48, 0.64, 0.6]];
/** For waveforms of many steps. */
const oneDirection = [[-0.48, 0.64, 0.6]];
const bValues = [0, 400, 3000, 10_000];
const turning = Array.from({ length: 12 }, (_, i) => [
  60 * Math.sin(i),
  60 * Math.cos(1.7 * i),
  40 * Math.sin(2.3 * i + 1),
]);

/** Protocols of all kinds, b up to 10 000 s/mm². */
export const PROTOCOLS: Readonly<Record<string, () => EncodedProtocol>> = {
  "pulses of several lengths and waits": () =>
    encodeProtocol(pgse({ delta: [3, 3, 8], Delta: [10, 40, 25], bValues, directions })),
  "double pulses": () =>
    encodeProtocol(doublePgse({
      ...{ delta: 5, Delta: 12, pause: 3, bValues: [500, 8000] },
      ...{ directions, secondDirections: [[0, 0, 1], [1, 0, 0], [0, 1, 0]] },
    })),
  "cosines": () =>
    encodeProtocol(
      cosineOgse({
        delta: 8,
        Delta: 12,
        periods: 2,
        bValues: [300, 2000],
        directions: oneDirection,
      }),
    ),
  "sines": () =>
    encodeProtocol(
      sineOgse({ delta: 6, Delta: 10, periods: 1, bValues: [300, 4000], directions: oneDirection }),
    ),
  "trapezoids": () =>
    encodeProtocol(
      trapezoidPgse({ delta: 4, Delta: 15, rampTime: 0.6, bValues: [1000, 10_000], directions }),
    ),
  "b-tensors": () =>
    encodeProtocol(
      bTensorEncoding({
        delta: 6,
        Delta: 14,
        samples: 16,
        shape: "spherical",
        bValues: [500, 3000],
        directions: oneDirection,
      }),
    ),
  "a waveform that does not refocus": () =>
    encodeProtocol(gradientWaveform({ dt: 0.7, gradient: turning })),
  "straight lines between samples": () =>
    encodeProtocol(gradientWaveform({ dt: 0.7, gradient: turning, interpolation: "linear" })),
  "stimulated echoes": () =>
    encodeProtocol(
      stimulatedEcho({ delta: 4, Delta: 60, mixingTime: 50, bValues: [0, 1000, 5000], directions }),
    ),
};

/** Number of measurements of a protocol. */
export function measurementsOf({ amplitudes }: EncodedProtocol): number {
  return amplitudes.reduce((sum, { length }) => sum + length, 0);
}

/** ‖a − b‖/‖b‖, or ‖a‖ where b is zero; NaN where a number is. */
export function relativeError(a: Iterable<number>, b: Iterable<number>): number {
  const x = [...a], y = [...b];
  const norm = (list: readonly number[]) => Math.sqrt(list.reduce((sum, v) => sum + v * v, 0));
  return norm(x.map((value, i) => value - y[i])) / (norm(y) || 1);
}
