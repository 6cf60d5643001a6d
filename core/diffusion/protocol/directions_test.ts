import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { fibonacciHemisphere, unitDirections } from "./directions.ts";
import { electrostaticEnergy, electrostaticHemisphere } from "./directions_electrostatic.ts";
import { referenceMesh } from "../../../testing/reference_data.ts";

Deno.test("unitDirections() normalises lists and flat arrays alike", () => {
  const expected = Float64Array.of(0.6, 0.8, 0, 0, 0, -1);
  assertEquals(unitDirections([[3, 4, 0], [0, 0, -7]]), expected);
  assertEquals(unitDirections(Float64Array.of(3, 4, 0, 0, 0, -7)), expected);
});

Deno.test("unitDirections() names the entry that is wrong", () => {
  const fails = (directions: unknown, message: string) =>
    assertThrows(() => unitDirections(directions as number[][]), InputError, message);
  fails([], "'directions' is empty");
  fails("x", "'directions' must be a list");
  fails([[1, 0, 0], [0, 0, 0]], "'directions[1]' is the zero vector");
  fails([[1, 0]], "'directions[0]' must be three numbers");
  fails([[1, 0, NaN]], "'directions[0][2]' is NaN but must be finite");
  fails([[1, 0, "a"]], `'directions[0][2]' is "a" but must be a number`);
  fails(Float64Array.of(1, 2), "2 numbers, which is not a multiple of 3");
});

Deno.test("fibonacciHemisphere() gives the 15 directions of the reference signals", () => {
  const expected = referenceMesh("sphere_r5").directions.subarray(9);
  const actual = fibonacciHemisphere(15);
  actual.forEach((x, i) => assertAlmostEquals(x, expected[i], 1e-12));
});

Deno.test("electrostaticEnergy() has the derivative finite differences give", () => {
  const u = fibonacciHemisphere(5);
  const gradient = new Float64Array(15);
  electrostaticEnergy(u, gradient);
  gradient.forEach((slope, i) => {
    const moved = (h: number) => electrostaticEnergy(u.map((x, j) => i === j ? x + h : x));
    assertAlmostEquals((moved(1e-5) - moved(-1e-5)) / 2e-5, slope, 1e-8);
  });
});

Deno.test("electrostaticHemisphere() finds the octahedron and the icosahedron", () => {
  const axes = electrostaticHemisphere(3, { seed: 7 });
  assertAlmostEquals(electrostaticEnergy(axes), 6 / Math.SQRT2, 1e-12);
  const golden = (1 + Math.sqrt(5)) / 2;
  const icosahedron = unitDirections([
    [0, 1, golden],
    [0, 1, -golden],
    [1, golden, 0],
    [1, -golden, 0],
    [golden, 0, 1],
    [-golden, 0, 1],
  ]);
  const best = electrostaticEnergy(icosahedron);
  for (const options of [{}, { seed: 1 }, { seed: 2 }]) {
    assertAlmostEquals(electrostaticEnergy(electrostaticHemisphere(6, options)), best, 1e-11);
  }
});

Deno.test("electrostaticHemisphere() is deterministic, unit, in the hemisphere and better than its start", () => {
  for (const n of [1, 2, 17, 30]) {
    const u = electrostaticHemisphere(n, { seed: 3 });
    assertEquals(u, electrostaticHemisphere(n, { seed: 3 }));
    for (let i = 0; i < n; i++) {
      assertAlmostEquals(Math.hypot(u[3 * i], u[3 * i + 1], u[3 * i + 2]), 1, 1e-15);
      assertLess(-1e-300, u[3 * i + 2] + Number.MIN_VALUE);
    }
  }
  const spiral = electrostaticEnergy(fibonacciHemisphere(30));
  assertLess(electrostaticEnergy(electrostaticHemisphere(30)), spiral);
});

Deno.test("direction sets refuse a count that is no positive whole number", () => {
  for (const n of [0, -1, 1.5, NaN]) {
    assertThrows(() => fibonacciHemisphere(n), InputError, `The number of directions is ${n}`);
    assertThrows(() => electrostaticHemisphere(n), InputError, `The number of directions is ${n}`);
  }
});
