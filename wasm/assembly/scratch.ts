// The part of every workspace that belongs to the kernels: addresses of gemm's packing buffers.
// wasm/workspace.ts hands out memory only from SCRATCH_END (2 MiB) on.

/** Rows of A packed at a time. */
export const MC: i32 = 96;
/** Depth packed at a time. */
export const KC: i32 = 256;
/** Columns of B packed at a time. */
export const NC: i32 = 512;

/** Edge tile of C, 4 x 4 doubles. */
export const TILE: usize = 1024;
/** Packed A, MC x KC doubles. */
export const PACKED_A: usize = 2048;
/** Packed B, KC x NC doubles. */
export const PACKED_B: usize = 2048 + 96 * 256 * 8;
