/**
 * Evaluates the matrix-formalism signal of one mesh for a fixed size of the basis, and its adjoint.
 *
 * @module
 */
import { type P1Pattern, type P1Space, p1Space } from "../../fem/mod.ts";
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import {
  atGap,
  type SpectralBasis,
  spectralShift,
  spectralSolver,
  splitsCluster,
} from "../../spectral/mod.ts";
import {
  type GalerkinBasis,
  galerkinBasis,
  galerkinColumns,
  type GradientMethod,
  meshCotangent,
  type Modes,
  reducedModel,
} from "../basis/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import { reducedCotangent, type ReducedModel, reducedSignal } from "../reduced/mod.ts";
import { isotropicTensor } from "./tissue.ts";

/** How many eigenmodes a basis has, and how many of them have static corrections, three each. */
export interface BasisSize {
  /** Number of modes n, 1 … nodes. */
  readonly modes: number;
  /** Number of the lowest modes that are corrected, at most `modes`. */
  readonly corrected: number;
}

/** ∂L/∂inputs of one evaluation. */
export interface SignalGradient {
  /** ∂L/∂points, [3 × nodes], 1/µm. */
  readonly points: Float64Array;
  /** ∂L/∂D, ms/µm². */
  readonly diffusivity: number;
}

/** The modes of a mesh, the basis made of them and the reduced system on it. */
export interface Reduction {
  /** The points it was made at, about their middle, [3 × nodes]. */
  readonly points: Float64Array;
  /** The diffusivity it was made at. */
  readonly diffusivity: number;
  readonly spectral: SpectralBasis;
  readonly basis: GalerkinBasis;
  readonly model: ReducedModel;
  /** The reduced system on another basis made of the lowest of the same modes; to be called before the next reduction. */
  readonly other: (size: BasisSize) => ReducedModel;
}

/** A signal and its pullback. */
export interface Evaluation {
  /** S, real, [sequences × directions × bValues]. */
  readonly signal: Float64Array;
  /** ∂L/∂S to ∂L/∂inputs. */
  readonly pullback: (weights: Float64Array) => SignalGradient;
}

/** How an engine is prepared. */
export interface EngineOptions {
  /** How the gradient treats the basis; exact by default. */
  readonly method?: GradientMethod;
  /** A second size that `Reduction.other` will be asked for. */
  readonly other?: BasisSize;
  /** The mesh's pattern, where it is known. */
  readonly pattern?: P1Pattern | undefined;
}

/** A mesh prepared for repeated evaluation at other node positions. */
export interface Engine {
  /** The basis's size. */
  readonly size: BasisSize;
  /** Assembles at the points and computes the modes, the basis and the reduced system. */
  readonly reduce: (points: Float64Array, diffusivity: number) => Reduction;
  /** The signal of a reduction, and the pullback of ∂L/∂S to the points and diffusivity it was made at. */
  readonly evaluate: (reduction: Reduction, differentiating: boolean) => Evaluation;
}

/** The points about the centre of their bounding box: the signal does not change, the moments are smallest. */
function centred(points: Float64Array): Float64Array {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    low[i % 3] = Math.min(low[i % 3], points[i]);
    high[i % 3] = Math.max(high[i % 3], points[i]);
  }
  return points.map((x, i) => x - (low[i % 3] + high[i % 3]) / 2);
}

/** The lowest of the modes. */
function lowest(spectral: SpectralBasis, modes: number): Modes {
  if (modes >= spectral.modes) return spectral;
  const { vectors, eigenvalues, shift, respond } = spectral;
  const part = new Float64Array(vectors.length / spectral.modes * modes);
  for (let row = 0; row * modes < part.length; row++) {
    part.set(vectors.subarray(row * spectral.modes, row * spectral.modes + modes), row * modes);
  }
  return { modes, eigenvalues: eigenvalues.slice(0, modes), vectors: part, shift, respond };
}

/**
 * Prepares a mesh.
 *
 * @param mesh The mesh; its points and the diffusivity set the shift of the static responses, nothing else.
 * @param diffusivity D, µm²/ms.
 * @param protocol The measurements.
 * @param size The basis's size.
 * @param options The gradient's method; another size; the pattern.
 * @returns The engine.
 */
export function matrixFormalismEngine(
  mesh: TetMesh,
  diffusivity: number,
  protocol: PgseProtocol,
  size: BasisSize,
  options: EngineOptions = {},
): Engine {
  const { method = "exact", other = size, pattern } = options;
  // One tensor serves every tetrahedron, whatever compartment ids the mesh carries.
  const single = { ...mesh, compartments: new Int32Array(mesh.compartments.length) };
  const columns = Math.max(
    galerkinColumns(size.modes, size.corrected),
    galerkinColumns(other.modes, other.corrected),
  );
  const space: P1Space = p1Space(single, { columns, ...(pattern && { pattern }) });
  space.assemble(mesh.points.data, isotropicTensor(diffusivity));
  const solve = spectralSolver(space, size.modes, spectralShift(space));

  const reduce: Engine["reduce"] = (points, d) => {
    const at = centred(points);
    space.assemble(at, isotropicTensor(d));
    const spectral = solve();
    const made = ({ modes, corrected }: BasisSize) =>
      galerkinBasis(space, lowest(spectral, modes), corrected);
    const basis = made(size);
    const model = reducedModel(space, basis, at);
    const other: Reduction["other"] = (another) => reducedModel(space, made(another), at);
    return { points: at, diffusivity: d, spectral, basis, model, other };
  };

  const evaluate: Engine["evaluate"] = (reduction, differentiating) => {
    const { spectral, basis, model } = reduction;
    const { signal, states } = reducedSignal(model, protocol, differentiating);
    const { modes } = size;
    const pullback = (weights: Float64Array): SignalGradient => {
      if (method === "exact" && splitsCluster(spectral.eigenvalues[modes - 1], spectral.next)) {
        const fewer = atGap(spectral.eigenvalues, spectral.next, modes);
        throw new InputError(
          `The gradient does not exist: ${modes} modes end within a cluster of equal eigenvalues, use ${fewer}`,
        );
      }
      const cotangent = reducedCotangent(model, protocol, states, weights);
      // The space may have served other points since.
      space.assemble(reduction.points, isotropicTensor(reduction.diffusivity));
      const gradient = meshCotangent(space, spectral, basis, cotangent, method);
      const [xx, , , yy, , zz] = gradient.tensors;
      return { points: gradient.points, diffusivity: xx + yy + zz };
    };
    return { signal, pullback };
  };
  return { size, reduce, evaluate };
}
