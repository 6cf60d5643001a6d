/**
 * Nodes to begin a triangulation with: rings in a disc or annulus, a hexagonal lattice elsewhere.
 *
 * @module
 */
import type { Place } from "../triangulate/mod.ts";
import type { Rectangle } from "./bundle_checks.ts";

/**
 * Nodes on rings between two circles, neither of which gets any.
 *
 * @param center The circles' centre.
 * @param inner The inner radius, µm; 0 for a disc, whose centre becomes a node.
 * @param outer The outer radius, µm.
 * @param ringWidth The distance between rings to aim at, µm.
 * @returns The nodes.
 */
export function ringSeeds(center: Place, inner: number, outer: number, ringWidth: number): Place[] {
  const rings = Math.max(1, Math.round((outer - inner) / ringWidth));
  const seeds: Place[] = inner === 0 ? [center] : [];
  for (let k = 1; k < rings; k++) {
    const radius = inner + ((outer - inner) * k) / rings;
    const count = 6 * Math.max(1, Math.round(radius / ringWidth));
    for (let i = 0; i < count; i++) {
      const angle = (2 * Math.PI * i) / count;
      seeds.push([center[0] + radius * Math.cos(angle), center[1] + radius * Math.sin(angle)]);
    }
  }
  return seeds;
}

/**
 * Nodes of a hexagonal lattice.
 *
 * @param box Where to put them, at a distance from its sides.
 * @param spacing The distance between neighbours, µm.
 * @param isFree Whether a node at a place is wanted.
 * @returns The nodes.
 */
export function latticeSeeds(
  box: Rectangle,
  spacing: number,
  isFree: (place: Place) => boolean,
): Place[] {
  // Whole numbers of steps fit between the sides, the outermost rows half the height of a triangle off the ideal at most.
  const rows = Math.max(1, Math.round((box.high[1] - box.low[1]) / (spacing * Math.sqrt(0.75))));
  const columns = Math.max(1, Math.round((box.high[0] - box.low[0]) / spacing));
  const dx = (box.high[0] - box.low[0]) / columns, dy = (box.high[1] - box.low[1]) / rows;
  const seeds: Place[] = [];
  for (let row = 1; row < rows; row++) {
    const shift = row % 2 === 0 ? 0 : 0.5;
    for (let column = 1 - shift; column < columns; column++) {
      const place: Place = [box.low[0] + column * dx, box.low[1] + row * dy];
      if (isFree(place)) seeds.push(place);
    }
  }
  return seeds;
}
