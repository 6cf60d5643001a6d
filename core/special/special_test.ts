import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { besselITerms, gaussLegendre, jacobiAngerTerms, scaledBesselI } from "./mod.ts";

Deno.test("scaledBesselI equals the integral (1/π)∫exp(x(cos θ − 1)) cos kθ dθ", () => {
  for (const x of [0.01, 0.7, 12, 49, 800]) {
    const count = 30, values = scaledBesselI(x, count);
    const samples = 700;
    for (let k = 0; k < count; k += 3) {
      // The trapezoidal rule converges geometrically for a periodic integrand.
      let sum = 0;
      for (let i = 0; i < samples; i++) {
        const theta = 2 * Math.PI * i / samples;
        sum += Math.exp(x * (Math.cos(theta) - 1)) * Math.cos(k * theta);
      }
      assertAlmostEquals(values[k], sum / samples, 1e-15);
    }
  }
});

Deno.test("scaledBesselI at zero is one and zeros", () => {
  assertEquals([...scaledBesselI(0, 3)], [1, 0, 0]);
});

Deno.test("besselITerms ends where the series is negligible", () => {
  for (const x of [0, 0.5, 49, 5000]) {
    const terms = besselITerms(x, 1e-14);
    const values = scaledBesselI(x, terms + 40);
    values.subarray(terms).forEach((value) => assertLess(value, 1e-14));
  }
});

Deno.test("jacobiAngerTerms suffices to interpolate exp(ixs) at Chebyshev points", () => {
  for (const x of [0.3, 2, 6, 20, 60]) {
    const count = jacobiAngerTerms(x, 1e-12);
    const nodes = Array.from(
      { length: count },
      (_, i) => Math.cos(Math.PI * (2 * i + 1) / (2 * count)),
    );
    let worst = 0;
    for (let s = -1; s <= 1; s += 0.0171) {
      let value = 0;
      // Barycentric weights of Chebyshev points of the first kind.
      let top = 0, bottom = 0;
      nodes.forEach((node, i) => {
        const w = (i % 2 ? -1 : 1) * Math.sin(Math.PI * (2 * i + 1) / (2 * count)) / (s - node);
        top += w * Math.cos(x * node);
        bottom += w;
      });
      value = top / bottom;
      worst = Math.max(worst, Math.abs(value - Math.cos(x * s)));
    }
    assertLess(worst, 4e-12);
  }
});

Deno.test("gaussLegendre integrates polynomials of degree 2n − 1 exactly and is symmetric", () => {
  for (const count of [1, 2, 5, 16, 40]) {
    const { points, weights } = gaussLegendre(count);
    for (let degree = 0; degree < 2 * count; degree++) {
      const sum = points.reduce((total, x, i) => total + weights[i] * x ** degree, 0);
      assertAlmostEquals(sum, 1 / (degree + 1), 1e-14);
    }
    for (let i = 0; i < count; i++) assertAlmostEquals(points[i] + points[count - 1 - i], 1, 1e-15);
  }
});

Deno.test("jacobiAngerTerms of arguments near zero is one, then two", () => {
  for (const x of [0, 5e-324, 1e-200, 1e-60, 4e-13]) assertEquals(jacobiAngerTerms(x, 1e-12), 1);
  for (const x of [2e-12, 1e-7]) assertEquals(jacobiAngerTerms(x, 1e-12), 2);
});
