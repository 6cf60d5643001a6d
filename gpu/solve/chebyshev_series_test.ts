import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { chebyshevCount, chebyshevSteps } from "./mod.ts";

Deno.test("the steps leave 1/T_j of an error at the ends of the interval", () => {
  const interval = { low: 0.02, high: 1.7 };
  // The error of a scalar equation a x = 0 from x = 1.
  for (const a of [interval.low, interval.high]) {
    let old = 0, x = 1;
    chebyshevSteps(interval, 30).forEach(({ momentum, weight }, j) => {
      [old, x] = [x, x + momentum * (x - old) - weight * a * x];
      const t = Math.cosh((j + 1) * Math.acosh((1.7 + 0.02) / (1.7 - 0.02)));
      assertAlmostEquals(Math.abs(x), 1 / t, 1e-12);
    });
  }
  const count = chebyshevCount(interval, 1e-6);
  const left = (j: number) => 1 / Math.cosh(j * Math.acosh((1.7 + 0.02) / (1.7 - 0.02)));
  assertLess(left(count), 1e-6);
  assertGreater(left(count - 1), 1e-6);
  assertEquals(chebyshevCount({ low: 1, high: 1 }, 1e-6), 1);
});
