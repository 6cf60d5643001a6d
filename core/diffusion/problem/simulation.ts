/**
 * One simulation: a tissue and its measurements, checked, and what is told of them whatever the model.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { encodeProtocol, type Protocol } from "../protocol/mod.ts";
import { type Tissue, tissueCoefficients, type TissueMesh, tissueMesh } from "../tissue/mod.ts";
import { checkWeights } from "./check_weights.ts";
import { measurementsOf } from "./measurements.ts";
import type { ModelEvaluation, ModelInputs } from "./model.ts";
import { type SignalGradient, signalGradient } from "./signal_gradient.ts";
import { type TissuePiece, tissuePieces } from "./tissue_pieces.ts";
import { type PieceCotangent, wholeCotangent } from "./whole_cotangent.ts";

/** What is simulated. */
export interface Simulation {
  /** The mesh as given. */
  readonly mesh: TetMesh;
  /** The tissue. */
  readonly tissue: Tissue;
  /** The tissue's mesh. */
  readonly geometry: TissueMesh;
  /** What the model is evaluated at. */
  readonly inputs: ModelInputs;
  /** What is simulated alone. */
  readonly pieces: readonly TissuePiece[];
}

/**
 * Checks what is to be simulated.
 *
 * @param mesh The mesh.
 * @param tissue The tissue.
 * @param protocol The measurements.
 * @param weights ∂L/∂Re S, where a gradient is wanted.
 * @returns The simulation.
 * @throws {InputError} If the tissue does not fit the mesh, or the weights not the protocol.
 */
export function simulationOf(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  weights: Float64Array | undefined,
): Simulation {
  const geometry = tissueMesh(mesh, tissue), encoded = encodeProtocol(protocol);
  const inputs: ModelInputs = {
    points: geometry.mesh.points.data,
    coefficients: tissueCoefficients(geometry, tissue),
    protocol: encoded,
  };
  if (weights) checkWeights(weights, encoded.shape);
  return { mesh, tissue, geometry, inputs, pieces: tissuePieces(geometry) };
}

/**
 * The signal of each compartment id of the mesh: zero for one without spins, a sum for one that lies in several pieces.
 *
 * @param simulation What was simulated.
 * @param parts For each piece the signal of each of its compartments, [measurements].
 * @returns The signals, of the protocol's shape.
 */
export function signalsByCompartment(
  { geometry: { givenIds, compartmentIds }, pieces, inputs: { protocol } }: Simulation,
  parts: readonly (readonly Pick<ModelEvaluation, "real" | "imag">[])[],
): ComplexTensor[] {
  const { shape } = protocol, count = measurementsOf(protocol);
  return Array.from(givenIds, (id) => {
    const compartment = compartmentIds.indexOf(id);
    const own = pieces.flatMap(({ whole }, p) =>
      parts[p].filter((_, c) => whole.compartments[c] === compartment)
    );
    const sum = (key: "real" | "imag") => {
      const data = new Float64Array(count);
      for (const part of own) part[key].forEach((value, m) => data[m] += value);
      return { shape, data };
    };
    return { real: sum("real"), imag: sum("imag") };
  });
}

/**
 * The gradient of a simulation by the tissue's own constants.
 *
 * @param simulation What was simulated.
 * @param cotangents ∂L/∂inputs of each piece.
 * @returns The gradient.
 */
export function simulationGradient(
  { mesh, tissue, geometry, inputs, pieces }: Simulation,
  cotangents: readonly PieceCotangent[],
): SignalGradient {
  return signalGradient(mesh, tissue, geometry, wholeCotangent(pieces, inputs, cotangents));
}
