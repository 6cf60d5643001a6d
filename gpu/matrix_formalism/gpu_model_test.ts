import { assert, assertEquals, assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { projectedStiffness, reducedModel } from "../../core/diffusion/basis/mod.ts";
import { stimulatedEcho } from "../../core/diffusion/protocol/mod.ts";
import { pieceSpace } from "./piece_space.ts";
import { gpuReduction } from "./reduction.ts";
import { gpuStages } from "./stages.ts";
import { firstPiece, twoCells, twoTissues } from "./testing.ts";

const protocol = stimulatedEcho({
  delta: 2,
  Delta: 30,
  mixingTime: 20,
  bValues: [1000],
  directions: [[1, 0, 0]],
});

/** Largest |a − b| over the largest |b|. */
function largestDifference(a: ArrayLike<number>, b: Float64Array): number {
  const most = b.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
  return b.reduce((sum, value, e) => Math.max(sum, Math.abs(a[e] - value)), 0) / most;
}

for (const corrected of [0, 6]) {
  gpuTest(
    `the reduced matrices are those of double precision, ${corrected} modes corrected`,
    async (gpu) => {
      const { piece, inputs } = firstPiece(twoCells, twoTissues, protocol);
      using space = pieceSpace(gpu, piece, inputs, { modes: 14, corrected });
      const at = space.assemble(inputs), { core } = space;
      const modes = await gpuStages.modes(gpu, space, 14);
      const solver = gpuStages.solver(gpu, space, modes);
      using reduction = await gpuReduction(gpu, piece, space, at, modes, solver, corrected);
      const { model, basis: { basis } } = reduction,
        n = basis.columns,
        { points, storage } = at.inputs;
      const { nodeCompartments } = piece;
      const expected = reducedModel(core, basis, points, { nodeCompartments, origin: at.origin });
      assert(model.storage && storage);
      const before = gpu.counters.readBacks;
      const [moments, relaxation] = await gpu.read(model.moments, model.storage);
      assertEquals(gpu.counters.readBacks, before + 1);
      expected.moments.forEach((w, k) => {
        assertLess(largestDifference(moments.subarray(k * n * n, (k + 1) * n * n), w), 1e-6);
      });
      core.assemble(points, storage);
      assertLess(largestDifference(relaxation, projectedStiffness(core, basis)), 1e-6);
      assertEquals(model.start, expected.start);
      assertEquals(model.receivers, expected.receivers);
      assertEquals(model.eigenvalues, expected.eigenvalues);
    },
  );
}
