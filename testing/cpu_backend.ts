/**
 * A backend for the tests that computes on the processor, one thing at a time, and insists on what a backend may insist on: no two
 * calls of one engine overlap, and nothing is used once it has been overwritten.
 *
 * @module
 */
import {
  type AsyncPieceEngine,
  type AsyncReduction,
  engineFor,
  largestError,
  type MatrixFormalismBackend,
  truncationErrors,
} from "../core/diffusion/matrix_formalism/mod.ts";
import type { AsyncPieceEvaluation, PieceCotangent } from "../core/diffusion/problem/mod.ts";
import {
  pieceProblem,
  plannedPiece,
  solveAtOnce,
  type TimeSteppingBackend,
} from "../core/diffusion/time_stepping/mod.ts";

/** What a backend is asked to do. */
export type BackendAction =
  | "prepare"
  | "reduce"
  | "evaluate"
  | "truncation"
  | "pullback"
  | "dispose";

/** What the device failed with. */
export class DeviceError extends Error {}

/** A backend that tells what it was asked to do. */
export interface CpuBackend extends MatrixFormalismBackend, TimeSteppingBackend {
  /** All that was done, in order. */
  readonly actions: BackendAction[];
}

/** How it behaves. */
export interface CpuBackendOptions {
  /** Called before each action; may throw. A `DeviceError` is left to the processor. */
  readonly before?: (action: BackendAction) => void;
  /** The smallest problem it is worth its while for, nodes; 0 by default. */
  readonly least?: number;
}

/** A synchronous evaluation. */
interface Evaluation {
  readonly real: Float64Array;
  readonly imag: Float64Array;
  readonly pullback: (real: Float64Array, imag: Float64Array) => PieceCotangent;
}

/**
 * Makes a backend.
 *
 * @param options What fails, and how small a problem may be.
 * @returns The backend; its numbers are those of the processor to the last bit.
 */
export function cpuBackend({ before, least = 0 }: CpuBackendOptions = {}): CpuBackend {
  const actions: BackendAction[] = [];

  /** One engine: its calls must not overlap, and what a call of an earlier generation gave is gone. */
  const engine = () => {
    let busy = false, disposed = false, generation = 0;
    const perform = async <R>(action: BackendAction, run: () => R, of?: number): Promise<R> => {
      if (disposed) throw new Error(`The engine is disposed of: ${action}`);
      if (busy) throw new Error(`The engine is busy: ${action}`);
      if (of !== undefined && of !== generation) throw new Error(`It is overwritten: ${action}`);
      busy = true;
      try {
        await new Promise((resolve) => setTimeout(resolve, 0));
        actions.push(action);
        before?.(action);
        return run();
      } finally {
        busy = false;
      }
    };
    const evaluation = (
      { real, imag, pullback }: Evaluation,
      of: number,
    ): AsyncPieceEvaluation => ({
      real,
      imag,
      pullback: (wr, wi) => perform("pullback", () => pullback(wr, wi), of),
    });
    const next = () => ++generation;
    const dispose = () => {
      actions.push("dispose");
      disposed = true;
    };
    return { perform, evaluation, next, dispose };
  };

  const matrixFormalismPiece: CpuBackend["matrixFormalismPiece"] = async (
    piece,
    inputs,
    protocol,
    options,
  ): Promise<AsyncPieceEngine> => {
    const { perform, evaluation, next, dispose } = engine();
    const { engine: own, reduction: first, truncationError } = await perform(
      "prepare",
      () => engineFor(piece, inputs, protocol, options),
    );
    const reduce: AsyncPieceEngine["reduce"] = async (given) => {
      const reduction = await perform(
        "reduce",
        () => given === inputs && first ? first : own.reduce(given),
      );
      const { spectral, basis, spins } = reduction, of = next();
      return {
        modes: spectral.modes,
        corrections: basis.columns - spectral.modes,
        eigenvalues: spectral.eigenvalues,
        residuals: spectral.residuals,
        next: spectral.next,
        spins,
        truncationError: (at) =>
          perform("truncation", () => largestError(truncationErrors(reduction, at)), of),
        evaluate: async (at, wanted, apart) =>
          evaluation(
            await perform("evaluate", () => own.evaluate(reduction, at, wanted, apart), of),
            of,
          ),
      } satisfies AsyncReduction;
    };
    return { reduce, dispose, ...(truncationError !== undefined && { truncationError }) };
  };

  const timeSteppingPiece: CpuBackend["timeSteppingPiece"] = async (
    piece,
    inputs,
    protocol,
    options,
    watch,
  ) => {
    const { perform, evaluation, next, dispose } = engine();
    const problem = pieceProblem(piece, inputs, protocol, options);
    const { plans, ...stepped } = await perform("prepare", () => {
      const blocks = solveAtOnce([problem], protocol, options);
      return plannedPiece(problem, protocol, blocks);
    });
    watch?.onProgress?.(1);
    watch?.signal?.throwIfAborted();
    return {
      ...stepped,
      evaluate: async (given, at, wanted) => {
        const own = await perform(
          "evaluate",
          () => problem.engine.evaluate(given, at, plans, wanted),
        );
        return evaluation(own, next());
      },
      dispose,
    };
  };

  return {
    description: "a test's processor",
    takes: (nodes) => nodes >= least,
    retries: (error) => error instanceof DeviceError,
    matrixFormalismPiece,
    timeSteppingPiece,
    actions,
  };
}
