import { assertAlmostEquals } from "@std/assert";
import { radauTableau } from "./radau.ts";

Deno.test("the Radau tableau of three stages is the one in the books", () => {
  const { points, matrix } = radauTableau(3), r = Math.sqrt(6);
  [(4 - r) / 10, (4 + r) / 10, 1].forEach((c, i) => assertAlmostEquals(points[i], c, 1e-15));
  const expected = [
    [(88 - 7 * r) / 360, (296 - 169 * r) / 1800, (-2 + 3 * r) / 225],
    [(296 + 169 * r) / 1800, (88 + 7 * r) / 360, (-2 - 3 * r) / 225],
    [(16 - r) / 36, (16 + r) / 36, 1 / 9],
  ];
  expected.flat().forEach((a, i) => assertAlmostEquals(matrix[i], a, 1e-14));
});

Deno.test("its weights integrate polynomials of degree 2s − 2 exactly", () => {
  for (const s of [2, 4, 5, 8]) {
    const { points, matrix } = radauTableau(s), weights = matrix.subarray(s * (s - 1));
    for (let degree = 0; degree <= 2 * s - 2; degree++) {
      const integral = weights.reduce((sum, w, i) => sum + w * points[i] ** degree, 0);
      assertAlmostEquals(integral, 1 / (degree + 1), 1e-14);
    }
  }
});
