/**
 * Pieces of tissue, evaluated on the processor and on a device, for the tests of this folder.
 *
 * @module
 */
import { assertGreater, assertLess } from "@std/assert";
import type { GradientMethod } from "../../core/diffusion/basis/mod.ts";
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type BasisSize,
  matrixFormalismEngine,
} from "../../core/diffusion/matrix_formalism/mod.ts";
import {
  type Differentiation,
  type PieceCotangent,
  type PieceInputs,
  pieceInputs,
  type TissuePiece,
  tissuePieces,
} from "../../core/diffusion/problem/mod.ts";
import { encodeProtocol, type Protocol } from "../../core/diffusion/protocol/mod.ts";
import { type Tissue, tissueCoefficients, tissueMesh } from "../../core/diffusion/tissue/mod.ts";
import { bend } from "../../core/mesh/deform/mod.ts";
import { concentricSpheres, cylinder, type TetMesh, withPoints } from "../../core/mesh/mod.ts";
import type { Gpu } from "../device.ts";
import { matrixFormalismPiece } from "./mod.ts";
import { gpuStages, type Stages } from "./stages.ts";

/** A piece of tissue at some inputs. */
export interface PieceCase {
  readonly piece: TissuePiece;
  readonly inputs: PieceInputs;
  readonly protocol: EncodedProtocol;
}

/** The first piece of a tissue. */
export function firstPiece(mesh: TetMesh, tissue: Tissue, protocol: Protocol): PieceCase {
  const geometry = tissueMesh(mesh, tissue), [piece] = tissuePieces(geometry);
  const encoded = encodeProtocol(protocol);
  const inputs = pieceInputs(piece, {
    points: geometry.mesh.points.data,
    coefficients: tissueCoefficients(geometry, tissue),
    protocol: encoded,
  });
  return { piece, inputs, protocol: encoded };
}

/** ‖a − b‖/‖b‖, or ‖a‖ where b is zero. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let top = 0, bottom = 0;
  for (let i = 0; i < b.length; i++) {
    top += (a[i] - b[i]) ** 2;
    bottom += b[i] ** 2;
  }
  return Math.sqrt(bottom === 0 ? top : top / bottom);
}

/** The cosine of the angle between a and b. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let ab = 0, aa = 0, bb = 0;
  for (let i = 0; i < b.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] ** 2;
    bb += b[i] ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

const straight = cylinder({ radius: 1, height: 10, edgeLength: 0.5 });

/** A bent axon, large enough for the eigen-solver of the device. */
export const bentAxon: TetMesh = withPoints(straight, bend(straight.points, 0.1));

/** Two concentric cells that exchange. */
export const twoCells: TetMesh = concentricSpheres({ radii: [1.5, 3], edgeLength: 1.2 });

/** Their tissue. */
export const twoTissues: Tissue = {
  compartments: [
    { diffusivity: [[1.5, 0.2, 0], [0.2, 1, 0.1], [0, 0.1, 2]], T2: 30, T1: 300, spinDensity: 0.7 },
    { diffusivity: 2, T2: 60, T1: 800, spinDensity: 1.2 },
  ],
  interfaces: [{ between: [1, 0], permeability: 0.02 }],
  wallRelaxivity: 0.03,
};

/** What a device may differ by from double precision: |ΔS|/S0, and gradients relative to their norm. */
const CLOSE = { signal: 1e-5, gradient: 1e-4, cosine: 0.9999999 };

/** Asserts that an evaluation is as close to double precision as single precision comes. */
export function assertClose({ signal, gradient, cosine }: Difference): void {
  assertLess(signal, CLOSE.signal);
  assertGreater(Object.keys(gradient).length, 0);
  for (const [part, distance] of Object.entries(gradient)) {
    assertLess(distance, CLOSE.gradient, part);
  }
  assertGreater(cosine, CLOSE.cosine);
}

/** How far a device's evaluation is from the processor's. */
export interface Difference {
  /** Largest |ΔS|/S0. */
  readonly signal: number;
  /** Relative distance of each part of the gradient that is not empty. */
  readonly gradient: Readonly<Record<string, number>>;
  /** The cosine between the gradients by the points; 1 where they vanish. */
  readonly cosine: number;
  /** Read-backs from the modes on: value and gradient. */
  readonly readBacks: number;
}

/** Weights that treat no measurement like another. */
export function someWeights(count: number): { real: Float64Array; imag: Float64Array } {
  return {
    real: Float64Array.from({ length: count }, (_, i) => Math.cos(i + 1)),
    imag: Float64Array.from({ length: count }, (_, i) => 0.3 * Math.sin(2 * i)),
  };
}

/** The parts of a gradient by name. */
function partsOf({ tissue, storage, protocol }: PieceCotangent): Record<string, Float64Array> {
  return {
    ...tissue,
    ...(storage && { storage: storage.elements }),
    ...(protocol && {
      amplitudes: Float64Array.from(protocol.amplitudes.flatMap((own) => [...own])),
    }),
  };
}

/**
 * Evaluates a piece on both.
 *
 * @param gpu The device.
 * @param given The piece.
 * @param size The size of the basis.
 * @param wanted What it is differentiated by.
 * @param apart Whether the compartments are told apart.
 * @param method How the gradient treats the basis.
 * @returns How far the device is off.
 */
export async function differenceOf(
  gpu: Gpu,
  { piece, inputs, protocol }: PieceCase,
  size: BasisSize,
  wanted: Differentiation = "tissue",
  apart = false,
  method: GradientMethod = "exact",
): Promise<Difference> {
  const cpu = matrixFormalismEngine(piece, inputs, size, { method });
  const reduction = cpu.reduce(inputs);
  const expected = cpu.evaluate(reduction, protocol, wanted, apart);
  const weights = someWeights(expected.real.length);
  const slope = partsOf(expected.pullback(weights.real, weights.imag));

  const { counters } = gpu;
  let ofModes = 0;
  const stages: Stages = {
    ...gpuStages,
    modes: async (...given) => {
      const before = counters.readBacks, modes = await gpuStages.modes(...given);
      ofModes += counters.readBacks - before;
      return modes;
    },
  };
  const engine = await matrixFormalismPiece(gpu, piece, inputs, protocol, {
    ...size,
    gradient: method,
  }, stages);
  try {
    const before = counters.readBacks, own = await engine.reduce(inputs);
    const found = await own.evaluate(protocol, wanted, apart);
    const gradient = partsOf(await found.pullback(weights.real, weights.imag));
    const readBacks = counters.readBacks - before - ofModes;
    const signal = found.real.reduce(
      (most, value, i) =>
        Math.max(most, Math.hypot(value - expected.real[i], found.imag[i] - expected.imag[i])),
      0,
    );
    const filled = Object.entries(slope).filter(([, values]) => values.some((x) => x !== 0));
    return {
      signal: signal / reduction.spins,
      gradient: Object.fromEntries(
        filled.map(([name, values]) => [name, relativeDistance(gradient[name], values)]),
      ),
      cosine: slope.points.some((x) => x !== 0) ? cosine(gradient.points, slope.points) : 1,
      readBacks,
    };
  } finally {
    engine.dispose?.();
  }
}
