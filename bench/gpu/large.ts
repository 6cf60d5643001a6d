/**
 * Value and gradient of a large mesh on the graphics processor, by points and tissue: a sphere, many modes, 60 pairs of direction and
 * b-value; its stages beside what the device does at best, and the memory it takes.
 *
 *     deno run -A bench/gpu/large.ts [--nodes=N] [--modes=N] [--pairs=N] [--repeats=N]
 *
 * 200 000 nodes and 300 modes; 5000 and 60 on an adapter that computes on the processor, whose times say nothing about a graphics
 * processor. The first run compiles the kernels and is left out.
 *
 * @module
 */
import { isotropicCoefficients, p1Space } from "../../core/fem/mod.ts";
import type { TetMesh } from "../../core/mesh/mod.ts";
import { blockMatrix, gemm } from "../../gpu/dense/mod.ts";
import { blockOf, type GpuBlock } from "../../gpu/block.ts";
import { type Gpu, gpuOf } from "../../gpu/device.ts";
import { requestDevice } from "../../gpu/device/adapter.ts";
import { formatBytes } from "../../gpu/device/format_bytes.ts";
import { applyPencil, spmm, uploadPattern } from "../../gpu/sparse/mod.ts";
import { median } from "../compare/comparison.ts";
import { markdownTable } from "../markdown.ts";
import { wholeOptions } from "./bench_options.ts";
import { watchBuffers } from "./buffer_watch.ts";
import { copyAll, multiplyAdd } from "./ceiling_kernels.ts";
import { benchCase } from "./matrix_formalism/cases.ts";
import { runStages, type StageRun } from "./matrix_formalism/stages.ts";
import { type Ceilings, stageTable } from "./stage_table.ts";
import { timeOf, type Timing } from "./timing.ts";

/** Seconds that value and gradient may take on a fast graphics processor, and the least share of the ceilings. */
const TARGET = 10, SHARE = 0.5;
const LARGE = { nodes: 200_000, modes: 300 }, SMALL = { nodes: 5000, modes: 60 };
/** Words copied to find the device's best: beyond its caches. */
const COPIED = { hardware: 2 ** 28, software: 2 ** 23 };
const GROWTH = 1e-5;

/** Numbers that are not zero, so that nothing is saved on them. */
function fill(gpu: Gpu, block: GpuBlock): void {
  using numbers = gpu.upload(
    "numbers",
    new Float32Array(block.array.length).map((_, i) => (i * 7919 % 1000) / 1000 - 0.5),
  );
  gpu.copy(numbers, block.array);
}

async function measureCeilings(gpu: Gpu): Promise<Ceilings> {
  using x = gpu.zeros("copied", gpu.software ? COPIED.software : COPIED.hardware);
  using y = gpu.array("copy", x.length);
  using z = gpu.array("sums", gpu.software ? 2 ** 12 : 2 ** 20);
  const copy = await timeOf(gpu, () => copyAll(gpu, x, y));
  const best = await timeOf(gpu, () => multiplyAdd(gpu, z));
  return { bytes: copy.bytes / copy.seconds, flops: best.flops / best.seconds };
}

/** The products that value and gradient consist of, at the sizes of the case. */
async function products(
  gpu: Gpu,
  mesh: TetMesh,
  modes: number,
  { flops, bytes }: Ceilings,
): Promise<string[][]> {
  const space = p1Space(mesh, { columns: 1 }), { stiffness, mass } = space.matrices;
  space.assemble(mesh.points.data, isotropicCoefficients(1));
  using pattern = uploadPattern(gpu, space.pattern);
  using k = gpu.upload("stiffness", stiffness);
  using m = gpu.upload("mass", mass);
  using rowSums = gpu.zeros("row sums", space.nodes);
  using x = blockOf(gpu, "X", space.nodes, modes);
  using y = blockOf(gpu, "Y", space.nodes, modes);
  using z = blockOf(gpu, "Z", space.nodes, modes);
  using square = blockOf(gpu, "C", modes, modes);
  [x, y, z, square].forEach((block) => fill(gpu, block));
  const pencil = { stiffness: k, mass: m, rowSums };
  const [matrixX, matrixY, matrixC] = [x, y, square].map((block) => blockMatrix(block));
  const row = (name: string, timing: Timing, bound: "copy" | "multiply-add") => {
    const { seconds } = timing;
    const share = bound === "copy"
      ? timing.bytes / seconds / bytes
      : timing.flops / seconds / flops;
    return [
      name,
      (1000 * seconds).toPrecision(3),
      (timing.flops / seconds / 1e9).toPrecision(3),
      (timing.bytes / seconds / 1e9).toPrecision(3),
      `${(100 * share).toFixed(0)} % of ${bound}`,
      share >= SHARE ? "met" : gpu.software ? "software adapter" : "MISSED",
    ];
  };
  const sparse = await timeOf(gpu, () => spmm(gpu, pattern, m, x, y));
  const shifted = () => applyPencil(gpu, pattern, pencil, x, z, { k: 1, m: 1 });
  const both = await timeOf(gpu, shifted);
  const n = modes, rows = space.nodes;
  const dense = () => gemm(gpu, {}, rows, n, n, 1, matrixX, matrixC, 0, matrixY);
  return [
    row("SpMM, M X", sparse, "copy"),
    row("SpMM, (K + M) X", both, "copy"),
    row("GEMM, X C", await timeOf(gpu, dense), "multiply-add"),
  ];
}

const given = wholeOptions(Deno.args, ["nodes", "modes", "pairs", "repeats"]);
const open = await requestDevice(), watch = watchBuffers(open.device);
using gpu = gpuOf({ ...open, device: watch.device });
const { nodes, modes, pairs = 60, repeats = 1 } = { ...(gpu.software ? SMALL : LARGE), ...given };
const { piece, inputs, protocol } = benchCase("sphere", nodes, pairs);
const actual = piece.mesh.points.shape[0];
const ceilings = await measureCeilings(gpu);
console.log(
  `${gpu.description}: copies ${(ceilings.bytes / 1e9).toPrecision(3)} GB/s, multiplies and adds ` +
    `${(ceilings.flops / 1e9).toPrecision(3)} GFLOP/s\nA sphere of ${actual} nodes and ${
      piece.mesh.tets.length / 4
    } tetrahedra, ${modes} modes, ${pairs} measurements`,
);
const runs: StageRun[] = [], before = watch.bytes();
watch.restart();
for (let turn = 0; turn <= repeats; turn++) {
  const points = inputs.points.map((x) => x * (1 + GROWTH * turn));
  runs.push(await runStages(gpu, piece, { ...inputs, points }, protocol, { modes, corrected: 0 }));
}
const seconds = median(
  runs.slice(1).map(({ stages }) => stages.reduce((sum, { time }) => sum + time, 0) / 1000),
);
console.log(
  `\nBuffers, arrays kept for later among them: at most ${formatBytes(watch.peak() - before)}`,
);
console.log(markdownTable(stageTable(runs.slice(1), ceilings)));
console.log(
  `\nValue and gradient: ${
    seconds.toFixed(2)
  } s. Target of ${TARGET} s for ${LARGE.nodes} nodes and ${LARGE.modes} modes on an ` +
    `H200-class device: ${
      gpu.software || actual < 0.9 * LARGE.nodes || modes < LARGE.modes
        ? gpu.software ? "not measured on hardware" : "this is a smaller case"
        : seconds <= TARGET
        ? "met"
        : "MISSED"
    }`,
);
console.log(markdownTable({
  caption: "Products at these sizes, alone",
  header: ["product", "ms", "GFLOP/s", "GB/s", "of the ceiling", `at least ${100 * SHARE} %`],
  rows: await products(gpu, piece.mesh, modes, ceilings),
}));
