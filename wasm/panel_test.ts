import { assertLess } from "@std/assert";
import { panelGram, panelSubtract, Workspace } from "./mod.ts";
import { fillRandom, largestDifference, randomSource } from "./testing.ts";

for (const [rows, p, q] of [[1, 4, 4], [7, 8, 4], [300, 16, 8], [131, 12, 16], [128, 4, 12]]) {
  Deno.test(`panel products of ${rows} rows with ${p} and ${q} columns equal their definitions`, () => {
    const workspace = new Workspace({ float64: [rows * p, rows * q, p * q] });
    const random = randomSource(rows + p * q);
    const a = fillRandom(workspace.float64(rows * p), random);
    const b = fillRandom(workspace.float64(rows * q), random);
    const c = fillRandom(workspace.float64(p * q), random);
    const gram = c.map((value, e) => {
      for (let k = 0; k < rows; k++) value += a[k * p + Math.floor(e / q)] * b[k * q + e % q];
      return value;
    });
    panelGram(workspace, rows, p, q, a, b, c);
    assertLess(largestDifference(c, gram), 1e-13);
    const rest = b.map((value, e) => {
      for (let i = 0; i < p; i++) value -= a[Math.floor(e / q) * p + i] * c[i * q + e % q];
      return value;
    });
    panelSubtract(workspace, rows, p, q, a, c, b);
    assertLess(largestDifference(b, rest), 5e-13);
  });
}
