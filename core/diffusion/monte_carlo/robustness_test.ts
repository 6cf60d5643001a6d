import { assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { box, cylinder, sphere, type TetMesh, tetMesh } from "../../mesh/mod.ts";
import { walk, WALK_WINDOW } from "../../../wasm/mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { compartmentSizes } from "./time_step.ts";
import { walkGeometry } from "./walk_mesh.ts";

const meshes: readonly TetMesh[] = [
  sphere({ radius: 1, edgeLength: 0.5 }),
  box({ size: [1, 1, 1], edgeLength: 0.6 }),
  cylinder({ radius: 0.5, height: 2, edgeLength: 0.4 }),
];

Deno.test("no walker leaves its tetrahedron, in needles and slivers, far from the origin too", () => {
  fc.assert(
    fc.property(
      fc.nat(meshes.length - 1),
      fc.array(fc.double({ min: -4, max: 0, noNaN: true }), { minLength: 3, maxLength: 3 }),
      fc.double({ min: -2, max: 0.5, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.nat(1e9),
      (m, exponents, step, shift, seed) => {
        const { points, tets } = meshes[m], scales = exponents.map((e) => 10 ** e);
        const mesh = tetMesh({
          points: points.data.map((x, i) => shift + scales[i % 3] * x),
          tets,
        });
        const tissue = { diffusivity: 1 }, separated = tissueMesh(mesh, tissue);
        const geometry = walkGeometry(separated, tissueCoefficients(separated, tissue));
        const moved = walk(geometry.mesh, {
          walkers: 32,
          profiles: 0,
          decays: 0,
          steps: WALK_WINDOW,
          entries: 0,
          readout: { encodings: 1, amplitudes: 1, coefficients: 3 },
        });
        // Up to three times the longest that is allowed.
        const sigma = 10 ** step * compartmentSizes(geometry)[0];
        moved.stage.spreads.set([sigma, 0, sigma, 0, 0, sigma]);
        moved.start(seed, 0, 32);
        assertEquals(moved.run(0, WALK_WINDOW), 0);
        const { places, tets: inside } = moved.walkers, { planes } = geometry.mesh;
        for (let i = 0; i < 32; i++) {
          for (let k = 0; k < 4; k++) {
            const at = 16 * inside[i] + k;
            const beyond = planes[at] * places[3 * i] + planes[at + 4] * places[3 * i + 1] +
              planes[at + 8] * places[3 * i + 2] - planes[at + 12];
            assertLess(beyond, 1e-13 * (1 + shift));
          }
        }
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});
