import { assertAlmostEquals } from "@std/assert";
import { gaussLegendre, jacobiPolynomials } from "./mod.ts";

Deno.test("jacobiPolynomials() are orthogonal with their weight and of the known norm", () => {
  const { points, weights } = gaussLegendre(30);
  for (const b of [0, 1, 2.5, 7]) {
    for (let j = 0; j < 9; j++) {
      for (let k = 0; k < 9; k++) {
        // The substitution s² = (1 + x)/2 keeps the integrand smooth for half-integer b.
        let sum = 0;
        points.forEach((s, g) => {
          const { values } = jacobiPolynomials(9, 0, b, 2 * s * s - 1);
          sum += weights[g] * 2 * s ** (2 * b + 1) * values[j] * values[k];
        });
        assertAlmostEquals(sum, j === k ? 1 / (2 * k + b + 1) : 0, 1e-14, `b = ${b}, ${j}, ${k}`);
      }
    }
  }
});

Deno.test("jacobiPolynomials() have the value 1 at 1 for a = 0, and slopes that match differences", () => {
  for (const b of [0, 3.5]) {
    jacobiPolynomials(12, 0, b, 1).values.forEach((value) => assertAlmostEquals(value, 1, 1e-13));
    const at = (x: number) => jacobiPolynomials(12, 0, b, x);
    for (const x of [-0.93, -0.2, 0.6]) {
      const [low, high] = [at(x - 1e-5).values, at(x + 1e-5).values];
      at(x).slopes.forEach((slope, k) =>
        assertAlmostEquals(slope, (high[k] - low[k]) / 2e-5, 1e-7 * (1 + Math.abs(slope)))
      );
    }
  }
});
