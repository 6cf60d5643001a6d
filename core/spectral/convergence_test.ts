import { assertAlmostEquals, assertGreater, assertLess } from "@std/assert";
import { assembledSpace } from "../../testing/p1_system.ts";
import { box, edgeLengths, sphere, type TetMesh } from "../mesh/mod.ts";
import { spectralShift, spectralSolver } from "./mod.ts";

const D = 2;

/** Mean edge length and the lowest eigenvalues of a mesh. */
function spectrum(mesh: TetMesh, modes: number): { h: number; eigenvalues: Float64Array } {
  const space = assembledSpace(mesh, modes, D);
  const { eigenvalues } = spectralSolver(space, modes, spectralShift(space))();
  const edges = edgeLengths(mesh);
  return { h: edges.reduce((sum, x) => sum + x, 0) / edges.length, eigenvalues };
}

/** Checks that errors fall with h at order ≥ 1.9 and end small. */
function checkOrder(meshes: readonly TetMesh[], exact: readonly number[], smallest: number): void {
  const found = meshes.map((mesh) => spectrum(mesh, exact.length));
  const errors = found.map(({ eigenvalues }) =>
    exact.map((value, j) => j === 0 ? 0 : Math.abs(eigenvalues[j] / value - 1))
  );
  for (let level = 1; level < meshes.length; level++) {
    const ratio = Math.log(found[level - 1].h / found[level].h);
    for (let j = 1; j < exact.length; j++) {
      const order = Math.log(errors[level - 1][j] / errors[level][j]) / ratio;
      assertGreater(order, 1.9, `mode ${j} at level ${level}`);
    }
  }
  found.forEach(({ eigenvalues }) => assertAlmostEquals(eigenvalues[0], 0, 1e-10));
  assertLess(Math.max(...errors[errors.length - 1]), smallest);
}

Deno.test("the eigenvalues of a box converge to Dπ²Σ(k/L)² at order 2 in h", () => {
  const size = [3.2, 2.4, 1.6] as const;
  const ladder = [0, 1, 2, 3];
  const exact = ladder.flatMap((x) => ladder.flatMap((y) => ladder.map((z) => [x, y, z])))
    .map((k) => D * Math.PI ** 2 * k.reduce((sum, n, axis) => sum + (n / size[axis]) ** 2, 0))
    .sort((a, b) => a - b).slice(0, 9);
  checkOrder([0.48, 0.24, 0.12].map((edgeLength) => box({ size, edgeLength })), exact, 0.015);
});

/** The spherical Bessel function j_l, l ≥ 0, by upward recurrence. */
function sphericalBessel(l: number, x: number): number {
  let below = Math.cos(x) / x, value = Math.sin(x) / x;
  for (let k = 0; k < l; k++) [below, value] = [value, (2 * k + 1) / x * value - below];
  return value;
}

/** The first positive root of j_l' (with l = 0, the first but 0). */
function slopeRoot(l: number): number {
  const slope = (x: number) => l / x * sphericalBessel(l, x) - sphericalBessel(l + 1, x);
  let x = l + 0.5;
  while (slope(x) * slope(x + 0.1) > 0) x += 0.1;
  let low = x, high = x + 0.1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (slope(low) * slope(middle) <= 0) high = middle;
    else low = middle;
  }
  return low;
}

Deno.test("the eigenvalues of a sphere converge to D(j_l' roots/R)² at order 2 in h", () => {
  const radius = 2;
  // l = 1 three times, l = 2 five times, the second of l = 0, l = 3 seven times.
  const exact = [
    0,
    ...[1, 2, 0, 3].flatMap((l) => Array(2 * l + 1).fill(D * (slopeRoot(l) / radius) ** 2)),
  ];
  checkOrder([0.66, 0.33, 0.22].map((edgeLength) => sphere({ radius, edgeLength })), exact, 0.015);
});
