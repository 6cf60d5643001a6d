/**
 * The axon of the demonstration: what is measured, and the shapes it is looked for among.
 *
 * @module
 */
import {
  bend,
  cylinder,
  fibonacciHemisphere,
  pgse,
  type PgseProtocol,
  simulateSignal,
  stretch,
  type Tensor,
  type TetMesh,
  twist,
  withPoints,
} from "@torrey/torrey";

/** Diffusivity of water in axons, µm²/ms. */
export const DIFFUSIVITY = 2;

/** Length of the axon, µm. */
const LENGTH = 10;

/** What shapes an axon out of a straight cylinder of radius 1 µm. */
export interface AxonParameters {
  /** Curvature, rad/µm. */
  readonly bend: number;
  /** Rate of twist, rad/µm. */
  readonly twist: number;
  /** Radius, µm. */
  readonly radius: number;
}

/** The axon to be found. */
export const TRUTH: AxonParameters = { bend: 0.2, twist: 0.1, radius: 2.5 };

/**
 * Its cross-section is flattened a little along x, and widened along y, by this factor, which bend, twist and radius
 * cannot do: the smooth modes have to find it.
 */
const FLATTENING = 0.95;

/**
 * Where the descent starts: a thinner, straight cylinder. Its signal is even in the bend and does not know the twist,
 * so that exactly there the slope of both is zero; a bend of half a degree per µm shows the way.
 */
export const START: AxonParameters = { bend: 0.01, twist: 0, radius: 2 };

/** A straight cylinder of radius 1 µm, meshed so that its edges have the length asked for at radius 2 µm. */
export function straightAxon(edgeLength: number): TetMesh {
  const mesh = cylinder({ radius: START.radius, height: LENGTH, edgeLength });
  const thin = { x: 1 / START.radius, y: 1 / START.radius };
  return withPoints(mesh, stretch(mesh.points, thin));
}

/** Widens, bends and twists the points of a straight axon. */
export function shapeAxon(points: Tensor, p: AxonParameters): Tensor {
  return twist(bend(stretch(points, { x: p.radius, y: p.radius }), p.bend), p.twist);
}

/** The axon to be found, on a mesh of the given fineness. */
export function trueAxon(edgeLength: number): TetMesh {
  const straight = straightAxon(edgeLength);
  const flat = stretch(straight.points, { x: FLATTENING, y: 1 / FLATTENING });
  return withPoints(straight, shapeAxon(flat, TRUTH));
}

/** How much is measured. */
export interface MeasurementSize {
  /** Pulse separations Δ, ms. */
  readonly Delta: readonly number[];
  /** Number of b-values, from 0 to 10 000 s/mm². */
  readonly bValues: number;
  /** Number of gradient directions. */
  readonly directions: number;
}

/** The measurements. */
export function protocolOf({ Delta, bValues, directions }: MeasurementSize): PgseProtocol {
  return pgse({
    delta: 5,
    Delta,
    bValues: Array.from({ length: bValues }, (_, i) => 10_000 * i / (bValues - 1)),
    directions: fibonacciHemisphere(directions),
  });
}

/** S/S0 of a mesh. */
export function attenuationOf(mesh: TetMesh, protocol: PgseProtocol): Tensor {
  const { signal, volume } = simulateSignal(mesh, { diffusivity: DIFFUSIVITY }, protocol);
  return { shape: signal.real.shape, data: signal.real.data.map((s) => s / volume) };
}
