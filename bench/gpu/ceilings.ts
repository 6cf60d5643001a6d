/**
 * What the dense and sparse kernels reach of what a device can do: copies and multiply-adds are measured first, then each kernel
 * against the one that bounds it.
 *
 *     deno run -A bench/gpu/ceilings.ts [--nodes=20000] [--columns=128] [--order=2048] [--mebibytes=256] [--adapter=software]
 *
 * @module
 */
import { isotropicCoefficients, p1Space } from "../../core/fem/mod.ts";
import { sphere } from "../../core/mesh/mod.ts";
import { blockOf, type GpuBlock } from "../../gpu/block.ts";
import { blockMatrix, columnDots, complexGemm, gemm, gram } from "../../gpu/dense/mod.ts";
import { type Gpu, openGpu } from "../../gpu/device.ts";
import type { GpuArray } from "../../gpu/device/gpu.ts";
import { chebyshevSolver, spectralBounds } from "../../gpu/solve/mod.ts";
import { applyPencil, spmm, uploadPattern } from "../../gpu/sparse/mod.ts";
import { markdownTable } from "../markdown.ts";
import { copyAll, multiplyAdd } from "./ceiling_kernels.ts";
import { timeOf, type Timing } from "./timing.ts";

/** What bounds a kernel. */
type Bound = "copy" | "multiply-add";

interface Row {
  readonly name: string;
  readonly size: string;
  readonly bound: Bound;
  readonly timing: Timing;
}

interface Sizes {
  readonly nodes: number;
  readonly columns: number;
  readonly order: number;
  readonly mebibytes: number;
}

const LARGE: Sizes = { nodes: 20_000, columns: 128, order: 2048, mebibytes: 256 };
/** For an adapter that computes on the processor. */
const SMALL: Sizes = { nodes: 3000, columns: 32, order: 256, mebibytes: 32 };
/** Nodes of a sphere of radius 1 and edge length h are about this / h³. */
const NODES_PER_VOLUME = 8.7;

/** The options of the command line. */
function optionsOf(args: readonly string[]): Map<string, string> {
  return new Map(args.map((arg) => {
    const match = /^--(nodes|columns|order|mebibytes|adapter)=([1-9]\d*|software)$/.exec(arg);
    if (!match) {
      throw new Error(`Cannot use '${arg}': see the first lines of this file for the options`);
    }
    return [match[1], match[2]];
  }));
}

/** Numbers that are not zero, so that nothing is saved on them. */
function filled(gpu: Gpu, length: number): GpuArray {
  return gpu.upload(
    "bench",
    new Float32Array(length).map((_, i) => (i * 7919 % 1000) / 1000 - 0.5),
  );
}

function filledBlock(gpu: Gpu, rows: number, columns: number): GpuBlock {
  const block = blockOf(gpu, "bench", rows, columns);
  using numbers = filled(gpu, block.array.length);
  gpu.copy(numbers, block.array);
  return block;
}

/** Copy and multiply-adds. */
async function ceilings(gpu: Gpu, { mebibytes }: Sizes): Promise<Record<Bound, Timing>> {
  using x = filled(gpu, mebibytes * 2 ** 18);
  using y = gpu.array("copy", x.length);
  using z = gpu.array("sums", gpu.software ? 2 ** 12 : 2 ** 20);
  return {
    "copy": await timeOf(gpu, () => copyAll(gpu, x, y)),
    "multiply-add": await timeOf(gpu, () => multiplyAdd(gpu, z)),
  };
}

async function denseRows(gpu: Gpu, { order }: Sizes): Promise<Row[]> {
  const rows: Row[] = [];
  for (const n of [order / 4, order / 2, order].map(Math.ceil)) {
    using a = filled(gpu, 2 * n * n);
    using b = filled(gpu, 2 * n * n);
    using c = gpu.array("C", 2 * n * n);
    const [x, y, z] = [a, b, c].map((array) => ({ array, stride: n }));
    const size = `${n} x ${n} x ${n}`, bound = "multiply-add";
    const real = await timeOf(gpu, () => gemm(gpu, {}, n, n, n, 1, x, y, 0, z));
    rows.push({ name: "gemm", size, bound, timing: real });
    const transposed = () => gemm(gpu, { transA: true, transB: true }, n, n, n, 1, x, y, 0, z);
    rows.push({ name: "gemm, AᵀBᵀ", size, bound, timing: await timeOf(gpu, transposed) });
    const complex = await timeOf(gpu, () => complexGemm(gpu, {}, n, n, n, 1, x, y, 0, z));
    rows.push({ name: "complex gemm", size, bound, timing: complex });
  }
  return rows;
}

async function blockRows(gpu: Gpu, { nodes, columns }: Sizes): Promise<Row[]> {
  using x = filledBlock(gpu, nodes, columns);
  using y = filledBlock(gpu, nodes, columns);
  using square = filled(gpu, columns * columns);
  const c = { array: square, stride: columns }, size = `${nodes} x ${columns}`;
  const row = async (name: string, bound: Bound, record: () => void): Promise<Row> => {
    return { name, size, bound, timing: await timeOf(gpu, record) };
  };
  return [
    await row("block times square", "multiply-add", () => {
      gemm(gpu, {}, nodes, columns, columns, 1, blockMatrix(x), c, 0, blockMatrix(y));
    }),
    await row("Gram XᵀY", "multiply-add", () => gram(gpu, x, y, square)),
    await row("Gram XᵀX", "multiply-add", () => gram(gpu, x, x, square)),
    await row("column dots", "copy", () => columnDots(gpu, x, y, square)),
  ];
}

async function sparseRows(gpu: Gpu, { nodes, columns }: Sizes): Promise<Row[]> {
  const mesh = sphere({ radius: 1, edgeLength: Math.cbrt(NODES_PER_VOLUME / nodes) });
  const single = { ...mesh, compartments: new Int32Array(mesh.compartments.length) };
  const space = p1Space(single, { columns: 1 }), { stiffness, mass } = space.matrices;
  space.assemble(mesh.points.data, isotropicCoefficients(1));
  using pattern = uploadPattern(gpu, space.pattern);
  using k = gpu.upload("stiffness", stiffness);
  using m = gpu.upload("mass", mass);
  using rowSums = gpu.zeros("row sums", space.nodes);
  using x = filledBlock(gpu, space.nodes, columns);
  using y = filledBlock(gpu, space.nodes, columns);
  const pencil = { stiffness: k, mass: m, rowSums };
  const bounds = spectralBounds(space.pattern, stiffness, mass, 0.01, 1);
  using solver = chebyshevSolver(gpu, pattern, pencil, { k: 0.01, m: 1, bounds, tolerance: 1e-6 });
  const size = `${space.nodes} nodes, ${pattern.entries} entries, ${columns} columns`;
  const row = async (name: string, record: () => void): Promise<Row> => {
    return { name, size, bound: "copy", timing: await timeOf(gpu, record) };
  };
  return [
    await row("sparse times block", () => spmm(gpu, pattern, m, x, y)),
    await row("pencil times block", () => applyPencil(gpu, pattern, pencil, x, y, { k: 1, m: 1 })),
    await row(`Chebyshev, ${solver.iterations} steps`, () => solver.solve(x, y)),
  ];
}

const perSecond = (amount: number, { seconds }: Timing) => amount / seconds / 1e9;

/** A row of the table; its part of the ceiling is by operations or by bytes. */
function cells({ name, size, bound, timing }: Row, best: Record<Bound, Timing>): string[] {
  const { flops, bytes } = timing, ceiling = best[bound];
  const part = bound === "copy"
    ? perSecond(bytes, timing) / perSecond(ceiling.bytes, ceiling)
    : perSecond(flops, timing) / perSecond(ceiling.flops, ceiling);
  return [
    name,
    size,
    (1000 * timing.seconds).toPrecision(3),
    perSecond(flops, timing).toPrecision(3),
    perSecond(bytes, timing).toPrecision(3),
    `${(100 * part).toFixed(0)} % of ${bound}`,
  ];
}

if (import.meta.main) {
  const options = optionsOf(Deno.args), software = options.get("adapter") === "software";
  using gpu = await openGpu(software ? { adapter: "software" } : {});
  const defaults = gpu.software ? SMALL : LARGE;
  const given = (name: keyof Sizes) => Number(options.get(name) ?? defaults[name]);
  const sizes: Sizes = {
    nodes: given("nodes"),
    columns: given("columns"),
    order: given("order"),
    mebibytes: given("mebibytes"),
  };
  console.log(`Adapter: ${gpu.description}${gpu.software ? " (computes on the processor)" : ""}`);
  const best = await ceilings(gpu, sizes), { copy, "multiply-add": fma } = best;
  console.log(`Copy of ${sizes.mebibytes} MiB: ${perSecond(copy.bytes, copy).toPrecision(3)} GB/s`);
  console.log(`Multiply-adds in registers: ${perSecond(fma.flops, fma).toPrecision(3)} GFLOP/s`);
  const rows = [
    ...await denseRows(gpu, sizes),
    ...await blockRows(gpu, sizes),
    ...await sparseRows(gpu, sizes),
  ];
  console.log(markdownTable({
    caption: "Bytes are those that must move at least once; ms for one call.",
    header: ["kernel", "size", "ms", "GFLOP/s", "GB/s", "part of the ceiling"],
    rows: rows.map((row) => cells(row, best)),
  }));
}
