import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { randomSource } from "../../wasm/testing.ts";
import { InputError } from "../../core/input_error.ts";
import { matrixFormalismEngine } from "../../core/diffusion/matrix_formalism/mod.ts";
import { pgse } from "../../core/diffusion/protocol/mod.ts";
import { box, sphere, withPoints } from "../../core/mesh/mod.ts";
import { matrixFormalismPiece } from "./mod.ts";
import { assertClose, bentAxon, differenceOf, firstPiece } from "./testing.ts";

const directions = [[1, 0.3, -0.2], [0, 0.6, 0.8]] as const, timing = { delta: 3, Delta: 8 };
const usual = pgse({ ...timing, bValues: [0, 1500], directions });
const water = { diffusivity: 2, T2: 40 };
const crumb = box({ size: [1, 1.3, 1.7], edgeLength: 1 });
const nodes = crumb.points.shape[0];

gpuTest("a piece of few nodes, with all of them as modes", async (gpu) => {
  const given = firstPiece(crumb, water, usual);
  assertClose(await differenceOf(gpu, given, { modes: nodes, corrected: 0 }));
});

gpuTest("a piece of few nodes, with corrections that fill it", async (gpu) => {
  const given = firstPiece(crumb, water, usual);
  assertClose(await differenceOf(gpu, given, { modes: 2, corrected: 1 }));
});

gpuTest("one mode alone", async (gpu) => {
  const given = firstPiece(bentAxon, water, usual);
  assertClose(await differenceOf(gpu, given, { modes: 1, corrected: 0 }));
});

gpuTest("no gradient at all, or a gradient of no strength", async (gpu) => {
  for (const bValues of [[0], [0, 0, 1e-9]]) {
    const given = firstPiece(bentAxon, water, pgse({ ...timing, bValues, directions }));
    assertClose(await differenceOf(gpu, given, { modes: 8, corrected: 4 }));
  }
});

gpuTest("a projected gradient is that of double precision", async (gpu) => {
  const given = firstPiece(bentAxon, water, usual), size = { modes: 8, corrected: 0 };
  assertClose(await differenceOf(gpu, given, size, "tissue", false, "projected"));
});

gpuTest("a gradient through a cluster of equal eigenvalues is refused", async (gpu) => {
  const { piece, inputs, protocol } = firstPiece(
    sphere({ radius: 2, edgeLength: 1 }),
    water,
    usual,
  );
  const engine = await matrixFormalismPiece(gpu, piece, inputs, protocol, { modes: 7 });
  const { evaluate, modes } = await engine.reduce(inputs);
  assertEquals(modes, 7);
  const { real, imag, pullback } = await evaluate(protocol, "tissue");
  assertLess(Math.abs(imag[0]), 1e-5 * real[0]);
  await assertRejects(() => pullback(real, imag), InputError, "use 6");
  engine.dispose?.();
});

gpuTest("a cut at a very narrow gap of the spectrum", async (gpu) => {
  const random = randomSource(4), ball = sphere({ radius: 3, edgeLength: 0.75 });
  const mesh = withPoints(ball, {
    ...ball.points,
    data: ball.points.data.map((x) => x + 1e-3 * (2 * random() - 1)),
  });
  const given = firstPiece(mesh, { diffusivity: 2 }, usual), size = { modes: 14, corrected: 0 };
  const { spectral } = matrixFormalismEngine(given.piece, given.inputs, size).reduce(given.inputs);
  assertLess(spectral.next / spectral.eigenvalues[13] - 1, 1e-4);
  assertClose(await differenceOf(gpu, given, size));
});
