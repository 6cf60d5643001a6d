/**
 * Evaluates the matrix-formalism signal of a piece of tissue for a fixed size of the basis, and its adjoint.
 *
 * @module
 */
import { type P1Gradient, type P1Pattern, type P1Space, p1Space } from "../../fem/mod.ts";
import { atGap, spectralShift, spectralSolver } from "../../spectral/mod.ts";
import {
  finerColumns,
  type GradientMethod,
  meshCotangent,
  relaxationCotangent,
} from "../basis/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { Differentiation, PieceCotangent, PieceInputs, TissuePiece } from "../problem/mod.ts";
import { reducedCotangent, reducedSignal, type TimeResolution } from "../reduced/mod.ts";
import { type BasisSize, checkCuts } from "./basis_size.ts";
import { centred, type Reduction, reductionOf, type Solved } from "./reduction.ts";

/** A signal and its pullback. */
export interface Evaluation {
  /** Re S, [measurements]. */
  readonly real: Float64Array;
  /** Im S, [measurements]. */
  readonly imag: Float64Array;
  /** ∂L/∂Re S and ∂L/∂Im S to ∂L/∂inputs. */
  readonly pullback: (real: Float64Array, imag: Float64Array) => PieceCotangent;
}

/** How an engine is prepared. */
export interface EngineOptions {
  /** How the gradient treats the basis; exact by default. */
  readonly method?: GradientMethod;
  /** Whether a cut that falls within a cluster of equal eigenvalues moves down to a gap, for one evaluation. */
  readonly flexible?: boolean;
  /** The piece's pattern, where it is known. */
  readonly pattern?: P1Pattern | undefined;
  /** How finely time is resolved; as for any signal by default. */
  readonly resolution?: TimeResolution;
}

/** A piece of tissue prepared for repeated evaluation at other inputs. */
export interface Engine {
  /** The basis's size. */
  readonly size: BasisSize;
  /** Assembles at the inputs and computes the modes, the basis and the reduced system. */
  readonly reduce: (inputs: PieceInputs) => Reduction;
  /** Assembles at the inputs and computes the modes; more of them may be asked for before the next reduction. */
  readonly solve: (inputs: PieceInputs) => Solved;
  /** The reduction of this engine's size from modes that were computed last, by it or by an engine that shares its space. */
  readonly reduceSolved: (solved: Solved) => Reduction;
  /** An engine of a smaller size that shares the space and the solver. */
  readonly cut: (smaller: BasisSize) => Engine;
  /**
   * The signal of a reduction, and the pullback of ∂L/∂S to the inputs it was made at; `apart` for that of each compartment,
   * [compartments × measurements].
   */
  readonly evaluate: (
    reduction: Reduction,
    protocol: EncodedProtocol,
    wanted: Differentiation,
    apart?: boolean,
  ) => Evaluation;
}

/** What engines of different sizes share. */
interface Shared {
  readonly piece: TissuePiece;
  readonly space: P1Space;
  readonly method: GradientMethod;
  readonly flexible: boolean;
  readonly resolution?: TimeResolution;
  readonly solved: (inputs: PieceInputs, modes: number) => Solved;
}

/**
 * Prepares a piece of tissue.
 *
 * @param piece The piece.
 * @param inputs What it is assembled at first: it sets the shift of the static responses, nothing else.
 * @param size The basis's size.
 * @param options The gradient's method; whether cuts may move; the pattern.
 * @returns The engine.
 */
export function matrixFormalismEngine(
  piece: TissuePiece,
  inputs: PieceInputs,
  size: BasisSize,
  options: EngineOptions = {},
): Engine {
  const { method = "exact", flexible = false, pattern, resolution } = options;
  const { mesh, interfaceFaces, wallFaces, whole } = piece;
  const space: P1Space = p1Space(mesh, {
    columns: finerColumns(size.modes, size.corrected, mesh.points.shape[0]),
    compartments: whole.compartments.length,
    interfaceFaces,
    wallFaces,
    ...(pattern && { pattern }),
  });
  space.assemble(inputs.points, inputs.coefficients);
  const solve = spectralSolver(space, size.modes, spectralShift(space));

  const solved = (given: PieceInputs, modes: number): Solved => {
    const { points, origin } = centred(given.points);
    space.assemble(points, given.coefficients);
    return { inputs: { ...given, points }, origin, spectral: solve(modes) };
  };
  const shared = { piece, space, method, flexible, ...(resolution && { resolution }), solved };
  return engineOfSize(shared, size);
}

function engineOfSize(shared: Shared, size: BasisSize): Engine {
  const { piece, space, flexible, resolution } = shared;
  const reduceSolved = (solved: Solved): Reduction => {
    const { eigenvalues, next } = solved.spectral;
    const gap = (n: number) => flexible && n > 0 ? atGap(eigenvalues, next, n) : n;
    const actual = { modes: gap(size.modes), corrected: gap(size.corrected) };
    return reductionOf(space, piece.nodeCompartments, solved, actual);
  };
  const solve = (inputs: PieceInputs): Solved => shared.solved(inputs, size.modes);
  return {
    size,
    solve,
    reduce: (inputs) => reduceSolved(solve(inputs)),
    reduceSolved,
    cut: (smaller) => engineOfSize(shared, smaller),
    evaluate: (reduction, protocol, wanted, apart = false) => {
      const keep = wanted === "none" ? "nothing" : wanted === "tissue" ? "tissue" : "everything";
      const { receivers } = reduction.model;
      const signal = reducedSignal(reduction.model, protocol, {
        keep,
        ...(apart && { receivers }),
        ...(resolution && { resolution }),
      });
      return {
        real: signal.real,
        imag: signal.imag,
        pullback: (real, imag) => {
          const weights = { real, imag };
          if (wanted !== "protocol") {
            return pulledBack(shared, reduction, protocol, signal, weights);
          }
          const cotangent = reducedCotangent(reduction.model, protocol, signal, weights);
          return { tissue: zeroGradient(reduction.inputs), protocol: cotangent.protocol! };
        },
      };
    },
  };
}

/** The gradient by a tissue that nothing is asked of. */
export function zeroGradient({ points, coefficients }: PieceInputs): P1Gradient {
  const zeros = (values: Float64Array) => new Float64Array(values.length);
  return {
    points: zeros(points),
    elements: zeros(coefficients.elements),
    interfaces: zeros(coefficients.interfaces),
    walls: zeros(coefficients.walls),
  };
}

/** ∂L/∂inputs of a reduction. */
function pulledBack(
  { piece: { nodeCompartments }, space, method }: Shared,
  { inputs, spectral, basis, model }: Reduction,
  protocol: EncodedProtocol,
  signal: ReturnType<typeof reducedSignal>,
  weights: { readonly real: Float64Array; readonly imag: Float64Array },
): PieceCotangent {
  if (method === "exact") {
    checkCuts(spectral, { modes: spectral.modes, corrected: basis.corrections?.low ?? 0 });
  }
  const cotangent = reducedCotangent(model, protocol, signal, weights);
  const ofProtocol = cotangent.protocol && { protocol: cotangent.protocol };
  const { points, coefficients, storage } = inputs;
  // The space may have served other inputs since.
  if (!storage || !cotangent.storage) {
    space.assemble(points, coefficients);
    const tissue = meshCotangent(space, spectral, basis, cotangent, method, { nodeCompartments });
    return { tissue, ...ofProtocol };
  }
  space.assemble(points, storage);
  const { gradient, further } = relaxationCotangent(space, basis, cotangent.storage);
  space.assemble(points, coefficients);
  const options = { nodeCompartments, further };
  const tissue = meshCotangent(space, spectral, basis, cotangent, method, options);
  tissue.points.forEach((_, i) => tissue.points[i] += gradient.points[i]);
  return { tissue, storage: gradient, ...ofProtocol };
}
