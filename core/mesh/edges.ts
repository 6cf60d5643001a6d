/**
 * The edges of a mesh, each once.
 *
 * @module
 */
import type { TetMesh } from "./tet_mesh.ts";

/**
 * Lists the edges of the tetrahedra.
 *
 * @param tets Node indices, [4 × tets].
 * @returns Two node indices per edge, the lower first, [2 × edges], in the order they first occur.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { uniqueEdges } from "@torrey/torrey";
 *
 * assertEquals([...uniqueEdges(Int32Array.of(2, 0, 1, 3))], [0, 2, 1, 2, 2, 3, 0, 1, 0, 3, 1, 3]);
 * ```
 */
export function uniqueEdges(tets: Int32Array): Int32Array {
  const candidates = (6 * tets.length) / 4;
  const mask = 2 ** Math.ceil(Math.log2(candidates + 1)) - 1;
  // At most 6 edges a tetrahedron, and mostly far fewer: the table is probed linearly.
  const table = new Int32Array(2 * (mask + 1)).fill(-1);
  const slots = 2 * mask + 1;
  const found = new Int32Array(2 * candidates);
  let count = 0;
  for (let t = 0; t < tets.length; t += 4) {
    for (let i = t; i < t + 3; i++) {
      for (let j = i + 1; j < t + 4; j++) {
        const low = Math.min(tets[i], tets[j]), high = Math.max(tets[i], tets[j]);
        let slot = Math.imul(Math.imul(low, 0x9e3779b1) + high, 0x85ebca6b);
        slot = (slot ^ (slot >>> 15)) & slots;
        let edge = table[slot];
        while (edge >= 0 && (found[2 * edge] !== low || found[2 * edge + 1] !== high)) {
          slot = (slot + 1) & slots;
          edge = table[slot];
        }
        if (edge >= 0) continue;
        table[slot] = count;
        found[2 * count] = low;
        found[2 * count + 1] = high;
        count++;
      }
    }
  }
  return found.slice(0, 2 * count);
}

/**
 * Computes the length of every edge.
 *
 * @param mesh The mesh.
 * @returns The lengths in the order of {@linkcode uniqueEdges}, µm.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { box, edgeLengths } from "@torrey/torrey";
 *
 * const lengths = edgeLengths(box({ size: [1, 1, 1], edgeLength: 1 }));
 * assertEquals(lengths.filter((length) => length === 1).length, 12);
 * ```
 */
export function edgeLengths(mesh: TetMesh): Float64Array {
  const p = mesh.points.data;
  const edges = uniqueEdges(mesh.tets);
  const lengths = new Float64Array(edges.length / 2);
  for (let e = 0; e < lengths.length; e++) {
    const a = 3 * edges[2 * e], b = 3 * edges[2 * e + 1];
    lengths[e] = Math.hypot(p[a] - p[b], p[a + 1] - p[b + 1], p[a + 2] - p[b + 2]);
  }
  return lengths;
}
