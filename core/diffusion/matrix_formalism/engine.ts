/**
 * Evaluates the matrix-formalism signal of one mesh for a fixed size of the basis, and its adjoint.
 *
 * @module
 */
import { type P1Pattern, type P1Space, p1Space } from "../../fem/mod.ts";
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { atGap, type SpectralBasis, spectralShift, spectralSolver } from "../../spectral/mod.ts";
import {
  type GalerkinBasis,
  galerkinBasis,
  galerkinColumns,
  type GradientMethod,
  meshCotangent,
  reducedModel,
} from "../basis/mod.ts";
import type { PgseProtocol } from "../protocol/mod.ts";
import { reducedCotangent, type ReducedModel, reducedSignal } from "../reduced/mod.ts";
import { isotropicTensor } from "./tissue.ts";

/** How many eigenmodes a basis has, and how many of them have static corrections, three each. */
export interface BasisSize {
  /** Number of modes n, 1 … nodes. */
  readonly modes: number;
  /** Number of the lowest modes that are corrected, at most `modes`. */
  readonly corrected: number;
}

/** The size of a basis to compare with. */
export interface ComparedSize extends BasisSize {
  /** How often the responses to the lowest corrections are added. */
  readonly repeats: number;
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
  readonly other: (size: ComparedSize) => ReducedModel;
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
  /** Whether a cut that falls within a cluster of equal eigenvalues moves down to a gap, for one evaluation. */
  readonly flexible?: boolean;
  /** Other sizes that `Reduction.other` will be asked for. */
  readonly others?: readonly ComparedSize[];
  /** The mesh's pattern, where it is known. */
  readonly pattern?: P1Pattern | undefined;
}

/** A mesh prepared for repeats evaluation at other node positions. */
export interface Engine {
  /** The basis's size. */
  readonly size: BasisSize;
  /** Assembles at the points and computes the modes, the basis and the reduced system. */
  readonly reduce: (points: Float64Array, diffusivity: number) => Reduction;
  /** The reduction of this engine's size from a fresh one of a larger size, made by the engine it was cut from. */
  readonly reduceAgain: (larger: Reduction) => Reduction;
  /** An engine of a smaller size that shares the space and the solver. */
  readonly cut: (smaller: BasisSize) => Engine;
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

/** Refuses a basis whose modes, or whose corrected modes, end within a cluster: it has no derivative. */
function checkCuts({ eigenvalues, next }: SpectralBasis, { modes, corrected }: BasisSize): void {
  for (const [count, name] of [[modes, "modes"], [corrected, "corrected modes"]] as const) {
    const fewer = count === 0 ? 0 : atGap(eigenvalues, next, count);
    if (fewer === count) continue;
    throw new InputError(
      `The gradient does not exist: ${count} ${name} end within a cluster of equal eigenvalues, use ${fewer}`,
    );
  }
}

/**
 * Prepares a mesh.
 *
 * @param mesh The mesh; its points and the diffusivity set the shift of the static responses, nothing else.
 * @param diffusivity D, µm²/ms.
 * @param protocol The measurements.
 * @param size The basis's size.
 * @param options The gradient's method; whether cuts may move; other sizes; the pattern.
 * @returns The engine.
 */
export function matrixFormalismEngine(
  mesh: TetMesh,
  diffusivity: number,
  protocol: PgseProtocol,
  size: BasisSize,
  options: EngineOptions = {},
): Engine {
  const { method = "exact", flexible = false, others = [], pattern } = options;
  // One tensor serves every tetrahedron, whatever compartment ids the mesh carries.
  const single = { ...mesh, compartments: new Int32Array(mesh.compartments.length) };
  const columns = Math.max(
    galerkinColumns(size.modes, size.corrected),
    ...others.map(({ modes, corrected, repeats }) => galerkinColumns(modes, corrected, repeats)),
  );
  const space: P1Space = p1Space(single, { columns, ...(pattern && { pattern }) });
  space.assemble(mesh.points.data, isotropicTensor(diffusivity));
  const solve = spectralSolver(space, size.modes, spectralShift(space));

  const solved = (points: Float64Array, d: number): Solved => {
    const at = centred(points);
    space.assemble(at, isotropicTensor(d));
    return { points: at, diffusivity: d, spectral: solve() };
  };
  return engineOfSize({ space, protocol, method, flexible, solved }, size);
}

/** Modes at some points and diffusivity; the space holds their matrices. */
interface Solved {
  readonly points: Float64Array;
  readonly diffusivity: number;
  readonly spectral: SpectralBasis;
}

/** What engines of different sizes share. */
interface Shared {
  readonly space: P1Space;
  readonly protocol: PgseProtocol;
  readonly method: GradientMethod;
  readonly flexible: boolean;
  readonly solved: (points: Float64Array, diffusivity: number) => Solved;
}

function engineOfSize(shared: Shared, size: BasisSize): Engine {
  const { space, protocol, method, flexible } = shared;
  const reduceSolved = ({ points, diffusivity, spectral: all }: Solved): Reduction => {
    const gap = (n: number) => flexible && n > 0 ? atGap(all.eigenvalues, all.next, n) : n;
    const modes = gap(size.modes), corrected = gap(size.corrected);
    const spectral = all.modes === modes ? all : all.lowest(modes);
    const basis = galerkinBasis(space, spectral, corrected);
    const other = (compared: ComparedSize) => {
      const fewer = spectral.lowest(Math.min(modes, compared.modes));
      const low = Math.min(fewer.modes, compared.corrected);
      return reducedModel(space, galerkinBasis(space, fewer, low, compared.repeats), points);
    };
    return {
      points,
      diffusivity,
      spectral,
      basis,
      model: reducedModel(space, basis, points),
      other,
    };
  };
  const evaluate = (reduction: Reduction, differentiating: boolean): Evaluation => {
    const { spectral, basis, model } = reduction;
    const used = { modes: spectral.modes, corrected: basis.corrections?.low ?? 0 };
    const { signal, states } = reducedSignal(model, protocol, differentiating);
    const pullback = (weights: Float64Array): SignalGradient => {
      if (method === "exact") checkCuts(spectral, used);
      const cotangent = reducedCotangent(model, protocol, states, weights);
      // The space may have served other points since.
      space.assemble(reduction.points, isotropicTensor(reduction.diffusivity));
      const gradient = meshCotangent(space, spectral, basis, cotangent, method);
      const [xx, , , yy, , zz] = gradient.tensors;
      return { points: gradient.points, diffusivity: xx + yy + zz };
    };
    return { signal, pullback };
  };
  return {
    size,
    reduce: (points, diffusivity) => reduceSolved(shared.solved(points, diffusivity)),
    evaluate,
    cut: (smaller) => engineOfSize(shared, smaller),
    reduceAgain: reduceSolved,
  };
}
