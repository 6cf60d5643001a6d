/**
 * Splits layers of triangular prisms into tetrahedra that fit together.
 *
 * @module
 */

/**
 * Splits each prism between two copies of a triangulation into three tetrahedra.
 *
 * The prism over triangle (u, v, w), sorted by colour, holds (u, v, w, w'), (u, v, v', w'), (u, u', v', w') where ' is the upper
 * copy: on each side face the diagonal goes from the lower node of the lower colour up, so prisms side by side agree. Every
 * other layer is mirrored, which leaves no preferred direction.
 *
 * @param triangles Three nodes per triangle, [3 × triangles].
 * @param colours The colour of each node, [nodes]; neighbours differ.
 * @param layers How many layers.
 * @param nodeOf The mesh's node at a level (0 to layers) over a node of the triangulation.
 * @returns Node indices, [4 × 3 × triangles × layers], of either orientation.
 */
export function splitPrisms(
  triangles: Int32Array,
  colours: Uint8Array,
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
      const [u, v, w] = byColour(triangles, colours, t);
      const lower = [nodeOf(low, u), nodeOf(low, v), nodeOf(low, w)];
      const upper = [nodeOf(high, u), nodeOf(high, v), nodeOf(high, w)];
      for (let k = 0; k < 3; k++) {
        for (let i = 0; i < 3 - k; i++) tets[next++] = lower[i];
        for (let i = 2 - k; i < 3; i++) tets[next++] = upper[i];
      }
    }
  }
  return tets;
}

function byColour(triangles: Int32Array, colours: Uint8Array, t: number): [number, number, number] {
  const sorted: [number, number, number] = [0, 0, 0];
  for (let k = t; k < t + 3; k++) sorted[colours[triangles[k]]] = triangles[k];
  return sorted;
}
