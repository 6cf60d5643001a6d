/**
 * What full time stepping asks of a graphics processor: steps, runs, operations, bytes, read-backs, time; and how far value and gradient
 * are from those of the processor on the same steps, computed in the same run.
 *
 *     deno run -A bench/gpu/time_stepping.ts [--nodes=N] [--measurements=N] [--step=MS] [--compare=yes|no]
 *
 * A sphere of radius 5 µm of about N nodes, PGSE 10/20 ms up to b = 4000 s/mm². The first evaluation compiles the kernels and is left
 * out. Times on an adapter that computes on the processor say nothing about a graphics processor; counts do.
 *
 * @module
 */
import {
  type AsyncPieceEvaluation,
  pieceInputs,
  tissuePieces,
} from "../../core/diffusion/problem/mod.ts";
import { encodeProtocol, fibonacciHemisphere, pgse } from "../../core/diffusion/protocol/mod.ts";
import { checkOptions, timeSteppingEvaluator } from "../../core/diffusion/time_stepping/mod.ts";
import { tissueCoefficients, tissueMesh } from "../../core/diffusion/tissue/mod.ts";
import { sphere } from "../../core/mesh/mod.ts";
import { openGpu } from "../../gpu/device.ts";
import { resetCounters } from "../../gpu/device/counters.ts";
import { timeSteppingPiece } from "../../gpu/time_stepping/mod.ts";
import { markdownTable } from "../markdown.ts";

/** Nodes of a sphere of radius r and edge length e, over (r/e)³. */
const NODES = 6.4, RADIUS = 5;
const B_VALUES = [500, 1500, 4000];
/** Nodes up to which the processor computes the same unless told otherwise. */
const COMPARED_NODES = 6000;

/** The options of the command line. */
function optionsOf(args: readonly string[]): Map<string, string> {
  return new Map(args.map((arg) => {
    const match = /^--(nodes|measurements|step|compare)=([\w.]+)$/.exec(arg);
    if (match) return [match[1], match[2]];
    console.error(`Cannot use '${arg}': see the first lines of this file for the options`);
    Deno.exit(2);
  }));
}

const given = optionsOf(Deno.args);
const wanted = Number(given.get("nodes") ?? 2000);
const measurements = Number(given.get("measurements") ?? 12);
const step = Number(given.get("step") ?? 0.5);

const mesh = sphere({ radius: RADIUS, edgeLength: RADIUS * (NODES / wanted) ** (1 / 3) });
const tissue = { diffusivity: 2, T2: 80 }, geometry = tissueMesh(mesh, tissue);
const directions = fibonacciHemisphere(Math.ceil(measurements / B_VALUES.length));
const protocol = encodeProtocol(pgse({ delta: 10, Delta: 20, bValues: B_VALUES, directions }));
const inputs = {
  points: geometry.mesh.points.data,
  coefficients: tissueCoefficients(geometry, tissue),
  protocol,
};
const [piece] = tissuePieces(geometry), own = pieceInputs(piece, inputs);
const nodes = mesh.points.shape[0], options = checkOptions({ step }, protocol);
const compared = (given.get("compare") ?? (nodes <= COMPARED_NODES ? "yes" : "no")) === "yes";

using gpu = await openGpu();
const made = await timeSteppingPiece(gpu, piece, own, protocol, options);
const states = made.initial.real.length;
const real = made.initial.real.map((_, m) => 1 - 0.1 * m), imag = real.map((x) => 0.5 * x);
await (await made.evaluate(own, protocol, "everything")).pullback(real, imag);
console.log(
  `${gpu.description}: ${nodes} nodes, ${mesh.tets.length / 4} tetrahedra, ${states} states, ` +
    `${made.steps.join(" + ")} steps`,
);

const cells = (value: number) => value < 1e4 ? `${value}` : value.toExponential(2);
const rows: string[][] = [];

/** Runs a stage and adds its row. */
async function measured<R>(stage: string, action: () => Promise<R>): Promise<R> {
  resetCounters(gpu.counters);
  const start = performance.now(), result = await action();
  const time = performance.now() - start;
  const { dispatches, flops, bytesMoved, bytesUp, readBacks, kernels } = gpu.counters;
  const ofSolves = kernels.get("Chebyshev step")?.bytes ?? 0;
  rows.push([
    stage,
    ...[dispatches, flops, bytesMoved, bytesUp, readBacks].map(cells),
    `${Math.round(100 * ofSolves / bytesMoved)} %`,
    time.toFixed(0),
    ...[flops, bytesMoved].map((x) => (x / time / 1e6).toPrecision(3)),
  ]);
  return result;
}

const value = await measured("signal", () => made.evaluate(own, protocol, "none"));
const forward: AsyncPieceEvaluation = await measured(
  "signal, states kept",
  () => made.evaluate(own, protocol, "everything"),
);
const slope = await measured("gradient", () => forward.pullback(real, imag));
const header = [
  "stage",
  "runs",
  "flops",
  "bytes moved",
  "bytes up",
  "read-backs",
  "bytes of solves",
  "ms",
  "GFLOP/s",
  "GB/s",
];
console.log(markdownTable({ caption: "Stages", header, rows }));

/** ‖a − b‖/‖b‖. */
function apart(a: ArrayLike<number>, b: Float64Array): number {
  let top = 0, bottom = 0;
  b.forEach((x, i) => {
    top += (a[i] - x) ** 2;
    bottom += x ** 2;
  });
  return Math.sqrt(top / bottom);
}

if (compared) {
  const evaluate = timeSteppingEvaluator(geometry, inputs, { step });
  const start = performance.now(), exact = evaluate(inputs, true, "everything");
  const middle = performance.now(), gradient = exact.pullback(real, imag);
  const end = performance.now();
  const error = exact.real.reduce(
    (most, re, m) => Math.max(most, Math.hypot(re - value.real[m], exact.imag[m] - value.imag[m])),
    0,
  ) / made.spins;
  const tensors = slope.tissue.elements.subarray(0, 6);
  const amplitudes = (of: typeof slope.protocol) =>
    Float64Array.from(of?.amplitudes.flatMap((x) => [...x]) ?? []);
  console.log(markdownTable({
    caption: `Against double precision on the processor, which took ${
      (middle - start).toFixed(0)
    } ms for the signal, ${(end - middle).toFixed(0)} ms for the gradient`,
    header: ["signal, of S0", "gradient by points", "by the diffusion tensor", "by the amplitudes"],
    rows: [[
      error,
      apart(slope.tissue.points, gradient.points),
      apart(tensors, gradient.coefficients.tensors),
      apart(amplitudes(slope.protocol), amplitudes(gradient.protocol)),
    ].map((x) => x.toExponential(1))],
  }));
}
made.dispose?.();
