/**
 * The register tiles of matrix products: how many workgroups of which shape share the work.
 *
 * @module
 */

/** A tile: side × side invocations, each with 4·quads × 4·quads entries. */
export interface Tile {
  readonly side: 8 | 16;
  readonly quads: 1 | 2;
}

/** Entries of a tile each way. */
export function tileEdge({ side, quads }: Tile): number {
  return 4 * side * quads;
}

/** Number of tiles that cover a matrix. */
export function tilesOver(tile: Tile, m: number, n: number): number {
  return Math.ceil(m / tileEdge(tile)) * Math.ceil(n / tileEdge(tile));
}

/** Workgroups that keep a large device busy. */
export const ENOUGH_GROUPS = 256;

/** How much more than the smallest tiles a larger one may cover: it makes better use of what it loads. */
const MOST_COVERED = 1.4;

/**
 * The largest of some tiles that still gives enough workgroups and does not hang over the matrix too far; the smallest if none does.
 *
 * @param tiles The tiles, largest first.
 * @param m Rows of the matrix.
 * @param n Columns.
 * @param slices Workgroups that share a tile.
 * @returns The tile.
 */
export function chooseTile(tiles: readonly Tile[], m: number, n: number, slices = 1): Tile {
  const covered = (tile: Tile) => tilesOver(tile, m, n) * tileEdge(tile) ** 2;
  const smallest = tiles[tiles.length - 1], most = MOST_COVERED * covered(smallest);
  return tiles.find((tile) =>
    tilesOver(tile, m, n) * slices >= ENOUGH_GROUPS && covered(tile) <= most
  ) ?? smallest;
}

/** Lines of code for i = 0 … count − 1. */
export function unroll(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}
