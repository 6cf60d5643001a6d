/**
 * The constant tables of the random-walk kernels.
 *
 * @module
 */

/** Layers of the ziggurat. */
const LAYERS = 256;
/** Where the tail of the base layer starts; wasm/assembly/walk_random.ts draws from it. */
const TAIL = 3.6541528853610088;

/** ∫_x^∞ exp(−t²/2) dt for large x, by the continued fraction of Laplace. */
function tailArea(x: number): number {
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / fraction;
  return Math.exp(-x * x / 2) / fraction;
}

/**
 * Makes the layers of equal area under exp(−x²/2): Marsaglia and Tsang, J. Stat. Softw. 5 (2000).
 *
 * @returns The right edges x of the layers from the base up, then exp(−x²/2) there, [2 × 257]; the base's edge is that of a
 * rectangle with its area.
 */
export function zigguratTable(): Float64Array {
  const density = (x: number): number => Math.exp(-x * x / 2);
  const area = TAIL * density(TAIL) + tailArea(TAIL);
  const table = new Float64Array(2 * (LAYERS + 1));
  table[0] = area / density(TAIL);
  table[1] = TAIL;
  for (let i = 2; i < LAYERS; i++) {
    table[i] = Math.sqrt(-2 * Math.log(area / table[i - 1] + density(table[i - 1])));
  }
  for (let i = 0; i <= LAYERS; i++) table[LAYERS + 1 + i] = density(table[i]);
  return table;
}

/** Lane masks that leave out no face, or face 0, 1, 2 or 3: five rows of four 64-bit words, as pairs of 32. */
export function faceMasks(): Int32Array {
  const masks = new Int32Array(5 * 8).fill(-1);
  for (let face = 0; face < 4; face++) {
    masks.fill(0, 8 * (face + 1) + 2 * face, 8 * (face + 1) + 2 * face + 2);
  }
  return masks;
}
