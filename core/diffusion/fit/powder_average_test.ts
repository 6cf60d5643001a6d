import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { acquisitionOf } from "../fsl/mod.ts";
import { fibonacciHemisphere, pgse } from "../protocol/mod.ts";
import { fitDiffusionTensor, fitSphericalMean, powderAverage, sphericalMeanSignal } from "./mod.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

Deno.test("powderAverage() sorts measurements into shells", () => {
  const bValues = Float64Array.of(1010, 0, 990, 2005, 5, 1000);
  const directions = new Float64Array(18).map((_, i) => i % 3 === 0 ? 1 : 0);
  const powder = powderAverage(Float64Array.of(3, 9, 5, 1, 11, 4), { bValues, directions });
  assertEquals([...powder.counts], [2, 3, 1]);
  assertEquals([...powder.signal], [10, 4, 1]);
  assertEquals([...powder.bValues], [2.5, 1000, 2005]);
  assertAlmostEquals(powder.deviation[1], Math.sqrt(2 / 3), 1e-15);
});

Deno.test("powderAverage() of order L is exact for polynomials of degree L, whatever the directions", () => {
  const { bValues, directions } = acquisitionOf(
    pgse({ delta: 10, Delta: 30, bValues: [1000], directions: fibonacciHemisphere(40) }),
  );
  // x⁴ has the mean 1/5, x²y² 1/15, z² 1/3; tilted a little, so that the directions are uneven.
  const uneven = directions.map((x, i) => x + (i % 3 === 2 ? 0.6 : 0));
  for (let v = 0; v < bValues.length; v++) {
    const part = uneven.subarray(3 * v, 3 * v + 3), size = Math.hypot(...part);
    part.forEach((x, k) => part[k] = x / size);
  }
  const signal = bValues.map((_, v) => {
    const [x, y, z] = uneven.subarray(3 * v, 3 * v + 3);
    return 2 * x ** 4 - 3 * x * x * y * y + z * z + x * y;
  });
  const exact = 2 / 5 - 3 / 15 + 1 / 3;
  const at = (order: number) => powderAverage(signal, { bValues, directions: uneven }, { order });
  assertAlmostEquals(at(4).signal[0], exact, 1e-12);
  assertAlmostEquals(at(6).signal[0], exact, 1e-11);
  assertLess(1e-3, Math.abs(at(0).signal[0] - exact));
  // Fifteen monomials of degree 4, 66 of degree 10: the largest order that 40 directions determine is 6.
  assertEquals([at(4).orders[0], at(10).orders[0]], [4, 6]);
});

Deno.test("powderAverage() of a fibre's signal is sphericalMeanSignal(), geometrically in the order", () => {
  const { bValues, directions } = acquisitionOf(
    pgse({ delta: 10, Delta: 30, bValues: [1500], directions: fibonacciHemisphere(200) }),
  );
  const axis = [0.6, 0, 0.8];
  const signal = bValues.map((b, v) => {
    const cosine = axis.reduce((sum, a, k) => sum + a * directions[3 * v + k], 0);
    return Math.exp(-b * 1e-3 * (0.3 + 1.5 * cosine ** 2));
  });
  const exact = sphericalMeanSignal(1500, 1.8, 0.3);
  const error = (order: number) =>
    Math.abs(powderAverage(signal, { bValues, directions }, { order }).signal[0] - exact);
  assertLess(error(8), 1e-6);
  // The coefficients fall as xⁿ/n!, x = b(D∥ − D⊥) = 2.25.
  assertLess(error(12), 1e-2 * error(8));
});

Deno.test("fitSphericalMean() recovers zeppelins and sticks from their exact means", () => {
  const bValues = Float64Array.of(0, 500, 1500, 3000, 6000);
  fc.assert(
    fc.property(between(1, 2.5), between(0.05, 0.9), between(0.1, 50), (along, ratio, S0) => {
      const across = ratio * 0.5 * along;
      const signal = bValues.map((b) => S0 * sphericalMeanSignal(b, along, across));
      const fit = fitSphericalMean({ bValues, signal });
      assertAlmostEquals(fit.axialDiffusivity, along, 1e-6);
      assertAlmostEquals(fit.radialDiffusivity, across, 1e-6);
      assertAlmostEquals(fit.S0 / S0, 1, 1e-8);
      const norm = Math.hypot(along, across, across);
      assertAlmostEquals(fit.microscopicAnisotropy, (along - across) / norm, 1e-6);
      const sticks = bValues.map((b) => S0 * sphericalMeanSignal(b, along));
      const stick = fitSphericalMean({ bValues, signal: sticks }, { model: "stick" });
      assertAlmostEquals(stick.axialDiffusivity, along, 1e-8);
      assertEquals(stick.radialDiffusivity, 0);
    }),
    { numRuns: 40 },
  );
});

Deno.test("fitDiffusionTensor() takes b-tensors: of planar and spherical encoding too", () => {
  const D = [[1.5, 0.2, 0.1], [0.2, 0.7, -0.1], [0.1, -0.1, 0.4]];
  const axes = fibonacciHemisphere(12), bTensors: number[] = [], signal: number[] = [];
  for (let v = 0; v < 12; v++) {
    const n = axes.subarray(3 * v, 3 * v + 3), planar = v % 2 === 0;
    for (const b of [0, 800, 1600]) {
      const entry = (i: number, j: number) =>
        planar
          ? b / 2 * ((i === j ? 1 : 0) - n[i] * n[j])
          : b * (0.8 * n[i] * n[j] + (i === j ? 0.2 / 3 : 0));
      let exponent = 0;
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          bTensors.push(entry(i, j));
          exponent += 1e-3 * entry(i, j) * D[i][j];
        }
      }
      signal.push(3 * Math.exp(-exponent));
    }
  }
  const fit = fitDiffusionTensor(Float64Array.from(signal), {
    bTensors: Float64Array.from(bTensors),
  });
  D.flat().forEach((x, k) => assertAlmostEquals(fit.tensor.data[k], x, 1e-11));
  const [a, b, c] = fit.eigenvalues;
  assertEquals([fit.axialDiffusivity, fit.radialDiffusivity], [a, (b + c) / 2]);
});

Deno.test("powderAverage() and fitSphericalMean() say what is wrong", () => {
  const bValues = Float64Array.of(0, 1000),
    directions = new Float64Array(6),
    signal = Float64Array.of(1, 0.5);
  const fails = (f: () => unknown, message: string) => assertThrows(f, InputError, message);
  fails(() => powderAverage(signal, { bValues, directions }, { order: 3 }), "'order' is 3");
  fails(
    () => powderAverage(signal, { bValues, directions }, { tolerance: -1 }),
    "'tolerance' is -1",
  );
  fails(
    () => powderAverage(signal.subarray(1), { bValues, directions }),
    "There are 1 signals, 2 b-values",
  );
  fails(() => powderAverage(Float64Array.of(1, NaN), { bValues, directions }), "index 1 is NaN");
  fails(
    () => fitSphericalMean({ bValues, signal }),
    "There are 2 different b-values but a zeppelin takes at least 3",
  );
  fails(
    () => fitSphericalMean({ bValues, signal: Float64Array.of(1, -1) }, { model: "stick" }),
    "The signal at index 1 is -1",
  );
});
