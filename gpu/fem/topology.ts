/**
 * What gathers from tetrahedra need of a mesh's topology: which tetrahedra are round each node and each edge.
 *
 * @module
 */
import type { P1Pattern } from "../../core/fem/mod.ts";

/** Pairs of corners of a tetrahedron, a < b, in the order in which their numbers are stored. */
export const CORNER_PAIRS = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] as const;

/** The edges of a pattern: pairs of different nodes that it couples, in the order of their entries above the diagonal. */
export interface Edges {
  readonly count: number;
  /** Entries of each edge above and below the diagonal, [2 × edges]. */
  readonly entries: Uint32Array;
  /** The edge of each entry; arbitrary on the diagonal, [entries]. */
  readonly edgeOf: Uint32Array;
  /** The entry of each node with itself, [nodes]. */
  readonly diagonal: Uint32Array;
}

/** Lists of various lengths, one after the other: list i is `items[start[i] … start[i + 1])`. */
export interface Lists {
  readonly start: Uint32Array;
  readonly items: Uint32Array;
}

/** Finds the edges of a symmetric pattern with ascending columns. */
export function patternEdges(
  { rows, rowStart, columnIndex }: Pick<P1Pattern, "rows" | "rowStart" | "columnIndex">,
): Edges {
  const count = (columnIndex.length - rows) / 2;
  const entries = new Uint32Array(2 * count), edgeOf = new Uint32Array(columnIndex.length);
  const diagonal = new Uint32Array(rows), mirror = rowStart.slice(0, rows);
  let edge = 0;
  for (let a = 0; a < rows; a++) {
    for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
      const b = columnIndex[e];
      if (b === a) diagonal[a] = e;
      if (b <= a) continue;
      // Rows are visited in ascending order, and so are the entries of row b left of its diagonal.
      const mirrored = mirror[b]++;
      entries[2 * edge] = e;
      entries[2 * edge + 1] = mirrored;
      edgeOf[e] = edgeOf[mirrored] = edge++;
    }
  }
  return { count, entries, edgeOf, diagonal };
}

/** Sorts items into lists; `visit` is called twice and must call back with the same lists and items in the same order. */
export function sortIntoLists(
  count: number,
  visit: (put: (list: number, item: number) => void) => void,
): Lists {
  const start = new Uint32Array(count + 1);
  visit((list) => start[list + 1]++);
  for (let i = 0; i < count; i++) start[i + 1] += start[i];
  const next = start.slice(0, count), items = new Uint32Array(start[count]);
  visit((list, item) => items[next[list]++] = item);
  return { start, items };
}

/** For each edge, 8t + pair for the tetrahedra round it, pair an index of {@linkcode CORNER_PAIRS}. */
export function tetsOfEdges({ count, edgeOf }: Edges, scatter: Int32Array): Lists {
  const entryOfPair = CORNER_PAIRS.map(([a, b]) => 4 * a + b);
  return sortIntoLists(count, (put) => {
    for (let t = 0; 16 * t < scatter.length; t++) {
      for (let pair = 0; pair < 6; pair++) {
        put(edgeOf[scatter[16 * t + entryOfPair[pair]]], 8 * t + pair);
      }
    }
  });
}

/** For each node, 4t + corner for the tetrahedra round it. */
export function tetsOfNodes(nodes: number, tets: Int32Array): Lists {
  return sortIntoLists(nodes, (put) => tets.forEach((node, corner) => put(node, corner)));
}
