/**
 * Where the dense eigen-solver should give way to Lanczos: both timed over numbers of nodes and modes, and the two constants
 * of core/spectral/solver.ts that lose the least.
 *
 * `deno run -A bench/eigen_switch.ts [--repeats N]`. A time is that of the modes and of the complement that a gradient needs;
 * the analysis, paid once per topology, is left out.
 *
 * @module
 */
import { isotropicCoefficients, type P1Space, p1Space } from "../core/fem/mod.ts";
import {
  atGap,
  denseSolver,
  lanczosSolver,
  spectralShift,
  type SpectralSolver,
  usesDenseSolver,
} from "../core/spectral/mod.ts";
import { cylinder } from "../mod.ts";
import { median, milliseconds } from "./compare/comparison.ts";
import { takeFlag } from "./history.ts";
import { markdownHeader, markdownRow } from "./markdown.ts";

/** Heights of axons of radius 3 µm with edges of 1.2 µm: 37 nodes a layer. */
const HEIGHTS = [5, 7, 9, 11, 13, 16, 20, 25, 31, 38, 60];
const MODES = [20, 40, 60, 84, 120, 160, 200, 280, 400];

interface Point {
  readonly nodes: number;
  readonly modes: number;
  /** ms; modes, and modes with complement. */
  readonly dense: readonly [number, number];
  readonly lanczos: readonly [number, number];
}

/** Median times of the modes and of the modes with a complement; infinite if they do not converge. */
function times(space: P1Space, solve: SpectralSolver, repeats: number): [number, number] {
  try {
    const basis = solve();
    const f = new Float64Array(space.nodes * basis.modes).map((_, i) => Math.sin(i));
    const modes: number[] = [], both: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      let last = basis;
      const own = milliseconds(() => last = solve());
      modes.push(own);
      both.push(own + milliseconds(() => last.complement(f)));
    }
    return [median(modes), median(both)];
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("converge"))) throw error;
    return [Infinity, Infinity];
  }
}

function* measure(repeats: number): Iterable<Point> {
  for (const height of HEIGHTS) {
    const mesh = cylinder({ radius: 3, height, edgeLength: 1.2 });
    const nodes = mesh.points.shape[0];
    for (const most of MODES.filter((modes) => 2 * modes < nodes)) {
      const space = p1Space(mesh, { columns: most });
      space.assemble(mesh.points.data, isotropicCoefficients(2));
      const shift = spectralShift(space);
      // Within a cluster the complement does not exist.
      const { eigenvalues, next } = denseSolver(space, most, shift)();
      const modes = atGap(eigenvalues, next, most);
      const dense = times(space, denseSolver(space, modes, shift), repeats);
      const lanczos = times(space, lanczosSolver(space, modes, shift), repeats);
      yield { nodes, modes, dense, lanczos };
    }
  }
}

/** The mean factor by which a rule is slower than the faster solver at each point. */
function loss(points: readonly Point[], usesDense: (nodes: number, modes: number) => boolean) {
  const logs = points.map(({ nodes, modes, dense, lanczos }) => {
    const chosen = usesDense(nodes, modes) ? dense[1] : lanczos[1];
    return Math.log(chosen / Math.min(dense[1], lanczos[1]));
  });
  return Math.exp(logs.reduce((sum, x) => sum + x, 0) / logs.length);
}

const repeats = Number(takeFlag([...Deno.args], "--repeats") ?? 3);
console.log(markdownHeader([
  "nodes",
  "modes",
  "dense, ms",
  "… with complement",
  "Lanczos, ms",
  "… with complement",
  "faster",
]));
const points: Point[] = [];
for (const point of measure(repeats)) {
  points.push(point);
  const { nodes, modes, dense, lanczos } = point;
  console.log(markdownRow([
    ...[nodes, modes].map(String),
    ...[...dense, ...lanczos].map((x) => Number.isFinite(x) ? x.toFixed(1) : "does not converge"),
    dense[1] < lanczos[1] ? "dense" : "Lanczos",
  ]));
}
let best = { nodes: 0, perMode: 0, loss: Infinity };
for (let nodes = 0; nodes <= 600; nodes += 10) {
  for (let perMode = 0; perMode <= 16; perMode += 0.5) {
    const own = loss(points, (n, m) => n <= nodes + perMode * m);
    if (own < best.loss) best = { nodes, perMode, loss: own };
  }
}
console.log(
  `\nBest: dense up to ${best.nodes} nodes and ${best.perMode} more per mode, ` +
    `${best.loss.toFixed(3)} times the faster solver on average; the present constants: ` +
    `${loss(points, usesDenseSolver).toFixed(3)} times`,
);
