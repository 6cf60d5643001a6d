/**
 * What the matrix formalism asks of a graphics processor, stage by stage: runs, operations, bytes, read-backs, time; and how far value
 * and gradient are from those of the processor, computed in the same run.
 *
 * `deno run -A bench/gpu/matrix_formalism.ts [--mesh config_bending|sphere] [--nodes N] [--modes N] [--corrected L] [--pairs N]
 * [--repeats N] [--compare yes|no] [--count yes]`. A sphere of about N nodes by default; config_bending is the mesh, protocol and number of modes of
 * that file of ReMiDi. `--count yes` needs no graphics processor and computes nothing: it counts what a problem of any size asks for
 * past the search for modes, which depends on the numbers. Each repeat moves the nodes a little; times are medians after a first run that compiles the kernels. Times on
 * an adapter that computes on the processor say nothing about a graphics processor; counts do.
 *
 * @module
 */
import {
  type BasisSize,
  matrixFormalismEngine,
} from "../../core/diffusion/matrix_formalism/mod.ts";
import type { PieceCotangent } from "../../core/diffusion/problem/mod.ts";
import { openGpu } from "../../gpu/device.ts";
import { markdownTable } from "../markdown.ts";
import { takeFlag } from "../history.ts";
import { median } from "../compare/comparison.ts";
import { benchCase } from "./matrix_formalism/cases.ts";
import { dryDevice } from "./matrix_formalism/dry_device.ts";
import { runStages, type StageRun, weylModes } from "./matrix_formalism/stages.ts";

/** Nodes up to which the processor computes the same for comparison unless told otherwise. */
const COMPARED_NODES = 6000;

function count(args: string[], flag: string, usual: number): number {
  const value = Number(takeFlag(args, flag) ?? usual);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`'${flag}' takes a whole number`);
  Deno.exit(2);
}

const args = [...Deno.args];
const name = takeFlag(args, "--mesh") ?? "sphere", nodesWanted = count(args, "--nodes", 2000);
const pairs = count(args, "--pairs", 60), repeats = Math.max(1, count(args, "--repeats", 3));
const given = benchCase(name, nodesWanted, pairs);
const size: BasisSize = {
  modes: count(args, "--modes", given.modes),
  corrected: count(args, "--corrected", 0),
};
const { piece, inputs, protocol } = given, nodes = piece.mesh.points.shape[0];
const compared =
  (takeFlag(args, "--compare") ?? (nodes <= COMPARED_NODES ? "yes" : "no")) === "yes";
const counted = (takeFlag(args, "--count") ?? "no") === "yes";
if (args.length > 0) {
  console.error(`'${args[0]}' is not an option`);
  Deno.exit(2);
}

using gpu = counted ? dryDevice() : await openGpu();
const measurements = protocol.amplitudes.reduce((sum, { length }) => sum + length, 0);
console.log(
  `${gpu.description}: ${name}, ${nodes} nodes, ${
    piece.mesh.tets.length / 4
  } tetrahedra, ${size.modes} modes, ` +
    `${size.corrected} of them corrected, ${measurements} measurements`,
);

const runs: StageRun[] = [];
const source = counted ? weylModes(inputs.coefficients.elements[0]) : undefined;
for (let repeat = 0; repeat <= (counted ? 1 : repeats); repeat++) {
  const points = inputs.points.map((x) => x * (1 + 1e-4 * repeat));
  runs.push(await runStages(gpu, piece, { ...inputs, points }, protocol, size, source));
}
const timed = runs.slice(1), [first] = runs;
const cells = (value: number) => value < 1e4 ? `${value}` : value.toExponential(2);
const rows = first.stages.map(({ stage, runs, flops, bytes, readBacks, up }, s) => {
  const time = median(timed.map((run) => run.stages[s].time));
  return [
    stage,
    ...[runs, flops, bytes, up, readBacks].map(cells),
    time.toFixed(1),
    ...(counted ? [] : [flops, bytes].map((x) => (x / time / 1e6).toPrecision(3))),
  ];
});
const header = [
  "stage",
  "runs",
  "flops",
  "bytes moved",
  "bytes up",
  "read-backs",
  ...(counted ? ["ms of the processor"] : ["ms", "GFLOP/s", "GB/s"]),
];
console.log(markdownTable({ caption: "Stages", header, rows }));

/** ‖a − b‖/‖b‖. */
function apart(a: Float64Array, b: Float64Array): number {
  let top = 0, bottom = 0;
  b.forEach((value, i) => {
    top += (a[i] - value) ** 2;
    bottom += value ** 2;
  });
  return Math.sqrt(top / bottom);
}

if (compared && !counted) {
  const start = performance.now();
  const engine = matrixFormalismEngine(piece, inputs, size), reduction = engine.reduce(inputs);
  const { real, imag, pullback } = engine.evaluate(reduction, protocol, "tissue");
  const slope: PieceCotangent = pullback(first.weights.real, first.weights.imag);
  const time = performance.now() - start;
  const signal = real.reduce(
    (most, value, i) =>
      Math.max(most, Math.hypot(value - first.signal.real[i], imag[i] - first.signal.imag[i])),
    0,
  ) / reduction.spins;
  console.log(markdownTable({
    caption: `Against double precision on the processor, which took ${time.toFixed(0)} ms`,
    header: ["signal, of S0", "gradient by points", "gradient by D, 1/T2, density", "eigenvalues"],
    rows: [[
      signal,
      apart(first.gradient.tissue.points, slope.tissue.points),
      apart(first.gradient.tissue.elements, slope.tissue.elements),
      apart(first.eigenvalues, reduction.spectral.eigenvalues),
    ].map((error) => error.toExponential(1))],
  }));
}
