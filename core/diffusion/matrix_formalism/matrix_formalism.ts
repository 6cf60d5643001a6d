/**
 * The diffusion signal of a tissue by the matrix formalism, as one differentiable function.
 *
 * P1 finite elements; the Bloch-Torrey equation projected on the lowest eigenmodes of diffusion, permeation and relaxation
 * (Callaghan, J. Magn. Reson. 129, 1997; Li et al., NeuroImage 222, 2020); the adjoint needs no derivative of an eigenvector.
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
import { asyncMatrixFormalism } from "./async_matrix_formalism.ts";
import type { MatrixFormalismBackend } from "./backend.ts";
import { matrixFormalismEvaluator } from "./evaluator.ts";
import type { MatrixFormalismSignalOptions } from "./options.ts";

/**
 * Makes the asynchronous function from node positions, tissue constants and protocol to the signal of a tissue, computed on a backend.
 *
 * The backend is made ready at the first evaluation. Evaluations run one after the other, however many are asked for; a pullback
 * that is asked for after another evaluation evaluates once more. Where the backend fails for want of memory, precision or the
 * device, the processor computes the same, by a basis of its own, and `onRetry` is told why.
 *
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue: compartments, permeable walls, relaxation.
 * @param protocol The measurements.
 * @param options As without a backend, and the backend or `"auto"`.
 * @returns The function; it rejects with an `InputError` for inputs that are impossible or invert an element.
 * @throws {InputError} If the tissue does not fit the mesh, or more modes are asked for than there are nodes.
 *
 * @example The signal on the graphics processor where there is one
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { matrixFormalism, pgse, sphere, sum, toNumber, valueAndGrad } from "@torrey/torrey";
 *
 * const cell = sphere({ radius: 3, edgeLength: 1.5 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [1000], directions: [[1, 0, 0]] });
 * using simulate = matrixFormalism(cell, { diffusivity: 2 }, protocol, { backend: "auto" });
 *
 * const signal = async (diffusivity: number) =>
 *   sum((await simulate(cell.points, { diffusivity })).real);
 * const [value, slope] = await valueAndGrad(signal)(1.8);
 * const further = toNumber(await signal(1.81));
 * assertAlmostEquals((further - value) / 0.01, slope, 0.02);
 * ```
 */
export function matrixFormalism(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: MatrixFormalismSignalOptions & BackendOptions<MatrixFormalismBackend>,
): AsyncSignalFunction;
/**
 * Makes the function from node positions, tissue constants and protocol to the signal of a tissue.
 *
 * What does not depend on them is done once: the matrices' pattern, the elimination order, the size of the basis, which then
 * stays fixed while the mesh deforms and constants vary.
 *
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue: compartments, permeable walls, relaxation.
 * @param protocol The measurements.
 * @param options Number of modes or tolerance; exact or projected gradient; whether the compartments are told apart.
 * @returns The function; it throws an `InputError` for inputs that are impossible or invert an element.
 * @throws {InputError} If the tissue does not fit the mesh, or more modes are asked for than there are nodes.
 *
 * @example The derivative of an axon's signal with respect to its radius
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cylinder, matrixFormalism, pgse, stretch, sum, valueAndGrad } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 2, height: 8, edgeLength: 1.2 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [1000], directions: [[1, 0, 0]] });
 * const simulate = matrixFormalism(axon, { diffusivity: 2 }, protocol, { modes: 20 });
 *
 * const signal = ({ width }: { width: number }) =>
 *   sum(simulate(stretch(axon.points, { x: width, y: width })).real);
 * const [value, slope] = valueAndGrad(signal)({ width: 1.1 });
 *
 * const at = (width: number) => simulate(stretch(axon.points, { x: width, y: width })).real.data[0];
 * assertAlmostEquals(value, at(1.1), 1e-9);
 * assertAlmostEquals(slope.width, (at(1.1001) - at(1.0999)) / 2e-4, 1e-4);
 * ```
 *
 * @example The derivative of a cell's signal with respect to T2 and diffusivity
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { matrixFormalism, pgse, type SignalInputs, sphere, sum, valueAndGrad } from "@torrey/torrey";
 *
 * const cell = sphere({ radius: 3, edgeLength: 1.5 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [1000], directions: [[1, 0, 0]] });
 * const simulate = matrixFormalism(cell, { diffusivity: 2, T2: 60 }, protocol);
 * const signal = (inputs: SignalInputs) => sum(simulate(cell.points, inputs).real);
 * const [value, slope] = valueAndGrad(signal)({ T2: 50, diffusivity: 1.8 });
 *
 * // With one T2 the signal is proportional to e^{−TE/T2}, TE = 15 ms, up to the truncation of the basis.
 * assertAlmostEquals(slope.T2 as number, value * 15 / 50 ** 2, 1e-7);
 * ```
 */
export function matrixFormalism(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options?: MatrixFormalismSignalOptions & { readonly backend?: undefined },
): SignalFunction;
export function matrixFormalism(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: MatrixFormalismSignalOptions & MaybeBackendOptions<MatrixFormalismBackend> = {},
): SignalFunction | AsyncSignalFunction {
  const { backend, onRetry, ...accuracy } = options, name = "matrixFormalism";
  if (backend === undefined) {
    return signalFunction(name, mesh, tissue, protocol, (geometry, initial) => {
      return matrixFormalismEvaluator(geometry, initial, accuracy);
    });
  }
  const where = { backend, ...(onRetry && { onRetry }) };
  return asyncSignalFunction(name, mesh, tissue, protocol, (geometry, initial) => {
    return asyncMatrixFormalism(geometry, initial, accuracy, where);
  });
}
