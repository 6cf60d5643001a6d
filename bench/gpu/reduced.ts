/**
 * The reduced system on a graphics processor: what a signal and its cotangent cost for some numbers of modes and columns, beside the
 * time on the CPU in the same run. A column is a measurement.
 *
 *     deno run -A bench/gpu/reduced.ts [--modes=84,100,300] [--columns=24,60,240] [--repeats=5] [--adapter=software]
 *
 * @module
 */
import {
  cosineOgse,
  encodeProtocol,
  fibonacciHemisphere,
  pgse,
} from "../../core/diffusion/protocol/mod.ts";
import {
  reducedCotangent,
  type ReducedModel,
  reducedSignal,
} from "../../core/diffusion/reduced/mod.ts";
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import { cylinder } from "../../core/mesh/mod.ts";
import { resetCounters } from "../../gpu/device/counters.ts";
import { type Gpu, openGpu } from "../../gpu/device.ts";
import {
  type GpuReducedModel,
  gpuReducedSignal,
  uploadReducedModel,
} from "../../gpu/reduced/mod.ts";
import { cellModel, measurementsOf, relativeError } from "../../gpu/reduced/testing.ts";
import { median } from "../compare/comparison.ts";
import { markdownHeader, markdownRow } from "../markdown.ts";

const HEADER = [
  "sequence",
  "modes",
  "columns",
  "dispatches",
  "read-backs",
  "GFLOP",
  "MB moved",
  "MB up",
  "MB down",
  "signal, ms",
  "with cotangent, ms",
  "CPU signal, ms",
  "CPU with cotangent, ms",
  "error of S/S0",
  "error of C_A, C_B, C_k",
];

/** Four b-values and a quarter as many directions as columns, for one pulse length or an oscillation. */
function protocols(columns: number): Record<string, EncodedProtocol> {
  const bValues = [500, 1500, 3000, 6000];
  const directions = fibonacciHemisphere(Math.max(1, Math.round(columns / 4)));
  return {
    pulses: encodeProtocol(pgse({ delta: 10, Delta: 25, bValues, directions })),
    cosines: encodeProtocol(
      cosineOgse({
        delta: 10,
        Delta: 15,
        periods: 2,
        bValues: bValues.map((b) => b / 4),
        directions,
      }),
    ),
  };
}

/** The option of a name, or what stands for it. */
function option(name: string, usual: string): string {
  const given = Deno.args.find((arg) => arg.startsWith(`--${name}=`));
  return given ? given.slice(name.length + 3) : usual;
}

const numbers = (text: string) => text.split(",").map(Number);

async function elapsed<R>(run: () => R | Promise<R>): Promise<[R, number]> {
  const start = performance.now(), result = await run();
  return [result, performance.now() - start];
}

/** Times, costs and errors of one protocol. */
async function cells(
  gpu: Gpu,
  model: ReducedModel,
  uploaded: GpuReducedModel,
  protocol: EncodedProtocol,
  repeats: number,
): Promise<string[]> {
  const count = measurementsOf(protocol), keep = "tissue";
  const weights = {
    real: Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1)),
    imag: new Float64Array(count),
  };
  const signal = () => gpuReducedSignal(gpu, uploaded, protocol);
  const both = async () => {
    using kept = await gpuReducedSignal(gpu, uploaded, protocol, { keep });
    return { kept, cotangent: await kept.cotangent(weights) };
  };
  const onCpu = () => {
    const kept = reducedSignal(model, protocol, { keep });
    return { kept, cotangent: reducedCotangent(model, protocol, kept, weights) };
  };
  // The first call compiles the kernels.
  await both();
  resetCounters(gpu.counters);
  const found = await both(), { counters } = gpu;
  const { dispatches, readBacks, flops, bytesMoved, bytesUp, bytesDown } = counters;
  const cost = [
    String(dispatches),
    String(readBacks),
    (flops / 1e9).toFixed(2),
    ...[bytesMoved, bytesUp, bytesDown].map((bytes) => (bytes / 1e6).toFixed(1)),
  ];
  const exact = onCpu();
  const timed = async (run: () => unknown): Promise<string> => {
    const times: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) times.push((await elapsed(run))[1]);
    return median(times).toFixed(1);
  };
  const spins = model.start.reduce((sum, x) => sum + x * x, 0);
  const error = exact.kept.real.reduce((most, x, i) => {
    const difference = Math.hypot(x - found.kept.real[i], exact.kept.imag[i] - found.kept.imag[i]);
    return Math.max(most, difference / spins);
  }, 0);
  const squares = ({ stiffness, mass, moments }: typeof exact.cotangent) => [
    stiffness,
    mass,
    Float64Array.from(moments.flatMap((part) => [...part])),
  ];
  const exactSquares = squares(exact.cotangent);
  const worst = Math.max(
    ...squares(found.cotangent).map((part, k) => relativeError(part, exactSquares[k])),
  );
  return [
    String(count),
    ...cost,
    await timed(signal),
    await timed(both),
    await timed(() => reducedSignal(model, protocol)),
    await timed(onCpu),
    error.toExponential(0),
    worst.toExponential(0),
  ];
}

const software = option("adapter", "") === "software";
using gpu = await openGpu(software ? { adapter: "software" } : {});
const repeats = Number(option("repeats", "5"));
console.log(`${gpu.description}\n\n${markdownHeader(HEADER)}`);
for (const modes of numbers(option("modes", "84,100,300"))) {
  const mesh = cylinder({ radius: 2.5, height: 12, edgeLength: 0.8 });
  const model = cellModel(mesh, { modes, T2: 80 });
  using uploaded = uploadReducedModel(gpu, model);
  for (const columns of numbers(option("columns", "24,60,240"))) {
    for (const [name, protocol] of Object.entries(protocols(columns))) {
      const row = await cells(gpu, model, uploaded, protocol, repeats);
      console.log(markdownRow([name, String(model.modes), ...row]));
    }
  }
}
