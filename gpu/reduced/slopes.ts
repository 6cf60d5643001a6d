/**
 * The derivative with respect to the encodings: dS/dq_k(t) = −i yᵀW_ks, dS/dτ = −yᵀAs, from scalars of every step and column.
 *
 * @module
 */
import type { EncodedCotangent } from "../../core/diffusion/encoding/mod.ts";
import {
  addIntervalSlopes,
  type IntervalSlope,
  phasePerAmplitude,
  withOrigin,
} from "../../core/diffusion/reduced/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { forEachColumnStep, type Pairs } from "./pair.ts";
import type { RunProgram } from "./program.ts";
import { FREE, PULSE, STORED } from "./team.ts";
import { SLOPE_WORDS, slopesKernel } from "./slopes.wgsl.ts";

const KINDS = { pulse: PULSE, free: FREE, stored: STORED };

/** The scalars of the steps of a chunk, and which they are. */
export interface StepSlopes {
  /** (Λ, x, y, z), [steps of columns][4]. */
  readonly scalars: GpuArray;
  readonly items: readonly StepItem[];
}

/** A step of a column. */
interface StepItem {
  readonly program: RunProgram;
  /** Index of its interval. */
  readonly interval: number;
  /** Column in the run. */
  readonly column: number;
  /** Whether its scalars are integrals; else they are means. */
  readonly pulse: boolean;
}

/** Workgroups in a row. */
const ROW = 32768;

/** Records the scalars of a chunk. */
export function stepSlopes(
  gpu: Gpu,
  moments: GpuArray,
  { n, layout, pairs, weights, rates }: Pairs,
): StepSlopes {
  const items: StepItem[] = [], words: number[] = [], bits = new DataView(new ArrayBuffer(4));
  let rows = 0;
  for (const own of layout.parts) {
    const { program, from } = own.part;
    forEachColumnStep(own, (step, column, row) => {
      const pulse = step.kind === "pulse";
      items.push({ program, interval: step.interval, column: from + column, pulse });
      bits.setFloat32(0, step.kind === "pulse" ? 0 : step.duration);
      const count = step.kind === "pulse" ? step.series.points : 1;
      words.push(KINDS[step.kind], row, count, bits.getUint32(0));
      rows += count;
    });
  }
  const scalars = gpu.array("slopes", 4 * Math.max(1, items.length));
  if (items.length === 0) return { scalars, items };
  using list = gpu.upload("steps of columns", Uint32Array.from(words));
  const width = Math.min(items.length, ROW), count = words.length / SLOPE_WORDS;
  gpu.run(slopesKernel, {
    arrays: { moments, pairs, weights, rates, items: list, out: scalars },
    params: { n, count },
    size: { groups: [width, Math.ceil(count / width), 1] },
    cost: { flops: 12 * n * n * rows, bytes: 16 * n * rows + 12 * n * n + 16 * count },
  });
  return { scalars, items };
}

/** Sums of one interval: the slope of all columns together, and Σ v·∂L/∂q of each column. */
interface RunSlopes {
  readonly intervals: { duration: number; vector: [number, number, number] }[];
  readonly amplitudes: Float64Array;
}

/** Adds what the scalars of a chunk tell to the slopes of its runs. */
function addScalars(
  slopes: ReadonlyMap<RunProgram, RunSlopes>,
  items: readonly StepItem[],
  scalars: Float32Array,
): void {
  items.forEach(({ program, interval: index, column, pulse }, at) => {
    const { intervals, amplitudes } = slopes.get(program)!, sum = intervals[index];
    const interval = program.run.intervals[index], { duration, vector, stored } = interval;
    const per = pulse ? 1 / duration : 1, q = program.amplitudes[column];
    const turned = [1, 2, 3].map((k) => stored ? 0 : per * scalars[4 * at + k]);
    const along = turned.reduce((dot, value, k) => dot + value * vector[k], 0);
    sum.duration += q * along - per * scalars[4 * at];
    turned.forEach((value, k) => sum.vector[k] += duration * q * value);
    amplitudes[column] += duration * along;
  });
}

/**
 * Adds the derivative by the encodings.
 *
 * @param cotangent What is added to.
 * @param programs The runs, one per encoding.
 * @param ofPhase ∂L/∂φ of each amplitude of each run.
 * @param origin The point the moments refer to.
 * @param chunks The scalars of all chunks, as read back, and which they are.
 */
export function addEncodingSlopes(
  cotangent: EncodedCotangent,
  programs: readonly RunProgram[],
  ofPhase: readonly Float64Array[],
  origin: Float64Array,
  chunks: readonly { readonly items: readonly StepItem[]; readonly scalars: Float32Array }[],
): void {
  const slopes = new Map(programs.map((program): [RunProgram, RunSlopes] => [program, {
    intervals: program.run.intervals.map(() => ({ duration: 0, vector: [0, 0, 0] })),
    amplitudes: new Float64Array(program.amplitudes.length),
  }]));
  for (const { items, scalars } of chunks) addScalars(slopes, items, scalars);
  programs.forEach((program, k) => {
    const { run } = program, [{ encoding }] = run.members, own = slopes.get(program)!;
    const turned = ofPhase[k].reduce((sum, value, b) => sum + value * run.wanted[b], 0);
    const intervals = own.intervals.map((slope, i): IntervalSlope =>
      withOrigin(slope, run.intervals[i], origin, turned)
    );
    addIntervalSlopes(cotangent, encoding, { run }, intervals);
    const phase = phasePerAmplitude({ run }, origin);
    ofPhase[k].forEach((value, b) =>
      cotangent.amplitudes[encoding][b] += own.amplitudes[b] + phase * value
    );
  });
}
