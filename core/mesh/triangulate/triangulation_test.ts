import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { inCircle, orientation } from "./predicates.ts";
import {
  cavityOf,
  fillCavity,
  FRAME,
  newTriangulation,
  triangleLeftOf,
  type Triangulation,
} from "./triangulation.ts";

function put(mesh: Triangulation, x: number, y: number): boolean {
  const cavity = cavityOf(mesh, x, y);
  if (cavity.length > 0) fillCavity(mesh, cavity, x, y);
  return cavity.length > 0;
}

/** Integers, so that many points lie on lines and circles, and anything between. */
const coordinate = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ min: -4, max: 4, noNaN: true }),
);

Deno.test("every circle is empty, triangles are anticlockwise and fill the frame", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 }), (places) => {
      const mesh = newTriangulation([-4, -4], [4, 4]);
      const known = new Set<string>();
      for (const [x, y] of places) {
        // −0 and 0 are one place.
        const key = `${x + 0} ${y + 0}`;
        assertEquals(put(mesh, x, y), !known.has(key));
        known.add(key);
      }
      const { points, corners, across } = mesh;
      assertEquals(points.length / 2, FRAME + known.size);
      assertEquals(corners.length / 3, 1 + 2 * known.size);
      const at = (node: number) => [points[2 * node], points[2 * node + 1]] as const;
      for (let t = 0; t < corners.length / 3; t++) {
        const [a, b, c] = corners.slice(3 * t, 3 * t + 3);
        assert(orientation(...at(a), ...at(b), ...at(c)) > 0);
        for (let d = 0; d < points.length / 2; d++) {
          assert(inCircle(...at(a), ...at(b), ...at(c), ...at(d)) <= 0);
        }
        [[a, b], [b, c], [c, a]].forEach(([from, to], k) => {
          const other = across[3 * t + k];
          assertEquals(other < 0, from < FRAME && to < FRAME);
          if (other < 0) return;
          const m = corners.slice(3 * other, 3 * other + 3).indexOf(to);
          assertEquals([corners[3 * other + (m + 1) % 3], across[3 * other + m]], [from, t]);
          if (from >= FRAME) assertEquals(triangleLeftOf(mesh, from, to), t);
        });
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("points that are not joined have no triangle between them", () => {
  const mesh = newTriangulation([0, 0], [2, 2]);
  for (const [x, y] of [[0, 0], [2, 0], [2, 2], [0, 2], [1, 1]]) put(mesh, x, y);
  const [a, b, c] = [FRAME, FRAME + 1, FRAME + 2];
  assert(triangleLeftOf(mesh, a, b) >= 0);
  assertEquals(triangleLeftOf(mesh, a, c), -1);
});
