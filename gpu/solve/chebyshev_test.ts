import { assert, assertEquals, assertLess } from "@std/assert";
import { denseProduct, solveSmall } from "../../core/linalg/dense/mod.ts";
import { cylinder, sphere, type TetMesh } from "../../core/mesh/mod.ts";
import { spectralShift } from "../../core/spectral/mod.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, uploadBlock, withoutPadding } from "../block.ts";
import { randomNumbers } from "../dense/testing.ts";
import { chebyshevSolver, spectralBounds } from "./mod.ts";
import { densePencil, type TestSystem, testSystem, worstColumn } from "./testing.ts";

const meshes: readonly (readonly [string, TetMesh])[] = [
  ["sphere", sphere({ radius: 2, edgeLength: 0.8 })],
  ["cylinder", cylinder({ radius: 1, height: 6, edgeLength: 0.7 })],
];

/** Solutions with the dense matrix in double precision. */
function denseSolution(system: TestSystem, k: number, m: number, f: Float64Array, columns: number) {
  const x = f.slice();
  solveSmall(densePencil(system, k, m), x, system.space.nodes, columns);
  return x;
}

for (const [name, mesh] of meshes) {
  gpuTest(`(kK + mM)x = f on a ${name} to the tolerance asked for`, async (gpu) => {
    using system = testSystem(gpu, mesh, 1);
    const { space, pattern, pencil } = system, { stiffness, mass } = space.matrices;
    const n = space.nodes, columns = 5, shift = spectralShift(space);
    const f = randomNumbers(n * columns, 1);
    // Smooth right-hand sides are the hard ones: their solutions are near the lowest modes.
    for (let row = 0; row < n; row++) {
      f[row * columns] = Math.fround(1 / n);
      f[row * columns + 1] = Math.fround(mesh.points.data[3 * row + 2]);
    }
    using right = uploadBlock(gpu, "f", f, n, columns);
    using x = blockOf(gpu, "x", n, columns);
    for (const [k, m] of [[1, shift], [1, 1], [0.05, 1], [0, 1]]) {
      const bounds = spectralBounds(space.pattern, stiffness, mass, k, m);
      const exact = denseSolution(system, k, m, f, columns);
      for (const tolerance of [1e-3, 1e-6]) {
        using solver = chebyshevSolver(gpu, pattern, pencil, { k, m, bounds, tolerance });
        solver.solve(right, x);
        const [fromZero] = await gpu.read(x.array);
        // The tolerance is that of the norm of A; in the plain norm twice as much is allowed. The second column is what rounding
        // hurts most: it has next to nothing of the lowest mode, which the inverse enlarges by the condition number.
        const rounding = 4e-7 + 1e-9 * bounds.high / bounds.low;
        const first = worstColumn(withoutPadding(x, fromZero), exact, columns);
        assertLess(first, 2 * tolerance + rounding);
        solver.solve(right, x, { start: true });
        const [again] = await gpu.read(x.array);
        const error = worstColumn(withoutPadding(x, again), exact, columns);
        assertLess(error, 2 * tolerance ** 2 + rounding);
      }
    }
  });
}

gpuTest("the solution is a symmetric function of the right-hand side", async (gpu) => {
  using system = testSystem(gpu, meshes[1][1], 1);
  const { space, pattern, pencil } = system, { stiffness, mass } = space.matrices;
  const n = space.nodes, k = 1, m = 0.05, columns = 6;
  const bounds = spectralBounds(space.pattern, stiffness, mass, k, m);
  for (const tolerance of [0.3, 1e-2, 1e-5]) {
    using solver = chebyshevSolver(gpu, pattern, pencil, { k, m, bounds, tolerance });
    const f = randomNumbers(n * columns, 1);
    using right = uploadBlock(gpu, "f", f, n, columns);
    using x = blockOf(gpu, "x", n, columns);
    solver.solve(right, x);
    const [data] = await gpu.read(x.array), s = withoutPadding(x, data);
    const products = denseProduct(f, s, columns, n, columns, { transA: true });
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < i; j++) {
        const size = Math.sqrt(products[i * columns + i] * products[j * columns + j]);
        const skew = products[i * columns + j] - products[j * columns + i];
        assertLess(Math.abs(skew), 1e-6 * size);
      }
    }
  }
});

gpuTest("600 columns, one dispatch a step", async (gpu) => {
  using system = testSystem(gpu, meshes[0][1], 1);
  const { space, pattern, pencil } = system, { stiffness, mass } = space.matrices;
  const n = space.nodes, k = 0.3, m = 1, columns = 601;
  const bounds = spectralBounds(space.pattern, stiffness, mass, k, m);
  using solver = chebyshevSolver(gpu, pattern, pencil, { k, m, bounds, tolerance: 1e-6 });
  const f = randomNumbers(n * columns, 1);
  using right = uploadBlock(gpu, "f", f, n, columns);
  using x = blockOf(gpu, "x", n, columns);
  const before = gpu.counters.kernels.get("Chebyshev step")?.dispatches ?? 0;
  solver.solve(right, x);
  assertEquals(
    gpu.counters.kernels.get("Chebyshev step")!.dispatches - before,
    solver.iterations - 1,
  );
  const [data] = await gpu.read(x.array);
  const exact = denseSolution(system, k, m, f, columns);
  assertLess(worstColumn(withoutPadding(x, data), exact, columns), 2e-6);
  assert(solver.iterations < 60);
});
