/**
 * Which faces, permeable or of walls, lie at each edge and node of a pattern.
 *
 * @module
 */
import { type Faces, faceScatter, type P1Pattern } from "../../core/fem/mod.ts";
import { type Edges, sortIntoLists } from "./topology.ts";

/** Factor of a face's coefficient × area/12 at two of its nodes: on the same side, across, across at the same place. */
export const FACE_FACTORS = [1, -1, -2] as const;

/** What is summed at one place of a matrix: faces `items[start … end)`, and the entries it is added to. */
export interface FaceTopology {
  /** Interfaces and walls, with where their blocks go. */
  readonly interfaces: Faces;
  readonly walls: Faces;
  /** Three nodes of each face, interfaces first, [3 × faces]. */
  readonly corners: Uint32Array;
  /** Start and end in `edgeFaces` and both entries of each edge with faces, [4 × touched edges]. */
  readonly edges: Uint32Array;
  /** 4 × face + index of its factor. */
  readonly edgeFaces: Uint32Array;
  /** Start and end in `nodeFaces` and index of each node with walls, [3 × touched nodes]. */
  readonly nodes: Uint32Array;
  readonly nodeFaces: Uint32Array;
}

/** The lists that are not empty: where each starts and ends, and what `more` says of it. */
function touched(
  { start }: { readonly start: Uint32Array },
  more: (list: number) => readonly number[],
): Uint32Array {
  const rows: number[] = [];
  for (let i = 0; i + 1 < start.length; i++) {
    if (start[i + 1] > start[i]) rows.push(start[i], start[i + 1], ...more(i));
  }
  return Uint32Array.from(rows);
}

/** Finds them. */
export function faceTopology(
  pattern: P1Pattern,
  { count, entries, edgeOf }: Edges,
  interfaceFaces: Int32Array,
  wallFaces: Int32Array,
): FaceTopology {
  const facesOf = (nodes: Int32Array, size: 3 | 6): Faces => ({
    size,
    nodes,
    scatter: faceScatter(pattern, nodes, size),
  });
  const interfaces = facesOf(interfaceFaces, 6), walls = facesOf(wallFaces, 3);
  const before = interfaceFaces.length / 6;
  const corners = Uint32Array.from([
    ...interfaceFaces.filter((_, i) => i % 6 < 3),
    ...wallFaces,
  ]);

  const onEdges = sortIntoLists(count, (put) => {
    for (const { size, nodes, scatter } of [interfaces, walls]) {
      const first = size === 6 ? 0 : before;
      for (let f = 0; size * f < nodes.length; f++) {
        for (let i = 0; i < size; i++) {
          for (let j = i + 1; j < size; j++) {
            const factor = i < 3 === j < 3 ? 0 : i % 3 === j % 3 ? 2 : 1;
            put(edgeOf[scatter[size * (size * f + i) + j]], 4 * (first + f) + factor);
          }
        }
      }
    }
  });
  const onNodes = sortIntoLists(
    pattern.rows,
    (put) => wallFaces.forEach((node, i) => put(node, before + Math.floor(i / 3))),
  );
  return {
    interfaces,
    walls,
    corners,
    edges: touched(onEdges, (edge) => [entries[2 * edge], entries[2 * edge + 1]]),
    edgeFaces: onEdges.items,
    nodes: touched(onNodes, (node) => [node]),
    nodeFaces: onNodes.items,
  };
}
