/**
 * What every model of apparent diffusivities looks like to a user: a differentiable function of node positions, diffusivities and
 * timings.
 *
 * @module
 */
import {
  type CotangentOf,
  customVjp,
  type CustomVjpContext,
  type Tensor,
} from "../../autodiff/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import {
  checkPoints,
  coefficientsAt,
  emptyTissueGradient,
  hasProtocolValues,
  originalGradient,
  protocolInputs,
  protocolValueCotangent,
  type SignalInputs,
  tissueInputCotangent,
  tissuePoints,
} from "../problem/mod.ts";
import { encodeProtocol, type Protocol, protocolCotangent } from "../protocol/mod.ts";
import { type Tissue, tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import type { WaveformCotangent } from "./time_kernel.ts";

/** Inputs that apparent diffusivities depend on; what else a signal depends on does not matter to them. */
export type AdcInputs = Pick<SignalInputs, "diffusivity" | "timings" | "waveforms">;

/**
 * From node positions, shape [nodes, 3] in µm, and further inputs to apparent diffusivities, µm²/ms. Both may be traced; what is left
 * out is as given at the start.
 */
export type AdcFunction = (points?: Tensor, inputs?: AdcInputs) => Tensor;

/** Apparent diffusivities as plain numbers, with their pullback. */
export interface AdcEvaluation {
  readonly value: Tensor;
  /** ∂L/∂value to ∂L/∂(points [3 × nodes], tensors [6 × C], waveforms). */
  readonly pullback: (weights: Float64Array) => {
    readonly points: Float64Array;
    readonly tensors: Float64Array;
    readonly waveforms: readonly WaveformCotangent[];
  };
}

/** Computes them at points and tensors of a tissue mesh. */
export type AdcEvaluator = (
  points: Float64Array,
  tensors: Float64Array,
  protocol: EncodedProtocol,
  differentiating: boolean,
) => AdcEvaluation;

/**
 * Makes the function of a model.
 *
 * @param name The model's name, for errors.
 * @param mesh The mesh.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param prepare Makes the model ready for the tissue's mesh.
 * @returns The function.
 * @throws {InputError} If the tissue does not fit the mesh.
 */
export function adcFunction(
  name: string,
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  prepare: (mesh: TetMesh) => AdcEvaluator,
): AdcFunction {
  const geometry = tissueMesh(mesh, tissue), constants = tissueCoefficients(geometry, tissue);
  const evaluate = prepare(geometry.mesh), initial = encodeProtocol(protocol);
  const primitive = customVjp(
    name,
    (points: Tensor, inputs: AdcInputs, context?: CustomVjpContext) => {
      checkPoints(mesh, points.data);
      const changed = hasProtocolValues(inputs), ofProtocol = protocolInputs(protocol, inputs);
      const { value, pullback } = evaluate(
        tissuePoints(geometry, points.data),
        coefficientsAt(geometry, constants, inputs).tensors,
        changed ? encodeProtocol(protocol, ofProtocol) : initial,
        context?.differentiating ?? false,
      );
      return {
        value,
        pullback: (seed: Tensor): [Tensor, CotangentOf<AdcInputs>] => {
          const slopes = pullback(seed.data), { waveforms } = slopes;
          const data = originalGradient(geometry, slopes.points, points.shape[0]);
          const onTissue = { ...emptyTissueGradient(constants), tensors: slopes.tensors };
          const onProtocol = {
            durations: waveforms.map(({ durations }) => durations),
            vectors: waveforms.map(({ vectors }) => vectors),
            amplitudes: initial.amplitudes.map((list) => new Float64Array(list.length)),
          };
          return [{ shape: points.shape, data }, {
            ...tissueInputCotangent(geometry, { ...inputs }, onTissue),
            ...(changed &&
              protocolValueCotangent(inputs, protocolCotangent(protocol, ofProtocol, onProtocol))),
          }];
        },
      };
    },
  );
  return (points = mesh.points, inputs = {}) => primitive(points, inputs);
}
