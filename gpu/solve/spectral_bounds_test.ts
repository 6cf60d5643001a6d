import { assertAlmostEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { denseGeneralisedEigen } from "../../core/linalg/dense/mod.ts";
import { cylinder, sphere } from "../../core/mesh/mod.ts";
import { spectralShift } from "../../core/spectral/mod.ts";
import { assembledSpace } from "../../testing/p1_system.ts";
import { spectralBounds } from "./mod.ts";
import { densePencil } from "./testing.ts";

const meshes = [
  sphere({ radius: 2, edgeLength: 0.8 }),
  cylinder({ radius: 1, height: 6, edgeLength: 0.7 }),
];

Deno.test("spectral bounds enclose the spectrum, closely", () => {
  for (const mesh of meshes) {
    const space = assembledSpace(mesh, 1, 2), { stiffness, mass } = space.matrices;
    const shift = spectralShift(space), n = space.nodes;
    for (const [k, m] of [[1, shift], [1, 1], [0.01, 1], [0, 1], [3, 0.2]]) {
      const { low, high, diagonal, massRatio } = spectralBounds(
        space.pattern,
        stiffness,
        mass,
        k,
        m,
      );
      const a = densePencil({ space }, k, m), d = new Float64Array(n * n);
      for (let row = 0; row < n; row++) {
        assertAlmostEquals(diagonal[row], a[row * n + row], 1e-14);
        d[row * n + row] = diagonal[row];
      }
      const sum = (numbers: Float64Array) => numbers.reduce((total, value) => total + value, 0);
      assertAlmostEquals(massRatio, sum(mass) / sum(diagonal), 1e-12);
      const { values } = denseGeneralisedEigen(a, d, n);
      // For the mass alone 1/2 is the lowest eigenvalue itself.
      assertLess(low, values[0] * (1 + 1e-12));
      assertGreater(low, 0.8 * values[0]);
      assertGreater(high, values[n - 1]);
      assertLess(high, 1.06 * values[n - 1]);
    }
  }
});

Deno.test("spectral bounds refuse a diagonal that is not positive", () => {
  const space = assembledSpace(meshes[0], 1, 2), { stiffness, mass } = space.matrices;
  assertThrows(
    () => spectralBounds(space.pattern, stiffness, mass, -1, 0),
    RangeError,
    "Cannot bound the spectrum: entry 0 of the diagonal is -",
  );
});
