/**
 * Rician noise from a seed: the magnitude of a signal with independent Gaussian noise in its real and imaginary part.
 *
 * @module
 */
import type { Tensor } from "@torrey/torrey";

/** Uniform numbers between 0 and 1 from a seed: the mulberry32 generator. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Adds Rician noise.
 *
 * @param attenuation S/S0.
 * @param snr Signal-to-noise ratio at b = 0: one over the standard deviation of the Gaussian noise.
 * @param seed Any whole number.
 * @returns The noisy magnitude, of the same shape.
 */
export function withRicianNoise(attenuation: Tensor, snr: number, seed: number): Tensor {
  const random = uniform(seed);
  const data = attenuation.data.map((s) => {
    // Box and Muller: two independent normal numbers at once.
    const size = Math.sqrt(-2 * Math.log(1 - random())) / snr;
    const angle = 2 * Math.PI * random();
    return Math.hypot(s + size * Math.cos(angle), size * Math.sin(angle));
  });
  return { shape: attenuation.shape, data };
}
