/**
 * One line of the table of the graphics processor's accuracy.
 *
 * @module
 */
import { type Apart, GPU_TARGETS } from "../../../testing/gpu_agreement.ts";

/** How far a graphics processor is from double precision. What was not compared is left out. */
export interface GpuAccuracyRow {
  /** What was simulated. */
  readonly what: string;
  /** Nodes of the mesh. */
  readonly nodes: number;
  /** Its basis or its steps. */
  readonly size: string;
  /** Largest |ΔS|/S0, in total and of each compartment. */
  readonly signal?: number;
  /** Gradient by the points. */
  readonly points?: Apart;
  /** Gradients by all else. */
  readonly inputs?: Readonly<Record<string, Apart>>;
  /** Largest relative difference of the eigenvalues. */
  readonly eigenvalues?: number;
  /** Seconds it took on the device, kernels to be compiled included. */
  readonly seconds: number;
}

/** What the rows of a part are made from. */
export type GpuAccuracyRows<Backend> = (backend: Backend) => AsyncIterable<GpuAccuracyRow>;

/** The gradient whose distance is the largest, by name. */
function worstOf(gradients: Readonly<Record<string, Apart>>): [string, Apart] | undefined {
  return Object.entries(gradients).toSorted(([, a], [, b]) => b.distance - a.distance)[0];
}

/** Every gradient of a row. */
function gradientsOf({ points, inputs = {} }: GpuAccuracyRow): Apart[] {
  return [...points ? [points] : [], ...Object.values(inputs)];
}

/** Whether every figure reaches its target; what is no number does not. */
export function meets(row: GpuAccuracyRow): boolean {
  const { signal = 0, eigenvalues = 0 } = row;
  return signal <= GPU_TARGETS.signal && eigenvalues <= GPU_TARGETS.eigenvalues &&
    gradientsOf(row).every(({ distance, cosine }) =>
      distance <= GPU_TARGETS.distance && cosine >= GPU_TARGETS.cosine
    );
}

/** Names of the columns, with the targets. */
export const header = [
  "what",
  "nodes",
  "basis or steps",
  `abs(ΔS)/S0 ≤ ${GPU_TARGETS.signal.toExponential()}`,
  `gradient by points ≤ ${GPU_TARGETS.distance.toExponential()}`,
  "by the worst other input",
  `1 − cosine ≤ ${(1 - GPU_TARGETS.cosine).toExponential(0)}`,
  `eigenvalues ≤ ${GPU_TARGETS.eigenvalues.toExponential()}`,
  "s",
  "",
];

const show = (x: number | undefined) => x === undefined ? "" : x.toExponential(1);

/** The cells of a row. */
export function cells(row: GpuAccuracyRow): string[] {
  const { what, nodes, size, signal, points, inputs = {}, eigenvalues, seconds } = row;
  const worst = worstOf(inputs), gradients = gradientsOf(row);
  const angle = Math.max(...gradients.map(({ cosine }) => Math.max(0, 1 - cosine)));
  return [
    what,
    String(nodes),
    size,
    show(signal),
    show(points?.distance),
    worst ? `${show(worst[1].distance)} (${worst[0]})` : "",
    gradients.length > 0 ? show(angle) : "",
    show(eigenvalues),
    seconds.toFixed(1),
    meets(row) ? "met" : "MISSED",
  ];
}
