/**
 * Reproducible normal random numbers.
 *
 * @module
 */

/**
 * Makes a generator of standard normal numbers: a Weyl sequence scrambled by MurmurHash3's final mix, through the
 * Box-Muller transform.
 *
 * @param seed Any integer; the same seed gives the same numbers
 * @returns The next number at each call
 */
export function normalGenerator(seed: number): () => number {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
