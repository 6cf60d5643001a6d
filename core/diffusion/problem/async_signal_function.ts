/**
 * What a model that is evaluated on a backend looks like to a user.
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
import type { Tissue, TissueMesh } from "../tissue/mod.ts";
import type { AsyncModel } from "./async_model.ts";
import type { ModelInputs } from "./model.ts";
import { type SignalInputs, signalProblem } from "./signal_problem.ts";

/**
 * From node positions, shape [nodes, 3] in µm, and further inputs to the promise of the signal, of the protocol's shape, in µm³ ×
 * spin density. All may be traced: `await valueAndGrad(async (points) => …)(points)`. What is left out is as given at the start.
 *
 * It holds memory of its device until that is given back or it is disposed of, by `using` or when it is collected.
 */
export interface AsyncSignalFunction extends Disposable {
  /** The signal at some points and inputs. */
  (points?: Tensor, inputs?: SignalInputs): Promise<ComplexTensor>;
}

/**
 * Makes the signal function of a model that is evaluated on a backend.
 *
 * @param name The model's name, for errors.
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param prepare Gives the model for the tissue; it is made ready at its first evaluation.
 * @returns The function; it rejects with an `InputError` for inputs that are impossible.
 * @throws {InputError} If the tissue does not fit the mesh.
 */
export function asyncSignalFunction(
  name: string,
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  prepare: (tissue: TissueMesh, initial: ModelInputs) => AsyncModel,
): AsyncSignalFunction {
  const { geometry, initial, request } = signalProblem(mesh, tissue, protocol);
  const { evaluate, dispose } = prepare(geometry, initial);
  const primitive = customVjp(
    name,
    async (points: Tensor, inputs: SignalInputs, context?: CustomVjpContext) => {
      const { asked, valueOf, cotangentsOf } = request(points, inputs, context);
      const evaluation = await evaluate(...asked);
      return {
        value: valueOf(evaluation),
        pullback: async (seed: ComplexTensor) =>
          cotangentsOf(await evaluation.pullback(seed.real.data, seed.imag.data)),
      };
    },
  );
  const simulate = async (points = mesh.points, inputs: SignalInputs = {}) =>
    await primitive(points, inputs);
  return Object.assign(simulate, { [Symbol.dispose]: dispose });
}
