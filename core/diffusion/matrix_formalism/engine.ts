/**
 * Evaluates the matrix-formalism signal of one mesh for a fixed number of modes, and its adjoint.
 *
 * @module
 */
import { type P1Pattern, type P1Space, p1Space } from "../../fem/mod.ts";
import { InputError } from "../../input_error.ts";
import { invertedTets, type TetMesh } from "../../mesh/mod.ts";
import { type SpectralBasis, spectralSolver, splitsCluster } from "../../spectral/mod.ts";
import {
  correctedColumns,
  correctedModel,
  type GradientMethod,
  meshCotangent,
  reducedModel,
} from "../basis/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import { reducedCotangent, type ReducedModel, reducedSignal } from "../reduced/mod.ts";
import { isotropicTensor } from "./tissue.ts";

/** ∂L/∂inputs of one evaluation. */
export interface SignalGradient {
  /** ∂L/∂points, [3 × nodes], 1/µm. */
  readonly points: Float64Array;
  /** ∂L/∂D, ms/µm². */
  readonly diffusivity: number;
}

/** What is left of a mesh for the simulation. */
export interface Reduction {
  /** The eigenmodes. */
  readonly basis: SpectralBasis;
  /** The system on them. */
  readonly model: ReducedModel;
  /** The system on them and their static corrections, where asked for. */
  readonly corrected?: ReducedModel;
}

/** How an engine is prepared. */
export interface EngineOptions {
  /** How the gradient treats the modes; exact by default. */
  readonly method?: GradientMethod;
  /** Whether static corrections will be asked for. */
  readonly estimate?: boolean;
  /** The mesh's pattern, where it is known. */
  readonly pattern?: P1Pattern | undefined;
}

/** A mesh prepared for repeated evaluation at other node positions. */
export interface Engine {
  /** Number of modes. */
  readonly modes: number;
  /** The finite-element space. */
  readonly space: P1Space;
  /** Assembles at the points and computes the modes, the reduced system and, asked for, the corrected one. */
  readonly reduce: (points: Float64Array, diffusivity: number, correct?: boolean) => Reduction;
  /** The signal, and the pullback of ∂L/∂S to the inputs. */
  readonly evaluate: (points: Float64Array, diffusivity: number, differentiating: boolean) => {
    readonly signal: Float64Array;
    readonly pullback: (weights: Float64Array) => SignalGradient;
  };
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

function checkPoints(mesh: TetMesh, points: Float64Array): void {
  if (points.length !== mesh.points.data.length) {
    throw new InputError(
      `The points hold ${points.length} numbers but the mesh has ${
        mesh.points.shape[0]
      } nodes: give [nodes, 3] of them`,
    );
  }
  const bad = points.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    throw new InputError(
      `Coordinate ${"xyz"[bad % 3]} of node ${Math.floor(bad / 3)} is ${points[bad]}`,
    );
  }
  const inverted = invertedTets({ shape: mesh.points.shape, data: points }, mesh.tets);
  if (inverted.length > 0) {
    throw new InputError(
      `The points invert or flatten ${inverted.length} of ${
        mesh.tets.length / 4
      } tetrahedra, the first is ${inverted[0]}: ` +
        "move the nodes less",
    );
  }
}

/**
 * Prepares a mesh.
 *
 * @param mesh The mesh; its tetrahedra are used, its points are not.
 * @param protocol The measurements.
 * @param modes Number of modes, 1 … nodes.
 * @param options The gradient's method; whether corrections are wanted; the pattern.
 * @returns The engine.
 */
export function matrixFormalismEngine(
  mesh: TetMesh,
  protocol: PgseProtocol,
  modes: number,
  options: EngineOptions = {},
): Engine {
  const { method = "exact", estimate = false, pattern } = options;
  // One tensor serves every tetrahedron, whatever compartment ids the mesh carries.
  const single = { ...mesh, compartments: new Int32Array(mesh.compartments.length) };
  const space = p1Space(single, {
    columns: estimate ? correctedColumns(mesh.points.shape[0], modes) : modes,
    ...(pattern && { pattern }),
  });
  const solve = spectralSolver(space, modes);

  const reduce: Engine["reduce"] = (points, diffusivity, correct = false) => {
    checkPoints(mesh, points);
    const at = centred(points);
    space.assemble(at, isotropicTensor(diffusivity));
    const basis = solve();
    const model = reducedModel(space, basis, at);
    return correct
      ? { basis, model, corrected: correctedModel(space, basis, at) }
      : { basis, model };
  };

  const evaluate: Engine["evaluate"] = (points, diffusivity, differentiating) => {
    const { basis, model } = reduce(points, diffusivity);
    const { signal, states } = reducedSignal(model, protocol, differentiating);
    const kept = points.slice();
    const pullback = (weights: Float64Array): SignalGradient => {
      if (method === "exact" && splitsCluster(basis.eigenvalues[modes - 1], basis.next)) {
        throw new InputError(
          `The gradient does not exist: ${modes} modes end within a cluster of equal eigenvalues, use ${
            modes - 1
          } or ${modes + 1}`,
        );
      }
      const cotangent = reducedCotangent(model, protocol, states, weights);
      // The space may have served other points since.
      space.assemble(centred(kept), isotropicTensor(diffusivity));
      const gradient = meshCotangent(space, basis, cotangent, method);
      const [xx, , , yy, , zz] = gradient.tensors;
      return { points: gradient.points, diffusivity: xx + yy + zz };
    };
    return { signal, pullback };
  };
  return { modes, space, reduce, evaluate };
}
