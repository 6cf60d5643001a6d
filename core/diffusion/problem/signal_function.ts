/**
 * What every model looks like to a user: one differentiable function of node positions, tissue constants and protocol.
 *
 * @module
 */
import {
  type ComplexTensor,
  customVjp,
  type CustomVjpContext,
  type Tensor,
} from "../../autodiff/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import type { ModelPreparation } from "./model.ts";
import { type SignalInputs, signalProblem } from "./signal_problem.ts";

/**
 * From node positions, shape [nodes, 3] in µm, and further inputs to the signal, of the protocol's shape, in µm³ × spin density.
 * All may be traced; what is left out is as given at the start.
 */
export type SignalFunction = (points?: Tensor, inputs?: SignalInputs) => ComplexTensor;

/**
 * Makes the signal function of a model.
 *
 * @param name The model's name, for errors.
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param prepare Makes the model ready for the tissue.
 * @returns The function; it throws an `InputError` for inputs that are impossible.
 * @throws {InputError} If the tissue does not fit the mesh.
 */
export function signalFunction(
  name: string,
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  prepare: ModelPreparation,
): SignalFunction {
  const { geometry, initial, request } = signalProblem(mesh, tissue, protocol);
  const evaluate = prepare(geometry, initial);
  const primitive = customVjp(
    name,
    (points: Tensor, inputs: SignalInputs, context?: CustomVjpContext) => {
      const { asked, valueOf, cotangentsOf } = request(points, inputs, context);
      const evaluation = evaluate(...asked);
      return {
        value: valueOf(evaluation),
        pullback: (seed: ComplexTensor) =>
          cotangentsOf(evaluation.pullback(seed.real.data, seed.imag.data)),
      };
    },
  );
  return (points = mesh.points, inputs = {}) => primitive(points, inputs);
}
