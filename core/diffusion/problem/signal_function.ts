/**
 * What every model looks like to a user: one differentiable function of node positions, tissue constants and protocol.
 *
 * @module
 */
import {
  type ComplexTensor,
  type CotangentOf,
  customVjp,
  type CustomVjpContext,
  type Tensor,
} from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { suggestion } from "../../suggestion.ts";
import { encodeProtocol, type Protocol, protocolCotangent } from "../protocol/mod.ts";
import { type Tissue, tissueCoefficients, type TissueMesh, tissueMesh } from "../tissue/mod.ts";
import { checkPoints } from "./check_points.ts";
import type { Differentiation, ModelInputs, ModelPreparation } from "./model.ts";
import {
  hasProtocolValues,
  protocolInputs,
  protocolValueCotangent,
  type ProtocolValues,
} from "./protocol_values.ts";
import { coefficientsAt, tissueInputCotangent, type TissueInputs } from "./tissue_inputs.ts";

/** Tissue constants and parts of the protocol that replace those given at the start, plain or traced. */
export interface SignalInputs extends TissueInputs, ProtocolValues {}

/**
 * From node positions, shape [nodes, 3] in µm, and further inputs to the signal, of the protocol's shape, in µm³ × spin density.
 * All may be traced; what is left out is as given at the start.
 */
export type SignalFunction = (points?: Tensor, inputs?: SignalInputs) => ComplexTensor;

const TISSUE_KEYS = [
  "diffusivity",
  "T2",
  "T1",
  "spinDensity",
  "permeability",
  "wallRelaxivity",
] as const satisfies readonly (keyof TissueInputs)[];

const PROTOCOL_KEYS = [
  "bValues",
  "gradientStrengths",
  "qValues",
  "timings",
  "waveforms",
] as const satisfies readonly (keyof ProtocolValues)[];

/** The positions of a tissue mesh's nodes from those of the mesh it was made of. */
export function tissuePoints({ original }: TissueMesh, points: Float64Array): Float64Array {
  const out = new Float64Array(3 * original.length);
  original.forEach((node, k) => out.set(points.subarray(3 * node, 3 * node + 3), 3 * k));
  return out;
}

/** The gradient by the nodes of the mesh a tissue mesh was made of: that of all copies of a node adds up. */
export function originalGradient(
  { original }: TissueMesh,
  gradient: Float64Array,
  nodes: number,
): Float64Array {
  const out = new Float64Array(3 * nodes);
  original.forEach((node, k) => {
    for (let x = 0; x < 3; x++) out[3 * node + x] += gradient[3 * k + x];
  });
  return out;
}

/** Whether any leaf of a tree of ones and zeros is one. */
function anyTraced(tree: unknown): boolean {
  if (typeof tree === "number") return tree === 1;
  return typeof tree === "object" && tree !== null && Object.values(tree).some(anyTraced);
}

/** Which derivatives are asked for, from which arguments are traced. */
function wantedDerivatives([points, inputs = {}]: readonly unknown[]): Differentiation {
  const among = (keys: readonly string[]) =>
    keys.some((key) => anyTraced((inputs as Readonly<Record<string, unknown>>)[key]));
  if (!among(PROTOCOL_KEYS)) return "tissue";
  return anyTraced(points) || among(TISSUE_KEYS) ? "everything" : "protocol";
}

function checkKeys(inputs: SignalInputs): void {
  const known = [...TISSUE_KEYS, ...PROTOCOL_KEYS];
  const unknown = Object.keys(inputs).find((key) => !known.some((name) => name === key));
  if (unknown === undefined) return;
  throw new InputError(`The input '${unknown}' is not known: ${suggestion(unknown, known)}`);
}

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
  const geometry = tissueMesh(mesh, tissue), constants = tissueCoefficients(geometry, tissue);
  const initial: ModelInputs = {
    points: geometry.mesh.points.data,
    coefficients: constants,
    protocol: encodeProtocol(protocol),
  };
  const evaluate = prepare(geometry, initial);
  const primitive = customVjp(
    name,
    (points: Tensor, inputs: SignalInputs, context?: CustomVjpContext) => {
      checkKeys(inputs);
      checkPoints(mesh, points.data);
      const changed = hasProtocolValues(inputs), ofProtocol = protocolInputs(protocol, inputs);
      const encoded = changed ? encodeProtocol(protocol, ofProtocol) : initial.protocol;
      const differentiating = context?.differentiating ?? false;
      const wanted = differentiating ? wantedDerivatives(context?.traced ?? []) : "none";
      const { real, imag, pullback, shape = encoded.shape } = evaluate(
        {
          points: tissuePoints(geometry, points.data),
          coefficients: coefficientsAt(geometry, constants, inputs),
          protocol: encoded,
        },
        differentiating,
        wanted,
      );
      return {
        value: { real: { shape, data: real }, imag: { shape, data: imag } },
        pullback: (seed: ComplexTensor): [Tensor, CotangentOf<SignalInputs>] => {
          const slopes = pullback(seed.real.data, seed.imag.data);
          const data = originalGradient(geometry, slopes.points, points.shape[0]);
          return [{ shape: points.shape, data }, {
            ...tissueInputCotangent(geometry, inputs, slopes.coefficients),
            ...(changed && slopes.protocol && protocolValueCotangent(
              inputs,
              protocolCotangent(protocol, ofProtocol, slopes.protocol),
            )),
          }];
        },
      };
    },
  );
  return (points = mesh.points, inputs = {}) => primitive(points, inputs);
}
