import { assertAlmostEquals, assertLess } from "@std/assert";
import { besselJ, discFamily, slopeRoots, sphereFamily, sphericalBesselJ } from "./mod.ts";

/** J_m(x) = (1/π) ∫₀^π cos(mτ − x sin τ) dτ, by the trapezoidal rule, exact for periodic integrands. */
function besselByIntegral(m: number, x: number): number {
  const n = 400;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const t = 2 * Math.PI * k / n;
    sum += Math.cos(m * t - x * Math.sin(t));
  }
  return sum / n;
}

Deno.test("besselJ() agrees with Bessel's integral", () => {
  for (const x of [1e-3, 0.5, 3.7, 12, 60, 150]) {
    besselJ(30, x).forEach((value, m) =>
      assertAlmostEquals(value, besselByIntegral(m, x), 4e-15, `J_${m}(${x})`)
    );
  }
});

Deno.test("sphericalBesselJ() agrees with the closed forms of orders 0 to 2 and with J at half orders", () => {
  for (const x of [0.3, 1, Math.PI, 4.493409457909064, 40, 150]) {
    const [s, c] = [Math.sin(x), Math.cos(x)];
    const closed = [s / x, s / x ** 2 - c / x, (3 / x ** 3 - 1 / x) * s - 3 * c / x ** 2];
    const values = sphericalBesselJ(25, x);
    closed.forEach((value, l) => assertAlmostEquals(values[l], value, 1e-14, `j_${l}(${x})`));
    // Σ (2l + 1) j_l² = 1 when the orders reach beyond x.
    if (x < 10) {
      const sum = values.reduce((total, value, l) => total + (2 * l + 1) * value * value, 0);
      assertAlmostEquals(sum, 1, 1e-14);
    }
  }
});

Deno.test("slopeRoots() finds every root once: known values, and the count between them", () => {
  // Abramowitz and Stegun, tables 9.5 and 10.7.
  const disc = slopeRoots(discFamily, 40, 100);
  const known = [[3.8317059702], [1.8411837813, 5.3314427735], [3.0542369282, 6.7061331942]];
  known.forEach((list, m) =>
    list.forEach((root, k) => assertAlmostEquals(disc[m][k], root, 1e-10))
  );
  const sphere = slopeRoots(sphereFamily, 40, 100);
  assertAlmostEquals(sphere[0][0], 4.4934094579, 1e-10);
  assertAlmostEquals(sphere[1][0], 2.0815759778, 1e-10);
  assertAlmostEquals(sphere[2][0], 3.3420936574, 1e-10);
  for (const [family, lists] of [[discFamily, disc], [sphereFamily, sphere]] as const) {
    lists.forEach((roots, m) => {
      roots.forEach((root, k) => {
        assertAlmostEquals(family.slope(family.values(m + 1, root), m, root), 0, 1e-14);
        // The gaps shrink to π from above: a missed root would show as a gap wider than the one before.
        if (k === 0) return;
        const gap = root - roots[k - 1];
        assertLess(3.1, gap, `order ${m}`);
        if (k > 1) assertLess(gap, roots[k - 1] - roots[k - 2] + 1e-9, `order ${m}`);
      });
      // Interlacing: the first root grows with the order.
      if (m > 1) {
        assertLess(lists[m - 1][0], roots[0]);
        assertLess(roots[0], lists[m - 1][1]);
        assertLess(m, roots[0]);
      }
      assertLess(100 - roots[roots.length - 1], 3.3);
    });
  }
});
