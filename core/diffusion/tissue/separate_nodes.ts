/**
 * Gives each compartment of a mesh its own nodes.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";

/** A mesh taken apart at its interfaces. */
export interface SeparateNodes {
  /** Whether every node served one compartment, all compartments are kept and their ids are their indices. */
  readonly unchanged: boolean;
  /** Node positions, [3 × nodes], µm. */
  readonly points: Float64Array;
  /** Four nodes per tetrahedron that is kept. */
  readonly tets: Int32Array;
  /** Compartment index of each tetrahedron that is kept. */
  readonly compartments: Int32Array;
  /** The node of the mesh as given behind each node, [nodes]. */
  readonly original: Int32Array;
  /** The node that serves a compartment, given by its id, at the place of a node of the mesh as given. */
  readonly copyOf: (node: number, id: number) => number;
}

/**
 * Duplicates nodes that serve several compartments and leaves out compartments that are not wanted. Nodes keep their order;
 * further copies come after them.
 *
 * @param mesh The mesh.
 * @param indexOf The index of each compartment id to keep.
 * @returns The parts of the new mesh.
 */
export function separateNodes(
  mesh: TetMesh,
  indexOf: ReadonlyMap<number, number>,
): SeparateNodes {
  const { tets, compartments: ids, points: { shape: [count], data } } = mesh;
  const firstId = new Int32Array(count).fill(-1);
  const further: { node: number; id: number }[] = [], seen = new Set<string>();
  for (let i = 0; i < tets.length; i++) {
    const node = tets[i], id = ids[i >> 2];
    if (!indexOf.has(id) || firstId[node] === id) continue;
    if (firstId[node] < 0) firstId[node] = id;
    else if (!seen.has(`${node},${id}`)) {
      seen.add(`${node},${id}`);
      further.push({ node, id });
    }
  }
  const kept: number[] = [], firstCopy = new Int32Array(count);
  firstId.forEach((id, node) => {
    if (id >= 0) firstCopy[node] = kept.push(node) - 1;
  });
  const laterCopy = new Map<string, number>();
  further.forEach(({ node, id }, k) => laterCopy.set(`${node},${id}`, kept.length + k));
  const original = Int32Array.from([...kept, ...further.map(({ node }) => node)]);
  const copyOf = (node: number, id: number) =>
    firstId[node] === id ? firstCopy[node] : laterCopy.get(`${node},${id}`) ?? -1;

  const points = new Float64Array(3 * original.length);
  original.forEach((node, k) => points.set(data.subarray(3 * node, 3 * node + 3), 3 * k));
  const corners: number[] = [], compartments: number[] = [];
  let renamed = false;
  ids.forEach((id, t) => {
    const index = indexOf.get(id);
    if (index === undefined) return;
    renamed ||= index !== id;
    compartments.push(index);
    for (let k = 0; k < 4; k++) corners.push(copyOf(tets[4 * t + k], id));
  });
  return {
    unchanged: further.length === 0 && kept.length === count && !renamed &&
      compartments.length === ids.length,
    points,
    tets: Int32Array.from(corners),
    compartments: Int32Array.from(compartments),
    original,
    copyOf,
  };
}
