/**
 * Noise from a seed: Gaussian, and Rician, the magnitude of a signal with independent Gaussian noise in its real and
 * imaginary part.
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

/** Pairs of independent standard normal numbers, by Box and Muller. */
function normalPairs(seed: number): () => [number, number] {
  const random = uniform(seed);
  return () => {
    const size = Math.sqrt(-2 * Math.log(1 - random())), angle = 2 * Math.PI * random();
    return [size * Math.cos(angle), size * Math.sin(angle)];
  };
}

/**
 * Adds Gaussian noise.
 *
 * @param attenuation S/S0.
 * @param snr Signal-to-noise ratio at b = 0: one over the noise's standard deviation.
 * @param seed Any whole number.
 * @returns The noisy signal, of the same shape.
 */
export function withGaussianNoise(attenuation: Tensor, snr: number, seed: number): Tensor {
  const next = normalPairs(seed);
  return { shape: attenuation.shape, data: attenuation.data.map((s) => s + next()[0] / snr) };
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
  const next = normalPairs(seed);
  const data = attenuation.data.map((s) => {
    const [real, imag] = next();
    return Math.hypot(s + real / snr, imag / snr);
  });
  return { shape: attenuation.shape, data };
}
