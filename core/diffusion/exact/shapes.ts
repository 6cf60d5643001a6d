/**
 * The shapes whose signals are known exactly: slabs across z, cylinders about z, spheres, plain and in layers.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** The space between two planes across z, unbounded along x and y. */
export interface SlabShape {
  /** The shape's name. */
  readonly kind: "slab";
  /** Distance of the planes, µm. */
  readonly width: number;
}

/** A straight cylinder along z. */
export interface CylinderShape {
  /** The shape's name. */
  readonly kind: "cylinder";
  /** Radius, µm. */
  readonly radius: number;
  /** Height, µm; `Infinity` for a cylinder without ends. */
  readonly height: number;
}

/** A sphere. */
export interface SphereShape {
  /** The shape's name. */
  readonly kind: "sphere";
  /** Radius, µm. */
  readonly radius: number;
}

/** A shape with one layer. */
export type ExactShape = SlabShape | CylinderShape | SphereShape;

/** A row of slabs across z, unbounded along x and y; its middle is the origin. */
export interface LayeredSlab {
  /** The shape's name. */
  readonly kind: "slab";
  /** Widths of the slabs by ascending z, µm. */
  readonly widths: readonly number[];
}

/** Concentric cylinders along z. */
export interface LayeredCylinder {
  /** The shape's name. */
  readonly kind: "cylinder";
  /** Outer radii of the layers, ascending, µm. */
  readonly radii: readonly number[];
  /** Height, µm; `Infinity`, without ends, by default. A finite one needs one diffusivity for all layers. */
  readonly height?: number;
}

/** Concentric spheres. */
export interface LayeredSphere {
  /** The shape's name. */
  readonly kind: "sphere";
  /** Outer radii of the layers, ascending, µm. */
  readonly radii: readonly number[];
}

/** A shape made of layers, from the centre outwards or along z. */
export type LayeredShape = LayeredSlab | LayeredCylinder | LayeredSphere;

/** A shape with one layer, as layers. */
export function layersOf(shape: ExactShape): LayeredShape {
  switch (shape.kind) {
    case "slab":
      return { kind: "slab", widths: [shape.width] };
    case "cylinder":
      return { kind: "cylinder", radii: [shape.radius], height: shape.height };
    case "sphere":
      return { kind: "sphere", radii: [shape.radius] };
    default:
      throw new InputError(
        `The shape is ${
          JSON.stringify((shape as { kind?: unknown }).kind)
        } but must be 'slab', 'cylinder' or 'sphere'`,
      );
  }
}

/** Refuses a length that is not positive; `Infinity` only where `unbounded`. */
export function checkLength(value: number, what: string, unbounded = false): number {
  if (value > 0 && (unbounded || value < Infinity)) return value;
  throw new InputError(`The ${what} is ${value} µm but must be positive`);
}

/**
 * Where the layers of a shape begin and end: of slabs about their middle, of round shapes from the centre.
 *
 * @param kind The shape.
 * @param sizes Widths or radii, µm.
 * @returns The edges, [layers + 1].
 * @throws {InputError} If a width is not positive, or the radii do not ascend.
 */
export function layerEdges(kind: LayeredShape["kind"], sizes: Float64Array): Float64Array {
  const several = sizes.length > 1;
  const edges = new Float64Array(sizes.length + 1);
  sizes.forEach((size, c) => {
    const name = kind === "slab" ? "width" : "radius";
    checkLength(size, `${name} of ${several ? `layer ${c} of ` : ""}the ${kind}`);
    if (kind !== "slab" && size <= edges[c]) {
      throw new InputError(
        `The radius of layer ${c} of the ${kind} is ${size} µm but that of layer ${c - 1} is ${
          edges[c]
        } µm: give the radii in ascending order`,
      );
    }
    edges[c + 1] = kind === "slab" ? edges[c] + size : size;
  });
  const middle = kind === "slab" ? edges[sizes.length] / 2 : 0;
  return edges.map((edge) => edge - middle);
}

/** From ∂L/∂edges to ∂L/∂sizes of {@linkcode layerEdges}. */
export function pullLayerEdges(kind: LayeredShape["kind"], onEdges: Float64Array): Float64Array {
  if (kind !== "slab") return onEdges.slice(1);
  const whole = onEdges.reduce((sum, x) => sum + x, 0);
  const out = new Float64Array(onEdges.length - 1);
  let beyond = 0;
  for (let c = out.length - 1; c >= 0; c--) {
    beyond += onEdges[c + 1];
    out[c] = beyond - whole / 2;
  }
  return out;
}
