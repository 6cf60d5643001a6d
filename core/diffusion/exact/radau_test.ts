import { assertAlmostEquals } from "@std/assert";
import { radau, stageResponse, STAGES } from "./radau.ts";

Deno.test("radau integrates polynomials of degree 2K − 2 over the step, and of degree K − 1 to every stage", () => {
  const last = (STAGES - 1) * STAGES;
  for (let degree = 0; degree <= 2 * STAGES - 2; degree++) {
    for (let a = 0; a < STAGES; a++) {
      if (degree > STAGES - 1 && a < STAGES - 1) continue;
      let sum = 0;
      radau.points.forEach((c, b) => sum += radau.matrix[a * STAGES + b] * c ** degree);
      assertAlmostEquals(sum, radau.points[a] ** (degree + 1) / (degree + 1), 1e-14);
    }
  }
  assertAlmostEquals(radau.matrix.subarray(last).reduce((sum, x) => sum + x, 0), 1, 1e-14);
});

Deno.test("stageResponse() decays as the exponential, and forgets the start of what decays fast", () => {
  const rates = Float64Array.of(0, 0.5, 2, 1e9);
  const { start, coupling } = stageResponse(rates, 1);
  for (let a = 0; a < STAGES; a++) {
    const t = radau.points[a];
    assertAlmostEquals(start[a], 1, 1e-14);
    assertAlmostEquals(start[STAGES + a], Math.exp(-0.5 * t), 1e-11);
    assertAlmostEquals(start[2 * STAGES + a], Math.exp(-2 * t), 3e-6);
    // A constant force is followed: u = 1/λ.
    let sum = 0;
    for (let b = 0; b < STAGES; b++) sum += coupling[(3 * STAGES + a) * STAGES + b];
    assertAlmostEquals(sum * 1e9, 1, 1e-7);
  }
  const end = STAGES - 1;
  assertAlmostEquals(start[2 * STAGES + end], Math.exp(-2), 1e-12);
  // R(z) falls as K/z.
  assertAlmostEquals(start[3 * STAGES + end], 0, 1e-8);
});
