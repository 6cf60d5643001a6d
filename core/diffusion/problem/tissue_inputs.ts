/**
 * The tissue constants a signal is asked for at: from what a user gives to plain arrays, and the derivative back.
 *
 * @module
 */
import type { Tensor, Value } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import {
  checkConstant,
  tensorEntries,
  type TissueCoefficients,
  type TissueMesh,
} from "../tissue/mod.ts";

/**
 * Tissue constants that replace those of the tissue, plain or traced. N is the number of compartment ids of the mesh; an array
 * has one entry per id, ascending.
 */
export interface TissueInputs {
  /** Diffusivity, µm²/ms: one, shape [N], a tensor of shape [3, 3], or shape [N, 3, 3]; of a tensor its symmetric part counts. */
  readonly diffusivity?: Value;
  /** Transverse relaxation times, ms: one, or shape [N]. */
  readonly T2?: Value;
  /** Longitudinal relaxation times, ms: one, or shape [N]. */
  readonly T1?: Value;
  /** Spin densities: one, or shape [N]. A compartment that had none at the start stays without. */
  readonly spinDensity?: Value;
  /** Permeability κ, µm/ms: one, one per entry of the tissue's `interfaces`, or one per face of them all, one after the other. */
  readonly permeability?: Value;
  /** Relaxivity κ_w of the outer wall, µm/ms. */
  readonly wallRelaxivity?: Value;
}

/** A field of {@linkcode TissueInputs} of which each element goes to some elements of an array of coefficients. */
interface Field {
  /** What the value is called in errors. */
  readonly name: string;
  readonly unit: string;
  readonly range: "positive" | "not negative";
  /** The array. */
  readonly key: "rates" | "storedRates" | "densities" | "permeabilities" | "wallRelaxivities";
  /** Whether the array holds the inverse. */
  readonly inverse?: boolean;
  /** Shapes allowed beside a single number: how many elements there are, and which each element of the array takes. */
  readonly layouts: readonly { readonly count: number; readonly source: Int32Array }[];
}

function elementsOf(value: Value): { shape: readonly number[]; data: Float64Array } {
  return typeof value === "number" ? { shape: [], data: Float64Array.of(value) } : value;
}

/** The entry among all compartment ids of each compartment. */
function entriesOfCompartments({ compartmentIds, givenIds }: TissueMesh): Int32Array {
  return compartmentIds.map((id) => givenIds.indexOf(id));
}

function fieldsOf(tissue: TissueMesh): Partial<Record<keyof TissueInputs, Field>> {
  const { givenIds, interfaceSizes, interfaceOf, interfacePlace, wallSides } = tissue;
  const perCompartment = [{ count: givenIds.length, source: entriesOfCompartments(tissue) }];
  const faces = interfaceSizes.reduce((sum, size) => sum + size, 0);
  return {
    T2: {
      name: "T2",
      unit: " ms",
      range: "positive",
      key: "rates",
      inverse: true,
      layouts: perCompartment,
    },
    T1: {
      name: "T1",
      unit: " ms",
      range: "positive",
      key: "storedRates",
      inverse: true,
      layouts: perCompartment,
    },
    spinDensity: {
      name: "spin density",
      unit: "",
      range: "positive",
      key: "densities",
      layouts: perCompartment,
    },
    permeability: {
      name: "permeability",
      unit: " µm/ms",
      range: "not negative",
      key: "permeabilities",
      layouts: [
        { count: interfaceSizes.length, source: interfaceOf },
        { count: faces, source: interfacePlace },
      ],
    },
    wallRelaxivity: {
      name: "wall relaxivity",
      unit: " µm/ms",
      range: "not negative",
      key: "wallRelaxivities",
      layouts: [{ count: 1, source: new Int32Array(wallSides.length) }],
    },
  };
}

/** Which element of a value each element of the array takes. */
function sourceOf({ name, layouts }: Field, { shape, data }: Tensor): Int32Array {
  if (shape.length === 0) return new Int32Array(layouts[0].source.length);
  const layout = layouts.find(({ count }) => shape.length === 1 && data.length === count);
  if (layout !== undefined) return layout.source;
  const allowed = [...new Set(layouts.map(({ count }) => count))].join(" or ");
  throw new InputError(
    `The input ${name} has shape [${
      shape.join(", ")
    }] but must be one number or ${allowed} of them`,
  );
}

function fieldValues(field: Field, value: Value): Float64Array {
  const tensor = elementsOf(value), { name, unit, range, inverse } = field;
  return Float64Array.from(sourceOf(field, tensor), (element) => {
    const x = checkConstant(`input ${name}`, tensor.data[element], unit, range);
    return inverse ? 1 / x : x;
  });
}

function fieldCotangent(field: Field, value: Value, slopes: Float64Array): Value {
  const tensor = elementsOf(value), { shape, data } = tensor;
  const gradient = new Float64Array(data.length);
  sourceOf(field, tensor).forEach((element, i) => {
    gradient[element] += slopes[i] * (field.inverse ? -1 / data[element] ** 2 : 1);
  });
  return typeof value === "number" ? gradient[0] : { shape, data: gradient };
}

/** Places of the tensor entries xx, xy, xz, yy, yz, zz and their mirror images in a 3×3 tensor. */
const PLACES = [[0, 0], [1, 3], [2, 6], [4, 4], [5, 7], [8, 8]] as const;

/** How the elements of a diffusivity are laid out: the first of compartment c, and whether they are tensors. */
function diffusivityLayout(tissue: TissueMesh, { shape }: Tensor) {
  const entries = entriesOfCompartments(tissue), count = tissue.givenIds.length;
  const text = shape.join();
  if (text === "") return { starts: entries.map(() => 0), isTensor: false };
  if (text === `${count}`) return { starts: entries, isTensor: false };
  if (text === "3,3") return { starts: entries.map(() => 0), isTensor: true };
  if (text === `${count},3,3`) return { starts: entries.map((c) => 9 * c), isTensor: true };
  throw new InputError(
    `The input diffusivity has shape [${
      shape.join(", ")
    }] but must be one number or of shape [${count}], [3, 3] or [${count}, 3, 3]`,
  );
}

function diffusivityTensors(tissue: TissueMesh, value: Value): Float64Array {
  const tensor = elementsOf(value), { data } = tensor;
  const { starts, isTensor } = diffusivityLayout(tissue, tensor);
  return Float64Array.from([...starts].flatMap((at) => {
    if (!isTensor) return tensorEntries(data[at]);
    const entry = (i: number, j: number) => (data[at + 3 * i + j] + data[at + 3 * j + i]) / 2;
    return tensorEntries([0, 1, 2].map((i) => [0, 1, 2].map((j) => entry(i, j))));
  }));
}

function diffusivityCotangent(tissue: TissueMesh, value: Value, slopes: Float64Array): Value {
  const tensor = elementsOf(value), { shape, data } = tensor;
  const { starts, isTensor } = diffusivityLayout(tissue, tensor);
  const gradient = new Float64Array(data.length);
  starts.forEach((at, c) => {
    const own = slopes.subarray(6 * c, 6 * (c + 1));
    if (!isTensor) gradient[at] += own[0] + own[3] + own[5];
    // A slope by D_xy counts both D_xy and D_yx.
    else {
      PLACES.forEach(([place, mirrored], e) => {
        gradient[at + place] += own[e] / 2;
        gradient[at + mirrored] += own[e] / 2;
      });
    }
  });
  return typeof value === "number" ? gradient[0] : { shape, data: gradient };
}

/**
 * The constants of a tissue with some of them replaced.
 *
 * @param tissue The tissue's mesh.
 * @param initial The constants given at the start.
 * @param inputs Those to replace; plain values.
 * @returns The constants.
 * @throws {InputError} If a value is impossible or of a shape that does not fit the tissue.
 */
export function coefficientsAt(
  tissue: TissueMesh,
  initial: TissueCoefficients,
  inputs: TissueInputs,
): TissueCoefficients {
  const replaced: { -readonly [K in keyof TissueCoefficients]?: Float64Array } = {};
  if (inputs.diffusivity !== undefined) {
    replaced.tensors = diffusivityTensors(tissue, inputs.diffusivity);
  }
  for (const [name, field] of Object.entries(fieldsOf(tissue))) {
    const value = inputs[name as keyof TissueInputs];
    if (value !== undefined) replaced[field.key] = fieldValues(field, value);
  }
  return { ...initial, ...replaced };
}

/**
 * The derivative of {@linkcode coefficientsAt}, transposed.
 *
 * @param tissue The tissue's mesh.
 * @param inputs The inputs it was called with.
 * @param slopes ∂L/∂constants.
 * @returns ∂L/∂inputs, of the same shapes.
 */
export function tissueInputCotangent(
  tissue: TissueMesh,
  inputs: TissueInputs,
  slopes: TissueCoefficients,
): TissueInputs {
  const out: { -readonly [K in keyof TissueInputs]: TissueInputs[K] } = {};
  if (inputs.diffusivity !== undefined) {
    out.diffusivity = diffusivityCotangent(tissue, inputs.diffusivity, slopes.tensors);
  }
  for (const [name, field] of Object.entries(fieldsOf(tissue))) {
    const key = name as keyof TissueInputs, value = inputs[key];
    if (value !== undefined) out[key] = fieldCotangent(field, value, slopes[field.key]);
  }
  return out;
}
