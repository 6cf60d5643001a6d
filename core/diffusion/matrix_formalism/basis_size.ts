/**
 * The sizes of the basis that a search tries.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { atGap, type SpectralBasis, widestGap } from "../../spectral/mod.ts";

/** How many eigenmodes a basis has, and how many of them have static corrections, three each. */
export interface BasisSize {
  /** Number of modes n, 1 … nodes. */
  readonly modes: number;
  /** Number of the lowest modes that are corrected, at most `modes`. */
  readonly corrected: number;
}

/** Modes the search starts with. */
export const FIRST_MODES = 6;
/** By what the number of modes grows at a time: the further the estimate is above the tolerance, the more. */
const GROWTH = { usual: 1.5, least: 1.4, most: 2 };
/** By what the error usually falls where the number of modes grows by the usual factor. */
const GAIN = 20;
/** Part of the modes that have corrections. */
const CORRECTED = 0.75;
/** By how much an engine of the search has room for more modes than it needs at first. */
const ROOM = 6;
/** Doubles for each node and mode there is room for, and the most of them: 1 GiB. Room that is not used costs no memory. */
const ROOM_SIZE = { each: 18, most: 2 ** 27 };

/** The size with a number of modes; all nodes are modes where corrections would leave none out. */
export function sizeWith(modes: number, nodes: number): BasisSize {
  const corrected = Math.floor(CORRECTED * modes);
  return modes + 3 * corrected >= nodes ? { modes: nodes, corrected: 0 } : { modes, corrected };
}

/** The size an engine for a size is given room for. */
export function roomFor(size: BasisSize, nodes: number): BasisSize {
  const affordable = Math.floor(ROOM_SIZE.most / (ROOM_SIZE.each * nodes));
  let room = size;
  for (let modes = Math.min(ROOM * size.modes, affordable); modes > room.modes; modes--) {
    const larger = sizeWith(modes, nodes);
    if (larger.modes < nodes) room = larger;
  }
  return room;
}

/** The next number of modes to try, where the error is `excess` times the tolerance. */
export function grown(modes: number, excess: number): number {
  const { usual, least, most } = GROWTH;
  const factor = usual ** (Math.log(excess) / Math.log(GAIN));
  return Math.ceil(Math.max(least, Math.min(most, factor)) * modes);
}

/** A size cut where the spectrum has its widest gaps. */
export function atWidestGap(
  { modes, corrected }: BasisSize,
  spectral: Pick<SpectralBasis, "eigenvalues" | "next">,
): BasisSize {
  const { eigenvalues, next } = spectral;
  const gap = (n: number) => n === 0 ? 0 : widestGap(eigenvalues, next, n);
  return { modes: gap(modes), corrected: gap(corrected) };
}

/** Refuses a basis whose modes, or whose corrected modes, end within a cluster: it has no derivative. */
export function checkCuts(
  { eigenvalues, next }: Pick<SpectralBasis, "eigenvalues" | "next">,
  { modes, corrected }: BasisSize,
): void {
  for (const [count, name] of [[modes, "modes"], [corrected, "corrected modes"]] as const) {
    const fewer = count === 0 ? 0 : atGap(eigenvalues, next, count);
    if (fewer === count) continue;
    throw new InputError(
      `The gradient does not exist: ${count} ${name} end within a cluster of equal eigenvalues, use ${fewer}`,
    );
  }
}
