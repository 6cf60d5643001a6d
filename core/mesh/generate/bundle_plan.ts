/**
 * Plans the cross-section of a bundle of cylinders in a box: which parts are divided into rings, which are triangulated freely.
 *
 * A thin layer is divided into rings, with the same angles on each circle; every other part is a region of its own. The circles
 * that thin layers join make a family with one list of angles, which the triangulation makes dense where neighbours are near.
 *
 * @module
 */
import type { Place } from "../triangulate/mod.ts";
import type { BundleCylinder } from "./bundle_checks.ts";

/** Concentric circles with nodes at the same angles. */
export interface Family {
  /** Their centre, µm. */
  readonly center: Place;
  /** Their radii, from the outside in, µm. */
  readonly radii: readonly number[];
  /** The compartment between each circle and the next, one fewer. */
  readonly compartments: readonly number[];
}

/** A part of a cylinder between two families, or inside the innermost. */
export interface FreePart {
  /** Its compartment. */
  readonly compartment: number;
  /** The family whose last circle bounds it on the outside. */
  readonly outer: number;
  /** The family whose first circle bounds it on the inside, or `undefined` for the innermost part. */
  readonly inner?: number;
}

/** The plan of a bundle. */
export interface BundlePlan {
  /** The families. */
  readonly families: readonly Family[];
  /** The parts of the cylinders that are triangulated freely. */
  readonly parts: readonly FreePart[];
  /** The family of each cylinder's outer circle. */
  readonly outermost: readonly number[];
  /** The compartment of the extracellular space, after all others. */
  readonly extracellular: number;
}

/** A layer is thin below this many ring widths: two triangles across it would be too short for edges of full length along it. */
const THIN = 1;

/** The least radius of a circle over that of its family's largest, for its edges not to become too short. */
const NARROWEST = 0.5;

/**
 * Plans a bundle.
 *
 * @param cylinders The cylinders.
 * @param ringWidth The width of a ring to aim at, µm.
 * @param elementsAcross The fewest rings across a layer.
 * @returns The plan.
 */
export function planBundle(
  cylinders: readonly BundleCylinder[],
  ringWidth: number,
  elementsAcross: number,
): BundlePlan {
  const families: { center: Place; radii: number[]; compartments: number[] }[] = [];
  const parts: FreePart[] = [];
  const outermost: number[] = [];
  let firstId = 0;
  for (const { center, radius, layers = [] } of cylinders) {
    const surfaces = [...layers, radius];
    outermost.push(families.length);
    let family = { center, radii: [radius], compartments: [] as number[] };
    families.push(family);
    for (let layer = layers.length; layer > 0; layer--) {
      const outer = surfaces[layer], inner = surfaces[layer - 1], thickness = outer - inner;
      const compartment = firstId + layer;
      if (thickness < THIN * ringWidth && inner >= NARROWEST * family.radii[0]) {
        const rings = Math.max(elementsAcross, Math.round(thickness / ringWidth));
        for (let k = 1; k <= rings; k++) {
          family.radii.push(k === rings ? inner : outer - (thickness * k) / rings);
          family.compartments.push(compartment);
        }
      } else {
        parts.push({ compartment, outer: families.length - 1, inner: families.length });
        family = { center, radii: [inner], compartments: [] };
        families.push(family);
      }
    }
    parts.push({ compartment: firstId, outer: families.length - 1 });
    firstId += surfaces.length;
  }
  return { families, parts, outermost, extracellular: firstId };
}
