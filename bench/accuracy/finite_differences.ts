/**
 * The gradient on perfectly symmetric meshes, whose eigenvalues come in equal pairs and triples, against finite differences.
 *
 * @module
 */
import {
  cylinder,
  matrixFormalism,
  type MatrixFormalismOptions,
  pgse,
  simulateSignal,
  sphere,
  sum,
  type Tensor,
  type TetMesh,
  toNumber,
  valueAndGrad,
} from "../../mod.ts";
import { randomSource } from "../../wasm/testing.ts";
import type { AccuracyRow } from "./row.ts";

const DIFFUSIVITY = 2;
/** Random directions tried. */
const TRIALS = 3;
/** Largest displacement of a vertex, µm: truncation O(step⁴) and rounding are both far below the target. */
const STEP = 2e-3;

const protocol = pgse({
  delta: 5,
  Delta: 10,
  bValues: [500, 2000, 5000],
  directions: [[1, 0, 0], [0, 0, 1], [1, 2, 3]],
});

/** The derivative along `direction` by the five-point rule, error O(step⁴). */
function alongByDifferences(f: (points: Tensor) => number, at: Tensor, direction: Float64Array) {
  const value = (s: number) =>
    f({ shape: at.shape, data: at.data.map((x, i) => x + s * STEP * direction[i]) });
  return (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * STEP);
}

/** The largest number of modes up to 40 that does not end among equal eigenvalues. */
function modesAtGap(mesh: TetMesh): number {
  let modes = 40;
  while (simulateSignal(mesh, { diffusivity: DIFFUSIVITY }, protocol, { modes }).splitsCluster) {
    modes--;
  }
  return modes;
}

function worstError(mesh: TetMesh, options: MatrixFormalismOptions): number {
  const simulate = matrixFormalism(mesh, { diffusivity: DIFFUSIVITY }, protocol, options);
  const total = (points: Tensor) => sum(simulate(points).real);
  const [, gradient] = valueAndGrad(total)(mesh.points);
  let worst = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const random = randomSource(trial + 1);
    const direction = mesh.points.data.map(() => 2 * random() - 1);
    const slope = direction.reduce((s, d, i) => s + d * gradient.data[i], 0);
    const difference = alongByDifferences((p) => toNumber(total(p)), mesh.points, direction);
    worst = Math.max(worst, Math.abs(slope / difference - 1));
  }
  return worst;
}

/** The worst of several random directions, for modes alone and for modes with static corrections. */
export function* finiteDifferences(): Iterable<AccuracyRow> {
  const meshes: [string, TetMesh][] = [
    ["cylinder", cylinder({ radius: 3, height: 6, edgeLength: 1 })],
    ["sphere", sphere({ radius: 3, edgeLength: 1 })],
  ];
  for (const [name, mesh] of meshes) {
    const sizes: [string, MatrixFormalismOptions][] = [
      ["modes alone", { modes: modesAtGap(mesh) }],
      ["tolerance 1e-5", { tolerance: 1e-5 }],
    ];
    for (const [what, options] of sizes) {
      yield {
        what: `gradient of a symmetric ${name}, ${what}, against finite differences`,
        target: 1e-6,
        measured: worstError(mesh, options),
        reference: `five-point rule, ${TRIALS} random directions`,
      };
    }
  }
}
