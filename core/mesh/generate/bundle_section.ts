/**
 * The cross-section of a bundle of cylinders in a box, triangulated as planned.
 *
 * @module
 */
import { type Curve, type Place, type Region, type Rim, triangulate } from "../triangulate/mod.ts";
import type { BundleCylinder, Rectangle } from "./bundle_checks.ts";
import { type BundlePlan, planBundle } from "./bundle_plan.ts";
import type { CrossSection } from "./extrude.ts";
import { latticeSeeds, ringSeeds } from "./seeds.ts";

/** A bundle, and how finely to divide it. */
export interface BundleSection {
  /** The cylinders. */
  readonly cylinders: readonly BundleCylinder[];
  /** The box. */
  readonly box: Rectangle;
  /** The width of a ring of triangles to aim at, µm. */
  readonly ringWidth: number;
  /** The fewest elements across a layer. */
  readonly elementsAcross: number;
  /** Called with the number of nodes now and then, to throw where they become too many. */
  readonly checkNodes: (nodes: number) => void;
}

/** The length of an edge along a ring over the ring's width: a hexagon's sides are as long as its radius, its circle longer. */
const EDGE = Math.PI / 3;

/** The fewest sixths of a circle's nodes: a regular polygon of 12 sides has 95 % of its circle's area. */
const FEWEST_SIXTHS = 2;

/** How near a node inside may be to a rim at first, over the edge length. */
const CLEARANCE = 0.7;

/**
 * Triangulates a bundle's cross-section.
 *
 * @param bundle The bundle.
 * @returns The triangulation.
 */
export function bundleSection(bundle: BundleSection): CrossSection {
  const { box, ringWidth } = bundle;
  const plan = planBundle(bundle.cylinders, ringWidth, bundle.elementsAcross);
  const edge = EDGE * ringWidth;
  const sides = [0, 1, 0, 1].map((axis) => {
    return Math.max(1, Math.round((box.high[axis] - box.low[axis]) / edge));
  });
  // The first list of parameters is the box's, list f + 1 that of family f.
  const parameters = [
    sides.flatMap((count, side) => even(count).map((part) => (side + part) / 4)),
    ...plan.families.map(({ radii }) =>
      even(6 * Math.max(FEWEST_SIXTHS, Math.round(radii[0] / ringWidth)))
    ),
  ];
  const { regions, compartments } = regionsOf(bundle, plan, edge);
  const mesh = triangulate(parameters, regions, bundle.checkNodes);

  const points: number[] = [], triangles: number[] = [], ids: number[] = [];
  const add = (place: Place): number => points.push(...place) / 2 - 1;
  mesh.parameters[0].forEach((parameter) => add(rectangle(box)(parameter)));
  const starts = plan.families.map(({ center, radii, compartments }, f) => {
    const list = mesh.parameters[f + 1], count = list.length;
    const start = points.length / 2;
    for (const radius of radii) list.forEach((parameter) => add(circle(center, radius)(parameter)));
    compartments.forEach((compartment, ring) => {
      for (let i = 0; i < count; i++) {
        const [o, oo] = [i, (i + 1) % count].map((k) => start + ring * count + k);
        const [n, nn] = [o + count, oo + count];
        triangles.push(n, o, oo, n, oo, nn);
        ids.push(compartment, compartment);
      }
    });
    return start;
  });
  mesh.regions.forEach((region, r) => {
    const rims = [regions[r].outer, ...regions[r].holes];
    const numbers = region.rimNodes.map(({ rim, place }) => {
      const list = rims[rim].nodes;
      if (list === 0) return place;
      // Outside its family a region meets the first circle, inside it the last.
      const ring = rim === 0 ? plan.families[list - 1].radii.length - 1 : 0;
      return starts[list - 1] + ring * mesh.parameters[list].length + place;
    });
    for (let i = 2 * numbers.length; i < region.points.length; i += 2) {
      numbers.push(add([region.points[i], region.points[i + 1]]));
    }
    for (const node of region.triangles) triangles.push(numbers[node]);
    for (let t = 0; t < region.triangles.length; t += 3) ids.push(compartments[r]);
  });
  return {
    points: Float64Array.from(points),
    triangles: Int32Array.from(triangles),
    ranks: Int32Array.from({ length: points.length / 2 }, (_, node) => node),
    compartments: Int32Array.from(ids),
  };
}

/** The regions to triangulate, the extracellular space last, and their compartments. */
function regionsOf(
  bundle: BundleSection,
  plan: BundlePlan,
  edge: number,
): { regions: Region[]; compartments: number[] } {
  const { ringWidth, box } = bundle;
  const first = (f: number): Rim => {
    const { center, radii } = plan.families[f];
    return { curve: circle(center, radii[0]), nodes: f + 1 };
  };
  const regions = plan.parts.map(({ outer, inner }): Region => {
    const { center, radii } = plan.families[outer];
    const rim = { curve: circle(center, radii[radii.length - 1]), nodes: outer + 1 };
    const outerRadius = radii[radii.length - 1];
    const innerRadius = inner === undefined ? 0 : plan.families[inner].radii[0];
    const thickness = outerRadius - innerRadius;
    // Circumradii stay below 0.84 of the width, so edges are shorter than the thickness over one less than the elements across.
    const width = inner === undefined
      ? ringWidth
      : Math.min(ringWidth, thickness / (2 * (bundle.elementsAcross - 1)));
    return {
      outer: rim,
      holes: inner === undefined ? [] : [first(inner)],
      edgeLength: EDGE * width,
      seeds: ringSeeds(center, innerRadius, outerRadius, width),
    };
  });
  const isFree = ([x, y]: Place): boolean =>
    bundle.cylinders.every(({ center, radius }) =>
      Math.hypot(x - center[0], y - center[1]) > radius + CLEARANCE * edge
    );
  regions.push({
    outer: { curve: rectangle(box), nodes: 0 },
    holes: plan.outermost.map(first),
    edgeLength: edge,
    seeds: latticeSeeds(box, edge, isFree),
  });
  return {
    regions,
    compartments: [...plan.parts.map(({ compartment }) => compartment), plan.extracellular],
  };
}

function even(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / count);
}

function circle(center: Place, radius: number): Curve {
  return (parameter) => {
    const angle = 2 * Math.PI * parameter;
    return [center[0] + radius * Math.cos(angle), center[1] + radius * Math.sin(angle)];
  };
}

/** Each side a quarter of the parameters, from the lower left corner; the other coordinate stays exactly the side's. */
function rectangle({ low, high }: Rectangle): Curve {
  const corners: Place[] = [low, [high[0], low[1]], high, [low[0], high[1]]];
  return (parameter) => {
    const side = Math.floor(4 * parameter), part = 4 * parameter - side;
    const from = corners[side], to = corners[(side + 1) % 4];
    return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
  };
}
