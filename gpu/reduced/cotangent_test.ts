import { assert, assertEquals, assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import {
  constantPiece,
  encoded,
  pausePiece,
  pulsePair,
  trapezoidPair,
} from "../../testing/encodings.ts";
import { randomModel } from "../../testing/random_model.ts";
import { randomSource } from "../../wasm/testing.ts";
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type ComplexList,
  type ReducedCotangent,
  reducedCotangent,
  type ReducedModel,
  reducedSignal,
} from "../../core/diffusion/reduced/mod.ts";
import { sphere } from "../../core/mesh/mod.ts";
import type { Gpu } from "../device.ts";
import { gpuReducedSignal, type GpuReducedSignalOptions, uploadReducedModel } from "./mod.ts";
import { cellModel, measurementsOf, PROTOCOLS, relativeError } from "./testing.ts";

/** The parts of a cotangent, each as one list. */
function parts(c: ReducedCotangent): Record<string, number[]> {
  const flat = (list: readonly Float64Array[]) => list.flatMap((part) => [...part]);
  return {
    stiffness: [...c.stiffness],
    mass: [...c.mass],
    moments: flat(c.moments),
    start: [...c.start],
    ...(c.receivers && { receivers: flat(c.receivers) }),
    ...(c.storage && { storage: [...c.storage] }),
    ...(c.protocol && {
      durations: flat(c.protocol.durations),
      vectors: flat(c.protocol.vectors.flat()),
      amplitudes: flat(c.protocol.amplitudes),
    }),
  };
}

/** Random ∂L/∂S. */
function randomWeights(count: number, seed = 3): ComplexList {
  const random = randomSource(seed);
  const list = () => Float64Array.from({ length: count }, () => 2 * random() - 1);
  return { real: list(), imag: list() };
}

/** The cotangent on the device and on the processor. */
async function both(
  gpu: Gpu,
  model: ReducedModel,
  protocol: EncodedProtocol,
  options: GpuReducedSignalOptions,
): Promise<[ReducedCotangent, ReducedCotangent]> {
  using uploaded = uploadReducedModel(gpu, model);
  using signal = await gpuReducedSignal(gpu, uploaded, protocol, options);
  const weights = randomWeights(measurementsOf(protocol) * (options.receivers?.length ?? 1));
  const exact = reducedCotangent(model, protocol, reducedSignal(model, protocol, options), weights);
  return [await signal.cotangent(weights), exact];
}

/** Checks every part of the cotangent: norm of the difference over that of the part. */
async function check(
  gpu: Gpu,
  model: ReducedModel,
  protocol: EncodedProtocol,
  options: GpuReducedSignalOptions,
  tolerance: number,
): Promise<void> {
  const [found, exact] = (await both(gpu, model, protocol, options)).map(parts);
  assertEquals(Object.keys(found), Object.keys(exact));
  for (const name of Object.keys(exact)) {
    assertLess(relativeError(found[name], exact[name]), tolerance, name);
  }
}

const cell = cellModel(sphere({ radius: 4, edgeLength: 1.4 }), {
  modes: 20,
  ...{ T1: 900, T2: 80, origin: [3, -2, 1] },
});
for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  gpuTest(`the tissue's cotangent is the processor's: a sphere, ${name}`, async (gpu) => {
    await check(gpu, cell, protocol(), { keep: "tissue" }, 2e-5);
  });
  gpuTest(`the encodings' cotangent is the processor's: ${name}`, async (gpu) => {
    await check(gpu, cell, protocol(), { keep: "everything" }, 2e-5);
  });
}

const rising = (n: number, largest: number) =>
  Array.from({ length: n }, (_, j) => n > 1 ? largest * (j / (n - 1)) ** 1.5 : 0.1);
/** A random model that starts in its slowest mode, as a cell does; T1 differs from T2. */
function cellLike(n: number, largest: number): ReducedModel {
  const start = Float64Array.from({ length: n }, (_, j) => j === 0 ? 1.3 : 0);
  const model = randomModel(rising(n, largest), [[-1, 2], [0, 1.5], [-1, 1]], n);
  const storage = Float64Array.from(
    { length: n * n },
    (_, e) => 0.3 / n + (e % (n + 1) ? 0 : 0.02 * e / n),
  );
  return { ...model, start, storage };
}

const d = [0.6, 0, -0.8];
/** Odd, even and whole runs, pauses of both kinds, equal and opposite amplitudes, pieces without length. */
const mixed = encoded([
  [pulsePair(2, 3, d), [0, 0.4, -0.4, 1.1]],
  [pulsePair(2, 5, d), [0.4, 1.1]],
  [{ pieces: [constantPiece(1, [0, 1, 0]), pausePiece(1), constantPiece(1, [0, 1, 0])] }, [0.8]],
  [trapezoidPair(2, 4, 0.5, [0, 0.6, 0.8]), [0.7, -0.3]],
  [{
    weight: 0.5,
    pieces: [
      constantPiece(1, [1, 0.2, 0]),
      pausePiece(0),
      pausePiece(1.5),
      pausePiece(2, true),
      constantPiece(0, [0, 0, 1]),
      constantPiece(1, [0, 1, 0.3]),
      pausePiece(1),
    ],
  }, [0.5, -0.2]],
]);

for (const n of [2, 11, 70]) {
  const model = cellLike(n, 6);
  for (const receivers of [undefined, model.receivers]) {
    for (const keep of ["tissue", "everything"] as const) {
      const title = `${n} modes, ${keep}${receivers ? ", by receiver" : ""}`;
      gpuTest(`the cotangent is the processor's for all kinds of runs: ${title}`, async (gpu) => {
        await check(gpu, model, mixed, { keep, ...(receivers && { receivers }) }, 1e-5);
      });
    }
  }
}

gpuTest("the cotangent is the processor's: one mode", async (gpu) => {
  // The cotangents of W vanish: what refocuses does not feel a shift.
  const [found, exact] = await both(gpu, cellLike(1, 1), mixed, { keep: "everything" });
  const one = parts(found), other = parts(exact);
  for (const name of Object.keys(other)) {
    const size = Math.max(1, ...other[name].map(Math.abs));
    other[name].forEach((x, i) => assertLess(Math.abs(x - one[name][i]) / size, 2e-6, name));
  }
});

gpuTest("the cotangent is the processor's: more modes than invocations", async (gpu) => {
  const protocol = encoded([[pulsePair(0.3, 2, d), [0.9]]]);
  await check(gpu, cellLike(258, 8), protocol, { keep: "everything" }, 2e-5);
});

gpuTest("the cotangent does not depend on how the work is cut", async (gpu) => {
  const model = cellLike(9, 3), n = 9;
  const protocol = encoded([
    [pulsePair(1, 2, d), [0.4, 1.1, 1.3]],
    [{ pieces: [constantPiece(1, [0, 1, 0]), pausePiece(1), constantPiece(1, d)] }, [0.8, -0.3]],
  ]);
  const whole = parts((await both(gpu, model, protocol, { keep: "everything" }))[0]);
  const budgets = [
    { couplings: 4 * n * n },
    { pairs: 16 * n * 40 },
    { starts: 1 },
    { iterations: 1 },
    { kept: 0 },
    { kept: 0, starts: 1 },
    { kept: 0, pairs: 1 },
  ];
  for (const budget of budgets) {
    const [cut] = await both(gpu, model, protocol, { keep: "everything", budget });
    for (const [name, list] of Object.entries(parts(cut))) {
      assertLess(relativeError(list, whole[name]), 2e-6, `${JSON.stringify(budget)} ${name}`);
    }
  }
});

gpuTest(
  "the cotangent takes one read-back, is symmetric, and can be asked for again",
  async (gpu) => {
    const model = cellLike(12, 5), protocol = PROTOCOLS["trapezoids"]();
    using uploaded = uploadReducedModel(gpu, model);
    using signal = await gpuReducedSignal(gpu, uploaded, protocol, { keep: "tissue" });
    const weights = randomWeights(measurementsOf(protocol)), before = gpu.counters.readBacks;
    const first = await signal.cotangent(weights);
    assertEquals(gpu.counters.readBacks - before, 1);
    for (const square of [first.stiffness, first.mass, ...first.moments]) {
      square.forEach((x, e) => assertEquals(x, square[(e % 12) * 12 + Math.floor(e / 12)]));
    }
    const again = await signal.cotangent(weights);
    assertEquals(parts(again), parts(first));
    const zero = new Float64Array(weights.real.length);
    const none = await signal.cotangent({ real: zero, imag: zero });
    assert(Object.values(parts(none)).flat().every((x) => x === 0));
  },
);
