import { assertAlmostEquals, assertEquals, assertGreater, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { meshQuality } from "../quality.ts";
import { compartmentSurface } from "../surface.ts";
import { box, stackedPlates } from "./mod.ts";
import {
  assertManifold,
  assertWatertight,
  compartmentVolumes,
  interfacesOf,
  positive,
} from "./testing.ts";

Deno.test("plates have their volumes, areas and places exactly", () => {
  fc.assert(
    fc.property(
      fc.array(positive(0.05, 3), { minLength: 1, maxLength: 5 }),
      fc.tuple(positive(0.5, 2), positive(0.5, 2)),
      positive(0.2, 1),
      (thicknesses, width, fineness) => {
        const height = thicknesses.reduce((sum, thickness) => sum + thickness, 0);
        const least = Math.min(...width, height);
        // No more than a few dozen cells along the longest side.
        const edgeLength = Math.min(least, Math.max(fineness * least, height / 15));
        const mesh = stackedPlates({ thicknesses, width, edgeLength });
        const area = width[0] * width[1];
        compartmentVolumes(mesh).forEach((volume, k) => {
          assertAlmostEquals(volume, area * thicknesses[k], 1e-12 * area * height);
          assertManifold(compartmentSurface(mesh, k), 2);
        });
        assertWatertight(mesh, 1e-12 * area * height);
        const interfaces = interfacesOf(mesh);
        assertEquals(interfaces.size, thicknesses.length - 1);
        let z = -height / 2;
        for (let k = 0; k + 1 < thicknesses.length; k++) {
          z += thicknesses[k];
          const membrane = interfaces.get(`${k} ${k + 1}`)!;
          assertAlmostEquals(membrane.area, area, 1e-12 * area);
          for (const node of membrane.nodes) {
            assertAlmostEquals(mesh.points.data[3 * node + 2], z, 1e-14 * height);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("one plate is a box, thin plates get their elements across", () => {
  const edgeLength = 0.5;
  const [plate, same] = [
    stackedPlates({ thicknesses: [3], width: [1, 2], edgeLength }),
    box({ size: [1, 2, 3], edgeLength }),
  ];
  assertEquals(plate.tets, same.tets);
  plate.points.data.forEach((x, i) => assertAlmostEquals(x, same.points.data[i], 1e-15));
  const levels = (elementsAcross?: number) => {
    const options = { thicknesses: [2, 0.1, 1], width: [1, 1] as const, edgeLength };
    const mesh = stackedPlates(
      elementsAcross === undefined ? options : { ...options, elementsAcross },
    );
    const zs = new Set(mesh.points.data.filter((_, i) => i % 3 === 2));
    return [...zs].filter((z) => z > 0.45 - 1e-9 && z < 0.55 + 1e-9).length - 1;
  };
  assertEquals([levels(), levels(1), levels(5)], [2, 1, 5]);
  const thin = meshQuality(
    stackedPlates({ thicknesses: [1, 0.1, 1], width: [1, 1], edgeLength: 0.25 }),
  );
  // Cells four times as wide as high: the diagonals' planes meet the plate's at the arc tangent of the height over 0.7 widths.
  assertGreater(thin.dihedralDegrees.min, 15);
});

Deno.test("impossible plates are refused, naming which", () => {
  const refuses = (options: Parameters<typeof stackedPlates>[0], message: string): void => {
    assertEquals(assertThrows(() => stackedPlates(options), InputError).message, message);
  };
  refuses(
    { thicknesses: [], width: [1, 1], edgeLength: 1 },
    "Cannot mesh the stacked plates: their thicknesses are missing, give one each",
  );
  refuses(
    { thicknesses: [1, 0], width: [1, 1], edgeLength: 1 },
    "Cannot mesh the stacked plates: its thickness 1 is 0, expected a length above 0 µm",
  );
  refuses(
    { thicknesses: [1], width: [1, -1], edgeLength: 1 },
    "Cannot mesh the stacked plates: its width along y is -1, expected a length above 0 µm",
  );
  refuses(
    { thicknesses: [1, 1], width: [0.5, 1], edgeLength: 1 },
    "Cannot mesh the stacked plates: an edgeLength of 1 µm exceeds its shortest width of 0.5 µm, choose a smaller one",
  );
});
