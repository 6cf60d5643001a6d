/**
 * From how many nodes on the graphics processor is faster than the processor: value and gradient, by points and diffusivity, of 60 PGSE
 * signals on spheres of growing size.
 *
 *     deno run -A bench/gpu/crossover.ts [--most=N] [--repeats=N]
 *
 * What it prints is what to give as `gpu({ crossover })`. `--most` is the size of the largest sphere, nodes: 100 000 by default, 6000
 * on an adapter that computes on the processor. It ends early where the processor takes minutes. Both have
 * the basis that the processor chooses for a tolerance of 1e-4; medians of evaluations at meshes that grow a little from one to the next.
 *
 * @module
 */
import {
  type ComplexTensor,
  fibonacciHemisphere,
  matrixFormalism,
  type MaybePromise,
  multiply,
  pgse,
  type SignalInputs,
  simulateSignal,
  sphere,
  sum,
  type Tensor,
  type TetMesh,
  valueAndGrad,
} from "../../mod.ts";
import { backendOn } from "../../gpu/backend.ts";
import { openGpu } from "../../gpu/device.ts";
import { median } from "../compare/comparison.ts";
import { markdownHeader, markdownRow } from "../markdown.ts";
import { wholeOptions } from "./bench_options.ts";

const RADIUS = 5;
/** Nodes of a sphere of radius r and edge length e, over (r/e)³. */
const NODES = 6.4;
const SIZES = [300, 600, 1200, 2500, 5000, 10_000, 20_000, 40_000, 70_000, 100_000];
const MOST = { hardware: 100_000, software: 6000 };
const TOLERANCE = 1e-4;
const GROWTH = 1e-5;
/** Seconds of one evaluation after which larger meshes are not tried. */
const LONGEST = 120;

const protocol = pgse({
  delta: 10,
  Delta: 20,
  bValues: [500, 1500, 4000],
  directions: fibonacciHemisphere(20),
});
const tissue = { diffusivity: 2 };

const options = wholeOptions(Deno.args, ["most", "repeats"]);
using device = await openGpu();
const backend = backendOn(device), { software } = device;
const { most = software ? MOST.software : MOST.hardware, repeats = 3 } = options;

/** What is differentiated by. */
interface Variables {
  readonly points: Tensor;
  readonly diffusivity: number;
}

/** Median seconds of a value and gradient; the first turn is left out, unless it takes too long already. */
async function secondsOf(
  simulate: (points: Tensor, inputs: SignalInputs) => MaybePromise<ComplexTensor>,
  { points }: TetMesh,
): Promise<number> {
  const both = valueAndGrad(async ({ points, diffusivity }: Variables) =>
    sum((await simulate(points, { diffusivity })).real)
  );
  const times: number[] = [];
  for (let turn = 0; turn <= repeats; turn++) {
    const grown = multiply(1 + GROWTH * turn, points), start = performance.now();
    await both({ points: grown, diffusivity: tissue.diffusivity });
    const seconds = (performance.now() - start) / 1000;
    if (turn > 0) times.push(seconds);
    if (seconds > LONGEST) return seconds;
  }
  return median(times);
}

console.log(
  `${backend.description}; ${navigator.hardwareConcurrency} CPU cores, of which one is used\n`,
);
console.log(
  markdownHeader(["nodes", "modes + corrections", "CPU, ms", "GPU, ms", "GPU times faster"]),
);
const measured: { readonly nodes: number; readonly faster: boolean }[] = [];
for (const wanted of SIZES.filter((size) => size <= most)) {
  const mesh = sphere({ radius: RADIUS, edgeLength: RADIUS * Math.cbrt(NODES / wanted) });
  const nodes = mesh.points.shape[0];
  if (nodes === measured.at(-1)?.nodes) continue;
  const { modes, corrections } = simulateSignal(mesh, tissue, protocol, { tolerance: TOLERANCE });
  const size = { modes, corrected: corrections / 3 };
  const cpu = await secondsOf(matrixFormalism(mesh, tissue, protocol, size), mesh);
  using simulate = matrixFormalism(mesh, tissue, protocol, { ...size, backend });
  const own = await secondsOf(simulate, mesh);
  console.log(markdownRow([
    String(nodes),
    `${modes} + ${corrections}`,
    (1000 * cpu).toFixed(0),
    (1000 * own).toFixed(0),
    (cpu / own).toPrecision(2),
  ]));
  measured.push({ nodes, faster: own < cpu });
  if (Math.max(cpu, own) > LONGEST) break;
}
const last = measured.findLastIndex(({ faster }) => !faster), from = measured[last + 1];
console.log(
  from === undefined
    ? `\nUp to ${measured.at(-1)?.nodes} nodes the GPU is never the faster one`
    : `\nThe GPU is the faster one from ${from.nodes} nodes: gpu({ crossover: ${from.nodes} })`,
);
