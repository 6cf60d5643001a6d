import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { inCircle, orientation } from "./predicates.ts";

/** Multiples of 2⁻⁴⁰ near 12, whose exact determinants fit in integers of a known scale. */
const near = fc.integer({ min: -4, max: 4 }).map((steps) => ({
  value: 12 + steps * 2 ** -40,
  exact: 12n * 2n ** 40n + BigInt(steps),
}));
const sign = (value: bigint | number): number => value > 0 ? 1 : value < 0 ? -1 : 0;

Deno.test("orientation() has the sign of the exact determinant where rounding would lose it", () => {
  let zeros = 0, others = 0;
  fc.assert(
    fc.property(fc.array(near, { minLength: 6, maxLength: 6 }), (coordinates) => {
      const [ax, ay, bx, by, cx, cy] = coordinates.map(({ value }) => value);
      const [AX, AY, BX, BY, CX, CY] = coordinates.map(({ exact }) => exact);
      const expected = sign((BX - AX) * (CY - AY) - (BY - AY) * (CX - AX));
      assertEquals(sign(orientation(ax, ay, bx, by, cx, cy)), expected);
      assertEquals(sign(orientation(bx, by, ax, ay, cx, cy)), expected === 0 ? 0 : -expected);
      assertEquals(sign(orientation(bx, by, cx, cy, ax, ay)), expected);
      if (expected === 0) zeros++;
      else others++;
    }),
    { numRuns: 1000 },
  );
  assert(zeros > 20 && others > 500);
});

Deno.test("orientation() tells points next to a diagonal from those on it, through all magnitudes", () => {
  // c lies on the line through a and b up to the last bit of its x (Kettner et al., Comput. Geom. 40, 61 (2008)).
  for (let steps = -5; steps <= 5; steps++) {
    const x = 0.5 + steps * 2 ** -53;
    assertEquals(sign(orientation(12, 12, 24, 24, x, 0.5)), -Math.sign(x - 0.5) + 0);
  }
  assertEquals(orientation(1e-300, 1e-300, 1e300, 1e300, -1, -1), 0);
  assertEquals(sign(orientation(0, 0, 1e300, 0, 1, 5e-324)), 1);
});

Deno.test("inCircle() has the sign of the exact determinant where rounding would lose it", () => {
  let zeros = 0;
  fc.assert(
    fc.property(fc.array(near, { minLength: 8, maxLength: 8 }), (coordinates) => {
      const [ax, ay, bx, by, cx, cy, dx, dy] = coordinates.map(({ value }) => value);
      const rows = [0, 2, 4].map((i) => {
        const x = coordinates[i].exact - coordinates[6].exact;
        const y = coordinates[i + 1].exact - coordinates[7].exact;
        return [x, y, x * x + y * y];
      });
      const [[a, b, c], [d, e, f], [g, h, i]] = rows;
      const expected = sign(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
      assertEquals(sign(inCircle(ax, ay, bx, by, cx, cy, dx, dy)), expected);
      if (expected === 0) zeros++;
    }),
    { numRuns: 1000 },
  );
  assert(zeros > 20);
});

Deno.test("inCircle() is 0 on the circle, whatever its size", () => {
  for (const scale of [2 ** -100, 1, 2 ** 60]) {
    const at = (x: number, y: number) => [scale * x, scale * y] as const;
    const circle = [...at(5, 0), ...at(3, 4), ...at(-4, 3)] as const;
    assertEquals(inCircle(...circle, ...at(0, -5)), 0);
    assert(inCircle(...circle, ...at(0, -5 + 2 ** -50)) > 0);
    assert(inCircle(...circle, ...at(0, -5 - 2 ** -50)) < 0);
  }
});
