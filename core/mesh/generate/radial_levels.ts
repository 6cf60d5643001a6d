/**
 * Plans the circles or spheres of nodes of a round shape: their radii, and into how many steps the sides of the lattice divide.
 *
 * Of level k of an even lattice the radius and the divisions both grow with k, which keeps the spacing along the level as wide
 * as between levels. In a thin layer the levels are closer and the divisions wait.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { checkLength } from "./edge_length.ts";

/** A circle or sphere of nodes. */
export interface RadialLevel {
  /** Its radius, µm. */
  readonly radius: number;
  /** Into how many steps a side of the hexagon or icosahedron is divided; equal to or one more than on the level before. */
  readonly divisions: number;
  /** Which layer lies between this level and the one before, counted from the innermost. */
  readonly layer: number;
}

/** Radii of concentric surfaces, and how finely to divide the layers. */
export interface RadialPlan {
  /** Radii of the surfaces, ascending, µm. */
  readonly radii: readonly number[];
  /** The distance between levels to aim at, µm. */
  readonly spacing: number;
  /** The fewest elements across a layer round the innermost. */
  readonly elementsAcross: number;
}

/** A flat facet of sides e dips below its circle by e²/8r, below its sphere by e²/6r; levels must differ by far more. */
const CLEARANCE = 0.5;

/** How much wider than `spacing` the steps along a level may grow where thin layers hold the divisions back. */
const WIDEST_STEP = 1.4;

/**
 * Plans the levels of evenly spaced lattices.
 *
 * @param count How many levels.
 * @param radius The radius of the last.
 * @returns The levels, from the inside out; the centre is not among them.
 */
export function evenLevels(count: number, radius: number): RadialLevel[] {
  return Array.from({ length: count }, (_, k) => {
    return { radius: radius * ((k + 1) / count), divisions: k + 1, layer: 0 };
  });
}

/**
 * Plans the levels of concentric layers; each surface has a level of its own.
 *
 * @param plan The layers.
 * @returns The levels, from the inside out; the centre is not among them.
 */
export function radialLevels(plan: RadialPlan): RadialLevel[] {
  const { spacing } = plan;
  for (let stepAlong = spacing;; stepAlong *= 0.9) {
    const levels = levelsOf(plan, stepAlong);
    const core = levels.filter(({ layer }) => layer === 0).length;
    // The innermost body is as coarse as asked; only beyond it can waiting divisions fall behind.
    const widest = levels.slice(core).reduce(
      (most, { radius, divisions }) => Math.max(most, radius / divisions),
      0,
    );
    if (widest <= WIDEST_STEP * Math.max(spacing, plan.radii[0] / core)) return levels;
  }
}

function levelsOf(plan: RadialPlan, stepAlong: number): RadialLevel[] {
  const { radii, spacing, elementsAcross } = plan;
  const levels = evenLevels(Math.max(1, Math.round(radii[0] / stepAlong)), radii[0]);
  let divisions = levels.length;
  for (let layer = 1; layer < radii.length; layer++) {
    const inner = radii[layer - 1], thickness = radii[layer] - inner;
    const count = Math.max(elementsAcross, Math.round(thickness / spacing));
    for (let k = 1; k <= count; k++) {
      const below = levels[levels.length - 1].radius;
      const radius = k === count ? radii[layer] : inner + (thickness * k) / count;
      const side = below / divisions;
      const hasRoom = thickness / count > (CLEARANCE * side * side) / below;
      if (hasRoom && Math.round(radius / stepAlong) > divisions) divisions++;
      levels.push({ radius, divisions, layer });
    }
  }
  return levels;
}

/**
 * Refuses radii that are not positive and ascending, and counts of elements that are not whole.
 *
 * @param shape The shape's name, for the message.
 * @param radii The radii, µm.
 * @param elementsAcross The fewest elements across a layer.
 * @throws {InputError} If there are none, one is not a positive length or not above the one before, or the count is not an
 * integer of at least 1.
 */
export function checkRadii(
  shape: string,
  radii: readonly number[],
  elementsAcross: number,
): void {
  if (!(radii?.length > 0)) {
    throw new InputError(`Cannot mesh the ${shape}: its radii are missing, give at least one`);
  }
  radii.forEach((radius, i) => {
    checkLength(shape, `radius ${i}`, radius);
    if (i > 0 && radius <= radii[i - 1]) {
      throw new InputError(
        `Cannot mesh the ${shape}: its radius ${i} of ${radius} µm must exceed radius ${i - 1} of ${
          radii[i - 1]
        } µm, list the radii from the inside out`,
      );
    }
  });
  checkElementsAcross(shape, elementsAcross);
}

/**
 * Refuses a count of elements across a layer that is not a whole number from 1 on.
 *
 * @param shape The shape's name, for the message.
 * @param elementsAcross The count.
 * @throws {InputError} If it is not an integer of at least 1.
 */
export function checkElementsAcross(shape: string, elementsAcross: number): void {
  if (!Number.isInteger(elementsAcross) || elementsAcross < 1) {
    throw new InputError(
      `Cannot mesh the ${shape}: its elementsAcross is ${elementsAcross}, expected a whole number from 1 on`,
    );
  }
}
