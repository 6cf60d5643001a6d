/**
 * Measures how good a mesh is: volumes, edge lengths, dihedral angles, radius ratios, pieces.
 *
 * @module
 */
import { dihedralAngles, radiusRatio } from "./element_shape.ts";
import { edgeLengths } from "./edges.ts";
import { countPieces } from "./pieces.ts";
import type { TetMesh } from "./tet_mesh.ts";
import { compensatedSum, surfaceArea, volumes } from "./volumes.ts";

/** The least, the mean and the greatest of many values. */
export interface Spread {
  /** The least. */
  readonly min: number;
  /** The mean. */
  readonly mean: number;
  /** The greatest. */
  readonly max: number;
}

/** What one compartment holds. */
export interface CompartmentQuality {
  /** Its id. */
  readonly id: number;
  /** How many tetrahedra it has. */
  readonly tets: number;
  /** Its volume, µm³. */
  readonly volume: number;
}

/** The quality of a mesh, as plain data. */
export interface MeshQuality {
  /** How many nodes it has. */
  readonly nodes: number;
  /** How many tetrahedra. */
  readonly tets: number;
  /** How many boundary faces; an interface with duplicated nodes counts from both sides. */
  readonly boundaryFaces: number;
  /** How many parts it falls into that share no node. */
  readonly pieces: number;
  /** Its compartments, by id. */
  readonly compartments: readonly CompartmentQuality[];
  /** Its volume, µm³. */
  readonly volume: number;
  /** The area of its boundary, µm². */
  readonly surfaceArea: number;
  /** The volumes of the tetrahedra, µm³. */
  readonly tetVolume: Spread;
  /** The lengths of the edges, each counted once, µm. */
  readonly edgeLength: Spread;
  /** The angles between the faces of each tetrahedron, six each, degrees; 70.5 in a regular one. */
  readonly dihedralDegrees: Spread;
  /** Three times the radius of the inscribed over that of the circumscribed sphere: 1 is regular, 0 flat. */
  readonly radiusRatio: Spread;
  /** The tetrahedron with the least radius ratio. */
  readonly worstTet: number;
}

/**
 * Measures a mesh.
 *
 * @param mesh The mesh.
 * @returns Its counts, sizes and shapes.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { box, meshQuality } from "@torrey/torrey";
 *
 * const quality = meshQuality(box({ size: [1, 1, 1], edgeLength: 0.5 }));
 * assertEquals(quality.pieces, 1);
 * assert(quality.dihedralDegrees.min > 50);
 * ```
 */
export function meshQuality(mesh: TetMesh): MeshQuality {
  const tetCount = mesh.tets.length / 4;
  const tetVolumes = volumes(mesh);
  const angles = new Float64Array(6 * tetCount);
  const ratios = new Float64Array(tetCount);
  let worstTet = 0;
  for (let t = 0; t < tetCount; t++) {
    dihedralAngles(mesh.points.data, mesh.tets, t, angles, 6 * t);
    ratios[t] = radiusRatio(mesh.points.data, mesh.tets, t);
    if (ratios[t] < ratios[worstTet]) worstTet = t;
  }
  return {
    nodes: mesh.points.shape[0],
    tets: tetCount,
    boundaryFaces: mesh.boundaryFaces.length / 3,
    pieces: countPieces(mesh),
    compartments: compartmentQualities(mesh.compartments, tetVolumes),
    volume: compensatedSum(tetVolumes),
    surfaceArea: surfaceArea(mesh),
    tetVolume: spread(tetVolumes),
    edgeLength: spread(edgeLengths(mesh)),
    dihedralDegrees: spread(angles.map((angle) => angle * (180 / Math.PI))),
    radiusRatio: spread(ratios),
    worstTet,
  };
}

function compartmentQualities(ids: Int32Array, tetVolumes: Float64Array): CompartmentQuality[] {
  return [...new Set(ids)].sort((a, b) => a - b).map((id) => {
    const own = tetVolumes.filter((_, t) => ids[t] === id);
    return { id, tets: own.length, volume: compensatedSum(own) };
  });
}

function spread(values: Float64Array): Spread {
  let min = Infinity, max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, mean: compensatedSum(values) / values.length, max };
}

/**
 * Puts a quality report into words, for people.
 *
 * @param quality The report.
 * @returns Several lines of text, without a final line break.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { box, formatQuality, meshQuality } from "@torrey/torrey";
 *
 * const text = formatQuality(meshQuality(box({ size: [1, 1, 1], edgeLength: 1 })));
 * assert(text.startsWith("8 nodes, 5 tetrahedra, 12 boundary faces, 1 piece\nvolume          1 µm³"));
 * ```
 */
export function formatQuality(quality: MeshQuality): string {
  const number = (value: number): string => `${Number(value.toPrecision(5))}`;
  const range = (name: string, unit: string, s: Spread): string =>
    `${name.padEnd(15)} ${number(s.min)} to ${number(s.max)}, mean ${number(s.mean)}${unit}`;
  const counts =
    `${quality.nodes} nodes, ${quality.tets} tetrahedra, ${quality.boundaryFaces} boundary faces`;
  const pieces = quality.pieces === 1 ? "1 piece" : `${quality.pieces} disconnected pieces`;
  const lines = [
    `${counts}, ${pieces}`,
    `${"volume".padEnd(15)} ${number(quality.volume)} µm³`,
    `${"surface".padEnd(15)} ${number(quality.surfaceArea)} µm²`,
    range("edge length", " µm", quality.edgeLength),
    range("tet volume", " µm³", quality.tetVolume),
    range("dihedral angle", "°", quality.dihedralDegrees),
    range("radius ratio", ` (worst: tetrahedron ${quality.worstTet})`, quality.radiusRatio),
  ];
  if (quality.compartments.length > 1) {
    for (const { id, tets, volume } of quality.compartments) {
      lines.push(`${`compartment ${id}`.padEnd(15)} ${tets} tetrahedra, ${number(volume)} µm³`);
    }
  }
  return lines.join("\n");
}
