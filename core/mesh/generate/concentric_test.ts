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
import { compartmentSurface } from "../surface.ts";
import type { TetMesh } from "../tet_mesh.ts";
import { concentricCylinders, concentricSpheres, cylinder, sphere } from "./mod.ts";
import {
  assertManifold,
  assertTopology,
  assertWatertight,
  compartmentVolumes,
  interfacesOf,
  orders,
  positive,
} from "./testing.ts";

/** Ascending radii with layers of anything from a thousandth to the whole of the radius inside. */
const radii = fc.tuple(
  positive(0.5, 5),
  fc.array(fc.double({ min: Math.log(1e-3), max: 0, noNaN: true }), { maxLength: 4 }),
).map(([first, steps]) =>
  steps.reduce((list, step) => [...list, list[list.length - 1] * (1 + Math.exp(step))], [first])
);

/** That interfaces lie between neighbouring layers only, their nodes at the radius exactly, and the compartments are whole. */
function assertLayers(
  mesh: TetMesh,
  layerRadii: readonly number[],
  radiusOf: (x: number, y: number, z: number) => number,
): void {
  const interfaces = interfacesOf(mesh);
  assertEquals([...interfaces.keys()].sort(), layerRadii.slice(1).map((_, k) => `${k} ${k + 1}`));
  for (const [key, { nodes }] of interfaces) {
    const radius = layerRadii[Number(key.split(" ")[0])];
    for (const node of nodes) {
      const [x, y, z] = mesh.points.data.subarray(3 * node, 3 * node + 3);
      assertAlmostEquals(radiusOf(x, y, z), radius, 1e-14 * radius);
    }
  }
}

Deno.test("concentric spheres of any radii are whole, layer by layer", () => {
  fc.assert(
    fc.property(radii, positive(0.15, 1.9), (list, coarseness) => {
      const largest = list[list.length - 1];
      // No finer than some ten levels in all.
      const edgeLength = Math.min(2 * list[0], Math.max(coarseness * list[0], largest / 7));
      const mesh = concentricSpheres({ radii: list, edgeLength });
      assertLayers(mesh, list, (x, y, z) => Math.hypot(x, y, z));
      assertWatertight(mesh, 1e-12 * largest ** 3);
      assertEquals(meshQuality(mesh).pieces, 1);
      list.forEach((_, k) => {
        // A ball's surface is one sphere, a layer's two; the characteristic of a sphere is 2.
        assertManifold(compartmentSurface(mesh, k), k === 0 ? 2 : 4);
      });
    }),
    { numRuns: 15 },
  );
});

Deno.test("concentric cylinders of any radii are whole, layer by layer", () => {
  fc.assert(
    fc.property(radii, positive(0.15, 1.9), positive(1, 4), (list, coarseness, slenderness) => {
      const largest = list[list.length - 1];
      const edgeLength = Math.min(2 * list[0], Math.max(coarseness * list[0], largest / 12));
      const height = slenderness * edgeLength;
      const mesh = concentricCylinders({ radii: list, height, edgeLength });
      assertLayers(mesh, list, (x, y) => Math.hypot(x, y));
      assertWatertight(mesh, 1e-12 * largest ** 2 * height);
      list.forEach((_, k) => assertManifold(compartmentSurface(mesh, k), k === 0 ? 2 : 0));
    }),
    { numRuns: 25 },
  );
});

Deno.test("the layers' volumes are those of their polygons, and converge to the exact ones", () => {
  // Between circles of the same regular polygon the cross-section is known.
  const height = 3, list = [2, 2.2];
  const mesh = concentricCylinders({ radii: list, height, edgeLength: 0.5 });
  const sides = 6 * Math.round(2 / (0.82 * 0.5));
  const polygon = (radius: number) => (sides / 2) * radius ** 2 * Math.sin((2 * Math.PI) / sides);
  const [inside, myelin] = compartmentVolumes(mesh);
  assertAlmostEquals(inside, height * polygon(2), 1e-12);
  assertAlmostEquals(myelin, height * (polygon(2.2) - polygon(2)), 1e-12);
  const side = 2 * 2 * Math.sin(Math.PI / sides);
  assertAlmostEquals(interfacesOf(mesh).get("0 1")!.area, sides * side * height, 1e-12);

  // What a surface encloses is low by O(edgeLength²); the errors of a layer's two surfaces may cancel.
  const layers = [2, 2.2, 4];
  layers.forEach((radius, k) => {
    const enclosed = (m: TetMesh) =>
      compartmentVolumes(m).slice(0, k + 1).reduce((sum, volume) => sum + volume, 0);
    const spheres = (edgeLength: number) => concentricSpheres({ radii: layers, edgeLength });
    const ball = (4 / 3) * Math.PI * radius ** 3, disc = Math.PI * radius ** 2;
    for (const order of orders(spheres, ball, [0.8, 0.4, 0.25], enclosed)) {
      assertGreater(order, 1.75);
    }
    const cylinders = (edgeLength: number) =>
      concentricCylinders({ radii: layers, height: 2, edgeLength });
    for (const order of orders(cylinders, 2 * disc, [0.8, 0.4, 0.2], enclosed)) {
      assertGreater(order, 1.75);
    }
  });
});

Deno.test("of one radius they are the sphere and the cylinder", () => {
  const radius = 3, height = 5, edgeLength = 0.7;
  assertEquals(concentricSpheres({ radii: [radius], edgeLength }), sphere({ radius, edgeLength }));
  assertEquals(
    concentricCylinders({ radii: [radius], height, edgeLength }),
    cylinder({ radius, height, edgeLength }),
  );
  assertTopology(concentricSpheres({ radii: [1, 1.1, 2], edgeLength: 0.4 }), 1, 2);
  assertTopology(concentricCylinders({ radii: [1, 1.1, 2], height: 1, edgeLength: 0.4 }), 1, 2);
});

Deno.test("thick layers are as good as one body, thin ones as flat as they must be", () => {
  const edgeLength = 0.5;
  const makers = [
    (list: number[], across: number) =>
      concentricSpheres({ radii: list, edgeLength, elementsAcross: across }),
    (list: number[], across: number) =>
      concentricCylinders({ radii: list, height: 3, edgeLength, elementsAcross: across }),
  ];
  for (const make of makers) {
    const thick = meshQuality(make([1.5, 4], 2));
    assertGreater(thick.dihedralDegrees.min, 30);
    assertLess(thick.dihedralDegrees.max, 127);
    assertLess(Math.abs(thick.edgeLength.mean / edgeLength - 1), 0.1);
    for (const [thickness, across] of [[0.2, 1], [0.2, 2], [0.2, 4], [0.05, 1], [0.05, 2]]) {
      const { dihedralDegrees, edgeLength: edges } = meshQuality(make([2, 2 + thickness], across));
      // The height of a flat right triangle over its longer leg.
      const expected = (Math.atan(thickness / across / edgeLength) * 180) / Math.PI;
      assertGreater(dihedralDegrees.min, Math.min(25, expected));
      assertLess(edges.max, 1.6 * edgeLength);
    }
  }
});

Deno.test("many thin layers do not stretch the elements along them", () => {
  const list = Array.from({ length: 21 }, (_, k) => 1 + 0.1 * k);
  const mesh = concentricCylinders({ radii: list, height: 1, edgeLength: 0.5 });
  assertEquals(compartmentVolumes(mesh).length, 21);
  assertLess(meshQuality(mesh).edgeLength.max, 0.9);
  assertLess(
    meshQuality(concentricSpheres({ radii: list.slice(0, 11), edgeLength: 0.5 })).edgeLength.max,
    0.9,
  );
});

Deno.test("impossible layers are refused, naming the radius", () => {
  const refuses = (make: () => TetMesh, message: string): void => {
    assertEquals(assertThrows(make, InputError).message, message);
  };
  refuses(
    () => concentricSpheres({ radii: [], edgeLength: 1 }),
    "Cannot mesh the concentric spheres: its radii are missing, give at least one",
  );
  refuses(
    () => concentricSpheres({ radii: [2, 1], edgeLength: 1 }),
    "Cannot mesh the concentric spheres: its radius 1 of 1 µm must exceed radius 0 of 2 µm, " +
      "list the radii from the inside out",
  );
  refuses(
    () => concentricCylinders({ radii: [1, NaN], height: 1, edgeLength: 1 }),
    "Cannot mesh the concentric cylinders: its radius 1 is NaN, expected a length above 0 µm",
  );
  refuses(
    () => concentricCylinders({ radii: [1, 2], height: 3, edgeLength: 2.5 }),
    "Cannot mesh the concentric cylinders: an edgeLength of 2.5 µm exceeds its innermost diameter of 2 µm, " +
      "choose a smaller one",
  );
  refuses(
    () => concentricSpheres({ radii: [1, 2], edgeLength: 1, elementsAcross: 0 }),
    "Cannot mesh the concentric spheres: its elementsAcross is 0, expected a whole number from 1 on",
  );
  for (const edgeLength of [1e-3, 1e-9]) {
    const error = assertThrows(() => concentricSpheres({ radii: [1, 2], edgeLength }), InputError);
    assert(/needs about .* nodes, more than 5000000, choose a larger one$/.test(error.message));
    assertThrows(() => concentricCylinders({ radii: [1, 2], height: 1, edgeLength }), InputError);
  }
});
