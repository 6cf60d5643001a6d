import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { polynomialGalerkinSignal } from "../../../testing/polynomial_galerkin.ts";
import { exactCases, referenceMesh } from "../../../testing/reference_data.ts";
import { InputError } from "../../input_error.ts";
import { fibonacciHemisphere } from "../protocol/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { type ExactShape, exactSignal } from "./mod.ts";

const timing = { delta: 10, Delta: 20 };

Deno.test("exactSignal() agrees with a polynomial Galerkin method to 1e-9", () => {
  // Radius or half width 5 µm, D = 2 µm²/ms.
  const shapes: [ExactShape, 1 | 2 | 3, number[], number, number][] = [
    [{ kind: "slab", width: 10 }, 1, [0, 0, 1], 2, 18],
    [{ kind: "cylinder", radius: 5, height: Infinity }, 2, [1, 0, 0], 9, 9],
    [{ kind: "sphere", radius: 5 }, 3, [0, 1, 0], 9, 9],
  ];
  const bValues = [200, 4000, 10_000];
  for (const [shape, dimension, direction, orders, degree] of shapes) {
    const protocol = pgse({ ...timing, bValues, directions: [direction] });
    exactSignal(shape, 2, protocol).forEach((signal, b) => {
      const twin = polynomialGalerkinSignal({
        dimension,
        orders,
        degree,
        diffusion: 2 * timing.delta / 25,
        pause: 2 * (timing.Delta - timing.delta) / 25,
        phase: protocol.q[b] * 5 * timing.delta,
      });
      assertAlmostEquals(signal, twin, 1e-9, `${shape.kind} b = ${bValues[b]}`);
    });
  }
});

Deno.test("exactSignal() agrees with the exact sphere and cylinder of the reference meshes to 1e-7", () => {
  // The reference truncates its set of eigenfunctions, an error its stated one leaves out: the test above, on the same
  // sphere, settles that the 6.4e-8 seen at b = 10 000 s/mm² are the reference's.
  const shapes = {
    sphere_r5: { kind: "sphere", radius: 5 },
    cyl_r2_h20: { kind: "cylinder", radius: 2, height: 20 },
  } as const;
  for (const name of ["sphere_r5", "cyl_r2_h20"] as const) {
    const { diffusivity, pgse: results } = referenceMesh(name);
    for (const { timing, directions, q, bValues, exact } of results) {
      const protocol = { sequences: [timing], directions, q, bValues };
      exactSignal(shapes[name], diffusivity, protocol).forEach((signal, i) =>
        assertAlmostEquals(signal, exact[i], 1e-7, `${name} entry ${i}`)
      );
    }
  }
});

Deno.test("exactSignal() agrees with the tabulated slab, cylinder and sphere signals to 1e-5", () => {
  for (const { geometry, size, diffusivity, timing, bValues, signal } of exactCases()) {
    const shape: ExactShape = geometry === "slab"
      ? { kind: "slab", width: size }
      : geometry === "cylinder"
      ? { kind: "cylinder", radius: size, height: Infinity }
      : { kind: "sphere", radius: size };
    const directions = [geometry === "slab" ? [0, 0, 1] : [0.6, 0.8, 0]];
    const protocol = pgse({ ...timing, bValues, directions });
    exactSignal(shape, diffusivity, protocol, { tolerance: 1e-7 }).forEach((s, b) =>
      assertAlmostEquals(s, signal[b], 1e-5, `${geometry} ${size} µm b = ${bValues[b]}`)
    );
  }
});

Deno.test("exactSignal() of wide shapes at short times is that of free diffusion inside", () => {
  const bValues = [0, 500, 1000];
  const protocol = pgse({ delta: 1, Delta: 2, bValues, directions: [[0, 0, 1], [1, 0, 0]] });
  const slab = exactSignal({ kind: "slab", width: 4 }, 1, protocol);
  bValues.forEach((b, i) => assertAlmostEquals(slab[3 + i], Math.exp(-b * 1e-3), 1e-14));
  const cylinder = exactSignal({ kind: "cylinder", radius: 1, height: Infinity }, 1, protocol);
  bValues.forEach((b, i) => assertAlmostEquals(cylinder[i], Math.exp(-b * 1e-3), 1e-14));
  // Walls hold the water back: the signal lies above the free one, the more so the closer they are.
  assertLess(Math.exp(-1), slab[2]);
  const closer = exactSignal({ kind: "slab", width: 2 }, 1, protocol);
  assertLess(slab[2], closer[2]);
});

Deno.test("exactSignal() of a sphere does not depend on direction and falls with b", () => {
  const protocol = pgse({
    ...timing,
    bValues: [0, 1000, 2000],
    directions: fibonacciHemisphere(4),
  });
  const signal = exactSignal({ kind: "sphere", radius: 4 }, 2, protocol);
  for (let d = 0; d < 4; d++) {
    assertEquals(signal[3 * d], 1);
    for (let b = 0; b < 3; b++) assertAlmostEquals(signal[3 * d + b], signal[b], 1e-12);
    assertLess(signal[3 * d + 2], signal[3 * d + 1]);
  }
});

Deno.test("exactSignal() refuses impossible shapes, and gradients beyond its reach", () => {
  const protocol = pgse({ ...timing, bValues: [1000], directions: [[1, 0, 0]] });
  const fails = (shape: ExactShape, diffusivity: number, message: string) =>
    assertThrows(() => exactSignal(shape, diffusivity, protocol), InputError, message);
  fails({ kind: "sphere", radius: 0 }, 2, "The radius of the sphere is 0 µm");
  fails({ kind: "slab", width: -1 }, 2, "The width of the slab is -1 µm");
  fails({ kind: "cylinder", radius: 1, height: NaN }, 2, "The height of the cylinder is NaN µm");
  fails({ kind: "sphere", radius: 1 }, 0, "The diffusivity is 0 µm²/ms");
});
