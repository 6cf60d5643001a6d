import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { assembledSpace, gram, largest, sparseTimes } from "../../../testing/p1_system.ts";
import { bend } from "../../mesh/deform/mod.ts";
import { cylinder, sphere, type TetMesh, totalVolume, withPoints } from "../../mesh/mod.ts";
import { denseSolver, lanczosSolver } from "../../spectral/mod.ts";
import { galerkinBasis, galerkinColumns, reducedModel } from "./mod.ts";

const rod = cylinder({ radius: 1.5, height: 6, edgeLength: 0.9 });
const meshes: Record<string, TetMesh> = {
  "bent cylinder": withPoints(rod, bend(rod.points, 0.15)),
  sphere: sphere({ radius: 2, edgeLength: 0.8 }),
};
const modes = 17, low = 9, shift = 0.05;

for (const [name, mesh] of Object.entries(meshes)) {
  for (const [kind, solver] of [["dense", denseSolver], ["Lanczos", lanczosSolver]] as const) {
    const columns = galerkinColumns(modes, low);
    const space = assembledSpace(mesh, columns, 2), { nodes, matrices } = space;
    const spectral = solver(space, modes, shift)();
    const basis = galerkinBasis(space, spectral, low);
    const q = basis.vectors, n = basis.columns;
    const form = (values: Float64Array) => gram(nodes, q, sparseTimes(space, values, q));

    Deno.test(`modes and corrections are orthonormal and diagonal, ${kind} modes of a ${name}`, () => {
      assertEquals(columns, modes + 3 * low);
      assertEquals(basis.columns, modes + (basis.corrections?.count ?? 0));
      assertLess(modes, n);
      const mass = form(matrices.mass).map((x, e) => x - (e % (n + 1) ? 0 : 1));
      const stiffness = form(matrices.stiffness).map((x, e) =>
        x - (e % (n + 1) ? 0 : basis.values[e / (n + 1)])
      );
      assertLess(largest(mass), 5e-14);
      // Lanczos modes have residuals of some 1e-11 of the largest value.
      assertLess(largest(stiffness) / basis.values[n - 1], kind === "dense" ? 3e-14 : 7e-11);
      // The modes come first, untouched.
      assertEquals(basis.values.slice(0, modes), spectral.eigenvalues);
      for (let row = 0; row < nodes; row += 7) {
        const own = q.slice(row * n, row * n + modes);
        assertEquals(own, spectral.vectors.slice(row * modes, (row + 1) * modes));
      }
    });

    Deno.test(`the basis holds the static responses (K + σM)⁻¹J_k p_j, ${kind} modes of a ${name}`, () => {
      // K v + σ M v = J_k p_j, and v lies in the span.
      const responses = basis.corrections?.responses;
      assert(responses);
      const kv = sparseTimes(space, matrices.stiffness, responses);
      const mv = sparseTimes(space, matrices.mass, responses);
      const lowest = Float64Array.from(
        { length: nodes * low },
        (_, e) => spectral.vectors[Math.floor(e / low) * modes + e % low],
      );
      let wrong = 0;
      matrices.moments.forEach((values, k) =>
        sparseTimes(space, values, lowest).forEach((right, e) => {
          const at = Math.floor(e / low) * 3 * low + k * low + e % low;
          wrong = Math.max(wrong, Math.abs(kv[at] + shift * mv[at] - right));
        })
      );
      const along = gram(nodes, q, mv), width = 3 * low;
      const outside = responses.map((v, e) => {
        const row = Math.floor(e / width), j = e % width;
        for (let i = 0; i < n; i++) v -= q[row * n + i] * along[i * width + j];
        return v;
      });
      assertLess(wrong, 5e-12);
      assertLess(largest(outside) / largest(responses), 6e-14);
    });

    Deno.test(`reducedModel is the operator in the basis, ${kind} modes of a ${name}`, () => {
      const model = reducedModel(space, basis, mesh.points.data);
      assertEquals([model.modes, model.eigenvalues], [n, basis.values]);
      matrices.moments.forEach((values, k) => {
        const gap = form(values).map((x, e) => x - model.moments[k][e]);
        assertLess(largest(gap), 1e-12);
      });
      const one = new Float64Array(nodes).fill(1);
      const start = gram(nodes, q, sparseTimes(space, matrices.mass, one));
      assertLess(largest(start.map((x, j) => x - model.start[j])), 1e-12);
      const volume = totalVolume(mesh);
      assertAlmostEquals(start.reduce((sum, a) => sum + a * a, 0), volume, 1e-11 * volume);
      const d = Float64Array.of(0.6, 0, -0.8), [least, greatest] = model.range(d);
      const heights = Float64Array.from(
        { length: nodes },
        (_, a) => 0.6 * mesh.points.data[3 * a] - 0.8 * mesh.points.data[3 * a + 2],
      );
      assertAlmostEquals(least, heights.reduce((m, x) => Math.min(m, x)), 1e-14);
      assertAlmostEquals(greatest, heights.reduce((m, x) => Math.max(m, x)), 1e-14);
    });
  }
}

Deno.test("a basis without corrections is the modes", () => {
  const space = assembledSpace(rod, 8, 2), spectral = denseSolver(space, 8, shift)();
  const basis = galerkinBasis(space, spectral, 0);
  assertEquals([basis.columns, basis.corrections], [8, undefined]);
  assertEquals(basis.vectors, spectral.vectors);
});
