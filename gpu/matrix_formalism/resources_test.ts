import { assertEquals, assertGreater } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import type { BasisSize } from "../../core/diffusion/matrix_formalism/mod.ts";
import { pgse, stimulatedEcho } from "../../core/diffusion/protocol/mod.ts";
import { box, concentricSpheres, type TetMesh } from "../../core/mesh/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { matrixFormalismPiece } from "./mod.ts";
import { bentAxon, firstPiece, someWeights, twoTissues } from "./testing.ts";

/** A device that counts the arrays that are not disposed of. */
function counting(gpu: Gpu): { gpu: Gpu; alive: () => number } {
  const alive = new Set<GpuArray>();
  const counted = (array: GpuArray): GpuArray => {
    const dispose = array[Symbol.dispose].bind(array);
    alive.add(array);
    return Object.assign(array, {
      [Symbol.dispose]: () => {
        alive.delete(array);
        dispose();
      },
    });
  };
  const own: Gpu = {
    ...gpu,
    array: (...given) => counted(gpu.array(...given)),
    zeros: (...given) => counted(gpu.zeros(...given)),
    upload: (...given) => counted(gpu.upload(...given)),
  };
  return { gpu: own, alive: () => alive.size };
}

const brick = box({ size: [1, 1.3, 1.7], edgeLength: 1 });
const cells = concentricSpheres({ radii: [1, 2], edgeLength: 1.5 });
const measured = { bValues: [0, 1000], directions: [[1, 0.3, -0.2]] as const };

/** Iterates an engine and asserts that it always holds as many arrays, and none in the end. */
async function iterate(
  given: Gpu,
  mesh: TetMesh,
  size: BasisSize,
  iterations: number,
  every: number,
): Promise<void> {
  const { gpu, alive } = counting(given);
  const pulses = pgse({ delta: 3, Delta: 8, ...measured });
  const { piece, inputs, protocol } = firstPiece(mesh, { diffusivity: 2 }, pulses);
  const engine = await matrixFormalismPiece(gpu, piece, inputs, protocol, size);
  const { real, imag } = someWeights(2), held: number[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const points = inputs.points.map((x) => x * (1 + 1e-4 * iteration));
    const { evaluate } = await engine.reduce({ ...inputs, points });
    const { pullback } = await evaluate(protocol, "tissue");
    if (iteration % every === 0) await pullback(real, imag);
    held.push(alive());
  }
  // What the contraction needs is made when it is first used.
  assertEquals(held.slice(1), new Array(iterations - 1).fill(held[1]));
  assertGreater(held[1], 0);
  engine.dispose?.();
  assertEquals(alive(), 0);
}

gpuTest(
  "a hundred iterations hold as many arrays as one, an engine disposed of none",
  (gpu) => iterate(gpu, brick, { modes: 3, corrected: 1 }, 100, 5),
);

gpuTest(
  "so where the device finds the modes",
  (gpu) => iterate(gpu, bentAxon, { modes: 8, corrected: 2 }, 3, 1),
);

gpuTest("a search, stored magnetisation and an estimate leave nothing behind", async (given) => {
  const { gpu, alive } = counting(given);
  const echo = stimulatedEcho({ delta: 2, Delta: 30, mixingTime: 20, ...measured });
  const { piece, inputs, protocol } = firstPiece(cells, twoTissues, echo);
  const engine = await matrixFormalismPiece(gpu, piece, inputs, protocol, { tolerance: 1e-4 });
  const { evaluate, truncationError } = await engine.reduce(inputs);
  await truncationError(protocol);
  const { real, imag } = someWeights(2);
  const { pullback } = await evaluate(protocol, "everything");
  await pullback(real, imag);
  await evaluate(protocol, "none");
  engine.dispose?.();
  assertEquals(alive(), 0);
});

gpuTest("earlier evaluations of a reduction stay valid", async (gpu) => {
  const { piece, inputs, protocol } = firstPiece(
    cells,
    twoTissues,
    pgse({ delta: 3, Delta: 8, ...measured }),
  );
  const engine = await matrixFormalismPiece(gpu, piece, inputs, protocol, {
    modes: 6,
    corrected: 2,
  });
  const { evaluate, truncationError } = await engine.reduce(inputs);
  const { real, imag } = someWeights(2);
  const { pullback } = await evaluate(protocol, "tissue");
  const first = await pullback(real, imag);
  await truncationError(protocol);
  await (await evaluate(protocol, "everything", true)).pullback(
    ...[someWeights(4)].flatMap((own) => [own.real, own.imag]) as [Float64Array, Float64Array],
  );
  const second = await pullback(real, imag);
  assertEquals(second.tissue.points, first.tissue.points);
  engine.dispose?.();
});
