import { assertEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import type { BasisSize } from "../../core/diffusion/matrix_formalism/mod.ts";
import { pgse } from "../../core/diffusion/protocol/mod.ts";
import type { Tissue } from "../../core/diffusion/tissue/mod.ts";
import { sphere, type TetMesh } from "../../core/mesh/mod.ts";
import {
  assertClose,
  bentAxon,
  differenceOf,
  firstPiece,
  twoCells,
  twoTissues,
} from "./testing.ts";

const protocol = pgse({
  delta: 3,
  Delta: 8,
  bValues: [0, 500, 4000],
  directions: [[1, 0.3, -0.2], [0, 0.6, 0.8]],
});
const ball = sphere({ radius: 3, edgeLength: 1 }), water = { diffusivity: 2 };
const cases: Record<string, readonly [TetMesh, Tissue, BasisSize]> = {
  "a ball, modes alone": [ball, water, { modes: 19, corrected: 0 }],
  "a ball with corrections": [ball, water, { modes: 9, corrected: 4 }],
  "a bent axon, modes alone": [bentAxon, water, { modes: 20, corrected: 0 }],
  "a bent axon with corrections": [bentAxon, water, { modes: 14, corrected: 10 }],
  "two cells that exchange, modes alone": [twoCells, twoTissues, { modes: 20, corrected: 0 }],
  "two cells that exchange with corrections": [twoCells, twoTissues, { modes: 12, corrected: 12 }],
};

for (const [name, [mesh, tissue, size]] of Object.entries(cases)) {
  gpuTest(`${name}: signal and gradient are those of double precision`, async (gpu) => {
    const found = await differenceOf(gpu, firstPiece(mesh, tissue, protocol), size);
    assertClose(found);
    // The signal, the cotangents of the reduced system, the gradient; the static responses where there are corrections.
    assertEquals(found.readBacks, size.corrected > 0 ? 4 : 3);
  });
}
