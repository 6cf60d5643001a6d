import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { gaussLegendre } from "../../special/mod.ts";
import { absorptionProbability, crossingProbability, firstOrderCrossing } from "./crossing.ts";

const LENGTH = 12, PANELS = 12, NODES = 8;

/** ∫₀^∞ f(x) dx for f like a Gaussian. */
function integrate(f: (x: number) => number): number {
  const { points, weights } = gaussLegendre(40);
  return points.reduce((sum, x, i) => sum + weights[i] * LENGTH * f(LENGTH * x), 0);
}

const density = (x: number): number => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
const beyond = (x: number): number => integrate((y) => density(x + y));

function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i][k] / matrix[k][k];
      for (let j = k; j < n; j++) matrix[i][j] -= factor * matrix[k][j];
      right[i] -= factor * right[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) right[k] -= matrix[k][j] * right[j];
    right[k] /= matrix[k][k];
  }
  return right;
}

/**
 * The a of the profile that tends to a + x far from a wall, stationary under unit Gaussian steps of which `kept` of those
 * reflected at x = 0 count: by Nyström's method.
 */
function extrapolationLength(kept: number): number {
  const rule = gaussLegendre(NODES), width = LENGTH / PANELS;
  const x: number[] = [], w: number[] = [];
  for (let panel = 0; panel < PANELS; panel++) {
    rule.points.forEach((point, i) => {
      x.push((panel + point) * width);
      w.push(rule.weights[i] * width);
    });
  }
  const n = x.length;
  const matrix = x.map((xi, i) => {
    const row = x.map((xj, j) =>
      (i === j ? 1 : 0) - w[j] * (density(xj - xi) + kept * density(xj + xi))
    );
    const near = LENGTH - xi;
    return [...row, -beyond(near) - kept * beyond(LENGTH + xi)];
  });
  matrix.push(Array.from({ length: n + 1 }, (_, j) => j === n ? 1 : j === n - 1 ? -1 : 0));
  const right = x.map((xi) => (1 + kept) * (density(xi) - xi * beyond(xi)));
  return solve(matrix, [...right, 0])[n];
}

Deno.test("the extrapolation length of the absorbing wall is Chernoff's constant", () => {
  assertAlmostEquals(extrapolationLength(0), 0.5825971579, 1e-7);
});

Deno.test("crossing probabilities give the flux of the permeability", () => {
  for (const x of [0.02, 0.1, 0.5, 2, 20]) {
    // Antisymmetric profiles ±(a + |x|): the flux D drives the jump 2a, κ = D/(2a), and X = κ√(πh/D) with √(2Dh) = 1.
    const p = crossingProbability(x, x);
    const jump = 2 * extrapolationLength(1 - 2 * p);
    assertAlmostEquals(Math.sqrt(Math.PI / 2) / jump / x, 1, 3e-5);
  }
});

Deno.test("absorption probabilities give the flux of the relaxivity", () => {
  for (const x of [0.02, 0.1, 0.5, 0.8]) {
    const p = absorptionProbability(x);
    assertAlmostEquals(Math.sqrt(Math.PI / 2) / extrapolationLength(1 - p) / x, 1, 3e-5);
  }
});

Deno.test("crossing keeps detailed balance and the first order", () => {
  const there = firstOrderCrossing(0.03, 2, 0.01), back = firstOrderCrossing(0.01, 0.5, 0.01);
  assertAlmostEquals(there, 0.03 * Math.sqrt(Math.PI * 0.005), 1e-15);
  assertAlmostEquals(
    crossingProbability(there, back) / there,
    crossingProbability(back, there) / back,
    1e-14,
  );
  assertAlmostEquals(crossingProbability(1e-9, 1e-9), 1e-9, 1e-17);
  assertEquals(crossingProbability(0, 0), 0);
  assertLess(crossingProbability(1e6, 1e6), 1);
});
