import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertRejects,
} from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import {
  chooseBasis,
  largestError,
  matrixFormalismEngine,
  truncationErrors,
} from "../../core/diffusion/matrix_formalism/mod.ts";
import { cosineOgse, pgse } from "../../core/diffusion/protocol/mod.ts";
import { cylinder } from "../../core/mesh/mod.ts";
import { GpuError } from "../gpu_error.ts";
import { matrixFormalismPiece } from "./mod.ts";
import { firstPiece } from "./testing.ts";

/** What single precision does to an estimate. */
const NOISE = 1e-6;

const mesh = cylinder({ radius: 2, height: 5, edgeLength: 1 });
const timing = {
  delta: 6,
  Delta: 9,
  bValues: [0, 500, 3000],
  directions: [[1, 0.3, -0.2], [0, 0.6, 0.8]] as const,
};
const protocols = {
  pulses: { given: pgse(timing), tolerance: 1e-3 },
  oscillating: { given: cosineOgse({ ...timing, periods: 1 }), tolerance: 2e-5 },
};

for (const [name, { given, tolerance }] of Object.entries(protocols)) {
  gpuTest(
    `a search ends with the basis of double precision and its error: ${name}`,
    async (gpu) => {
      const { piece, inputs, protocol } = firstPiece(mesh, { diffusivity: 2 }, given);
      const cpu = chooseBasis(piece, inputs, protocol, tolerance, "exact");
      const engine = await matrixFormalismPiece(gpu, piece, inputs, protocol, { tolerance });
      const before = gpu.counters.readBacks;
      const reduction = await engine.reduce(inputs);
      assertEquals(gpu.counters.readBacks, before, "the search's own reduction serves");
      const { spectral, basis } = cpu.reduction;
      assertEquals(reduction.modes, spectral.modes);
      assertEquals(reduction.corrections, basis.columns - spectral.modes);
      assert(engine.truncationError !== undefined);
      assertAlmostEquals(engine.truncationError, cpu.truncationError, NOISE);
      const again = await reduction.truncationError(protocol);
      assertAlmostEquals(again, cpu.truncationError, NOISE);
      engine.dispose?.();
    },
  );
}

gpuTest("the estimate for modes alone is that of double precision", async (gpu) => {
  const { piece, inputs, protocol } = firstPiece(mesh, { diffusivity: 2 }, protocols.pulses.given);
  const engine = await matrixFormalismPiece(gpu, piece, inputs, protocol, { modes: 6 });
  const estimate = await (await engine.reduce(inputs)).truncationError(protocol);
  const cpu = matrixFormalismEngine(piece, inputs, { modes: 6, corrected: 0 });
  const expected = largestError(truncationErrors(cpu.reduce(inputs), protocol));
  assertGreater(expected, 1e-4);
  assertAlmostEquals(estimate, expected, NOISE);
  engine.dispose?.();
});

gpuTest("a tolerance that single precision cannot tell is refused", async (gpu) => {
  const { piece, inputs, protocol } = firstPiece(mesh, { diffusivity: 2 }, protocols.pulses.given);
  const refused = () => matrixFormalismPiece(gpu, piece, inputs, protocol, { tolerance: 1e-6 });
  const error = await assertRejects(refused, GpuError, "compute on the CPU");
  assertEquals(error.failure, "precision");
});
