import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { box, cylinder, sphere, type TetMesh, totalVolume } from "../../core/mesh/mod.ts";
import { denseSolver } from "../../core/spectral/mod.ts";
import { assembledSpace } from "../../testing/p1_system.ts";
import { countedEigenvalue, matrixScales, weylEigenvalue } from "./count_modes.ts";
import { randomColumns } from "./random_columns.ts";

const meshes: Record<string, TetMesh> = {
  ball: sphere({ radius: 2, edgeLength: 0.55 }),
  rod: cylinder({ radius: 1, height: 8, edgeLength: 0.55 }),
  plate: box({ size: [5, 5, 0.6], edgeLength: 0.4 }),
};

for (const [name, mesh] of Object.entries(meshes)) {
  Deno.test(`Weyl's law from the matrices is right to a factor of 2 for a ${name}`, () => {
    const space = assembledSpace(mesh, 80, 2), scales = matrixScales(space);
    const { eigenvalues } = denseSolver(space, 80, 0.01)();
    for (const n of [20, 40, 80]) {
      const ratio = weylEigenvalue(scales, n) / eigenvalues[n - 1];
      assertGreater(ratio, 0.5);
      assertLess(ratio, 2);
    }
    const volume = scales.volumes.reduce((sum, value) => sum + value, 0);
    assertAlmostEquals(volume, totalVolume(mesh), 1e-12 * volume);
  });

  Deno.test(`random columns count the modes of a ${name}`, () => {
    const columns = 64, nodes = mesh.points.shape[0];
    const space = assembledSpace(mesh, nodes, 2), scales = matrixScales(space);
    const all = denseSolver(space, nodes, 0.01)();
    const start = randomColumns(scales.volumes, columns, 5);
    // With all modes as the basis the coefficients are those of the start itself, PᵀMz, scaled as an orthonormal start has them.
    const { rowStart, columnIndex } = space.pattern, { mass } = space.matrices;
    const coefficients = new Float64Array(columns * nodes);
    let square = 0;
    for (let a = 0; a < nodes; a++) {
      for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
        for (let c = 0; c < columns; c++) {
          const mz = mass[e] * start[columnIndex[e] * columns + c];
          square += mz * start[a * columns + c] / columns;
          for (let j = 0; j < nodes; j++) {
            coefficients[c * nodes + j] += all.vectors[a * nodes + j] * mz;
          }
        }
      }
    }
    assertAlmostEquals(square, scales.trace, 0.03 * scales.trace);
    const vectors = coefficients.map((value) => value / Math.sqrt(scales.trace));
    const ritz = { order: columns, values: all.eigenvalues, vectors };
    for (const n of [10, 20]) {
      const found = countedEigenvalue(ritz, columns, scales.trace, n);
      const below = all.eigenvalues.filter((value) => value <= found).length;
      // Three deviations of 64 samples; modes that are less smooth on the mesh count for a little less than one.
      const deviation = Math.sqrt(2 * n / columns);
      assertGreater(below, n - 3 * deviation);
      assertLess(below, 1.1 * n + 3 * deviation);
    }
  });
}

Deno.test("random columns are the same every time, others for another seed, of variance 1/v", () => {
  const volumes = new Float64Array(5000).map((_, i) => i < 2500 ? 4 : 0.25);
  const x = randomColumns(volumes, 3, 1);
  assertEquals(x, randomColumns(volumes, 3, 1));
  const y = randomColumns(volumes, 3, 2);
  const dot = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const half = x.subarray(0, 7500), rest = x.subarray(7500);
  assertAlmostEquals(dot(half, half) / 7500, 0.25, 0.01);
  assertAlmostEquals(dot(rest, rest) / 7500, 4, 0.16);
  assertLess(Math.abs(dot(x, y)) / Math.sqrt(dot(x, x) * dot(y, y)), 0.03);
});
