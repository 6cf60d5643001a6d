import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { type BundleCylinder, cylindersInBox } from "./mod.ts";

Deno.test("impossible bundles are refused, naming the cylinders", () => {
  const at = (x: number, y: number, radius: number, layers: number[] = []): BundleCylinder => ({
    center: [x, y],
    radius,
    layers,
  });
  const refuses = (
    options: Partial<Parameters<typeof cylindersInBox>[0]>,
    message: string,
  ): void => {
    const make = () =>
      cylindersInBox({ cylinders: [at(0, 0, 1)], height: 2, edgeLength: 0.5, ...options });
    assertEquals(
      assertThrows(make, InputError).message,
      `Cannot mesh the cylinders in a box: ${message}`,
    );
  };
  const box = [8, 8] as const;
  refuses({ cylinders: [], box }, "the cylinders are missing, give at least one");
  refuses({}, "neither 'box' and 'padding' are given, give one of them");
  refuses({ box, padding: 1 }, "both 'box' and 'padding' are given, give one of them");
  refuses({ padding: 0 }, "its padding is 0, expected a length above 0 µm");
  refuses({ box: [1, NaN] }, "its box along y is NaN, expected a length above 0 µm");
  refuses({ box, height: -1 }, "its height is -1, expected a length above 0 µm");
  refuses(
    { box, cylinders: [at(NaN, 0, 1)] },
    "the center of cylinder 0 is 'NaN,0', expected x and y in µm",
  );
  refuses(
    { box, cylinders: [at(0, 0, 0)] },
    "its cylinder 0's radius is 0, expected a length above 0 µm",
  );
  refuses(
    { box, cylinders: [at(0, 0, 1, [0.5, 1])] },
    "cylinder 0's layer 1 of 1 µm must be below the radius of 1 µm, list the radii from the inside out",
  );
  refuses(
    { box, cylinders: [at(0, 0, 1, [0.5, 0.4])] },
    "cylinder 0's layer 0 of 0.5 µm must be below layer 1 of 0.4 µm, list the radii from the inside out",
  );
  refuses(
    { box, cylinders: [at(0, 0, 1), at(-2, -2, 1), at(1.5, 0, 1)] },
    "cylinders 0 and 2 overlap by 0.5 µm, move them apart",
  );
  refuses(
    { box, cylinders: [at(0, 0, 2), at(3.0005, 0, 1)] },
    "cylinder 1 crosses the wall of the box along x by 0.0005 µm, widen the box or move it",
  );
  refuses(
    { box, cylinders: [at(-1, 0, 2), at(2.0005, 0, 1)] },
    "cylinders 0 and 1 are only 0.0005 µm from each other, expected at least 0.001 µm, move them apart",
  );
  refuses(
    { box, cylinders: [at(0, 2.9995, 1)] },
    "cylinder 0 is only 0.0005 µm from the wall of the box along y, expected at least 0.001 µm, " +
      "widen the box or move it",
  );
  refuses(
    { box, edgeLength: 3 },
    "an edgeLength of 3 µm exceeds its height of 2 µm, choose a smaller one",
  );
  refuses(
    { box, edgeLength: 1e-3 },
    "an edgeLength of 0.001 µm needs about 9.52e+7 nodes, more than 5000000, choose a larger one",
  );
});
