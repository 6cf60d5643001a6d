import { assertGreater, assertLess } from "@std/assert";
import { cylinder, edgeLengths, sphere, type TetMesh } from "../../mesh/mod.ts";
import { type ExactShape, exactSignal } from "../exact/mod.ts";
import { pgse, type PgseProtocol } from "../protocol/mod.ts";
import { simulateSignal } from "./mod.ts";

const D = 2;
const bValues = [300, 1500, 5000];

/** Errors of S/S0 at each measurement, and the mean edge length. */
function errors(mesh: TetMesh, shape: ExactShape, protocol: PgseProtocol) {
  const { signal, volume } = simulateSignal(mesh, { diffusivity: D }, protocol, {
    tolerance: 1e-8,
  });
  const exact = exactSignal(shape, D, protocol);
  const edges = edgeLengths(mesh);
  return {
    h: edges.reduce((sum, x) => sum + x, 0) / edges.length,
    errors: signal.real.data.map((s, i) => Math.abs(s / volume - exact[i])),
  };
}

interface Case {
  readonly shape: ExactShape;
  readonly directions: number[][];
  readonly mesh: (edgeLength: number) => TetMesh;
  readonly edgeLengths: number[];
  readonly smallest: number;
}

const radius = 3, height = 6;
const cases: Record<string, Case> = {
  sphere: {
    shape: { kind: "sphere", radius },
    directions: [[0, 0, 1], [1, 2, 3]],
    mesh: (edgeLength) => sphere({ radius, edgeLength }),
    edgeLengths: [1, 0.5, 1 / 3],
    smallest: 0.003,
  },
  cylinder: {
    shape: { kind: "cylinder", radius: 2, height },
    directions: [[1, 0, 0], [0, 0, 1], [1, 1, 1]],
    mesh: (edgeLength) => cylinder({ radius: 2, height, edgeLength }),
    edgeLengths: [0.8, 0.4, 0.4 * 2 / 3],
    smallest: 0.0015,
  },
};

for (
  const [name, { shape, directions, mesh, edgeLengths: sizes, smallest }] of Object.entries(cases)
) {
  Deno.test(`the signal of a ${name} converges to the exact one at order 2 in h`, () => {
    const protocol = pgse({ delta: 4, Delta: [7, 15], bValues, directions });
    const levels = sizes.map((size) => errors(mesh(size), shape, protocol));
    for (let level = 1; level < levels.length; level++) {
      const coarse = levels[level - 1], fine = levels[level];
      fine.errors.forEach((error, i) => {
        const order = Math.log(coarse.errors[i] / error) / Math.log(coarse.h / fine.h);
        assertGreater(order, 1.9, `measurement ${i} at h = ${fine.h}`);
      });
    }
    assertLess(Math.max(...levels[levels.length - 1].errors), smallest);
  });
}
