import { assertLess, assertRejects, assertThrows } from "@std/assert";
import type { P1Gradient } from "../../core/fem/mod.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { GpuError } from "../gpu_error.ts";
import { type GpuContraction, gpuSpace } from "./mod.ts";
import { exactSpace, randomNumbers, testPieces } from "./testing.ts";

const PIECES = testPieces();
const KEYS = ["points", "elements", "interfaces", "walls"] as const;

const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));

/** ‖a − b‖/‖b‖, or ‖a‖ where b is nothing. */
function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((x, i) => x - b[i])) / (norm(b) || 1);
}

function assertClose(got: P1Gradient, exact: P1Gradient, tolerance: number): void {
  for (const key of KEYS) {
    assertLess(Math.abs(got[key].length - exact[key].length), 1, key);
    assertLess(distance(got[key], exact[key]), tolerance, key);
  }
}

async function gradientOf(
  gpu: Parameters<typeof gpuSpace>[0],
  { arrays, gradient }: GpuContraction,
): Promise<P1Gradient> {
  return gradient(await gpu.read(...arrays));
}

for (const test of PIECES) {
  const { piece, points, coefficients, pattern } = test;
  gpuTest(`${test.name} contracts random cotangents as in double precision`, async (gpu) => {
    const core = exactSpace(test), entries = pattern.columnIndex.length;
    using space = gpuSpace(gpu, piece, pattern);
    const cotangents = ({ cotangents: c }: Pick<typeof core, "cotangents">) =>
      [c.stiffness, c.mass, ...c.moments] as const;
    const onGpu = [space.cotangents.stiffness, space.cotangents.mass, ...space.cotangents.moments];
    cotangents(core).forEach((values, k) => {
      values.set(randomNumbers(entries, 30 + k));
      gpu.write(onGpu[k], values);
    });
    const exact = core.contract();
    space.assemble(points, coefficients);
    assertClose(await gradientOf(gpu, space.contract()), exact, 1e-6);
    // Again, on the arrays of the first.
    space.assemble(points, coefficients);
    assertClose(await gradientOf(gpu, space.contract()), exact, 1e-6);
    space.clearCotangents();
    const nothing = await gradientOf(gpu, space.contract());
    for (const key of KEYS) assertLess(norm(nothing[key]), 1e-30);
  });

  gpuTest(`${test.name} contracts a stiffness cotangent in difference form`, async (gpu) => {
    const core = exactSpace(test), { rows, rowStart, columnIndex } = pattern;
    const plain = randomNumbers(columnIndex.length, 40), diagonal = new Float64Array(rows);
    const edges = plain.slice();
    for (let a = 0; a < rows; a++) {
      for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
        if (columnIndex[e] === a) diagonal[a] = plain[e];
      }
    }
    for (let a = 0; a < rows; a++) {
      for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
        if (columnIndex[e] !== a) edges[e] -= (diagonal[a] + diagonal[columnIndex[e]]) / 2;
      }
    }
    core.cotangents.stiffness.set(plain);
    using space = gpuSpace(gpu, piece, pattern);
    space.assemble(points, coefficients);
    gpu.write(space.cotangents.stiffness, edges);
    const contraction = space.contract({ difference: true });
    assertClose(await gradientOf(gpu, contraction), core.contract(), 1e-6);
  });
}

gpuTest("a contraction needs points, and tetrahedra that are not flat", async (gpu) => {
  const { piece, points, coefficients, pattern } = PIECES[0];
  using space = gpuSpace(gpu, piece, pattern);
  assertThrows(
    () => space.contract(),
    Error,
    "Cannot contract: the space was not assembled",
  );
  const flat = points.slice(), nodes = piece.mesh.tets.subarray(4 * 7, 4 * 8);
  for (let k = 0; k < 3; k++) flat[3 * nodes[3] + k] = flat[3 * nodes[0] + k];
  space.assemble(flat, coefficients);
  const contraction = space.contract();
  await assertRejects(
    () => gradientOf(gpu, contraction),
    GpuError,
    "is too flat, or too large or small, for single precision",
  );
});
