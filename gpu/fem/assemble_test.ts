import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import type { P1Space } from "../../core/fem/mod.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { gpuSpace } from "./mod.ts";
import { exactSpace, testPieces } from "./testing.ts";

const PIECES = testPieces();

const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

const sumsOfRows = ({ pattern: { rows, rowStart }, matrices: { stiffness } }: P1Space) =>
  Array.from(
    { length: rows },
    (_, a) => stiffness.slice(rowStart[a], rowStart[a + 1]).reduce((sum, x) => sum + x, 0),
  );

for (const test of PIECES) {
  const { piece, points, coefficients, pattern } = test;
  gpuTest(`${test.name} is assembled as in double precision, and symmetric`, async (gpu) => {
    const core = exactSpace(test);
    using space = gpuSpace(gpu, piece, pattern);
    // A first assembly elsewhere must leave nothing behind.
    space.assemble(points.map((x) => 1.5 * x), coefficients);
    space.assemble(points, coefficients);
    const { stiffness, mass, moments, rowSums } = space.matrices;
    const got = await gpu.read(stiffness, mass, ...moments, rowSums);
    const exact = [core.matrices.stiffness, core.matrices.mass, ...core.matrices.moments];
    const entry = new Map<string, number>();
    for (let a = 0; a < pattern.rows; a++) {
      for (let e = pattern.rowStart[a]; e < pattern.rowStart[a + 1]; e++) {
        entry.set(`${a},${pattern.columnIndex[e]}`, e);
      }
    }
    exact.forEach((values, k) => {
      const tolerance = 2e-6 * largest(values);
      values.forEach((value, e) => assertAlmostEquals(got[k][e], value, tolerance));
      for (const [pair, e] of entry) {
        const mirrored = entry.get(pair.split(",").reverse().join(","));
        assertEquals(got[k][e], got[k][mirrored!]);
      }
    });
    const sums = sumsOfRows(core), most = largest(sums);
    sums.forEach((value, a) =>
      assertAlmostEquals(got[5][a], value, 2e-6 * most + 1e-14 * largest(exact[0]))
    );
  });
}

gpuTest("a mesh far from the origin is assembled no worse", async (gpu) => {
  const test = PIECES[2], far = test.points.map((x) => x + 1000);
  const core = exactSpace({ ...test, points: far });
  using space = gpuSpace(gpu, test.piece, test.pattern);
  space.assemble(far, test.coefficients);
  const [stiffness] = await gpu.read(space.matrices.stiffness);
  const exact = core.matrices.stiffness, most = largest(exact);
  exact.forEach((value, e) => assertLess(Math.abs(stiffness[e] - value) / most, 2e-6));
});
