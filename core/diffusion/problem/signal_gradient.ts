/**
 * The derivative of a loss by everything a tissue consists of.
 *
 * @module
 */
import type { Tensor, Value } from "../../autodiff/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { checkTissue, hasCompartments, type Tissue, type TissueMesh } from "../tissue/mod.ts";
import type { ModelCotangent } from "./model.ts";
import { originalGradient } from "./signal_problem.ts";
import { tissueInputCotangent, type TissueInputs } from "./tissue_inputs.ts";

/** ∂L in terms of a tissue; N compartment ids of the mesh, ascending. */
export interface SignalGradient {
  /** ∂L/∂points, [3 × nodes], 1/µm. */
  readonly points: Float64Array;
  /** ∂L/∂diffusivity, ms/µm²: shape [N], or [N, 3, 3] where one is given as a tensor. */
  readonly diffusivity: Tensor;
  /** ∂L/∂T2, 1/ms, shape [N]; 0 where T2 is infinite. */
  readonly T2: Tensor;
  /** ∂L/∂T1, 1/ms, shape [N]; 0 where T1 is infinite. */
  readonly T1: Tensor;
  /** ∂L/∂spinDensity, shape [N]; 0 for a compartment without spins. */
  readonly spinDensity: Tensor;
  /** ∂L/∂permeability, ms/µm, one per entry of the tissue's `interfaces`: for all its faces together. */
  readonly permeability: Tensor;
  /** ∂L/∂permeability of each face, ms/µm: one list per entry of the tissue's `interfaces`. */
  readonly facePermeability: readonly Float64Array[];
  /** ∂L/∂wallRelaxivity, ms/µm; 0 where the tissue gives none. */
  readonly wallRelaxivity: number;
}

function vector(values: readonly number[]): Tensor {
  return { shape: [values.length], data: Float64Array.from(values) };
}

/** The six entries of tensors as full ones. */
function fullTensors(tensors: readonly (readonly number[])[]): Tensor {
  const data = tensors.flatMap(([xx, xy, xz, yy, yz, zz]) => [xx, xy, xz, xy, yy, yz, xz, yz, zz]);
  return { shape: [tensors.length, 3, 3], data: Float64Array.from(data) };
}

/** Cuts an array into lists of the given sizes. */
function listsOf(data: Float64Array, sizes: Int32Array): Float64Array[] {
  let end = 0;
  return Array.from(sizes, (size) => data.slice(end, end += size));
}

/**
 * The gradient by the tissue's own constants, from that by the plain arrays.
 *
 * @param mesh The mesh as given.
 * @param tissue The tissue.
 * @param geometry The tissue's mesh.
 * @param cotangent ∂L/∂inputs of the model.
 * @returns The gradient.
 */
export function signalGradient(
  mesh: TetMesh,
  tissue: Tissue,
  geometry: TissueMesh,
  cotangent: ModelCotangent,
): SignalGradient {
  const { compartments } = checkTissue(tissue, [...geometry.givenIds]);
  const given = hasCompartments(tissue) ? tissue.compartments : [tissue];
  const isotropic = given.every(({ diffusivity }) => typeof diffusivity === "number");
  const faces = geometry.interfaceSizes.reduce((sum, size) => sum + size, 0);
  const slopes = (inputs: TissueInputs): TissueInputs =>
    tissueInputCotangent(geometry, inputs, cotangent.coefficients);
  const inputs = {
    diffusivity: isotropic
      ? vector(compartments.map(({ tensor }) => tensor[0]))
      : fullTensors(compartments.map(({ tensor }) => tensor)),
    T2: vector(compartments.map(({ T2 }) => T2)),
    T1: vector(compartments.map(({ T1 }) => T1)),
    spinDensity: vector(compartments.map(({ spinDensity }) => spinDensity)),
    permeability: vector(new Array(geometry.interfaceSizes.length).fill(0)),
  };
  const tensor = (value: Value | undefined): Tensor =>
    value === undefined || typeof value === "number" ? vector([value ?? 0]) : value;
  const own = slopes(inputs);
  const perFace = slopes({ permeability: vector(new Array(faces).fill(0)) });
  const { wallRelaxivities } = cotangent.coefficients;
  return {
    points: originalGradient(geometry, cotangent.points, mesh.points.shape[0]),
    diffusivity: tensor(own.diffusivity),
    T2: tensor(own.T2),
    T1: tensor(own.T1),
    spinDensity: tensor(own.spinDensity),
    permeability: tensor(own.permeability),
    facePermeability: listsOf(tensor(perFace.permeability).data, geometry.interfaceSizes),
    wallRelaxivity: wallRelaxivities.reduce((sum, slope) => sum + slope, 0),
  };
}
