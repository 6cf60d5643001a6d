import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { amplitudeGrid } from "./amplitude_grid.ts";

/** The largest error of e^{iqY} interpolated from the nodes, over |Y| ≤ reach. */
function largestError(wanted: Float64Array, reach: number, tolerance: number): number {
  const { nodes, even, odd } = amplitudeGrid(wanted, reach, tolerance);
  let largest = 0;
  for (let k = 0; k <= 50; k++) {
    const y = reach * k / 50;
    wanted.forEach((q, j) => {
      let re = 0, im = 0;
      nodes.forEach((node, i) => {
        re += even[i * wanted.length + j] * Math.cos(node * y);
        im += odd[i * wanted.length + j] * Math.sin(node * y);
      });
      largest = Math.max(largest, Math.hypot(re - Math.cos(q * y), im - Math.sin(q * y)));
    });
  }
  return largest;
}

Deno.test("amplitudeGrid interpolates e^{iqY} at many amplitudes to the tolerance", () => {
  const wanted = Float64Array.from({ length: 300 }, (_, i) => 0.3 * Math.sqrt(i / 299));
  for (const reach of [0.1, 5, 40, 200, 400]) {
    assertLess(largestError(wanted, reach, 1e-12), 2e-12);
    assertLess(largestError(wanted, reach, 1e-6), 2e-6);
  }
});

Deno.test("amplitudeGrid takes fewer nodes than amplitudes, in number little above q δ X / 2", () => {
  const wanted = Float64Array.from({ length: 300 }, (_, i) => 0.1 * i);
  // 2·half nodes span q_max·reach = 60.
  assertLess(amplitudeGrid(wanted, 60 / 29.9, 1e-12).nodes.length, 30 + 25);
  assertEquals(amplitudeGrid(wanted, 1e-9, 1e-12).nodes.length, 1);
});

Deno.test("amplitudeGrid takes few amplitudes as they are, each once", () => {
  const wanted = Float64Array.of(0.2, 0, 0.1, 0.2);
  const { nodes, even, odd } = amplitudeGrid(wanted, 300, 1e-12);
  assertEquals([...nodes], [0, 0.1, 0.2]);
  wanted.forEach((q, j) =>
    nodes.forEach((node, i) => {
      assertEquals(even[i * 4 + j], node === q ? 1 : 0);
      assertEquals(odd[i * 4 + j], node === q ? 1 : 0);
    })
  );
});

Deno.test("amplitudeGrid gives an amplitude that is a node its own value", () => {
  const many = Float64Array.from({ length: 100 }, (_, i) => i / 99);
  const { nodes } = amplitudeGrid(many, 10, 1e-12);
  const wanted = Float64Array.of(...many.subarray(0, 99), nodes[3], 1);
  const grid = amplitudeGrid(wanted, 10, 1e-12);
  assertEquals(grid.nodes, nodes);
  nodes.forEach((_, i) => assertAlmostEquals(grid.even[i * 101 + 99], i === 3 ? 1 : 0, 1e-14));
  assertLess(largestError(wanted, 10, 1e-12), 2e-12);
});

Deno.test("amplitudeGrid's slopes are the derivatives of what it interpolates, for amplitudes of both signs", () => {
  const wanted = Float64Array.of(0, 0.3, -0.7, 1), reach = 9;
  const { nodes, even, odd, slopes } = amplitudeGrid(wanted, reach, 1e-13, true);
  assert(slopes);
  for (const y of [0.5, 4, 9]) {
    wanted.forEach((q, j) => {
      let re = 0, im = 0, dre = 0, dim = 0;
      nodes.forEach((node, i) => {
        const at = i * wanted.length + j;
        re += even[at] * Math.cos(node * y);
        im += odd[at] * Math.sin(node * y);
        dre += slopes.even[at] * Math.cos(node * y);
        dim += slopes.odd[at] * Math.sin(node * y);
      });
      assertAlmostEquals(re, Math.cos(q * y), 1e-12);
      assertAlmostEquals(im, Math.sin(q * y), 1e-12);
      assertAlmostEquals(dre, -y * Math.sin(q * y), 1e-10);
      assertAlmostEquals(dim, y * Math.cos(q * y), 1e-10);
    });
  }
});

Deno.test("amplitudeGrid takes negative amplitudes as the conjugates of positive ones", () => {
  const { nodes, even, odd } = amplitudeGrid(Float64Array.of(-0.2, 0.2), 300, 1e-12);
  assertEquals([[...nodes], [...even], [...odd]], [[0.2], [1, 1], [-1, 1]]);
});
