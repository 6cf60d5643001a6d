/**
 * Which measurements are stepped through together, and by which steps; made once, then kept while inputs change.
 *
 * @module
 */
import {
  type EncodedProtocol,
  type Encoding,
  type EncodingSymmetry,
  isFree,
  profileFunctions,
} from "../encoding/mod.ts";
import type { ColumnBlock } from "./coupling.ts";
import { coarseGrid, type Grid, mirroredGrid, stepsOf, uniformGrid } from "./grid.ts";
import { pieceSymmetry, segmentsOf } from "./segments.ts";
import type { Step } from "./step.ts";
import type { BlochTorreySystem } from "./system.ts";

/** A block with its steps. */
export interface BlockPlan {
  readonly block: ColumnBlock;
  /** The symmetry that the grid was made for. */
  readonly symmetry: EncodingSymmetry;
  /** The steps, of the first half alone where there is a symmetry. */
  readonly grid: Grid;
}

/** How blocks are planned. */
export interface PlanOptions {
  /** Most states of a block. */
  readonly states: number;
  /** Whether the second half of symmetric waveforms is left out. */
  readonly timeReversal: boolean;
  /** The longest step, ms; the steps are then equal. */
  readonly step?: number | undefined;
}

/** How far the nodes of a system reach. */
export type Reaching = Pick<BlochTorreySystem, "reach">;

/** What waveforms of one block must have in common. */
function timing({ pieces }: Encoding, symmetry: EncodingSymmetry): string {
  const parts = pieces.map(({ duration, profile, stored = false, ...rest }) => [
    duration,
    profile.kind,
    "periods" in profile ? profile.periods : 0,
    stored,
    isFree({ duration, profile, ...rest }),
  ]);
  return JSON.stringify([symmetry, parts]);
}

/** The fastest precession of a measurement in a piece, rad/ms. */
function speedIn(
  system: Reaching,
  { encodings, amplitudes }: EncodedProtocol,
  encoding: number,
  amplitude: number,
  piece: number,
): number {
  const { vectors, profile, stored } = encodings[encoding].pieces[piece];
  if (stored) return 0;
  let speed = 0;
  for (let j = 0; j < profileFunctions(profile); j++) {
    speed += system.reach(vectors.subarray(3 * j, 3 * j + 3));
  }
  return speed * Math.abs(amplitudes[encoding][amplitude]);
}

/**
 * Plans the blocks of a protocol: measurements of one timing, sorted by how strong they are so that the weak ones, which need fewer
 * steps, are not held up.
 *
 * @param system How far the nodes reach at the inputs to plan for.
 * @param protocol The protocol.
 * @param options Sizes and steps.
 * @returns The blocks, with the coarsest grid or that of the step asked for.
 */
export function planBlocks(
  system: Reaching,
  protocol: EncodedProtocol,
  { states, timeReversal, step }: PlanOptions,
): BlockPlan[] {
  interface Column {
    readonly encoding: number;
    readonly amplitude: number;
    readonly measurement: number;
    readonly speeds: readonly number[];
    readonly strength: number;
  }
  const groups = new Map<string, { symmetry: EncodingSymmetry; columns: Column[] }>();
  let measurement = 0;
  protocol.encodings.forEach((encoding, e) => {
    const symmetry = timeReversal ? pieceSymmetry(encoding) : "none";
    const key = timing(encoding, symmetry);
    const group = groups.get(key) ?? { symmetry, columns: [] };
    groups.set(key, group);
    protocol.amplitudes[e].forEach((_, amplitude) => {
      const speeds = encoding.pieces.map((_, p) => speedIn(system, protocol, e, amplitude, p));
      const strength = Math.max(...speeds);
      group.columns.push({
        encoding: e,
        amplitude,
        measurement: measurement++,
        speeds,
        strength,
      });
    });
  });
  return [...groups.values()].flatMap(({ symmetry, columns }) => {
    columns.sort((a, b) => a.strength - b.strength);
    const plans: BlockPlan[] = [];
    for (let start = 0; start < columns.length; start += states) {
      const part = columns.slice(start, start + states);
      const encoding = protocol.encodings[part[0].encoding];
      const segments = segmentsOf(encoding.pieces.length, symmetry);
      const speed = (piece: number) => Math.max(...part.map(({ speeds }) => speeds[piece]));
      plans.push({
        block: {
          encodings: part.map((column) => column.encoding),
          amplitudes: part.map((column) => column.amplitude),
          measurements: part.map((column) => column.measurement),
        },
        symmetry,
        grid: step === undefined
          ? coarseGrid(encoding, segments, speed)
          : uniformGrid(encoding, segments, step),
      });
    }
    return plans;
  });
}

/**
 * The plan with its block divided where the durations of its waveforms, which were equal when it was made, differ by now.
 *
 * @param plan The plan.
 * @param protocol The protocol at present.
 * @returns Plans of blocks that can be stepped through together.
 */
export function presentPlans(plan: BlockPlan, { encodings }: EncodedProtocol): BlockPlan[] {
  const { block } = plan, columns = new Map<string, number[]>();
  block.encodings.forEach((e, c) => {
    const key = encodings[e].pieces.map(({ duration }) => duration).join();
    columns.set(key, [...columns.get(key) ?? [], c]);
  });
  if (columns.size === 1) return [plan];
  return [...columns.values()].map((own) => ({
    ...plan,
    block: {
      encodings: own.map((c) => block.encodings[c]),
      amplitudes: own.map((c) => block.amplitudes[c]),
      measurements: own.map((c) => block.measurements[c]),
    },
  }));
}

/** A block's symmetry at present, and the steps that go with it. */
export interface PresentSteps {
  readonly symmetry: EncodingSymmetry;
  readonly steps: readonly Step[];
}

/**
 * The steps of a plan for a protocol whose numbers may have changed since: a waveform that has lost its symmetry is stepped through
 * to its end.
 */
export function presentSteps(
  { block, symmetry, grid }: BlockPlan,
  protocol: EncodedProtocol,
): PresentSteps {
  if (symmetry === "none") return { symmetry, steps: stepsOf(grid) };
  const { encodings } = protocol;
  const present = new Set(block.encodings.map((e) => pieceSymmetry(encodings[e])));
  if (present.size === 1 && !present.has("none")) {
    return { symmetry: [...present][0], steps: stepsOf(grid) };
  }
  const pieces = encodings[block.encodings[0]].pieces.length;
  return { symmetry: "none", steps: stepsOf(mirroredGrid(grid, pieces)) };
}
