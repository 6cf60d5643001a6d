import {
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertThrows,
} from "@std/assert";
import { assembledSpace, gram, largest, sparseTimes } from "../../testing/p1_system.ts";
import { InputError } from "../input_error.ts";
import { box, sphere, tetMesh } from "../mesh/mod.ts";
import { laplaceEigenmodes } from "./mod.ts";

Deno.test("laplaceEigenmodes returns whole clusters of orthonormal modes, for small and large meshes", () => {
  for (const edgeLength of [1, 0.4]) {
    const mesh = sphere({ radius: 2, edgeLength }), nodes = mesh.points.shape[0];
    const counts = new Set<number>();
    for (let modes = 1; modes <= 16; modes++) {
      const { eigenvalues, vectors, residuals } = laplaceEigenmodes(mesh, {
        modes,
        diffusivity: 2,
      });
      const n = eigenvalues.length;
      counts.add(n);
      assertEquals([vectors.shape, residuals.length], [[nodes, n], n]);
      assertGreater(n, modes - 1);
      const space = assembledSpace(mesh, n, 2);
      const mass = sparseTimes(space, space.matrices.mass, vectors.data);
      const identity = gram(nodes, vectors.data, mass).map((x, e) => x - (e % (n + 1) ? 0 : 1));
      assertLess(largest(identity), 1e-13);
      assertLess(Math.max(...residuals), 1e-8 * eigenvalues[n - 1] + 1e-11);
    }
    // The mesh has the symmetry of its generator: some modes come in equal pairs or triplets, never cut.
    assertLess(counts.size, 16);
    const { eigenvalues } = laplaceEigenmodes(mesh, { modes: 30 });
    for (const n of counts) {
      assertGreater(eigenvalues[n] - eigenvalues[n - 1], 1e-6 * eigenvalues[n]);
    }
  }
});

Deno.test("laplaceEigenmodes scales with the diffusivity and counts a zero for each piece", () => {
  const a = box({ size: [2, 1.5, 1.2], edgeLength: 0.5 }), nodes = a.points.shape[0];
  const mesh = tetMesh({
    points: Float64Array.of(...a.points.data, ...a.points.data.map((x) => x + 5)),
    tets: Int32Array.of(...a.tets, ...a.tets.map((node) => node + nodes)),
  });
  const once = laplaceEigenmodes(a, { modes: 4 }).eigenvalues;
  const twice = laplaceEigenmodes(mesh, { modes: 7, diffusivity: 3 }).eigenvalues;
  assertEquals(twice.length, 8);
  twice.forEach((value, j) => assertAlmostEquals(value, 3 * once[j >> 1], 1e-11));
  assertEquals(laplaceEigenmodes(mesh, { modes: 1 }).eigenvalues.length, 2);
});

Deno.test("laplaceEigenmodes refuses impossible numbers", () => {
  const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 }), nodes = mesh.points.shape[0];
  for (const modes of [0, 1.5, NaN, nodes + 1]) {
    const message = `Asked for ${modes} modes but a mesh of ${nodes} nodes has 1 to ${nodes}`;
    assertThrows(() => laplaceEigenmodes(mesh, { modes }), InputError, message);
  }
  for (const diffusivity of [0, -1, NaN, Infinity]) {
    const message = `The diffusivity is ${diffusivity} but must be a positive number`;
    assertThrows(() => laplaceEigenmodes(mesh, { modes: 1, diffusivity }), InputError, message);
  }
  assertEquals(laplaceEigenmodes(mesh, { modes: nodes }).eigenvalues.length, nodes);
});
