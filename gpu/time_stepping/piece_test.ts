import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import {
  type AdjointMethod,
  sdirk2,
  type TimeSteppingOptions,
} from "../../core/diffusion/time_stepping/mod.ts";
import { encoded, pulsePair, trapezoidPair } from "../../testing/encodings.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { richGeometry, richInputs } from "../../testing/rich_tissue.ts";
import type { Gpu } from "../device.ts";
import {
  arraysOf,
  disagreement,
  type Evaluated,
  evaluatePieces,
  onProcessor,
  piecesOnDevice,
  protocols,
} from "./testing.ts";

/** Of S/S0, on the same grid. */
const SIGNAL = 1e-6;
/** Of the gradient's norm. */
const GRADIENT = 1e-5;

function largestDifference(a: Evaluated, b: Evaluated): number {
  let most = 0;
  a.real.forEach((re, m) =>
    most = Math.max(most, Math.hypot(re - b.real[m], a.imag[m] - b.imag[m]))
  );
  return most;
}

async function compare(
  gpu: Gpu,
  name: string,
  options: TimeSteppingOptions,
  tolerance: number = GRADIENT,
): Promise<void> {
  const inputs = richInputs(protocols[name]);
  const expected = onProcessor(richGeometry, inputs, options);
  const made = await piecesOnDevice(gpu, richGeometry, inputs, options);
  const spins = made.reduce((sum, piece) => sum + piece.spins, 0);
  const found = await evaluatePieces(richGeometry, made, inputs);
  assertLess(largestDifference(found, expected) / spins, SIGNAL);

  const real = found.real.map((_, m) => 1 - 0.3 * m),
    imag = found.imag.map((_, m) => 0.5 + 0.4 * m);
  const { readBacks } = gpu.counters;
  const [own, exact] = [await found.pullback(real, imag), await expected.pullback(real, imag)]
    .map(arraysOf);
  assertEquals(gpu.counters.readBacks - readBacks, made.length);
  for (const [array, values] of Object.entries(exact)) {
    const { relative, angle } = disagreement(own[array], values);
    assertLess(relative, tolerance, `${array} of ${name}`);
    assertLess(angle, 1e-9, `${array} of ${name}`);
  }
  made.forEach((piece) => piece.dispose?.());
}

for (const name of Object.keys(protocols)) {
  gpuTest(
    `signal and gradient of ${name} are those of the processor on the same steps`,
    (gpu) => compare(gpu, name, { step: 0.6 }),
  );
}

gpuTest(
  "an implicit gradient and the whole waveform are as on the processor",
  (gpu) => compare(gpu, "a pulse pair", { step: 1, method: sdirk2, timeReversal: false }),
);

gpuTest("every adjoint method gives the same gradient", async (gpu) => {
  const inputs = richInputs(protocols["a stimulated echo"]);
  const gradients: Record<string, number[]>[] = [];
  for (const adjoint of ["stored", "checkpointed", "recomputed"] as AdjointMethod[]) {
    const made = await piecesOnDevice(gpu, richGeometry, inputs, { step: 1, adjoint });
    const { real, pullback } = await evaluatePieces(richGeometry, made, inputs);
    gradients.push(arraysOf(await pullback(real, real)));
    made.forEach((piece) => piece.dispose?.());
  }
  gradients.forEach((gradient) => assertEquals(gradient, gradients[0]));
});

gpuTest("steps found for a tolerance keep it", async (gpu) => {
  // Two blocks, for they differ in their durations.
  const inputs = richInputs(encoded([
    [trapezoidPair(3, 5, 0.5, [1, 0.3, 0.2]), [0.3, 0.7]],
    [pulsePair(4, 8, [0.1, -0.6, 0.7]), [0, 0.5, 0.8]],
  ]));
  const tolerance = 1e-5;
  const exact = onProcessor(richGeometry, inputs, { tolerance: 1e-9 }, "none");
  const { readBacks } = gpu.counters;
  const [made] = await piecesOnDevice(gpu, richGeometry, inputs, { tolerance });
  // Two grids of both blocks are read together, and no more were needed than one further.
  assertLess(gpu.counters.readBacks - readBacks, 3);
  const { initial, errors, steps, spins } = made;
  assert(errors !== undefined && steps.length === 2 && steps.every((count) => count > 4));
  initial.real.forEach((re, m) => {
    assertLess(Math.hypot(re - exact.real[m], initial.imag[m] - exact.imag[m]), tolerance * spins);
    assertLess(errors[m], tolerance * spins);
  });
  const again = await evaluatePieces(richGeometry, [made], inputs, "none");
  // The bounds of the solvers' spectra may have been found in another order.
  assertLess(largestDifference(again, { ...again, ...initial }) / spins, SIGNAL / 2);
  await assertRejects(() => again.pullback(again.real, again.imag), Error, "Cannot pull back");
  made.dispose?.();
});

gpuTest("waveforms that change are stepped through as on the processor", async (gpu) => {
  const inputs = richInputs(protocols["a pulse pair"]), options = { step: 0.6 };
  const [pair] = inputs.protocol.encodings;
  const planned = {
    ...inputs,
    protocol: {
      shape: [4],
      encodings: [pair, pair],
      amplitudes: [Float64Array.of(0.3, 0.9), Float64Array.of(0.2, 0.5)],
    },
  };
  const bent = {
    pieces: pair.pieces.map((piece, p) =>
      p === 2 ? { ...piece, duration: 3.5, vectors: Float64Array.of(-0.7, 0.1, -0.6) } : piece
    ),
  };
  const now = { ...planned, protocol: { ...planned.protocol, encodings: [pair, bent] } };
  const made = await piecesOnDevice(gpu, richGeometry, planned, options);
  const found = await evaluatePieces(richGeometry, made, now);
  const expected = onProcessor(richGeometry, planned, options, "everything", now);
  assertLess(largestDifference(found, expected) / made[0].spins, SIGNAL);
  const [own, exact] = [
    await found.pullback(found.real, found.imag),
    await expected.pullback(found.real, found.imag),
  ].map(arraysOf);
  for (const [array, values] of Object.entries(exact)) {
    assertLess(disagreement(own[array], values).relative, GRADIENT, array);
  }
  made.forEach((piece) => piece.dispose?.());
});
