import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import { boundarySurface, chamferDistance, sphere } from "./mod.ts";

function tensor(data: Float64Array): Tensor {
  return { shape: [data.length / 3, 3], data };
}

/** The definition, by comparing all pairs. */
function allPairs(a: Float64Array, b: Float64Array): number {
  const oneWay = (from: Float64Array, to: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < from.length; i += 3) {
      let nearest = Infinity;
      for (let j = 0; j < to.length; j += 3) {
        const d = Math.hypot(from[i] - to[j], from[i + 1] - to[j + 1], from[i + 2] - to[j + 2]);
        nearest = Math.min(nearest, d);
      }
      sum += nearest;
    }
    return sum / (from.length / 3);
  };
  return (oneWay(a, b) + oneWay(b, a)) / 2;
}

Deno.test("the chamfer distance is that of the definition, on any points", () => {
  // Few distinct values, so that many points coincide or lie in one plane.
  const coordinate = fc.oneof(
    fc.double({ min: -10, max: 10, noNaN: true }),
    fc.integer({ min: -2, max: 2 }),
  );
  const set = fc.array(fc.tuple(coordinate, coordinate, coordinate), {
    minLength: 1,
    maxLength: 80,
  })
    .map((rows) => Float64Array.from(rows.flat()));
  fc.assert(
    fc.property(set, set, (a, b) => {
      assertAlmostEquals(chamferDistance(tensor(a), tensor(b)), allPairs(a, b), 1e-12);
      assertEquals(chamferDistance(tensor(a), tensor(a)), 0);
    }),
    { numRuns: 300 },
  );
});

Deno.test("concentric spheres lie the difference of their radii apart", () => {
  const inner = boundarySurface(sphere({ radius: 2, edgeLength: 0.5 })).points;
  const outer = tensor(inner.data.map((x) => 1.25 * x));
  assertAlmostEquals(chamferDistance(inner, outer), 0.5, 1e-12);
});

Deno.test("an empty set is refused", () => {
  const one = tensor(new Float64Array(3));
  assertThrows(
    () => chamferDistance(one, tensor(new Float64Array(0))),
    InputError,
    "Cannot measure the chamfer distance: the second set has shape [0, 3]",
  );
});
