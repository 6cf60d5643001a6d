import { assertAlmostEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { box, cylinder, sphere, type TetMesh, withPoints } from "../mesh/mod.ts";
import { shapeDistance } from "./shape_distance.ts";
import { surfaceDistance } from "./surface_distance.ts";
import { squaredDistanceToTriangle } from "./triangle_distance.ts";
import { distanceToTriangles, triangleTree } from "./triangle_tree.ts";

// Nanometres: flat triangles occur, numbers whose products underflow do not.
const coordinate = fc.integer({ min: -5000, max: 5000 }).map((nanometres) => nanometres / 1000);
const point = fc.tuple(coordinate, coordinate, coordinate);

Deno.test("squaredDistanceToTriangle(): above the inside, beside an edge, beyond a corner, and of a flat triangle", () => {
  const corners = Float64Array.of(9, 9, 9, 0, 0, 0, 2, 0, 0, 0, 2, 0);
  const to = (x: number, y: number, z: number) => squaredDistanceToTriangle(corners, 3, x, y, z);
  assertAlmostEquals(to(0.5, 0.5, 3), 9, 1e-14);
  assertAlmostEquals(to(1, -2, 1), 5, 1e-14);
  assertAlmostEquals(to(2, 2, 0), 2, 1e-14);
  assertAlmostEquals(to(-1, -2, 2), 9, 1e-14);
  const segment = Float64Array.of(0, 0, 0, 1, 0, 0, 3, 0, 0);
  assertAlmostEquals(squaredDistanceToTriangle(segment, 0, 2, 1, 0), 1, 1e-14);
  const dot = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1);
  assertAlmostEquals(squaredDistanceToTriangle(dot, 0, 1, 1, 3), 4, 1e-14);
});

Deno.test("squaredDistanceToTriangle() is the least over the triangle's points", () => {
  fc.assert(fc.property(point, point, point, point, (a, b, c, p) => {
    const found = Math.sqrt(squaredDistanceToTriangle(Float64Array.of(...a, ...b, ...c), 0, ...p));
    const n = 60;
    let least = Infinity;
    for (let i = 0; i <= n; i++) {
      for (let j = 0; j <= n - i; j++) {
        const at = p.map((x, k) => x - a[k] - (b[k] - a[k]) * i / n - (c[k] - a[k]) * j / n);
        least = Math.min(least, Math.hypot(...at));
      }
    }
    // The nearest of the points is within one step of the grid of the nearest of all.
    const step = Math.max(...[b, c].map((q) => Math.hypot(...q.map((x, k) => x - a[k])))) / n;
    return found <= least + 1e-12 && least <= found + 2 * step;
  }));
});

Deno.test("distanceToTriangles() finds what looking at every triangle finds", () => {
  const triangles = fc.array(fc.tuple(point, point, point), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(triangles, point, (list, p) => {
    const corners = Float64Array.from(list.flat(2));
    const squares = list.map((_, t) => squaredDistanceToTriangle(corners, 9 * t, ...p));
    const found = distanceToTriangles(triangleTree(corners), ...p);
    return Math.abs(found - Math.sqrt(Math.min(...squares))) <= 1e-14;
  }));
});

Deno.test("surfaceDistance() of a cube in a cube is the mean of 1 and of an integral", () => {
  const [inner, outer] = [2, 4].map((a) => box({ size: [a, a, a], edgeLength: 0.25 }));
  // From a face of the outer one the inner is 1 below, or further beyond its edges: midpoint rule.
  const n = 400;
  let mean = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [u, v] = [i, j].map((k) => Math.max(0, Math.abs(4 * (k + 0.5) / n - 2) - 1));
      mean += Math.hypot(1, u, v) / n ** 2;
    }
  }
  assertAlmostEquals(surfaceDistance(inner, outer), (1 + mean) / 2, 5e-4);
});

Deno.test("surfaceDistance() of two meshes of one ball vanishes like the square of the edge length", () => {
  const fine = sphere({ radius: 2, edgeLength: 0.25 });
  const [d1, d2] = [1, 0.5].map((edgeLength) =>
    surfaceDistance(sphere({ radius: 2, edgeLength }), fine)
  );
  assertLess(d1, 0.1);
  assertLess(d2, d1 / 3);
});

Deno.test("shapeDistance() is blind to translation and point inversion, not to rotation", () => {
  const cell = sphere({ radius: 1, edgeLength: 0.6 });
  const moved = (map: (x: number, y: number, z: number) => number[]): TetMesh => {
    const p = cell.points.data, data = new Float64Array(p.length);
    for (let i = 0; i < p.length; i += 3) data.set(map(p[i], p[i + 1], p[i + 2]), i);
    return { ...cell, points: { shape: cell.points.shape, data } };
  };
  const egg = moved((x, y, z) => [x * (1 + 0.3 * z), y, 2 * z]);
  const image = moved((x, y, z) => [5 - x * (1 + 0.3 * z), 3 - y, -2 * z]);
  assertAlmostEquals(shapeDistance(egg, image), 0, 1e-12);
  const turned = moved((x, y, z) => [2 * z, y, x * (1 + 0.3 * z)]);
  assertLess(0.2, shapeDistance(egg, turned));
});

Deno.test("shapeDistance() of a thicker cylinder is what its walls and ends have moved", () => {
  const thin = cylinder({ radius: 1, height: 4, edgeLength: 0.4 });
  const data = thin.points.data.map((x, i) => i % 3 === 2 ? x : 1.2 * x);
  const thick = withPoints(thin, { shape: thin.points.shape, data });
  // Areas are 2πrh and 2πr². From the thin one it is 0.2 at the wall, less where the thick one's ends are nearer, and 0
  // at the ends; from the thick one 0.2 at the wall, and at the ends r − 1 beyond r = 1.
  const fromThin = (0.2 * 3.6 + 2 * 0.2 ** 2 / 2) / (4 + 1);
  const beyond = (2 / 1.2) * ((1.2 ** 3 - 1) / 3 - (1.2 ** 2 - 1) / 2);
  const fromThick = (0.2 * 4 + beyond) / (4 + 1.2);
  // The walls are regular polygons, a little nearer to each other than the circles.
  assertAlmostEquals(shapeDistance(thin, thick), (fromThin + fromThick) / 2, 2e-3);
});
