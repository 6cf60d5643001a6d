import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { InputError } from "../input_error.ts";
import { box, cylinder, type TetMesh, tetMesh, volumes } from "../mesh/mod.ts";
import { smoothModes } from "./smooth_modes.ts";

/** ∫ f g / V of two linear functions on the tetrahedra, V/20 (Σ f_a g_a + Σ f_a Σ g_a) on each. */
function meanProduct(
  mesh: TetMesh,
  f: (node: number) => number,
  g: (node: number) => number,
): number {
  let [total, volume] = [0, 0];
  volumes(mesh).forEach((v, t) => {
    const nodes = mesh.tets.subarray(4 * t, 4 * t + 4);
    let [both, sumF, sumG] = [0, 0, 0];
    for (const node of nodes) {
      both += f(node) * g(node);
      sumF += f(node);
      sumG += g(node);
    }
    total += v / 20 * (both + sumF * sumG);
    volume += v;
  });
  return total / volume;
}

Deno.test("smoothModes() are orthogonal, of mean square 1, and without mean, on every piece", () => {
  const one = cylinder({ radius: 1, height: 4, edgeLength: 0.8 });
  const nodes = one.points.shape[0];
  const two = tetMesh({
    points: Float64Array.of(...one.points.data, ...one.points.data.map((x) => x + 10)),
    tets: Int32Array.of(...one.tets, ...one.tets.map((node) => node + nodes)),
  });
  for (const mesh of [one, two]) {
    const count = 6;
    const { values, eigenvalues } = smoothModes(mesh, count);
    assertEquals(values.shape, [mesh.points.shape[0], count]);
    assertEquals(eigenvalues.length, count);
    const mode = (j: number) => (node: number) => values.data[node * count + j];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        assertAlmostEquals(meanProduct(mesh, mode(i), mode(j)), i === j ? 1 : 0, 1e-9);
      }
      for (const from of [0, nodes]) {
        const onPiece = (node: number) => node >= from && node < from + nodes ? 1 : 0;
        assertAlmostEquals(meanProduct(mesh, onPiece, mode(i)), 0, 1e-9);
      }
      assertLess(i === 0 ? 0.1 : eigenvalues[i - 1] * (1 - 1e-9), eigenvalues[i]);
    }
  }
});

Deno.test("smoothModes() refuses more modes than there are", () => {
  const mesh = box({ size: [1, 1, 1], edgeLength: 1 });
  assertThrows(
    () => smoothModes(mesh, 8),
    InputError,
    "The number of smooth modes is 8 but must be a whole number from 1 to 7",
  );
  assertThrows(() => smoothModes(mesh, 0), InputError, "is 0");
  assertThrows(() => smoothModes(mesh, 1.5), InputError, "is 1.5");
});
