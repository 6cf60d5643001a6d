import { assertGreater, assertLess } from "@std/assert";
import { isotropicCoefficients, p1Pattern, p1Space } from "../../core/fem/mod.ts";
import { sphere } from "../../core/mesh/mod.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, uploadBlock, withoutPadding } from "../block.ts";
import { applyPencil, sddmm, spmm } from "../sparse/mod.ts";
import { gpuSpace } from "./mod.ts";

// Smooth functions on a mesh much finer than they are: what single precision would lose.
const mesh = sphere({ radius: 5, edgeLength: 0.8 }), points = mesh.points.data;
const nodes = mesh.points.shape[0], pattern = p1Pattern(nodes, mesh.tets);
const coefficients = isotropicCoefficients(2);

/** Values at the nodes of functions of their positions, rounded to single precision, [nodes × functions]. */
function sampled(
  functions: readonly ((x: number, y: number, z: number) => number)[],
): Float64Array {
  const values = new Float64Array(nodes * functions.length);
  for (let a = 0; a < nodes; a++) {
    functions.forEach((f, j) =>
      values[a * functions.length + j] = Math.fround(
        f(points[3 * a], points[3 * a + 1], points[3 * a + 2]),
      )
    );
  }
  return values;
}

const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
const distance = (a: Float64Array, b: Float64Array) => norm(a.map((x, i) => x - b[i])) / norm(b);

gpuTest("K in difference form keeps constants, linear functions and smooth modes", async (gpu) => {
  const functions = [
      () => 1,
      (x: number) => x,
      (x: number) => Math.sin(Math.PI * x / 10),
    ],
    n = functions.length;
  const x = sampled(functions), core = p1Space(mesh, { columns: n, pattern });
  core.assemble(points, coefficients);
  core.blocks[0].set(x);
  core.apply(core.matrices.stiffness, core.blocks[0], n, core.blocks[1]);
  const exact = core.blocks[1].slice();
  core.apply(core.matrices.mass, core.blocks[0], n, core.blocks[1]);
  const mass = core.blocks[1].slice();
  const column = (values: Float64Array, c: number) => values.filter((_, i) => i % n === c);
  const energy = (kx: Float64Array, c: number) =>
    column(kx, c).reduce((sum, value, a) => sum + value * x[a * n + c], 0) /
    column(mass, c).reduce((sum, value, a) => sum + value * x[a * n + c], 0);

  using space = gpuSpace(gpu, { mesh }, pattern);
  using from = uploadBlock(gpu, "functions", x, nodes, n);
  using plain = blockOf(gpu, "plain", nodes, n);
  using apart = blockOf(gpu, "in difference form", nodes, n);
  space.assemble(points, coefficients);
  spmm(gpu, space.pattern, space.matrices.stiffness, from, plain);
  applyPencil(gpu, space.pattern, space.matrices, from, apart, { k: 1, m: 0 });
  const read = await gpu.read(plain.array, apart.array);
  const [lost, kept] = [plain, apart].map((block, i) => withoutPadding(block, read[i]));
  // Constants: relaxation and walls alone are left, here none.
  assertLess(norm(column(kept, 0)), 1e-12);
  for (const c of [1, 2]) {
    const error = distance(column(kept, c), column(exact, c));
    assertLess(error, 1e-6);
    assertGreater(distance(column(lost, c), column(exact, c)), 3 * error);
    assertLess(Math.abs(energy(kept, c) / energy(exact, c) - 1), 5e-8);
  }
});

gpuTest("the gradient of smooth cotangents needs their difference form", async (gpu) => {
  const wave = (j: number, s: number) => (x: number, y: number, z: number) =>
    j === 0 ? 1 : Math.cos(((0.7 * j + s) * x + 0.4 * j * y + 0.3 * j * z) / 5 + j);
  const orders = [0, 1, 2, 3, 4, 5], n = orders.length;
  const u = sampled(orders.map((j) => wave(j, 0))), v = sampled(orders.map((j) => wave(j, 0.5)));
  const core = p1Space(mesh, { columns: n, pattern });
  core.assemble(points, coefficients);
  core.blocks[0].set(u);
  core.blocks[1].set(v);
  core.addProduct(core.blocks[0], core.blocks[1], n, core.cotangents.stiffness);
  const exact = core.contract();

  using space = gpuSpace(gpu, { mesh }, pattern);
  using left = uploadBlock(gpu, "u", u, nodes, n);
  using right = uploadBlock(gpu, "v", v, nodes, n);
  space.assemble(points, coefficients);
  const errors: number[] = [];
  for (const difference of [true, false]) {
    space.clearCotangents();
    sddmm(gpu, space.pattern, left, right, space.cotangents.stiffness, { difference });
    const { arrays, gradient } = space.contract({ difference });
    const got = gradient(await gpu.read(...arrays));
    errors.push(distance(got.points, exact.points));
    // The diffusivities; nothing relaxes, but the rate has a slope all the same.
    assertLess(distance(got.elements, exact.elements), 1e-6);
  }
  assertLess(errors[0], 1e-6);
  assertGreater(errors[1], 5 * errors[0]);
});
