/**
 * Splits layers of triangular prisms into tetrahedra that fit together.
 *
 * @module
 */

/**
 * Splits each prism between two copies of a triangulation into three tetrahedra.
 *
 * The prism over triangle (u, v, w), sorted by rank, holds (u, v, w, w'), (u, v, v', w'), (u, u', v', w') where ' is the upper
 * copy: on each side face the diagonal goes from the lower node of the lower rank up, so prisms side by side agree. Every
 * other layer is mirrored, which leaves no preferred direction.
 *
 * @param triangles Three nodes per triangle, [3 × triangles].
 * @param ranks A number for each node, [nodes], such as its colour or its index; neighbours differ.
 * @param layers How many layers.
 * @param nodeOf The mesh's node at a level (0 to layers) over a node of the triangulation.
 * @returns Node indices, [4 × 3 × triangles × layers], of either orientation, layer by layer.
 */
export function splitPrisms(
  triangles: Int32Array,
  ranks: ArrayLike<number>,
  layers: number,
  nodeOf: (level: number, node: number) => number,
): Int32Array {
  const tets = new Int32Array(4 * triangles.length * layers);
  let next = 0;
  for (let layer = 0; layer < layers; layer++) {
    const mirrored = layer % 2 === 1;
    const low = mirrored ? layer + 1 : layer;
    const high = mirrored ? layer : layer + 1;
    for (let t = 0; t < triangles.length; t += 3) {
      const sorted = [triangles[t], triangles[t + 1], triangles[t + 2]];
      sorted.sort((a, b) => ranks[a] - ranks[b]);
      const lower = sorted.map((node) => nodeOf(low, node));
      const upper = sorted.map((node) => nodeOf(high, node));
      for (let k = 0; k < 3; k++) {
        for (let i = 0; i < 3 - k; i++) tets[next++] = lower[i];
        for (let i = 2 - k; i < 3; i++) tets[next++] = upper[i];
      }
    }
  }
  return tets;
}
