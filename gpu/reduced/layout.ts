/**
 * Where the states and pairs of a chunk lie in its arrays.
 *
 * @module
 */
import type { Step } from "./program.ts";
import { type Chunk, pairRows, type Part, type Wave } from "./schedule.ts";

/** A part of a wave in a chunk. */
export interface PartLayout {
  readonly part: Part;
  readonly steps: readonly Step[];
  /** Row of the pairs of each step, from the first of its column; those of pulses and of pauses counted apart. */
  readonly offsets: readonly number[];
  /** First row of the starts; a column has `steps.length`. */
  readonly start: number;
  /** First row of the pairs within pulses, and rows of a column. */
  readonly pulse: { readonly first: number; readonly rows: number };
  /** First row of the pairs at pauses, and rows of a column. */
  readonly pause: { readonly first: number; readonly rows: number };
}

/** A chunk of a wave. */
export interface ChunkLayout {
  readonly parts: readonly PartLayout[];
  /** Rows of the starts. */
  readonly starts: number;
  /** Rows of pairs within pulses; those of mirrored runs come first. */
  readonly pulses: { readonly mirrored: number; readonly all: number };
  /** Rows of all pairs; those at pauses come last. */
  readonly pairs: number;
}

/** Lays out a chunk. */
export function layoutOf(wave: Wave, chunk: Chunk): ChunkLayout {
  let starts = 0, pulses = 0, pauses = 0, mirrored = 0;
  const drafts = wave.parts.map((part) => {
    const steps = part.program.steps.slice(chunk.from, chunk.to), columns = part.amplitudes.length;
    const rows = { pulse: 0, pause: 0 };
    const offsets = steps.map((step) => {
      const kind = step.kind === "pulse" ? "pulse" : "pause", offset = rows[kind];
      rows[kind] += pairRows(step);
      return offset;
    });
    const draft = { part, steps, offsets, start: starts, pulse: pulses, pause: pauses, rows };
    starts += columns * steps.length;
    pulses += columns * rows.pulse;
    pauses += columns * rows.pause;
    if (part.program.run.symmetry !== "none") mirrored = pulses;
    return draft;
  });
  const parts = drafts.map(({ pulse, pause, rows, ...draft }): PartLayout => ({
    ...draft,
    pulse: { first: pulse, rows: rows.pulse },
    pause: { first: pulses + pause, rows: rows.pause },
  }));
  return { parts, starts, pulses: { mirrored, all: pulses }, pairs: pulses + pauses };
}
