import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { box, formatQuality, meshQuality, tetMesh } from "./mod.ts";

Deno.test("a regular tetrahedron has the exact measures of one", () => {
  const points = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]];
  const quality = meshQuality(tetMesh({ points, tets: [[0, 1, 3, 2]] }));
  const edge = Math.sqrt(8);
  assertAlmostEquals(quality.volume, edge ** 3 / (6 * Math.SQRT2), 1e-14);
  assertAlmostEquals(quality.surfaceArea, Math.sqrt(3) * edge ** 2, 1e-14);
  assertAlmostEquals(quality.dihedralDegrees.min, (Math.acos(1 / 3) * 180) / Math.PI, 1e-12);
  assertAlmostEquals(quality.dihedralDegrees.max, (Math.acos(1 / 3) * 180) / Math.PI, 1e-12);
  assertAlmostEquals(quality.edgeLength.mean, edge, 1e-14);
  assertAlmostEquals(quality.radiusRatio.min, 1, 1e-14);
});

Deno.test("a corner tetrahedron has the measures of one", () => {
  const points = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const quality = meshQuality(tetMesh({ points, tets: [[0, 1, 2, 3]] }));
  const inscribed = 1 / (3 + Math.sqrt(3)), circumscribed = Math.sqrt(3) / 2;
  assertAlmostEquals(quality.radiusRatio.mean, (3 * inscribed) / circumscribed, 1e-14);
  assertAlmostEquals(
    quality.dihedralDegrees.min,
    (Math.acos(1 / Math.sqrt(3)) * 180) / Math.PI,
    1e-12,
  );
  assertAlmostEquals(quality.dihedralDegrees.max, 90, 1e-12);
  assertAlmostEquals(quality.edgeLength.mean, (3 + 3 * Math.SQRT2) / 6, 1e-14);
});

Deno.test("a thin tetrahedron has angles near 0 and 180 degrees and a radius ratio near 0", () => {
  const points = [[0, 0, 0], [1, 0, 0], [1, 1, 1e-7], [0, 1, 0]];
  const quality = meshQuality(tetMesh({ points, tets: [[0, 1, 3, 2]] }));
  assert(quality.dihedralDegrees.min < 1e-4 && quality.dihedralDegrees.max > 180 - 1e-4);
  assert(quality.radiusRatio.min > 0 && quality.radiusRatio.min < 1e-6);
});

Deno.test("pieces, compartments and the worst tetrahedron are told", () => {
  const a = box({ size: [1, 1, 1], edgeLength: 1 });
  const shift = (by: number) => a.points.data.map((x, i) => i % 3 === 0 ? x + by : x);
  const points = Float64Array.of(...a.points.data, ...shift(5));
  points[3 * 15 + 2] += 3;
  const tets = Int32Array.of(...a.tets, ...a.tets.map((node) => node + 8));
  const compartments = [...Array(5).fill(0), ...Array(5).fill(3)];
  const quality = meshQuality(tetMesh({ points, tets, compartments }));
  assertEquals(quality.pieces, 2);
  assertEquals(quality.nodes, 16);
  assertEquals(quality.boundaryFaces, 24);
  assertEquals(quality.compartments.map(({ id, tets }) => [id, tets]), [[0, 5], [3, 5]]);
  assertAlmostEquals(quality.compartments[0].volume, 1, 1e-15);
  assert(quality.worstTet >= 5);
  const text = formatQuality(quality);
  assert(text.startsWith("16 nodes, 10 tetrahedra, 24 boundary faces, 2 disconnected pieces\n"));
  assert(text.includes("compartment 3   5 tetrahedra"));
});

Deno.test("quality scales and turns with the mesh", () => {
  const mesh = box({ size: [1, 2, 1.5], edgeLength: 0.8 });
  const before = meshQuality(mesh);
  const angle = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(angle, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (turn, scale) => {
      const c = scale * Math.cos(turn), s = scale * Math.sin(turn);
      const p = mesh.points.data;
      const points = p.map((x, i) =>
        [c * x - s * p[i + 1], s * p[i - 1] + c * x, scale * x][i % 3]
      );
      const after = meshQuality(tetMesh({ points, tets: mesh.tets }));
      assertAlmostEquals(
        after.volume,
        before.volume * scale ** 3,
        1e-13 * before.volume * scale ** 3,
      );
      assertAlmostEquals(after.edgeLength.mean, before.edgeLength.mean * scale, 1e-13 * scale);
      assertAlmostEquals(after.dihedralDegrees.min, before.dihedralDegrees.min, 1e-10);
      assertAlmostEquals(after.radiusRatio.mean, before.radiusRatio.mean, 1e-12);
    }),
  );
});
