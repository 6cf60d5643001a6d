import { assertEquals, assertLess } from "@std/assert";
import { sphere } from "../../core/mesh/mod.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { gram, largest, sparseTimes } from "../../testing/p1_system.ts";
import { blockOf, withoutPadding } from "../block.ts";
import { largestDifference } from "../dense/testing.ts";
import { poisonedBlock, randomSingles } from "../sparse/testing.ts";
import { krylovBasis } from "./krylov_basis.ts";
import { assembledTissue } from "./testing.ts";

const mesh = sphere({ radius: 2, edgeLength: 0.8 }), tissue = { diffusivity: 2, T2: 30 };

for (const room of [1000, 8]) {
  gpuTest(
    `a Krylov basis in arrays of ${room} columns is M-orthonormal, projects K and M, and combines`,
    async (gpu) => {
      using system = assembledTissue(gpu, mesh, tissue, 8);
      const { core, space } = system, { nodes } = core, { stiffness, mass } = core.matrices;
      const pencil = { pattern: space.pattern, matrices: space.matrices };
      using basis = krylovBasis(gpu, pencil, 19, room);
      for (const [columns, seed] of [[8, 1], [6, 2], [5, 3]]) {
        using z = poisonedBlock(gpu, randomSingles(nodes * columns, seed), nodes, columns);
        basis.extend(z);
      }
      assertEquals(basis.columns(), 19);
      const identity = Float64Array.from({ length: 19 * 19 }, (_, e) => e % 20 === 0 ? 1 : 0);
      using all = blockOf(gpu, "basis", nodes, 19);
      basis.combine(identity, 19, all);
      const y = randomSingles(19 * 3, 7);
      using combined = blockOf(gpu, "combined", nodes, 3);
      basis.combine(y, 3, combined);
      const projection = basis.project();
      const data = await gpu.read(all.array, combined.array, ...projection.arrays);
      const v = withoutPadding(all, data[0]), vy = withoutPadding(combined, data[1]);
      const found = projection.matrices(data.slice(2));
      const vmv = gram(nodes, v, sparseTimes(core, mass, v));
      const vkv = gram(nodes, v, sparseTimes(core, stiffness, v));
      assertLess(largestDifference(vmv, identity), 1e-6);
      assertLess(largestDifference(found.mass, vmv), 1e-6);
      assertLess(largestDifference(found.stiffness, vkv), 2e-6 * largest(vkv));
      const plain = vy.map((_, e) => {
        let sum = 0;
        for (let i = 0; i < 19; i++) sum += v[Math.floor(e / 3) * 19 + i] * y[i * 3 + e % 3];
        return sum;
      });
      assertLess(largestDifference(vy, plain), 2e-6 * largest(plain));
    },
  );
}

gpuTest(
  "columns that depend on each other become zero in a Krylov basis, the rest stays orthonormal",
  async (gpu) => {
    using system = assembledTissue(gpu, mesh, tissue, 8);
    const { core, space } = system, { nodes } = core;
    using basis = krylovBasis(gpu, { pattern: space.pattern, matrices: space.matrices }, 8);
    const values = randomSingles(nodes * 4, 1);
    using first = poisonedBlock(gpu, values, nodes, 4);
    basis.extend(first);
    // Columns: one of the first block, of which rounding is left; new; twice the same; another that is new.
    const fresh = [5, 6].map((seed) => randomSingles(nodes, seed));
    const again = values.map((value, e) => {
      const [own, other] = fresh.map((column) => column[Math.floor(e / 4)]);
      return [value, own, 2 * own, other][e % 4];
    });
    using second = poisonedBlock(gpu, again, nodes, 4);
    basis.extend(second);
    const projection = basis.project();
    const { order, mass } = projection.matrices(await gpu.read(...projection.arrays));
    assertEquals(order, 8);
    const expected = mass.map((_, e) => e % 9 === 0 && e !== 6 * 9 ? 1 : 0);
    assertLess(largestDifference(mass, expected), 1e-6);
  },
);
