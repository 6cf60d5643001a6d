/**
 * How far the walls are from each tetrahedron: within that distance a walker moves freely.
 *
 * @module
 */
import { TET_FACES, type TetMesh } from "../../mesh/mod.ts";
import { squaredDistances } from "./distance_field.ts";

/** Cells of the grid on which distances are measured: at most, and per tetrahedron. */
const MOST_CELLS = 2 ** 19, CELLS_PER_TET = 8;
/** Cells along an axis at most. */
const LONGEST_ROW = 512;

/** A grid of cubes over a mesh. */
interface Grid {
  readonly low: readonly [number, number, number];
  /** Side of a cell, µm. */
  readonly side: number;
  readonly size: readonly [number, number, number];
}

function gridOver({ points: { data }, tets }: TetMesh): Grid {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    low[i % 3] = Math.min(low[i % 3], data[i]);
    high[i % 3] = Math.max(high[i % 3], data[i]);
  }
  const extent = low.map((x, axis) => high[axis] - x);
  const wanted = Math.min(MOST_CELLS, CELLS_PER_TET * tets.length / 4);
  const even = Math.cbrt(extent[0] * extent[1] * extent[2] / wanted);
  let side = Math.max(even, Math.max(...extent) / LONGEST_ROW);
  const sizeOf = (length: number): number => Math.floor(length / side) + 1;
  // A flat or thin mesh has more cells than its volume tells: each side takes at least one.
  while (extent.reduce((product, length) => product * sizeOf(length), 1) > 4 * wanted) side *= 1.2;
  return { low, side, size: [sizeOf(extent[0]), sizeOf(extent[1]), sizeOf(extent[2])] };
}

function cellAlong({ low, side, size }: Grid, axis: number, x: number): number {
  return Math.min(size[axis] - 1, Math.max(0, Math.floor((x - low[axis]) / side)));
}

/** Marks every cell of the box around three points. */
function markBox(values: Float64Array, grid: Grid, corners: readonly (readonly number[])[]): void {
  const [x, y, z] = [0, 1, 2].map((axis) => {
    const along = corners.map((corner) => corner[axis]);
    return [cellAlong(grid, axis, Math.min(...along)), cellAlong(grid, axis, Math.max(...along))];
  });
  const [nx, ny] = grid.size;
  for (let k = z[0]; k <= z[1]; k++) {
    for (let j = y[0]; j <= y[1]; j++) {
      for (let i = x[0]; i <= x[1]; i++) values[i + nx * (j + ny * k)] = 0;
    }
  }
}

/** Marks the cells a triangle touches and a few around it: the boxes around its halves, and theirs, until they are small. */
function markTriangle(
  values: Float64Array,
  grid: Grid,
  corners: readonly (readonly number[])[],
): void {
  const lengths = [0, 1, 2].map((k) =>
    Math.hypot(...corners[k].map((x, axis) => x - corners[(k + 1) % 3][axis]))
  );
  const longest = lengths.indexOf(Math.max(...lengths));
  if (lengths[longest] < 2 * grid.side) return markBox(values, grid, corners);
  const [a, b, c] = [0, 1, 2].map((k) => corners[(longest + k) % 3]);
  const middle = a.map((x, axis) => (x + b[axis]) / 2);
  markTriangle(values, grid, [a, middle, c]);
  markTriangle(values, grid, [middle, b, c]);
}

/**
 * Bounds the distance to the walls from below, to about two cells of a grid.
 *
 * @param mesh The mesh.
 * @param walls Its walls, 4 × tetrahedron + face.
 * @returns Centroid of each tetrahedron and a distance from it within which no wall is; negative where it is not known. [4 × T]
 */
export function wallClearances(mesh: TetMesh, walls: readonly number[]): Float64Array {
  const { tets, points: { data } } = mesh, grid = gridOver(mesh);
  const [nx, ny, nz] = grid.size;
  const values = new Float64Array(nx * ny * nz).fill(Infinity);
  for (const face of walls) {
    const nodes = TET_FACES[face & 3].map((corner) => 3 * tets[(face & ~3) + corner]);
    markTriangle(values, grid, nodes.map((node) => [data[node], data[node + 1], data[node + 2]]));
  }
  squaredDistances(values, grid.size);
  const clearances = new Float64Array(tets.length);
  // Points of two cells are nearer to each other than their centres by at most a diagonal.
  const diagonal = Math.sqrt(3) * (1 + 1e-9);
  for (let t = 0; 4 * t < tets.length; t++) {
    for (let k = 0; k < 12; k++) {
      clearances[4 * t + k % 3] += data[3 * tets[4 * t + Math.floor(k / 3)] + k % 3] / 4;
    }
    const [i, j, l] = [0, 1, 2].map((axis) => cellAlong(grid, axis, clearances[4 * t + axis]));
    clearances[4 * t + 3] = grid.side * (Math.sqrt(values[i + nx * (j + ny * l)]) - diagonal);
  }
  return clearances;
}
