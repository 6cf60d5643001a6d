import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { columnsOf, denseProduct } from "../../core/linalg/dense/mod.ts";
import { box, cylinder, sphere, type TetMesh } from "../../core/mesh/mod.ts";
import { atGap, denseSolver, type SpectralBasis, spectralShift } from "../../core/spectral/mod.ts";
import { gram, sparseTimes } from "../../testing/p1_system.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, uploadBlock, withoutPadding } from "../block.ts";
import type { Gpu } from "../device.ts";
import { randomNumbers } from "../dense/testing.ts";
import { deflatedSolver, spectralBounds } from "./mod.ts";
import { type TestSystem, testSystem, worstColumn } from "./testing.ts";

/** Symmetric ones, with clusters of equal eigenvalues, among them. */
const meshes: readonly (readonly [string, TetMesh, number])[] = [
  ["sphere", sphere({ radius: 2, edgeLength: 0.7 }), 24],
  ["cylinder", cylinder({ radius: 1, height: 6, edgeLength: 0.6 }), 17],
  ["cube", box({ size: [2, 2, 2], edgeLength: 0.4 }), 20],
];

/** The modes of a system, cut at gaps: those kept and those known beyond. */
function modesOf({ space }: TestSystem, most: number) {
  const shift = spectralShift(space);
  const all = denseSolver(space, most + 12, shift)();
  const known = atGap(all.eigenvalues, all.next, most + 12),
    n = atGap(all.eigenvalues, all.next, most);
  return { all, n, known, basis: all.lowest(n), shift };
}

/** (J_x + J_z)P C for a random C, less its share along the modes: what the gradient solves for. */
function turning({ space }: TestSystem, { vectors, modes }: SpectralBasis): Float64Array {
  const { moments: [jx, , jz], mass } = space.matrices, n = space.nodes;
  const sum = sparseTimes(space, jx.map((value, e) => value + jz[e]), vectors);
  const f = denseProduct(sum, randomNumbers(modes * modes, 7), n, modes, modes);
  const along = gram(n, vectors, f), mp = sparseTimes(space, mass, vectors);
  const share = denseProduct(mp, along, n, modes, modes);
  return f.map((value, e) => value - share[e]);
}

/** The solver of a system's complement, with or without the modes beyond. */
function solverOf(
  gpu: Gpu,
  system: TestSystem,
  { all, n, known, shift }: ReturnType<typeof modesOf>,
  guarded: boolean,
  tolerance: number,
) {
  const { space, pattern, pencil } = system, { stiffness, mass } = space.matrices;
  const blockOfModes = (from: number, to: number) => ({
    eigenvalues: all.eigenvalues.slice(from, to),
    next: to < all.modes ? all.eigenvalues[to] : all.next,
    block: uploadBlock(
      gpu,
      "modes",
      columnsOf(all.vectors, all.modes, from, to),
      space.nodes,
      to - from,
    ),
  });
  const modes = blockOfModes(0, n), guards = blockOfModes(n, known);
  const solver = deflatedSolver(gpu, pattern, pencil, {
    modes,
    ...(guarded ? { guards } : {}),
    m: shift,
    bounds: spectralBounds(space.pattern, stiffness, mass, 1, shift),
    tolerance,
  });
  modes.block[Symbol.dispose]();
  guards.block[Symbol.dispose]();
  return solver;
}

for (const [name, mesh, most] of meshes) {
  gpuTest(`the complement of the modes of a ${name}, as in double precision`, async (gpu) => {
    using system = testSystem(gpu, mesh, most + 12);
    const found = modesOf(system, most), { basis, n } = found, { nodes } = system.space;
    const f = turning(system, basis), exact = basis.complement(f);
    using right = uploadBlock(gpu, "f", f, nodes, n);
    using w = blockOf(gpu, "w", nodes, n);
    using left = gpu.array("residuals", n);
    for (const guarded of [true, false]) {
      for (const tolerance of [1e-2, 1e-5]) {
        using solver = solverOf(gpu, system, found, guarded, tolerance);
        const { readBacks } = gpu.counters;
        solver.solve(right, basis.eigenvalues, w, left);
        assertEquals(gpu.counters.readBacks, readBacks);
        const [data, residuals] = await gpu.read(w.array, left);
        const x = withoutPadding(w, data);
        assert(residuals.every((value) => value <= tolerance));
        assertLess(worstColumn(x, exact, n), tolerance);
        // M-orthogonal to the modes, up to single precision.
        const mx = sparseTimes(system.space, system.space.matrices.mass, x);
        const along = gram(nodes, basis.vectors, mx), size = gram(nodes, x, mx);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            assertLess(Math.abs(along[i * n + j]), 1e-6 * Math.sqrt(size[j * n + j]));
          }
        }
      }
    }
  });
}

gpuTest("static responses on the complement, and a right-hand side of zero", async (gpu) => {
  const [, mesh, most] = meshes[0];
  using system = testSystem(gpu, mesh, most + 12);
  const found = modesOf(system, most), { basis, n, shift } = found, { nodes } = system.space;
  const columns = 5, f = turning(system, basis);
  const some = columnsOf(f, n, 0, columns);
  for (let row = 0; row < nodes; row++) some[row * columns + 2] = 0;
  const exact = basis.respond(some, columns);
  using solver = solverOf(gpu, system, found, true, 1e-6);
  using right = uploadBlock(gpu, "f", some, nodes, columns);
  using x = blockOf(gpu, "x", nodes, columns);
  using left = gpu.array("residuals", columns);
  solver.solve(right, new Float64Array(columns).fill(-shift), x, left);
  const [data, residuals] = await gpu.read(x.array, left);
  const response = withoutPadding(x, data);
  for (let j = 0; j < columns; j++) {
    const column = columnsOf(response, columns, j, j + 1);
    if (j === 2) assert(column.every((value) => value === 0));
    else assertLess(worstColumn(column, columnsOf(exact, columns, j, j + 1), 1), 2e-6);
  }
  assertEquals(residuals[2], 0);
});

gpuTest("the share of the modes in a right-hand side is left out", async (gpu) => {
  const [, mesh, most] = meshes[1];
  using system = testSystem(gpu, mesh, most + 12);
  const found = modesOf(system, most), { basis, n } = found, { nodes } = system.space;
  const f = randomNumbers(nodes * n, 3);
  using solver = solverOf(gpu, system, found, true, 1e-5);
  using right = uploadBlock(gpu, "f", f, nodes, n);
  using x = blockOf(gpu, "x", nodes, n);
  solver.solve(right, basis.eigenvalues, x);
  const [data] = await gpu.read(x.array);
  assertLess(worstColumn(withoutPadding(x, data), basis.complement(f), n), 1e-5);
});

gpuTest("guards that are modes to 1e-3 do not spoil the solution", async (gpu) => {
  const [, mesh, most] = meshes[0], angle = 1e-3;
  using system = testSystem(gpu, mesh, 2 * most);
  const { space, pattern, pencil } = system, { nodes, matrices: { stiffness, mass } } = space;
  const { basis, n, known, shift } = modesOf(system, most), count = known - n;
  const { vectors, eigenvalues } = basis.lowest(known + count), f = turning(system, basis);
  // Each turned towards a mode beyond; they stay orthonormal, and their Ritz values follow.
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const turned = Float64Array.from({ length: nodes * count }, (_, e) => {
    const at = Math.floor(e / count) * (known + count) + e % count;
    return c * vectors[at + n] + s * vectors[at + known];
  });
  const values = Float64Array.from(
    { length: count },
    (_, j) => c * c * eigenvalues[n + j] + s * s * eigenvalues[known + j],
  );
  using modes = uploadBlock(gpu, "modes", basis.vectors, nodes, n);
  using guards = uploadBlock(gpu, "guards", turned, nodes, count);
  using right = uploadBlock(gpu, "f", f, nodes, n);
  using x = blockOf(gpu, "x", nodes, n);
  const exact = basis.complement(f);
  // A guard g and the h it is turned to couple: a round leaves angle·(λ_h − λ_g)/√((λ_g − s)(λ_h − s)) of an error, here 5e-3.
  for (const [rounds, tolerance] of [[1, 1e-2], [2, 5e-5], [3, 5e-6]]) {
    using solver = deflatedSolver(gpu, pattern, pencil, {
      modes: { eigenvalues: basis.eigenvalues, block: modes },
      guards: { eigenvalues: values, next: eigenvalues[known], block: guards },
      m: shift,
      bounds: spectralBounds(space.pattern, stiffness, mass, 1, shift),
      tolerance: 1e-6,
      rounds,
    });
    solver.solve(right, basis.eigenvalues, x);
    const [data] = await gpu.read(x.array);
    const error = worstColumn(withoutPadding(x, data), exact, n);
    assertLess(error, tolerance);
    if (rounds === 1) assertGreater(error, 1e-3);
  }
});

gpuTest("a shift beyond the known modes is refused", (gpu) => {
  const [, mesh, most] = meshes[1];
  using system = testSystem(gpu, mesh, most + 12);
  const found = modesOf(system, most), { nodes } = system.space;
  using solver = solverOf(gpu, system, found, false, 1e-5);
  using f = blockOf(gpu, "f", nodes, 1);
  using x = blockOf(gpu, "x", nodes, 1);
  assertThrows(
    () => solver.solve(f, Float64Array.of(1e4), x),
    RangeError,
    "Cannot solve with the shift 10000, which is not below the first eigenvalue left",
  );
});
