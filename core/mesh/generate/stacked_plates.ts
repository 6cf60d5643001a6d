/**
 * Generates the mesh of plates stacked along z: a grid of boxes with a plane at each membrane.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { checkEdgeLength, checkLength, checkNodeCount } from "./edge_length.ts";
import { CELL, evenPlaces, grid, TETS_PER_CELL } from "./grid.ts";
import { checkElementsAcross } from "./radial_levels.ts";

/** Plates on each other, and how finely to mesh them. */
export interface StackedPlatesOptions {
  /** Thicknesses of the plates, from the lowest z up, µm. */
  readonly thicknesses: readonly number[];
  /** Widths of all plates along x and y, µm. */
  readonly width: readonly [number, number];
  /** Target mean edge length, µm; in thin plates only the edges along x and y are of this length. */
  readonly edgeLength: number;
  /** The fewest elements across each plate; 2 when left out. */
  readonly elementsAcross?: number;
}

/**
 * Generates plates stacked along z, their common centre the origin.
 *
 * Compartment 0 is the lowest plate, 1 the next, and so on; neighbours share the nodes between them. Encoded along z, the
 * signal is that of diffusion in one dimension between membranes, whatever the widths.
 *
 * @param options The plates and the target edge length.
 * @returns The mesh, of as many compartments as there are plates.
 * @throws {InputError} If there is no plate, a length is not positive, the edge length exceeds a width or the whole height, or
 * the mesh would be too large.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { meshQuality, stackedPlates } from "@torrey/torrey";
 *
 * const plates = stackedPlates({ thicknesses: [2, 0.5, 3], width: [1, 1], edgeLength: 0.5 });
 * const volumes = meshQuality(plates).compartments.map(({ volume }) => volume);
 * [2, 0.5, 3].forEach((expected, i) => assertAlmostEquals(volumes[i], expected, 1e-12));
 * ```
 */
export function stackedPlates(options: StackedPlatesOptions): TetMesh {
  const { thicknesses, width, edgeLength, elementsAcross = 2 } = options;
  const shape = "stacked plates";
  if (!(thicknesses?.length > 0)) {
    throw new InputError(`Cannot mesh the ${shape}: their thicknesses are missing, give one each`);
  }
  thicknesses.forEach((thickness, i) => checkLength(shape, `thickness ${i}`, thickness));
  ["x", "y"].forEach((axis, i) => checkLength(shape, `width along ${axis}`, width[i]));
  checkElementsAcross(shape, elementsAcross);
  const height = thicknesses.reduce((sum, thickness) => sum + thickness, 0);
  checkEdgeLength(shape, edgeLength, { "shortest width": Math.min(...width), height });
  const countOf = (length: number): number => Math.max(1, Math.round(length / (CELL * edgeLength)));
  const [nx, ny] = width.map(countOf);
  const layers = thicknesses.map((thickness) => Math.max(elementsAcross, countOf(thickness)));
  const nz = layers.reduce((sum, count) => sum + count, 0);
  checkNodeCount(shape, edgeLength, (nx + 1) * (ny + 1) * (nz + 1));

  const zs = [-height / 2];
  const plateOfLayer: number[] = [];
  let bottom = 0;
  thicknesses.forEach((thickness, plate) => {
    for (let k = 1; k <= layers[plate]; k++) {
      zs.push(bottom + (thickness * k) / layers[plate] - height / 2);
      plateOfLayer.push(plate);
    }
    bottom += thickness;
  });
  const { points, tets } = grid(evenPlaces(width[0], nx), evenPlaces(width[1], ny), zs);
  const perLayer = TETS_PER_CELL * nx * ny;
  const compartments = Int32Array.from(
    { length: tets.length / 4 },
    (_, tet) => plateOfLayer[Math.floor(tet / perLayer)],
  );
  return tetMesh({ points, tets, compartments }, { repair: true });
}
