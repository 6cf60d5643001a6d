/**
 * Value and gradient of ReMiDi's config_bending (1890 signals) on the graphics processor, beside the PyTorch program that does the same
 * with batched matrix exponentials and autograd in single precision, in the same run.
 *
 *     deno run -A bench/gpu/config_bending.ts [--repeats=N] [--reference=N]
 *
 * The PyTorch program (bench/reference/README.md says what it needs) runs on CUDA where it finds it, else on the processor; with
 * `--reference` how often, 1 by default. Without ../shared/data a similar case made here. Times are medians after a first run that
 * compiles the kernels; those of an adapter that computes on the processor say nothing about a graphics processor, counts do.
 *
 * @module
 */
import { matrixFormalism, multiply, type Tensor, toNumber, valueAndGrad } from "../../mod.ts";
import { tissueCoefficients, tissueMesh } from "../../core/diffusion/tissue/mod.ts";
import { pieceInputs, tissuePieces } from "../../core/diffusion/problem/mod.ts";
import { encodeProtocol } from "../../core/diffusion/protocol/mod.ts";
import { backendOn } from "../../gpu/backend.ts";
import { openGpu } from "../../gpu/device.ts";
import { resetCounters } from "../../gpu/device/counters.ts";
import { apart, differentiated, signalApart } from "../../testing/gpu_agreement.ts";
import { bendingCase, simulatedMesh } from "../cases/bending.ts";
import { caseFile, pointLists, signalLists } from "../cases/case_file.ts";
import { remidiLoss } from "../cases/remidi.ts";
import { median, reference } from "../compare/comparison.ts";
import { markdownTable } from "../markdown.ts";
import { wholeOptions } from "./bench_options.ts";
import { runStages, type StageRun } from "./matrix_formalism/stages.ts";
import { stageTable } from "./stage_table.ts";

/** ms that value and gradient may take on a fast graphics processor. */
const TARGET = 15;
/** Part by which the mesh grows from run to run, so that nothing is known beforehand. */
const GROWTH = 1e-5;

interface Reference {
  /** Seconds. */
  readonly value: number;
  readonly gradient: number;
  readonly signalError: number;
  readonly gradientError: number;
  readonly device: string;
}

const { repeats = 5, reference: theirRepeats = 1 } = wholeOptions(Deno.args, [
  "repeats",
  "reference",
]);
const { name, case: of } = bendingCase(), mesh = simulatedMesh(of), { points } = mesh;
const { protocol, diffusivity, modes, target, rotation } = of, tissue = { diffusivity };
const grown = (turn: number): Tensor => multiply(1 + GROWTH * turn, points);

using device = await openGpu();
const backend = backendOn(device), { counters } = device;
const onCpu = matrixFormalism(mesh, tissue, protocol, { modes });
using onGpu = matrixFormalism(mesh, tissue, protocol, { modes, backend });
const lossOnCpu = (at: Tensor) => remidiLoss(onCpu(at), target);
const lossOnGpu = async (at: Tensor) => remidiLoss(await onGpu(at), target);
console.log(
  `${device.description}: ${name}, ${
    points.shape[0]
  } nodes, ${modes} modes, ${target.data.length} signals`,
);

/** Median times, ms, of several things done in turn; the first turn is left out. */
async function medianTimes(actions: readonly ((turn: number) => unknown)[]): Promise<number[]> {
  const times: number[][] = actions.map(() => []);
  for (let turn = 0; turn <= repeats; turn++) {
    for (const [a, action] of actions.entries()) {
      const start = performance.now();
      await action(turn);
      if (turn > 0) times[a].push(performance.now() - start);
    }
  }
  return times.map(median);
}

/** What one evaluation asks of the device. */
async function counted(what: string, action: () => Promise<unknown>): Promise<string[]> {
  resetCounters(counters);
  await action();
  const { dispatches, submissions, readBacks, bytesUp, bytesDown, flops, bytesMoved } = counters;
  return [
    what,
    ...[dispatches, submissions, readBacks].map(String),
    ...[bytesUp, bytesDown, flops, bytesMoved].map((x) => x.toExponential(2)),
  ];
}

const start = performance.now();
await valueAndGrad(lossOnGpu)(points);
const first = performance.now() - start;
const [value, gradient, cpuValue, cpuGradient] = await medianTimes([
  (turn) => lossOnGpu(grown(turn)),
  (turn) => valueAndGrad(lossOnGpu)(grown(turn + 0.5)),
  (turn) => toNumber(lossOnCpu(grown(turn))),
  (turn) => valueAndGrad(lossOnCpu)(grown(turn + 0.5)),
]);
const counts = [
  await counted("value", () => lossOnGpu(grown(repeats + 1))),
  await counted("value and gradient", () => valueAndGrad(lossOnGpu)(grown(repeats + 2))),
];

const variables = { points, inputs: {} };
const lossOf = (signal: Awaited<ReturnType<typeof onGpu>>) => remidiLoss(signal, target);
const exact = await differentiated(onCpu, variables, lossOf);
const single = await differentiated(onGpu, variables, lossOf);
const spins = exact.signal.real.data[0];
const signalError = signalApart(single.signal, exact.signal, spins);
const slopeError = apart(single.gradient.points, exact.gradient.points);

/** Whether PyTorch finds CUDA; absent without PyTorch. */
async function torchDevice(): Promise<"cuda" | "cpu" | undefined> {
  const args = ["-c", "import torch; print(torch.cuda.is_available())"];
  try {
    const python = new Deno.Command(Deno.env.get("PYTHON") ?? "/usr/bin/python3", { args });
    const { success, stdout } = await python.output();
    if (!success) return undefined;
    return new TextDecoder().decode(stdout).trim() === "True" ? "cuda" : "cpu";
  } catch {
    return undefined;
  }
}

async function torchRow(on: "cuda" | "cpu"): Promise<string[]> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    // Its gradient is by the points before the rotation.
    const { data: r } = rotation, slope = exact.gradient.points;
    const before = slope.map((_, at) => {
      const row = at - at % 3, k = at % 3;
      return slope[row] * r[k] + slope[row + 1] * r[3 + k] + slope[row + 2] * r[6 + k];
    });
    const results = {
      S_real: signalLists(exact.signal.real),
      dloss_dpoints: pointLists(before),
    };
    await Deno.writeTextFile(path, JSON.stringify({ ...caseFile(of), ...results }));
    const theirs = await reference<Reference>(
      "remidi_like.py",
      path,
      ...["--device", on, "--dtype", "float32", "--repeats", theirRepeats],
      ...on === "cuda" ? ["--batched"] : [],
    );
    return [
      `PyTorch, float32, ${theirs.device}`,
      (1000 * theirs.value).toFixed(1),
      (1000 * theirs.gradient).toFixed(1),
      theirs.signalError.toExponential(1),
      theirs.gradientError.toExponential(1),
    ];
  } finally {
    await Deno.remove(path);
  }
}

const torch = await torchDevice();
console.log(markdownTable({
  caption: `${name}: medians of ${repeats}; errors are against double precision on the processor`,
  header: ["", "value, ms", "value and gradient, ms", "abs(ΔS)/S0", "gradient, relative in norm"],
  rows: [
    [
      `Torrey, float32, ${device.description} (first run ${first.toFixed(0)} ms)`,
      value.toFixed(1),
      gradient.toFixed(1),
      signalError.toExponential(1),
      slopeError.distance.toExponential(1),
    ],
    ["Torrey, float64, CPU", cpuValue.toFixed(1), cpuGradient.toFixed(1), "", ""],
    ...torch ? [await torchRow(torch)] : [],
  ],
}));
if (!torch) {
  console.log("\nPyTorch was not found: bench/reference/README.md says how to install it");
}
console.log(
  device.software
    ? `\nTarget of ${TARGET} ms for value and gradient on an H200-class device: not measured on hardware`
    : `\nTarget of ${TARGET} ms for value and gradient: ${gradient <= TARGET ? "met" : "MISSED"}`,
);
console.log(markdownTable({
  caption: "What one evaluation asks of the device",
  header: [
    "",
    "dispatches",
    "submissions",
    "read-backs",
    "bytes up",
    "bytes down",
    "flops",
    "bytes moved",
  ],
  rows: counts,
}));

const geometry = tissueMesh(mesh, tissue), [piece] = tissuePieces(geometry);
const inputs = pieceInputs(piece, {
  points: geometry.mesh.points.data,
  coefficients: tissueCoefficients(geometry, tissue),
  protocol: encodeProtocol(protocol),
});
const runs: StageRun[] = [];
for (let turn = 0; turn <= repeats; turn++) {
  const at = { ...inputs, points: inputs.points.map((x) => x * (1 + GROWTH * turn)) };
  const size = { modes, corrected: 0 };
  runs.push(await runStages(device, piece, at, encodeProtocol(protocol), size));
}
console.log(markdownTable(stageTable(runs.slice(1))));
