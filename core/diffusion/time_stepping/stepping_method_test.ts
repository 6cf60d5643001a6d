import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { ark4, sdirk2, sdirk4, type SteppingMethod } from "./mod.ts";
import { diagonalOf, stagesOf } from "./stepping_method.ts";

/** Full rows of the diffusion's and the gradient's tableau. */
function tableaus(method: SteppingMethod): { implicit: number[][]; explicit: number[][] } {
  const stages = stagesOf(method);
  return {
    implicit: stages.map(({ diffusion, diagonal }, i) =>
      diffusion.map((a, j) => i === j ? diagonal : a)
    ),
    explicit: stages.map(({ gradient, gradientDiagonal }, i) =>
      gradient.map((a, j) => i === j ? gradientDiagonal : a)
    ),
  };
}

const times = (rows: number[][], x: readonly number[]) =>
  rows.map((row) => row.reduce((sum, a, j) => sum + a * x[j], 0));
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);

for (const method of [ark4, sdirk4, sdirk2]) {
  const { implicit, explicit } = tableaus(method), c = method.nodes;
  const b = method.weights ?? implicit[implicit.length - 1];

  Deno.test(`${method.name} fulfils the order conditions of an additive method`, () => {
    const both = [implicit, explicit], c2 = c.map((x) => x * x), c3 = c.map((x) => x ** 3);
    const zero = (x: number) => assertAlmostEquals(x, 0, 1e-14);
    for (const rows of both) times(rows, c.map(() => 1)).forEach((sum, i) => zero(sum - c[i]));
    zero(dot(b, c.map(() => 1)) - 1);
    zero(dot(b, c) - 1 / 2);
    if (method.order < 3) return;
    zero(dot(b, c2) - 1 / 3);
    for (const rows of both) zero(dot(b, times(rows, c)) - 1 / 6);
    assertEquals(method.order, 4);
    zero(dot(b, c3) - 1 / 4);
    for (const rows of both) {
      zero(dot(b, times(rows, c).map((x, i) => x * c[i])) - 1 / 8);
      zero(dot(b, times(rows, c2)) - 1 / 12);
      for (const other of both) zero(dot(b, times(rows, times(other, c))) - 1 / 24);
    }
  });

  Deno.test(`${method.name} has one γ and forgets fast modes`, () => {
    const stages = stagesOf(method);
    stages.forEach(({ diagonal }, i) =>
      assert(diagonal === diagonalOf(method) || (i === 0 && diagonal === 0))
    );
    // R(z) = 1 + z bᵀ(1 − zA)⁻¹1 by forward substitution.
    const growth = (z: number) => {
      const k: number[] = [];
      implicit.forEach((row, i) => {
        const known = 1 + z * dot(row.slice(0, i), k);
        k[i] = known / (1 - z * row[i]);
      });
      return 1 + z * dot(b, k);
    };
    for (const z of [-0.1, -1, -3, -10, -30, -100, -1e3, -1e4]) {
      assertLess(Math.abs(growth(z)), 1);
      if (z >= -0.1) assertAlmostEquals(growth(z), Math.exp(z), 1e-4);
    }
    assertLess(Math.abs(growth(-1e9)), 1e-6);
  });
}
