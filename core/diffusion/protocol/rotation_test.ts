import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { unitDirections } from "./directions.ts";
import { rotationTo, turned, turnedBack } from "./rotation.ts";

const direction = fc.tuple(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
).filter((v) => Math.hypot(...v) > 1e-3).map((v) => unitDirections([v]));

Deno.test("rotationTo() is a rotation about z × d that takes z to d", () => {
  fc.assert(
    fc.property(direction, (d) => {
      const R = rotationTo(d);
      assertEquals([R[2], R[5], R[8]], [...d]);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const product = [0, 1, 2].reduce((sum, k) => sum + R[3 * k + i] * R[3 * k + j], 0);
          assertAlmostEquals(product, i === j ? 1 : 0, 1e-14);
        }
      }
      const determinant = R[0] * (R[4] * R[8] - R[5] * R[7]) - R[1] * (R[3] * R[8] - R[5] * R[6]) +
        R[2] * (R[3] * R[7] - R[4] * R[6]);
      assertAlmostEquals(determinant, 1, 1e-14);
      // The axis z × d stays where it is; the trace is 1 + 2 cos of the angle to z.
      const across = Math.hypot(d[0], d[1]);
      if (across > 0) {
        const axis = Float64Array.of(-d[1] / across, d[0] / across, 0);
        turned(R, axis).forEach((x, k) => assertAlmostEquals(x, axis[k], 1e-14));
        assertAlmostEquals(R[0] + R[4] + R[8], 1 + 2 * d[2], 1e-14);
      }
      const v = Float64Array.of(0.3, -1.2, 0.7, 2, 0, 1);
      turnedBack(R, turned(R, v)).forEach((x, k) => assertAlmostEquals(x, v[k], 1e-14));
    }),
    { numRuns: 300 },
  );
});

Deno.test("rotationTo() is half a turn about x for −z and nothing for z", () => {
  assertEquals([...rotationTo(Float64Array.of(0, 0, -1))], [1, 0, 0, 0, -1, 0, 0, 0, -1]);
  assertEquals([...rotationTo(Float64Array.of(0, 0, 1))], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
});
