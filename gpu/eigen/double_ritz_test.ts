import { assertAlmostEquals, assertLess } from "@std/assert";
import { sphere } from "../../core/mesh/mod.ts";
import { denseSolver } from "../../core/spectral/mod.ts";
import { assembledSpace, gram, largest, sparseTimes } from "../../testing/p1_system.ts";
import { randomSingles } from "../sparse/testing.ts";
import { doubleRitz } from "./double_ritz.ts";

const mesh = sphere({ radius: 2, edgeLength: 0.8 }), k = 14;
const space = assembledSpace(mesh, k, 2), { nodes } = space;
const exact = denseSolver(space, k, 0.01)();

Deno.test("Rayleigh-Ritz finds modes from any basis of their span", () => {
  const mix = randomSingles(k * k, 3);
  const mixed = gram(k, transposed(exact.vectors, k), mix);
  const { values, vectors, residuals } = doubleRitz(space, mixed, k);
  const highest = exact.eigenvalues[k - 1];
  values.forEach((value, j) => assertAlmostEquals(value, exact.eigenvalues[j], 1e-10 * highest));
  residuals.forEach((residual) => assertLess(residual, 1e-8 * highest));
  const mass = gram(nodes, vectors, sparseTimes(space, space.matrices.mass, vectors));
  assertLess(largest(mass.map((value, e) => value - (e % (k + 1) === 0 ? 1 : 0))), 1e-12);
});

Deno.test("an error of 1e-5 in the vectors is one of 1e-10 in their Ritz values", () => {
  const noise = randomSingles(nodes * k, 5), size = 1e-5 * largest(exact.vectors);
  const rough = exact.vectors.map((value, e) => value + size * noise[e]);
  const { values, residuals } = doubleRitz(space, rough, k);
  values.forEach((value, j) => {
    assertLess(value - exact.eigenvalues[j], 1e-8 * exact.eigenvalues[k - 1]);
    assertLess(exact.eigenvalues[j] - value, 1e-12 * exact.eigenvalues[k - 1]);
  });
  // They are true all the same.
  const { vectors } = doubleRitz(space, rough, k);
  const kp = sparseTimes(space, space.matrices.stiffness, vectors);
  const mp = sparseTimes(space, space.matrices.mass, vectors);
  const rest = kp.map((value, e) => value - values[e % k] * mp[e]);
  const top = gram(nodes, rest, rest), bottom = gram(nodes, mp, mp);
  residuals.forEach((residual, j) => {
    const e = j * (k + 1);
    assertAlmostEquals(residual, Math.sqrt(top[e] / bottom[e]), 1e-10 * (1 + residual));
  });
});

/** The transpose of a row-major matrix of n columns. */
function transposed(x: Float64Array, n: number): Float64Array {
  const rows = x.length / n;
  return x.map((_, e) => x[(e % rows) * n + Math.floor(e / rows)]);
}
