/**
 * The steps, teams and numbers of a chunk as the kernels read them.
 *
 * @module
 */
import type { Decay } from "../../core/diffusion/reduced/mod.ts";
import type { ChunkLayout, PartLayout } from "./layout.ts";
import type { PulseStep, Step } from "./program.ts";
import { FREE, LANES, PULSE, STEP_WORDS, STORED, TEAM_WORDS } from "./team.ts";
import type { Chunk } from "./schedule.ts";
import type { StepSeries } from "./series.ts";

/** What the numbers are made of. */
export interface PackedModel {
  readonly modes: number;
  readonly eigenvalues: Float64Array;
  readonly start: Float64Array;
  readonly pauses: Readonly<Record<"free" | "stored", Decay>>;
}

/** The arrays of one direction of time. */
export interface Packed {
  /** Λ, a, the columns' amplitudes, then decays and coefficients. */
  readonly numbers: Float64Array;
  /** Where the amplitudes begin. */
  readonly amplitudes: number;
  readonly steps: Uint32Array;
  readonly teams: Uint32Array;
  readonly teamCount: number;
  /** Terms of all teams, for the counters. */
  readonly terms: number;
}

const bits = new DataView(new ArrayBuffer(4));

/** The bits of a number in single precision. */
function bitsOf(value: number): number {
  bits.setFloat32(0, value);
  return bits.getUint32(0);
}

/** A growing list of numbers in which equal blocks are found again. */
function numberList(start: readonly Float64Array[]) {
  const blocks: Float64Array[] = [...start], known = new Map<unknown, number>();
  let length = start.reduce((sum, block) => sum + block.length, 0);
  return {
    place: (key: unknown, make: () => Float64Array): number => {
      const found = known.get(key);
      if (found !== undefined) return found;
      const block = make(), at = length;
      blocks.push(block);
      length += block.length;
      known.set(key, at);
      return at;
    },
    all: (): Float64Array => {
      const all = new Float64Array(length);
      let at = 0;
      for (const block of blocks) {
        all.set(block, at);
        at += block.length;
      }
      return all;
    },
  };
}

/** C_k of `points` Gauss points, zero where the step has fewer, and of the whole step; [terms − 1][points + 1]. */
function coefficientTable(series: StepSeries, points: number): Float64Array {
  const times = points + 1, table = new Float64Array((series.terms - 1) * times);
  for (let k = 0; k < series.terms - 1; k++) {
    for (let g = 0; g < Math.min(points, series.points); g++) {
      table[k * times + g] = series.inside[k * series.points + g];
    }
    table[k * times + points] = series.end[k];
  }
  return table;
}

/**
 * Packs a chunk.
 *
 * @param model The reduced system.
 * @param chunk The chunk.
 * @param layout Its layout.
 * @param columns Columns of the wave.
 * @param points Gauss points the kernel has room for; 0 forwards.
 * @param backward Whether time runs backwards: a team for each column.
 */
export function packed(
  model: PackedModel,
  chunk: Chunk,
  layout: ChunkLayout,
  columns: number,
  points: number,
  backward: boolean,
): Packed {
  const n = model.modes, q = new Float64Array(columns);
  for (const { part } of layout.parts) q.set(part.amplitudes, part.column);
  const numbers = numberList([model.eigenvalues, model.start, q]);
  const steps: number[] = [], teams: number[] = [];
  let terms = 0;

  const pulseWords = ({ coupling, plan, series }: PulseStep, offset: number): number[] => [
    PULSE,
    n * n * chunk.couplings.get(coupling)!,
    numbers.place(series, () => coefficientTable(series, points)),
    series.terms,
    bitsOf(plan.factor),
    bitsOf(1 / series.rho),
    series.points,
    offset,
  ];
  const stepWords = (step: Step, offset: number): number[] => {
    if (step.kind === "pulse") return pulseWords(step, offset);
    const { kind, duration } = step, { rates } = model.pauses[kind];
    const decay = () => rates.map((rate) => Math.exp(-rate * duration));
    const turn = model.pauses[kind].turn !== undefined;
    return [
      turn ? STORED : FREE,
      n * n * chunk.couplings.size,
      numbers.place(`${kind} ${duration}`, decay),
      0,
      0,
      0,
      1,
      offset,
    ];
  };
  const addTeams = (layout: PartLayout, begin: number): void => {
    const { part, steps: own, start, pulse, pause } = layout, stride = own.length;
    const end = begin + stride, lanes = backward ? 1 : LANES;
    for (let c = 0; c < part.amplitudes.length; c += lanes) {
      const used = Math.min(lanes, part.amplitudes.length - c);
      const pairs = [pulse.first + c * pulse.rows, pause.first + c * pause.rows];
      teams.push(part.column + c, used, begin, end, start + c * stride, stride, ...pairs);
      for (const step of own) terms += step.kind === "pulse" ? step.series.terms : 0;
    }
  };
  for (const part of layout.parts) {
    const begin = steps.length / STEP_WORDS;
    part.steps.forEach((step, k) => steps.push(...stepWords(step, part.offsets[k])));
    addTeams(part, begin);
  }
  return {
    numbers: numbers.all(),
    amplitudes: 2 * n,
    steps: Uint32Array.from(steps),
    teams: Uint32Array.from(teams),
    teamCount: teams.length / TEAM_WORDS,
    terms,
  };
}
