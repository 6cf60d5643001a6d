/**
 * What a reconstruction is told and what it tells.
 *
 * @module
 */
import type { Tensor, Value } from "../autodiff/mod.ts";
import type {
  BackendChoice,
  Diffusivity,
  MatrixFormalismBackend,
  MatrixFormalismOptions,
} from "../diffusion/mod.ts";
import type { TetMesh } from "../mesh/mod.ts";
import type {
  LineSearchOptimiser,
  MinimiseResult,
  MinimiseState,
  Optimiser,
} from "../optimise/mod.ts";

/** How well some parameters explain the signal. */
export interface FitQuality {
  /** The loss: mean square of the error of S/S0, plus the regularisation. */
  readonly loss: number;
  /** Root mean square of the error of S/S0. */
  readonly signalError: number;
}

/**
 * Where a reconstruction stands: plain data. Given back it goes on as if it had never stopped; see
 * {@linkcode formatReconstructionState}.
 *
 * @typeParam P The parameters, a pytree.
 */
export interface ReconstructionState<P> {
  /** The parameters after the last step. */
  readonly parameters: P;
  /** What the optimiser remembers; absent before the first step. */
  readonly optimiser?: MinimiseState<P>;
  /** The fit at the start and after each step. */
  readonly history: readonly FitQuality[];
  /** Number of evaluations of the signal and its gradient. */
  readonly evaluations: number;
  /** Time taken, s. */
  readonly seconds: number;
}

/**
 * What is told after every step.
 *
 * @typeParam P The parameters, a pytree.
 */
export interface ReconstructionProgress<P> extends FitQuality {
  /** Number of steps so far, from 1; those before a resumption count. */
  readonly iteration: number;
  /** Time taken so far, s. */
  readonly seconds: number;
  /** The start mesh as deformed so far. */
  readonly mesh: TetMesh;
  /** The state, to be kept for a resumption. */
  readonly state: ReconstructionState<P>;
}

/**
 * Settings of every reconstruction: those of the simulation and of the descent. The size of the simulation's basis is
 * fixed at the start, or the loss would jump where a mode comes or goes.
 *
 * @typeParam P The parameters, a pytree.
 */
export interface DescentOptions<P> extends MatrixFormalismOptions {
  /** Diffusivity of the tissue, µm²/ms. */
  readonly diffusivity: Diffusivity;
  /** S0 of each sequence, in the unit of the measured signal; by default the mean of the measurements at b = 0. */
  readonly unweighted?: readonly number[];
  /**
   * What the signal is computed on: a backend, or `"auto"` for the graphics processor where there is one and the mesh is large enough to be
   * worth it; the processor unless given.
   */
  readonly backend?: BackendChoice<MatrixFormalismBackend>;
  /** Told why the processor computes something in place of the backend. What it throws ends the descent. */
  readonly onRetry?: (error: unknown) => void;
  /** `lbfgs()` by default. */
  readonly optimiser?: Optimiser | LineSearchOptimiser;
  /** Most steps, those before a resumption included; 50 by default. */
  readonly iterations?: number;
  /** Norm of the gradient of the loss at which to stop; 1e-9 by default. */
  readonly gradientTolerance?: number;
  /** Called after every step. */
  readonly onIteration?: (progress: ReconstructionProgress<P>) => void;
  /** Stops the descent at the next evaluation; what has been reached is returned. */
  readonly signal?: AbortSignal;
  /** The state of an earlier run on the same input, to go on from. */
  readonly resume?: ReconstructionState<P>;
}

/**
 * Settings of {@linkcode reconstructDeformation}.
 *
 * @typeParam P The parameters, a pytree of numbers and tensors.
 */
export interface DeformationOptions<P> extends DescentOptions<P> {
  /**
   * From the start mesh's points, shape [nodes, 3] in µm, and the parameters to the deformed points; differentiable.
   */
  readonly deformation: (points: Tensor, parameters: P) => Tensor;
  /** Parameters to start from. */
  readonly parameters: P;
  /** Other places to start from: the descent begins where the loss is least. */
  readonly starts?: readonly P[];
  /** Added to the loss: what makes some parameters less likely than others; nothing by default. */
  readonly regularisation?: (parameters: P) => Value;
}

/**
 * A reconstructed shape.
 *
 * @typeParam P The parameters, a pytree.
 */
export interface Reconstruction<P> extends FitQuality {
  /** The start mesh, deformed. */
  readonly mesh: TetMesh;
  /** The parameters that deform it. */
  readonly parameters: P;
  /** S/S0 of that mesh, shape [sequences, directions, bValues]. */
  readonly attenuation: Tensor;
  /** Number of steps. */
  readonly iterations: number;
  /** Why it ended. */
  readonly status: MinimiseResult<P>["status"];
  /** The reason in one sentence, without a final period. */
  readonly message: string;
  /** Where it stands, to go on. */
  readonly state: ReconstructionState<P>;
}
