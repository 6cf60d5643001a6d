import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import fc from "fast-check";
import { twist } from "../deform/mod.ts";
import { meshQuality } from "../quality.ts";
import { compartmentSurface } from "../surface.ts";
import { type TetMesh, withPoints } from "../tet_mesh.ts";
import { type BundleCylinder, cylindersInBox } from "./mod.ts";
import {
  assertManifold,
  assertTopology,
  assertWatertight,
  compartmentVolumes,
  interfacesOf,
  orders,
  positive,
} from "./testing.ts";

/** Cylinders that do not touch: of random ones those that keep clear of all before. */
const bundles: fc.Arbitrary<BundleCylinder[]> = fc.array(
  fc.record({
    center: fc.tuple(positive(-3, 3), positive(-3, 3)),
    radius: positive(0.1, 2),
    // Thousandths of the radius.
    layers: fc.uniqueArray(fc.integer({ min: 50, max: 998 }), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
).map((candidates) => {
  const kept: BundleCylinder[] = [];
  for (const { center: [x, y], radius, layers } of candidates) {
    const isApart = kept.every(({ center, radius: other }) =>
      Math.hypot(center[0] - x, center[1] - y) - radius - other > 0.005 * Math.min(radius, other)
    );
    if (!isApart) continue;
    const inner = layers.sort((a, b) => a - b).map((part) => (part / 1000) * radius);
    kept.push({ center: [x, y], radius, layers: inner });
  }
  return kept;
});

/** Which compartment a place of the cross-section is in, as `cylindersInBox` numbers them. */
function compartmentAt(cylinders: readonly BundleCylinder[], x: number, y: number): number {
  let first = 0;
  for (const { center, radius, layers = [] } of cylinders) {
    const distance = Math.hypot(x - center[0], y - center[1]);
    if (distance < radius) return first + layers.filter((inner) => inner < distance).length;
    first += layers.length + 1;
  }
  return first;
}

Deno.test("any bundle is whole, its interfaces on the cylinders, its compartments in order", () => {
  fc.assert(
    fc.property(bundles, positive(0.25, 1), positive(0.01, 1), (cylinders, longest, padding) => {
      // The narrowest box there can be.
      const edgeLength = Math.min(
        longest,
        1.99 * (Math.min(...cylinders.map((c) => c.radius)) + padding),
      );
      const height = 2 * edgeLength;
      const mesh = cylindersInBox({ cylinders, padding, height, edgeLength });
      const ids = cylinders.reduce((sum, { layers }) => sum + layers!.length + 1, 1);
      const volumes = compartmentVolumes(mesh);
      assertEquals(volumes.length, ids);
      const size = [0, 1].map((axis) => {
        const low = cylinders.map(({ center, radius }) => center[axis] - radius);
        const high = cylinders.map(({ center, radius }) => center[axis] + radius);
        return Math.max(...high) - Math.min(...low) + 2 * padding;
      });
      const whole = size[0] * size[1] * height;
      assertAlmostEquals(volumes.reduce((sum, volume) => sum + volume, 0), whole, 1e-12 * whole);
      assertWatertight(mesh, 1e-11 * whole);
      assertEquals(meshQuality(mesh).pieces, 1);

      const interfaces = interfacesOf(mesh);
      const expected: string[] = [];
      let id = 0;
      cylinders.forEach(({ center, radius, layers }) => {
        [...layers!, radius].forEach((surface, k, all) => {
          const key = `${id} ${k + 1 < all.length ? id + 1 : ids - 1}`;
          expected.push(key);
          const { nodes, area } = interfaces.get(key)!;
          for (const node of nodes) {
            const [x, y] = mesh.points.data.subarray(3 * node);
            assertAlmostEquals(Math.hypot(x - center[0], y - center[1]), surface, 1e-14 * 10);
          }
          // Inscribed polygons of 12 sides at least.
          const exact = 2 * Math.PI * surface * height;
          assert(area < exact && area > exact * Math.sin(Math.PI / 12) / (Math.PI / 12) - 1e-9);
          assertManifold(compartmentSurface(mesh, id), k === 0 ? 2 : 0);
          id++;
        });
      });
      assertEquals([...interfaces.keys()].sort(), expected.sort());

      // A tetrahedron's middle is in its compartment, or between a polygon and its circle.
      for (let t = 0; t < mesh.compartments.length; t++) {
        const middle = [0, 1].map((axis) => {
          const corners = mesh.tets.subarray(4 * t, 4 * t + 4);
          return corners.reduce((sum, node) => sum + mesh.points.data[3 * node + axis], 0) / 4;
        });
        if (compartmentAt(cylinders, middle[0], middle[1]) === mesh.compartments[t]) continue;
        const distances = cylinders.flatMap(({ center, radius, layers }) =>
          [...layers!, radius].map((surface) => {
            const distance = Math.hypot(middle[0] - center[0], middle[1] - center[1]) / surface;
            return distance < 1 && distance > Math.cos(Math.PI / 12);
          })
        );
        assert(distances.includes(true));
      }
    }),
    { numRuns: 25 },
  );
});

/** Rows of cylinders, every other shifted by half. */
function rows(count: number, radius: number, gap: number, layers: number[]): BundleCylinder[] {
  const perRow = Math.ceil(Math.sqrt(count)), step = 2 * radius + gap;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / perRow);
    const x = ((i % perRow) + (row % 2) / 2) * step, y = row * step * Math.sqrt(0.75);
    return { center: [x, y] as const, radius, layers };
  });
}

Deno.test("bundles of 3 and of 20 have good elements of the size asked for", () => {
  for (
    const [count, layers, leastDihedral] of [[3, [], 17], [3, [1.4], 17], [20, [1.8], 12]] as const
  ) {
    const mesh = cylindersInBox({
      cylinders: rows(count, 2, 0.3, [...layers]),
      padding: 0.5,
      height: 2,
      edgeLength: 0.5,
    });
    const { dihedralDegrees, edgeLength, compartments, radiusRatio } = meshQuality(mesh);
    assertEquals(compartments.length, count * (1 + layers.length) + 1);
    assertGreater(dihedralDegrees.min, leastDihedral);
    assertLess(dihedralDegrees.max, 165);
    assertGreater(radiusRatio.min, 0.2);
    assertLess(Math.abs(edgeLength.mean / 0.5 - 1), 0.1);
  }
});

Deno.test("a bundle's volumes converge, and it is the same each time", () => {
  const alone = (edgeLength: number) =>
    cylindersInBox({
      cylinders: [{ center: [0.3, 0.2], radius: 2 }],
      box: [6, 7],
      height: 1,
      edgeLength,
    });
  [4 * Math.PI, 42 - 4 * Math.PI].forEach((exact, k) => {
    const volumeOf = (mesh: TetMesh) => compartmentVolumes(mesh)[k];
    for (const order of orders(alone, exact, [0.8, 0.4, 0.2], volumeOf)) assertGreater(order, 1.9);
  });

  // Near others a circle may have more nodes than asked for, never less: what it encloses is low by its 6n-gon's share at most.
  const cylinders: BundleCylinder[] = [
    { center: [-1.1, 0], radius: 1, layers: [0.3, 0.9] },
    { center: [0.8, 0.2], radius: 0.8 },
  ];
  const make = (edgeLength: number) =>
    cylindersInBox({ cylinders, box: [4.5, 2.5], height: 0.5, edgeLength });
  for (const edgeLength of [0.5, 0.2, 0.1]) {
    const volumes = compartmentVolumes(make(edgeLength));
    const enclosed = [volumes[0], volumes[0] + volumes[1], volumes[0] + volumes[1] + volumes[2]];
    [...enclosed, volumes[3]].forEach((volume, k) => {
      const radius = [0.3, 0.9, 1, 0.8][k], exact = Math.PI * radius ** 2 * 0.5;
      const angle = (2 * Math.PI) / (6 * Math.max(2, Math.round(radius / (0.82 * edgeLength))));
      assert(volume < exact && volume > exact * (Math.sin(angle) / angle) - 1e-12);
    });
  }
  assertEquals(make(0.3), make(0.3));
  assertTopology(make(0.5), 1, 2);
});

Deno.test("narrow gaps get elements as fine as they are", () => {
  for (const gap of [0.1, 0.01, 0.002]) {
    const cylinders = rows(2, 1, gap, []);
    const mesh = cylindersInBox({ cylinders, padding: 1, height: 1, edgeLength: 0.5 });
    assertWatertight(mesh, 1e-12);
    // Joining the cylinders, and nothing shorter than a fraction of it.
    const shortest = meshQuality(mesh).edgeLength.min;
    assert(shortest <= gap * (1 + 1e-9) && shortest > gap / 4, `${shortest}`);
  }
});

Deno.test("layers have the elements across that are asked for", () => {
  for (const elementsAcross of [1, 2, 4]) {
    for (const inner of [0.9, 0.7, 0.3]) {
      const mesh = cylindersInBox({
        cylinders: [{ center: [0, 0], radius: 1, layers: [inner] }],
        padding: 0.3,
        height: 0.6,
        edgeLength: 0.6,
        elementsAcross,
      });
      const { nodes: inside } = interfacesOf(mesh).get("0 1")!;
      const { nodes: outside } = interfacesOf(mesh).get("1 2")!;
      // Steps along edges of the layer from one side to the other.
      const reached = new Set(inside);
      let steps = 0;
      const isThere = () => [...reached].some((node) => outside.has(node));
      while (!isThere()) {
        const before = new Set(reached);
        mesh.compartments.forEach((id, t) => {
          const corners = mesh.tets.subarray(4 * t, 4 * t + 4);
          if (id !== 1 || !corners.some((node) => before.has(node))) return;
          for (const node of corners) reached.add(node);
        });
        steps++;
      }
      assert(steps >= elementsAcross, `${steps} instead of ${elementsAcross} at ${inner}`);
    }
  }
});

Deno.test("a bundle can be twisted", () => {
  const mesh = cylindersInBox({
    cylinders: rows(3, 1, 0.2, [0.8]),
    padding: 0.3,
    height: 3,
    edgeLength: 0.5,
  });
  const twisted = withPoints(mesh, twist(mesh.points, 0.1));
  compartmentVolumes(mesh).forEach((volume, k) => {
    assertAlmostEquals(compartmentVolumes(twisted)[k], volume, 0.02 * volume);
  });
});
