import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { meshQuality } from "../quality.ts";
import { boundarySurface } from "../surface.ts";
import type { TetMesh } from "../tet_mesh.ts";
import { box, cylinder, ellipsoid, sphere, torus } from "./mod.ts";
import { assertTopology, orders, positive } from "./testing.ts";

Deno.test("a sphere has its nodes on it, the volume converges, angles and edges are good", () => {
  const exact = (4 / 3) * Math.PI * 27;
  for (const order of orders((h) => sphere({ radius: 3, edgeLength: h }), exact, [0.8, 0.4, 0.2])) {
    assertGreater(order, 1.95);
  }
  fc.assert(
    fc.property(positive(0.1, 50), positive(2, 9), (radius, fineness) => {
      const edgeLength = radius / fineness;
      const mesh = sphere({ radius, edgeLength });
      const { dihedralDegrees, edgeLength: edges, pieces } = meshQuality(mesh);
      assertGreater(dihedralDegrees.min, 38);
      assertLess(dihedralDegrees.max, 117);
      assertLess(Math.abs(edges.mean / edgeLength - 1), 0.21);
      assertEquals(pieces, 1);
      const { data } = boundarySurface(mesh).points;
      for (let i = 0; i < data.length; i += 3) {
        assertAlmostEquals(Math.hypot(data[i], data[i + 1], data[i + 2]), radius, 1e-14 * radius);
      }
    }),
    { numRuns: 30 },
  );
  assertTopology(sphere({ radius: 1, edgeLength: 0.3 }), 1, 2);
});

Deno.test("a cylinder has its nodes on it, the volume converges, angles and edges are good", () => {
  const exact = Math.PI * 4 * 7;
  const make = (h: number) => cylinder({ radius: 2, height: 7, edgeLength: h });
  for (const order of orders(make, exact, [1, 0.5, 0.25])) assertGreater(order, 1.9);
  fc.assert(
    fc.property(
      positive(0.1, 50),
      positive(3, 8),
      positive(1, 6),
      (radius, fineness, slenderness) => {
        const edgeLength = radius / fineness, height = radius * slenderness;
        const mesh = cylinder({ radius, height, edgeLength });
        const { dihedralDegrees, edgeLength: edges, pieces } = meshQuality(mesh);
        assertGreater(dihedralDegrees.min, 30);
        assertLess(dihedralDegrees.max, 126);
        assertLess(Math.abs(edges.mean / edgeLength - 1), 0.2);
        assertEquals(pieces, 1);
        const { data } = boundarySurface(mesh).points;
        for (let i = 0; i < data.length; i += 3) {
          const r = Math.hypot(data[i], data[i + 1]), z = Math.abs(data[i + 2]);
          assertLess(
            Math.min(Math.abs(r - radius), Math.abs(z - height / 2)),
            1e-14 * (radius + height),
          );
        }
      },
    ),
    { numRuns: 30 },
  );
  assertTopology(cylinder({ radius: 1, height: 2, edgeLength: 0.4 }), 1, 2);
});

type Move = (x: number, y: number, z: number) => [number, number, number];

/** Turns about the z axis by a part of a full turn. */
const turn = (part: number): Move => (x, y, z) => {
  const c = Math.cos(2 * Math.PI * part), s = Math.sin(2 * Math.PI * part);
  return [c * x - s * y, s * x + c * y, z];
};

/** Whether a motion carries every tetrahedron onto a tetrahedron. */
function comesToItself(mesh: TetMesh, move: Move): boolean {
  const { data } = mesh.points;
  const keyOf = (place: number[]): string => place.map((x) => Math.round(1e9 * x)).join(" ");
  const nodeAt = new Map<string, number>();
  const positionOf = (node: number) =>
    [data[3 * node], data[3 * node + 1], data[3 * node + 2]] as const;
  for (let node = 0; node < data.length / 3; node++) nodeAt.set(keyOf([...positionOf(node)]), node);
  const tetsOf = (image: (node: number) => number | undefined): string[] =>
    Array.from({ length: mesh.tets.length / 4 }, (_, t) => {
      return [...mesh.tets.subarray(4 * t, 4 * t + 4)].map(image).sort((a, b) => a! - b!).join(" ");
    });
  const own = new Set(tetsOf((node) => node));
  return tetsOf((node) => nodeAt.get(keyOf(move(...positionOf(node))))).every((tet) =>
    own.has(tet)
  );
}

Deno.test("a cylinder comes to itself when turned by a third and, of even layers, when mirrored", () => {
  const mesh = cylinder({ radius: 1, height: 1.6, edgeLength: 0.5 });
  assert(comesToItself(mesh, turn(1 / 3)));
  assert(comesToItself(mesh, (x, y, z) => [x, y, -z]));
  assert(!comesToItself(mesh, turn(1 / 4)));
});

Deno.test("a sphere comes to itself when turned by a fifth and when inverted", () => {
  for (const edgeLength of [0.6, 0.4, 0.25, 0.15]) {
    const mesh = sphere({ radius: 1, edgeLength });
    assert(comesToItself(mesh, turn(1 / 5)));
    assert(comesToItself(mesh, (x, y, z) => [-x, -y, -z]));
    assert(!comesToItself(mesh, turn(1 / 4)));
  }
});

Deno.test("an ellipsoid has its nodes on it, the volume converges, angles and edges are good", () => {
  const exact = (4 / 3) * Math.PI * 1 * 2 * 3;
  const make = (h: number) => ellipsoid({ semiAxes: [1, 2, 3], edgeLength: h });
  for (const order of orders(make, exact, [0.6, 0.3, 0.15])) assertGreater(order, 1.9);
  const axis = positive(1, 3);
  fc.assert(
    fc.property(axis, axis, axis, positive(0.15, 0.4), (a, b, c, fineness) => {
      const semiAxes = [a, b, c] as const;
      const edgeLength = fineness * Math.min(a, b, c);
      const mesh = ellipsoid({ semiAxes, edgeLength });
      const { dihedralDegrees, edgeLength: edges } = meshQuality(mesh);
      assertGreater(dihedralDegrees.min, 13);
      assertLess(dihedralDegrees.max, 158);
      assertLess(Math.abs(edges.mean / edgeLength - 1), 0.2);
      const { data } = boundarySurface(mesh).points;
      for (let i = 0; i < data.length; i += 3) {
        assertAlmostEquals(Math.hypot(data[i] / a, data[i + 1] / b, data[i + 2] / c), 1, 1e-14);
      }
    }),
    { numRuns: 20 },
  );
  assertTopology(ellipsoid({ semiAxes: [1, 1.5, 2], edgeLength: 0.5 }), 1, 2);
});

Deno.test("a torus has its nodes on it, the volume converges, angles and edges are good", () => {
  const exact = 2 * Math.PI ** 2 * 3;
  const make = (h: number) => torus({ majorRadius: 3, minorRadius: 1, edgeLength: h });
  for (const order of orders(make, exact, [0.6, 0.3, 0.15])) assertGreater(order, 1.9);
  fc.assert(
    fc.property(positive(1.5, 6), positive(3, 6), (ratio, fineness) => {
      const mesh = torus({ majorRadius: ratio, minorRadius: 1, edgeLength: 1 / fineness });
      const { dihedralDegrees, edgeLength } = meshQuality(mesh);
      assertGreater(dihedralDegrees.min, 15);
      assertLess(dihedralDegrees.max, 131);
      assertLess(Math.abs(edgeLength.mean * fineness - 1), 0.15);
      const { data } = boundarySurface(mesh).points;
      for (let i = 0; i < data.length; i += 3) {
        const tube = Math.hypot(Math.hypot(data[i], data[i + 1]) - ratio, data[i + 2]);
        assertAlmostEquals(tube, 1, 1e-13);
      }
    }),
    { numRuns: 20 },
  );
  assertTopology(torus({ majorRadius: 3, minorRadius: 1, edgeLength: 0.5 }), 0, 0);
});

Deno.test("a box has its volume and area exactly, angles and edges are good", () => {
  const side = positive(0.5, 4);
  fc.assert(
    fc.property(side, side, side, positive(0.15, 0.45), (x, y, z, fineness) => {
      const edgeLength = fineness * Math.min(x, y, z);
      const quality = meshQuality(box({ size: [x, y, z], edgeLength }));
      assertAlmostEquals(quality.volume, x * y * z, 1e-12 * x * y * z);
      const area = 2 * (x * y + y * z + z * x);
      assertAlmostEquals(quality.surfaceArea, area, 1e-12 * area);
      assertGreater(quality.dihedralDegrees.min, 45);
      assertLess(quality.dihedralDegrees.max, 90 + 1e-6);
      assertLess(Math.abs(quality.edgeLength.mean / edgeLength - 1), 0.17);
    }),
    { numRuns: 30 },
  );
  assertTopology(box({ size: [1, 1, 2], edgeLength: 0.4 }), 1, 2);
});

Deno.test("the coarsest meshes are valid, and the same each time", () => {
  assertEquals(sphere({ radius: 1, edgeLength: 2 }).points.shape[0], 13);
  assertEquals(cylinder({ radius: 1, height: 2, edgeLength: 2 }).points.shape[0], 14);
  assertEquals(box({ size: [1, 1, 1], edgeLength: 1 }).tets.length / 4, 5);
  assertEquals(torus({ majorRadius: 1.01, minorRadius: 1, edgeLength: 2 }).points.shape[0], 42);
  assertEquals(ellipsoid({ semiAxes: [1, 1, 1], edgeLength: 2 }).points.shape[0], 13);
  const make = () => sphere({ radius: 1, edgeLength: 0.25 });
  assertEquals(make(), make());
});

Deno.test("impossible shapes are refused, naming the length", () => {
  const refuses = (make: () => TetMesh, message: string): void => {
    const error = assertThrows(make, InputError);
    assertEquals(error.message, message);
  };
  refuses(
    () => sphere({ radius: 0, edgeLength: 1 }),
    "Cannot mesh the sphere: its radius is 0, expected a length above 0 µm",
  );
  refuses(
    () => cylinder({ radius: 1, height: NaN, edgeLength: 1 }),
    "Cannot mesh the cylinder: its height is NaN, expected a length above 0 µm",
  );
  refuses(
    () => box({ size: [1, -2, 1], edgeLength: 1 }),
    "Cannot mesh the box: its size along y is -2, expected a length above 0 µm",
  );
  refuses(
    () => ellipsoid({ semiAxes: [1, 1, Infinity], edgeLength: 1 }),
    "Cannot mesh the ellipsoid: its semi-axis along z is Infinity, expected a length above 0 µm",
  );
  refuses(
    () => torus({ majorRadius: 1, minorRadius: 2, edgeLength: 0.5 }),
    "Cannot mesh the torus: its majorRadius of 1 µm must exceed its minorRadius of 2 µm",
  );
  refuses(
    () => cylinder({ radius: 1, height: 10, edgeLength: 3 }),
    "Cannot mesh the cylinder: an edgeLength of 3 µm exceeds its diameter of 2 µm, choose a smaller one",
  );
  refuses(
    () => sphere({ radius: 1, edgeLength: 0 }),
    "Cannot mesh the sphere: its edgeLength is 0, expected a length above 0 µm",
  );
  refuses(
    () => sphere({ radius: 100, edgeLength: 0.1 }),
    "Cannot mesh the sphere: an edgeLength of 0.1 µm needs about 6.85e+9 nodes, more than 5000000, " +
      "choose a larger one",
  );
});
