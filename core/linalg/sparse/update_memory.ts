/**
 * Memory for the update matrices of a multifrontal factorisation: each lives from the step of its supernode to that of the
 * parent, which is known beforehand, so the places are too.
 *
 * @module
 */
import { TILE } from "./supernodes.ts";

/** Free tiles from `start` to `end`. */
interface Gap {
  start: number;
  end: number;
}

/** Where the update matrices go. */
export interface UpdateMemory {
  /** Where each update matrix starts, in tiles, [supernodes]. */
  readonly updateStart: Int32Array;
  /** Tiles needed by those that exist at the same time. */
  readonly updateTiles: number;
}

/**
 * Gives the update matrices places in memory, reusing those whose parent has taken them in.
 *
 * @param parent Parent of each supernode, −1 for a root; children come before parents.
 * @param rowStart Where each supernode's rows below its pivots start, padded to whole tiles, [supernodes + 1].
 * @returns The places: a supernode's does not overlap its children's nor any other that is still needed.
 */
export function allotUpdates(parent: Int32Array, rowStart: Int32Array): UpdateMemory {
  const supernodes = parent.length;
  const updateStart = new Int32Array(supernodes);
  const tiles = (s: number): number => {
    const strips = (rowStart[s + 1] - rowStart[s]) / TILE;
    return strips * (strips + 1) / 2;
  };
  const children: number[][] = Array.from({ length: supernodes }, () => []);
  parent.forEach((p, s) => {
    if (p >= 0) children[p].push(s);
  });
  /** Gaps below `top`, ascending, never adjacent. */
  const gaps: Gap[] = [];
  let top = 0;
  let updateTiles = 0;
  for (let s = 0; s < supernodes; s++) {
    const size = tiles(s);
    if (size > 0) {
      let best = -1;
      gaps.forEach((gap, i) => {
        const room = gap.end - gap.start;
        if (room >= size && (best < 0 || room < gaps[best].end - gaps[best].start)) best = i;
      });
      if (best < 0) {
        // Extend the last gap if it ends at the top.
        const last = gaps.at(-1);
        updateStart[s] = last?.end === top ? last.start : top;
        if (last?.end === top) gaps.pop();
        top = updateStart[s] + size;
        updateTiles = Math.max(updateTiles, top);
      } else {
        updateStart[s] = gaps[best].start;
        gaps[best].start += size;
        if (gaps[best].start === gaps[best].end) gaps.splice(best, 1);
      }
    }
    for (const c of children[s]) release(gaps, updateStart[c], updateStart[c] + tiles(c));
  }
  return { updateStart, updateTiles };
}

/** Adds a gap, joined with its neighbours. */
function release(gaps: Gap[], start: number, end: number): void {
  if (start === end) return;
  let i = 0;
  while (i < gaps.length && gaps[i].start < start) i++;
  const before = i > 0 && gaps[i - 1].end === start;
  const after = i < gaps.length && gaps[i].start === end;
  if (before && after) {
    gaps[i - 1].end = gaps[i].end;
    gaps.splice(i, 1);
  } else if (before) gaps[i - 1].end = end;
  else if (after) gaps[i].start = start;
  else gaps.splice(i, 0, { start, end });
}
