/**
 * The constants of a layered body as a user gives and varies them, and their way to the layers and back.
 *
 * @module
 */
import type { Value } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { checkConstant, checkTissue, hasCompartments, type Tissue } from "../tissue/mod.ts";
import type { Body } from "./body_signal.ts";
import type { LayerParameters } from "./layer_parameters.ts";
import { checkLength, layerEdges, type LayeredShape, pullLayerEdges } from "./shapes.ts";

/** Constants that replace those given at the start, plain or traced; C layers. */
export interface LayerInputs {
  /** Widths of slabs, µm, shape [C]; with one layer a number will do. */
  readonly widths?: Value;
  /** Outer radii of the layers of a cylinder or sphere, µm, shape [C]; with one layer a number will do. */
  readonly radii?: Value;
  /** Height of a cylinder, µm, finite. */
  readonly height?: Value;
  /** Diffusivities, µm²/ms: one, or shape [C]. */
  readonly diffusivity?: Value;
  /** Transverse relaxation times, ms: one, or shape [C]. */
  readonly T2?: Value;
  /** Longitudinal relaxation times, ms: one, or shape [C]. */
  readonly T1?: Value;
  /** Spin densities: one, or shape [C]. A layer that had none at the start stays without. */
  readonly spinDensity?: Value;
  /** Permeability κ, µm/ms: one, or one per entry of the tissue's `interfaces`. */
  readonly permeability?: Value;
  /** Relaxivity κ_w of the outer wall, µm/ms. */
  readonly wallRelaxivity?: Value;
}

/** Names of {@linkcode LayerInputs}. */
export const LAYER_KEYS = [
  "widths",
  "radii",
  "height",
  "diffusivity",
  "T2",
  "T1",
  "spinDensity",
  "permeability",
  "wallRelaxivity",
] as const satisfies readonly (keyof LayerInputs)[];

type Key = Exclude<keyof LayerInputs, "widths" | "radii"> | "sizes";

/** All constants as arrays; `walls` tells which wall between layers each permeability is of. */
export interface LayeredConstants {
  readonly kind: LayeredShape["kind"];
  readonly values: Readonly<Record<Key, Float64Array>>;
  readonly walls: readonly number[];
}

/** The constants of a shape and its tissue. */
export function layeredConstants(shape: LayeredShape, tissue: Tissue): LayeredConstants {
  if (!["slab", "cylinder", "sphere"].includes(shape.kind)) {
    throw new InputError(
      `The shape is ${JSON.stringify(shape.kind)} but must be 'slab', 'cylinder' or 'sphere'`,
    );
  }
  const sizes: readonly number[] | undefined = shape.kind === "slab" ? shape.widths : shape.radii;
  const key = shape.kind === "slab" ? "widths" : "radii";
  if (!Array.isArray(sizes) || sizes.length === 0) {
    throw new InputError(`'${key}' of the ${shape.kind} is empty: give one length per layer`);
  }
  const layers = sizes.length;
  const given = hasCompartments(tissue) ? tissue.compartments.length : 1;
  if (given !== 1 && given !== layers) {
    throw new InputError(
      `The tissue has ${given} compartments but the ${shape.kind} has ${layers} layers: give one entry per layer, or one for all`,
    );
  }
  const { compartments, interfaces, wallRelaxivity = 0 } = checkTissue(
    tissue,
    Array.from(sizes, (_, c) => c),
  );
  const walls = interfaces.map(({ between: [a, b] }, i) => {
    if (Math.abs(a - b) === 1) return Math.min(a, b);
    throw new InputError(
      `'interfaces[${i}].between' joins layers ${a} and ${b}, which do not touch: name two neighbours`,
    );
  });
  const permeability = Float64Array.from(interfaces, ({ permeability }, i) => {
    if (typeof permeability === "number") return permeability;
    throw new InputError(
      `The permeability of 'interfaces[${i}]' has ${permeability.length} entries but a wall between layers takes one`,
    );
  });
  const diffusivity = Float64Array.from(compartments, ({ tensor: [xx, xy, xz, yy, yz, zz] }, c) => {
    if (xx === yy && yy === zz && xy === 0 && xz === 0 && yz === 0) return xx;
    throw new InputError(
      `The diffusivity of layer ${c} is a tensor that is not isotropic: give one number, or simulate a mesh`,
    );
  });
  return {
    kind: shape.kind,
    walls,
    values: {
      sizes: Float64Array.from(sizes),
      height: Float64Array.of(shape.kind === "cylinder" ? shape.height ?? Infinity : Infinity),
      diffusivity,
      T2: Float64Array.from(compartments, ({ T2 }) => T2),
      T1: Float64Array.from(compartments, ({ T1 }) => T1),
      spinDensity: Float64Array.from(compartments, ({ spinDensity }) => spinDensity),
      permeability,
      wallRelaxivity: Float64Array.of(wallRelaxivity),
    },
  };
}

/** Where an input goes, if the shape has it. */
function keyOf({ kind, values }: LayeredConstants, name: (typeof LAYER_KEYS)[number]): Key {
  const own = kind === "slab" ? "widths" : "radii";
  if (name === "widths" || name === "radii") {
    if (name === own) return "sizes";
    throw new InputError(`A ${kind} has no '${name}': give '${own}'`);
  }
  if (name === "height" && values.height[0] === Infinity) {
    throw new InputError(`The ${kind} has no ends: give it a finite height before varying it`);
  }
  return name;
}

const RULES: Readonly<Record<Exclude<Key, "sizes">, readonly [string, string, boolean]>> = {
  height: ["height of the cylinder", " µm", true],
  diffusivity: ["diffusivity", " µm²/ms", true],
  T2: ["T2", " ms", true],
  T1: ["T1", " ms", true],
  spinDensity: ["spin density", "", true],
  permeability: ["permeability", " µm/ms", false],
  wallRelaxivity: ["wall relaxivity", " µm/ms", false],
};

/** The constants with some replaced. */
export function constantsAt(constants: LayeredConstants, inputs: LayerInputs): LayeredConstants {
  const values = { ...constants.values };
  for (const name of LAYER_KEYS) {
    const value = inputs[name];
    if (value === undefined) continue;
    const key = keyOf(constants, name), length = values[key].length;
    const data = typeof value === "number" ? Float64Array.of(value) : value.data;
    const spread = data.length === 1 && (key !== "sizes" || length === 1);
    if (
      !spread && (data.length !== length || (typeof value !== "number" && value.shape.length > 1))
    ) {
      throw new InputError(
        `'${name}' has ${data.length} values but ${length} are needed`,
      );
    }
    const all = spread ? new Float64Array(length).fill(data[0]) : data;
    if (key !== "sizes") {
      const [what, unit, positive] = RULES[key];
      all.forEach((x, c) =>
        checkConstant(
          length > 1 ? `${what} ${c}` : what,
          x,
          unit,
          positive ? "positive" : "not negative",
        )
      );
    }
    values[key] = key === "spinDensity"
      ? all.map((x, c) => constants.values.spinDensity[c] === 0 ? 0 : x)
      : all;
  }
  return { ...constants, values };
}

/** The body that the constants describe. */
export function bodyOf({ kind, values, walls }: LayeredConstants): Body {
  const permeabilities = new Float64Array(values.sizes.length - 1);
  walls.forEach((wall, i) => permeabilities[wall] = values.permeability[i]);
  const parameters: LayerParameters = {
    edges: layerEdges(kind, values.sizes),
    diffusivities: values.diffusivity,
    rates: values.T2.map((time) => 1 / time),
    storedRates: values.T1.map((time) => 1 / time),
    densities: values.spinDensity,
    permeabilities,
    wallRelaxivity: values.wallRelaxivity,
  };
  if (kind === "sphere") return { sections: [{ dimension: 3, parameters, free: false }] };
  if (kind === "slab") return { sections: [{ dimension: 1, parameters, free: true }] };
  const height = checkLength(values.height[0], "height of the cylinder", true);
  if (height === Infinity) return { sections: [{ dimension: 2, parameters, free: true }] };
  const [diffusivity] = values.diffusivity;
  const different = values.diffusivity.findIndex((D) => D !== diffusivity);
  if (different > 0) {
    throw new InputError(
      `The layers 0 and ${different} of the cylinder have the diffusivities ${diffusivity} and ${
        values.diffusivity[different]
      } µm²/ms: between ends they must have one, so that the axis separates from the section`,
    );
  }
  const zero = new Float64Array(1);
  const axial: LayerParameters = {
    edges: Float64Array.of(-height / 2, height / 2),
    diffusivities: Float64Array.of(diffusivity),
    rates: zero,
    storedRates: zero,
    densities: Float64Array.of(1),
    permeabilities: new Float64Array(0),
    wallRelaxivity: zero,
  };
  return {
    sections: [
      { dimension: 2, parameters, free: false },
      { dimension: 1, parameters: axial, free: false },
    ],
  };
}

/** From ∂L of the layers of each section to ∂L of the inputs, each in its shape. */
export function pullLayerInputs(
  constants: LayeredConstants,
  inputs: LayerInputs,
  [section, axial]: readonly LayerParameters[],
): LayerInputs {
  const { kind, values, walls } = constants;
  const onTime = (rates: Float64Array, times: Float64Array): Float64Array =>
    rates.map((slope, c) => times[c] === Infinity ? 0 : -slope / times[c] ** 2);
  const diffusivity = section.diffusivities.slice();
  if (axial !== undefined) diffusivity[0] += axial.diffusivities[0];
  const slopes: Record<Key, Float64Array> = {
    sizes: pullLayerEdges(kind, section.edges),
    height: Float64Array.of(axial === undefined ? 0 : (axial.edges[1] - axial.edges[0]) / 2),
    diffusivity,
    T2: onTime(section.rates, values.T2),
    T1: onTime(section.storedRates, values.T1),
    spinDensity: section.densities.map((x, c) => values.spinDensity[c] === 0 ? 0 : x),
    permeability: Float64Array.from(walls, (wall) => section.permeabilities[wall]),
    wallRelaxivity: section.wallRelaxivity,
  };
  const out: Record<string, Value> = {};
  for (const name of LAYER_KEYS) {
    const value = inputs[name];
    if (value === undefined) continue;
    const slope = slopes[keyOf(constants, name)];
    const one = typeof value === "number" || value.data.length === 1;
    const sum = slope.reduce((total, x) => total + x, 0);
    if (typeof value === "number") out[name] = sum;
    else out[name] = { shape: value.shape, data: one ? Float64Array.of(sum) : slope };
  }
  return out;
}
