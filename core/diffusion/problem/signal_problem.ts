/**
 * The chain between what a user gives a signal function and what a model is evaluated at, and back.
 *
 * @module
 */
import type { ComplexTensor, CotangentOf, CustomVjpContext, Tensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { suggestion } from "../../suggestion.ts";
import { encodeProtocol, type Protocol, protocolCotangent } from "../protocol/mod.ts";
import { type Tissue, tissueCoefficients, type TissueMesh, tissueMesh } from "../tissue/mod.ts";
import { checkPoints } from "./check_points.ts";
import type { Differentiation, ModelCotangent, ModelEvaluation, ModelInputs } from "./model.ts";
import {
  hasProtocolValues,
  protocolInputs,
  protocolValueCotangent,
  type ProtocolValues,
} from "./protocol_values.ts";
import { coefficientsAt, tissueInputCotangent, type TissueInputs } from "./tissue_inputs.ts";

/** Tissue constants and parts of the protocol that replace those given at the start, plain or traced. */
export interface SignalInputs extends TissueInputs, ProtocolValues {}

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

/** What a model is asked for, and how its answer becomes the user's. */
export interface SignalRequest {
  /** The arguments of the model's evaluator. */
  readonly asked: readonly [
    inputs: ModelInputs,
    differentiating: boolean,
    wanted: Differentiation,
  ];
  /** The signal as a tensor. */
  readonly valueOf: (signal: Omit<ModelEvaluation, "pullback">) => ComplexTensor;
  /** From ∂L/∂inputs of the model to that of the points and of the user's inputs. */
  readonly cotangentsOf: (slopes: ModelCotangent) => [Tensor, CotangentOf<SignalInputs>];
}

/** A tissue and its measurements, checked. */
export interface SignalProblem {
  /** The tissue's mesh. */
  readonly geometry: TissueMesh;
  /** What the model is evaluated at where nothing is replaced. */
  readonly initial: ModelInputs;
  /** What a model is asked for at some points and inputs, which are plain. */
  readonly request: (
    points: Tensor,
    inputs: SignalInputs,
    context?: CustomVjpContext,
  ) => SignalRequest;
}

/**
 * Checks a tissue and its measurements.
 *
 * @param mesh The mesh.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @returns The problem; a request throws an `InputError` for inputs that are impossible.
 * @throws {InputError} If the tissue does not fit the mesh.
 */
export function signalProblem(mesh: TetMesh, tissue: Tissue, protocol: Protocol): SignalProblem {
  const geometry = tissueMesh(mesh, tissue), constants = tissueCoefficients(geometry, tissue);
  const initial: ModelInputs = {
    points: geometry.mesh.points.data,
    coefficients: constants,
    protocol: encodeProtocol(protocol),
  };
  const request: SignalProblem["request"] = (points, inputs, context) => {
    checkKeys(inputs);
    checkPoints(mesh, points.data);
    const changed = hasProtocolValues(inputs), ofProtocol = protocolInputs(protocol, inputs);
    const encoded = changed ? encodeProtocol(protocol, ofProtocol) : initial.protocol;
    const differentiating = context?.differentiating ?? false;
    const modelInputs: ModelInputs = {
      points: tissuePoints(geometry, points.data),
      coefficients: coefficientsAt(geometry, constants, inputs),
      protocol: encoded,
    };
    return {
      asked: [
        modelInputs,
        differentiating,
        differentiating ? wantedDerivatives(context?.traced ?? []) : "none",
      ],
      valueOf: ({ real, imag, shape = encoded.shape }) => ({
        real: { shape, data: real },
        imag: { shape, data: imag },
      }),
      cotangentsOf: (slopes) => {
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
  };
  return { geometry, initial, request };
}
