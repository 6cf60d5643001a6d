import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import fc from "fast-check";
import { gpuTest } from "../../testing/gpu_test.ts";
import {
  constantPiece,
  encoded,
  pausePiece,
  pulsePair,
  wavePair,
} from "../../testing/encodings.ts";
import { bruteForceSignal, randomModel } from "../../testing/random_model.ts";
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import { type ReducedModel, reducedSignal } from "../../core/diffusion/reduced/mod.ts";
import { cylinder, sphere } from "../../core/mesh/mod.ts";
import type { Gpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { gpuReducedSignal, type GpuReducedSignalOptions, uploadReducedModel } from "./mod.ts";
import { cellModel, PROTOCOLS } from "./testing.ts";

/** S0 of a model. */
const spins = ({ start }: ReducedModel) => start.reduce((sum, x) => sum + x * x, 0);

/** Largest difference from the processor's signal, relative to S0. */
async function largestError(
  gpu: Gpu,
  model: ReducedModel,
  protocol: EncodedProtocol,
  options: GpuReducedSignalOptions = {},
): Promise<number> {
  using uploaded = uploadReducedModel(gpu, model);
  using found = await gpuReducedSignal(gpu, uploaded, protocol, options);
  const { real, imag } = reducedSignal(model, protocol, options);
  assertEquals(found.real.length, real.length);
  // Math.max passes a NaN on.
  return real.reduce(
    (most, x, i) => Math.max(most, Math.hypot(x - found.real[i], imag[i] - found.imag[i])),
    0,
  ) / spins(model);
}

const models: Record<string, () => ReducedModel> = {
  "a sphere off centre with T1 and T2": () =>
    cellModel(sphere({ radius: 5, edgeLength: 1.6 }), {
      modes: 30,
      ...{ T1: 900, T2: 80, origin: [30, -20, 10] },
    }),
  "an axon": () => cellModel(cylinder({ radius: 2, height: 14, edgeLength: 1.1 }), { modes: 24 }),
};
for (const [name, make] of Object.entries(models)) {
  const model = make();
  for (const [kind, protocol] of Object.entries(PROTOCOLS)) {
    gpuTest(`the signal is the processor's to 1e-6 of S0: ${name}, ${kind}`, async (gpu) => {
      assertLess(await largestError(gpu, model, protocol()), 1e-6);
    });
    gpuTest(`the signal of each receiver is the processor's: ${name}, ${kind}`, async (gpu) => {
      const { receivers } = model;
      assertLess(await largestError(gpu, model, protocol(), { receivers }), 1e-6);
    });
  }
}

const rising = (n: number, largest: number) =>
  Array.from({ length: n }, (_, j) => n > 1 ? largest * (j / (n - 1)) ** 1.5 : 0);
/** A random model that starts in its slowest mode, as a cell does. */
function cellLike(n: number, largest: number, seed = 5): ReducedModel {
  const model = randomModel(rising(n, largest), [[-3, 4], [-3, 3], [-4, 4]], seed);
  return { ...model, start: Float64Array.from({ length: n }, (_, j) => j === 0 ? 1.3 : 0) };
}
const directions = [[1, 0, 0], [0.6, 0, -0.8], [0.48, 0.6, 0.64]];
const every = (make: (d: number[]) => Parameters<typeof encoded>[0][number][0], q: number[]) =>
  encoded(directions.map((d) => [make(d), q] as const));

for (const n of [1, 2, 3, 65, 129]) {
  gpuTest(`the signal is the processor's: ${n} modes, phases up to 24`, async (gpu) => {
    const protocol = every((d) => pulsePair(4, 9, d), [0, 0.3, -0.3, 1.5]);
    assertLess(await largestError(gpu, cellLike(n, 20), protocol), 1e-6);
  });
}

gpuTest(
  "the signal is the processor's: more modes than a workgroup has invocations",
  async (gpu) => {
    const protocol = encoded([[pulsePair(1, 3, directions[2]), [0.2, 0.9]]]);
    assertLess(await largestError(gpu, cellLike(270, 12), protocol), 1e-6);
  },
);

gpuTest(
  "the signal is the processor's: a hundred steps without a mode that decays",
  async (gpu) => {
    const protocol = every((d) => wavePair("cosine", 5, 8, 2, d), [0, 1]);
    assertLess(await largestError(gpu, cellLike(1, 0), protocol), 2e-6);
  },
);

gpuTest("the signal equals brute force", async (gpu) => {
  const model = cellLike(7, 5);
  const pieces = [constantPiece(1, [1, 0, 0]), pausePiece(2), constantPiece(1, [0.3, 0, -1])];
  const protocol = encoded([[{ pieces, weight: 0.7 }, [0.4, -0.9]]]);
  using uploaded = uploadReducedModel(gpu, model);
  using found = await gpuReducedSignal(gpu, uploaded, protocol);
  const { real, imaginary } = bruteForceSignal(model, protocol);
  real.forEach((x, i) => {
    const error = Math.hypot(x - found.real[i], imaginary[i] - found.imag[i]);
    assertLess(error / spins(model), 5e-7);
  });
});

gpuTest("the signal is the processor's on random models and waveforms", async (gpu) => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  const vector = fc.array(number, { minLength: 3, maxLength: 3 });
  const piece = fc.tuple(fc.double({ min: 0.01, max: 2, noNaN: true }), vector, fc.nat(3));
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0.5, 4, 20),
      fc.array(piece, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(-1, 0, 1),
      fc.array(number, { minLength: 1, maxLength: 4 }),
      async (n, largest, list, symmetry, amplitudes) => {
        const half = list.map(([duration, v, pause]) =>
          pause === 0 ? pausePiece(duration, v[0] > 0) : constantPiece(duration, v)
        );
        const mirrored = half.map((own) => ({
          ...own,
          vectors: own.vectors.map((x) => symmetry * x),
        })).reverse();
        const pieces = [...half, pausePiece(1.5), ...(symmetry === 0 ? [] : mirrored)];
        const protocol = encoded([[{ pieces }, amplitudes]]), model = cellLike(n, largest, n);
        assertLess(await largestError(gpu, model, protocol), 2e-6);
      },
    ),
    { numRuns: 25 },
  );
});

gpuTest("the signal does not depend on how the work is cut", async (gpu) => {
  const model = cellLike(9, 8), n = 9;
  const protocol = encoded([
    [pulsePair(4, 9, directions[0]), [0.1, 0.5, -0.7, 1.1, 1.4]],
    [wavePair("sine", 3, 5, 1, directions[1]), [0.4, 1]],
    [{ pieces: [constantPiece(1, directions[2]), constantPiece(2, directions[1])] }, [0.6]],
  ]);
  using uploaded = uploadReducedModel(gpu, model);
  const signalWith = async (options: GpuReducedSignalOptions) => {
    using signal = await gpuReducedSignal(gpu, uploaded, protocol, options);
    return [...signal.real, ...signal.imag];
  };
  const whole = await signalWith({});
  // One coupling at a time; one column at a time; one step at a time.
  for (const budget of [{ couplings: 4 * n * n }, { pairs: 1 }, { iterations: 1 }]) {
    const before = gpu.counters.dispatches;
    // States are rounded where a chunk ends.
    const cut = await signalWith({ budget });
    cut.forEach((x, i) => assertLess(Math.abs(x - whole[i]) / spins(model), 3e-7));
    assert(gpu.counters.dispatches - before > 4);
  }
});

gpuTest("the signal takes two dispatches and one read-back", async (gpu) => {
  const model = cellLike(20, 6), protocol = PROTOCOLS["pulses of several lengths and waits"]();
  using uploaded = uploadReducedModel(gpu, model);
  const { dispatches, readBacks } = gpu.counters;
  (await gpuReducedSignal(gpu, uploaded, protocol))[Symbol.dispose]();
  assertEquals(gpu.counters.readBacks - readBacks, 1);
  assertEquals(gpu.counters.dispatches - dispatches, 2);
});

gpuTest("the cotangent of a signal whose states were not kept is refused", async (gpu) => {
  const model = cellLike(3, 1), protocol = encoded([[pulsePair(1, 2, [1, 0, 0]), [0.5]]]);
  using uploaded = uploadReducedModel(gpu, model);
  using signal = await gpuReducedSignal(gpu, uploaded, protocol);
  await assertRejects(() => signal.cotangent(signal), RangeError, "'keep'");
});

gpuTest("numbers beyond single precision are refused, not returned", async (gpu) => {
  const model = cellLike(3, 1), protocol = encoded([[pulsePair(1, 2, [1, 0, 0]), [0.5]]]);
  using uploaded = uploadReducedModel(gpu, model);
  const square = model.modes ** 2, numbers = new Float32Array(3 * square).fill(3e38);
  gpu.write(uploaded.moments, numbers);
  const error = await assertRejects(
    () => gpuReducedSignal(gpu, uploaded, protocol, { keep: "tissue" }),
    GpuError,
    "states",
  );
  assertEquals(error.failure, "precision");
});

gpuTest("more modes than a workgroup holds are refused", async (gpu) => {
  const model = cellLike(2, 1), protocol = encoded([[pulsePair(1, 2, [1, 0, 0]), [0.5]]]);
  using uploaded = uploadReducedModel(gpu, model);
  const error = await assertRejects(
    () => gpuReducedSignal(gpu, { ...uploaded, modes: 1025 }, protocol),
    GpuError,
    "1025 modes",
  );
  assertEquals(error.failure, "limit");
});
