/**
 * The signal by full time stepping of the semi-discrete Bloch-Torrey equation, as one differentiable function.
 *
 * M̃u' = −(K̃ + iΣ_k q_k(t)J̃_k)u on P1 finite elements by an implicit Runge-Kutta method; no mode is left out, so it also tells how
 * far to trust the matrix formalism.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";
import {
  type AsyncSignalFunction,
  asyncSignalFunction,
  type BackendOptions,
  type MaybeBackendOptions,
  type SignalFunction,
  signalFunction,
} from "../problem/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import { asyncTimeStepping } from "./async_time_stepping.ts";
import type { TimeSteppingBackend } from "./backend.ts";
import { timeSteppingEvaluator } from "./evaluator.ts";
import type { TimeSteppingOptions } from "./options.ts";

/**
 * Makes the asynchronous function from node positions, tissue constants and protocol to the signal, by time stepping on a backend.
 *
 * The backend is made ready at the first evaluation. Evaluations run one after the other, however many are asked for; a pullback
 * that is asked for after another evaluation evaluates once more. Where the backend fails for want of memory, precision or the
 * device, the processor computes the same, by steps of its own, and `onRetry` is told why.
 *
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param options As without a backend, and the backend or `"auto"`.
 * @returns The function; it rejects with an `InputError` for inputs that are impossible.
 * @throws {InputError} If an option is impossible or the tissue does not fit the mesh.
 */
export function timeStepping(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: TimeSteppingOptions & BackendOptions<TimeSteppingBackend>,
): AsyncSignalFunction;
/**
 * Makes the function from node positions, tissue constants and protocol to the signal, by time stepping.
 *
 * The gradient is exact for the steps taken: the discrete adjoint, stage by stage. The steps are chosen once, for the inputs given
 * here, as fractions of the waveforms' pieces.
 *
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param options Tolerance or step, method, adjoint.
 * @returns The function; it throws an `InputError` for inputs that are impossible.
 * @throws {InputError} If an option is impossible or the tissue does not fit the mesh.
 *
 * @example Time stepping and the matrix formalism agree
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cylinder, matrixFormalism, pgse, timeStepping } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 2, height: 8, edgeLength: 1.2 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [1000], directions: [[1, 0, 0]] });
 * const stepped = timeStepping(axon, { diffusivity: 2 }, protocol, { tolerance: 1e-7 })();
 * const projected = matrixFormalism(axon, { diffusivity: 2 }, protocol, { tolerance: 1e-7 })();
 * assertAlmostEquals(stepped.real.data[0] / projected.real.data[0], 1, 1e-6);
 * ```
 */
export function timeStepping(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options?: TimeSteppingOptions & { readonly backend?: undefined },
): SignalFunction;
export function timeStepping(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: TimeSteppingOptions & MaybeBackendOptions<TimeSteppingBackend> = {},
): SignalFunction | AsyncSignalFunction {
  const { backend, onRetry, ...accuracy } = options, name = "timeStepping";
  if (backend === undefined) {
    return signalFunction(name, mesh, tissue, protocol, (geometry, initial) => {
      return timeSteppingEvaluator(geometry, initial, accuracy);
    });
  }
  const where = { backend, ...(onRetry && { onRetry }) };
  return asyncSignalFunction(name, mesh, tissue, protocol, (geometry, initial) => {
    return asyncTimeStepping(geometry, initial, accuracy, where);
  });
}
