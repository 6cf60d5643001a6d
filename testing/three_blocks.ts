/**
 * A small tissue with everything a backend must get right: two compartments that exchange through a wall, and a third apart that is in
 * two places.
 *
 * @module
 */
import type { Tissue } from "../core/diffusion/tissue/mod.ts";
import { box, type TetMesh, tetMesh } from "../core/mesh/mod.ts";

/** How far the copies of the block lie apart, µm. */
const SHIFTS = [0, 10, 25] as const;

/** The mesh: a block of compartments 1 and 4, and two of compartment 7. */
export function threeBlocks(): TetMesh {
  const block = box({ size: [3, 2, 4], edgeLength: 1.5 }), nodes = block.points.shape[0];
  const count = block.tets.length / 4;
  const points = SHIFTS.flatMap((shift) =>
    Array.from(block.points.data, (x, i) => i % 3 === 0 ? x * (1 + 0.02 * shift) + shift : x)
  );
  const compartments = SHIFTS.flatMap((shift) =>
    Array.from({ length: count }, (_, t) => {
      if (shift > 0) return 7;
      let z = 0;
      for (let k = 0; k < 4; k++) z += block.points.data[3 * block.tets[4 * t + k] + 2];
      return z > 0 ? 4 : 1;
    })
  );
  return tetMesh({
    points: Float64Array.from(points),
    tets: Int32Array.from(
      SHIFTS.flatMap((_, copy) => Array.from(block.tets, (node) => node + copy * nodes)),
    ),
    compartments: Int32Array.from(compartments),
  });
}

/** Its tissue. */
export const threeBlockTissue: Tissue = {
  compartments: [
    { diffusivity: 2, T2: 80, spinDensity: 1 },
    { diffusivity: 1.2, T2: 60, spinDensity: 0.7 },
    { diffusivity: 1.7, T2: 50, spinDensity: 0.9 },
  ],
  interfaces: [{ between: [1, 4], permeability: 0.05 }],
};
