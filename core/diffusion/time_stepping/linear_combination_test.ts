import { assertEquals } from "@std/assert";
import { linearCombination, type Term } from "./linear_combination.ts";

const vectors = Array.from(
  { length: 9 },
  (_, k) => Float64Array.from({ length: 5 }, (_, i) => (k + 1) * 2 ** i),
);

for (let count = 0; count <= 9; count++) {
  for (const add of [false, true]) {
    Deno.test(`a sum of ${count} vectors${add ? " is added" : ""}`, () => {
      const out = Float64Array.of(1, 2, 3, 4, 5);
      const terms: Term[] = vectors.slice(0, count).map((v, k) => [k - 3, v]);
      const expected = out.map((x, i) =>
        terms.reduce((sum, [f, v]) => sum + f * v[i], add ? x : 0)
      );
      linearCombination(out, terms, add);
      assertEquals(out, expected);
    });
  }
  Deno.test(`a sum of ${count} vectors and its own target, which comes last`, () => {
    const out = Float64Array.of(1, 2, 3, 4, 5);
    const terms: Term[] = [...vectors.slice(0, count).map((v): Term => [2, v]), [3, out]];
    const expected = out.map((x, i) =>
      terms.slice(0, -1).reduce((sum, [f, v]) => sum + f * v[i], 3 * x)
    );
    linearCombination(out, terms);
    assertEquals(out, expected);
  });
}
