/**
 * How invocations are laid over a block of nodal vectors: each computes four columns of one row.
 *
 * A workgroup covers a tile of `lanes` vec4s (128 bytes of a row at most, one cache line) by as many consecutive rows as fit: rows near
 * each other in the mesh share neighbours, which the tile then reads from the nearest cache. Narrow blocks get taller tiles.
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { RunSize } from "../device.ts";

/** Invocations of a workgroup. */
const GROUP = 256;
/** Most vec4s of a tile: 128 bytes. */
const MOST_LANES = 8;

/** Parameters that a kernel over the rows of a block must have. */
export const ROW_PARAMS = { rows: "u32", chunks: "u32", lanes: "u32" } as const;

/** The workgroup of a kernel over the rows of a block. */
export const ROW_WORKGROUP = [GROUP, 1, 1] as const;

/**
 * WGSL of `place(flat(id, groups)) -> vec2u`, the row of an invocation and its vec4 in the row; check `inside(at)` before use. The vec4
 * is `at.x * p.chunks + at.y` of the block.
 */
export const ROW_WGSL = `
fn place(i: u32) -> vec2u {
  let tile = i / ${GROUP}u;
  let local = i % ${GROUP}u;
  let across = (p.chunks + p.lanes - 1u) / p.lanes;
  let row = (tile / across) * (${GROUP}u / p.lanes) + local / p.lanes;
  return vec2u(row, (tile % across) * p.lanes + local % p.lanes);
}
fn inside(at: vec2u) -> bool { return at.x < p.rows && at.y < p.chunks; }
`;

/** How many neighbouring invocations go through a row of some vec4s together: powers of two that read up to 128 bytes. */
export function lanesFor(chunks: number): number {
  let lanes = 1;
  while (lanes < chunks && lanes < MOST_LANES) lanes *= 2;
  return lanes;
}

/** The values of {@linkcode ROW_PARAMS} for a block and the size of a run over it. */
export function overRows(
  { rows, width }: Pick<GpuBlock, "rows" | "width">,
): { params: { rows: number; chunks: number; lanes: number }; size: RunSize } {
  const chunks = width / 4, lanes = lanesFor(chunks);
  const tiles = Math.ceil(chunks / lanes) * Math.ceil(rows / (GROUP / lanes));
  return { params: { rows, chunks, lanes }, size: { threads: GROUP * tiles } };
}
