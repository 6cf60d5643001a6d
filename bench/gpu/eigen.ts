/**
 * The lowest modes on a graphics processor: operations, bytes, read-backs and the time of each stage for some numbers of nodes and
 * modes, beside the solver of the CPU in the same run, and the eigenvalues against it. The mesh is a ball; `moved` are the modes of the
 * same mesh after a small deformation, begun from those before.
 *
 *     deno run -A bench/gpu/eigen.ts [--sizes=2000x40,20000x100] [--adapter=software]
 *
 * @module
 */
import { isotropicCoefficients, p1Space } from "../../core/fem/mod.ts";
import { sphere } from "../../core/mesh/mod.ts";
import { spectralShift, spectralSolver } from "../../core/spectral/mod.ts";
import { resetCounters } from "../../gpu/device/counters.ts";
import { type Gpu, openGpu } from "../../gpu/device.ts";
import { type GpuModes, gpuModes, type GpuModesOptions } from "../../gpu/eigen/mod.ts";
import { type GpuSpace, gpuSpace } from "../../gpu/fem/mod.ts";
import type { P1Space } from "../../core/fem/mod.ts";
import { markdownTable } from "../markdown.ts";

/** Nodes of a ball of radius 3 µm and edge length h are about this / h³. */
const NODES_TIMES_VOLUME = 215;
const RADIUS = 3, DIFFUSIVITY = 2;
/** How far nodes move, µm. */
const MOVE = 0.01;

const COSTS = [
  "nodes",
  "modes",
  "start",
  "products of K + σM with a vector, per mode",
  "dispatches",
  "read-backs",
  "GFLOP",
  "GB moved",
  "MB up",
  "MB down",
];
const TIMES = [
  "nodes",
  "modes",
  "start",
  "waits for read-backs, ms",
  "in double precision, ms",
  "whole, ms",
  "CPU solver, ms",
  "CPU / whole",
  "relative error of eigenvalues",
  "zero mode / highest",
  "largest residual / highest",
];

/** A device that notes when read-backs were asked for and answered. */
function watched(gpu: Gpu): { gpu: Gpu; waits: [number, number][] } {
  const waits: [number, number][] = [];
  const read: Gpu["read"] = async (...arrays) => {
    const asked = performance.now();
    const data = await gpu.read(...arrays);
    waits.push([asked, performance.now()]);
    return data;
  };
  return { gpu: { ...gpu, read }, waits };
}

/** Modes with what they cost. */
interface Run {
  readonly modes: GpuModes;
  readonly costs: readonly string[];
  readonly times: readonly string[];
  readonly whole: number;
}

async function run(
  gpu: Gpu,
  core: P1Space,
  space: GpuSpace,
  count: number,
  options: GpuModesOptions,
): Promise<Run> {
  const { gpu: timed, waits } = watched(gpu);
  resetCounters(gpu.counters);
  const begin = performance.now();
  const modes = await gpuModes(timed, core, space, count, { ...options, computeOn: "gpu" });
  const end = performance.now(), { counters } = gpu;
  const waited = waits.map(([asked, answered]) => (answered - asked).toFixed(0)).join(" + ");
  const last = waits[waits.length - 1][1];
  return {
    modes,
    whole: end - begin,
    costs: [
      (modes.work.columnProducts / count).toFixed(0),
      String(counters.dispatches),
      String(modes.work.readBacks),
      (counters.flops / 1e9).toFixed(2),
      (counters.bytesMoved / 1e9).toFixed(2),
      (counters.bytesUp / 1e6).toFixed(1),
      (counters.bytesDown / 1e6).toFixed(1),
    ],
    times: [waited, (end - last).toFixed(0), (end - begin).toFixed(0)],
  };
}

/** Both tables' rows for one mesh. */
async function rowsOf(gpu: Gpu, nodes: number, count: number) {
  const given = sphere({ radius: RADIUS, edgeLength: Math.cbrt(NODES_TIMES_VOLUME / nodes) });
  const mesh = { ...given, compartments: new Int32Array(given.compartments.length) };
  const core = p1Space(mesh, { columns: count });
  const coefficients = isotropicCoefficients(DIFFUSIVITY);
  using space = gpuSpace(gpu, { mesh }, core.pattern);
  const moveTo = (points: Float64Array) => {
    core.assemble(points, coefficients);
    space.assemble(points, coefficients);
  };
  const points = mesh.points.data;
  moveTo(points);
  // The first call compiles the kernels; the analysis of the CPU's solver is done once too.
  (await run(gpu, core, space, count, {})).modes[Symbol.dispose]();
  const solve = spectralSolver(core, count, spectralShift(core));
  solve();
  let start: GpuModes | undefined;
  const costs: string[][] = [], times: string[][] = [];
  for (const label of ["random", "moved"]) {
    if (label === "moved") {
      moveTo(points.map((x, i) => x + MOVE * Math.sin(points[i - i % 3 + (i + 1) % 3] + i % 3)));
    }
    const found = await run(gpu, core, space, count, start ? { start } : {});
    const begin = performance.now(), exact = solve(), onCpu = performance.now() - begin;
    const { eigenvalues, residuals } = found.modes, highest = exact.eigenvalues[count - 1];
    const errors = eigenvalues.map((value, j) =>
      j === 0 ? 0 : Math.abs(value / exact.eigenvalues[j] - 1)
    );
    const names = [String(core.nodes), String(count), label];
    costs.push([...names, ...found.costs]);
    times.push([
      ...names,
      ...found.times,
      onCpu.toFixed(0),
      (onCpu / found.whole).toFixed(2),
      Math.max(...errors).toExponential(0),
      Math.abs(eigenvalues[0] / highest).toExponential(0),
      (Math.max(...residuals) / highest).toExponential(0),
    ]);
    start?.[Symbol.dispose]();
    start = found.modes;
  }
  start?.[Symbol.dispose]();
  return { costs, times };
}

/** The option of a name, or what stands for it. */
function option(name: string, usual: string): string {
  const given = Deno.args.find((arg) => arg.startsWith(`--${name}=`));
  return given ? given.slice(name.length + 3) : usual;
}

using gpu = await openGpu(option("adapter", "") === "software" ? { adapter: "software" } : {});
const costs: string[][] = [], times: string[][] = [];
for (const size of option("sizes", "2000x40,20000x100").split(",")) {
  const [nodes, count] = size.split("x").map(Number);
  const rows = await rowsOf(gpu, nodes, count);
  costs.push(...rows.costs);
  times.push(...rows.times);
}
console.log(gpu.description);
console.log(markdownTable({ caption: "What the modes cost", header: COSTS, rows: costs }));
console.log(markdownTable({ caption: "Times and errors", header: TIMES, rows: times }));
