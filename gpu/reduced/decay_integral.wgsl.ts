/**
 * ∫₀^τ e^{−a(τ−t)} e^{−bt} dt in WGSL, per time.
 *
 * @module
 */

/** `decayMean(a, b, tau)`: the integral over τ divided by τ; 1 where τ is 0. */
export const DECAY_MEAN = `
fn decayMean(a: f32, b: f32, tau: f32) -> f32 {
  let x = abs(a - b) * tau;
  // (1 − e^{−x})/x loses digits where x is small.
  var mean = 1f - x / 2f * (1f - x / 3f * (1f - x / 4f * (1f - x / 5f * (1f - x / 6f))));
  if (x > 0.4) { mean = (1f - exp(-x)) / x; }
  return exp(-min(a, b) * tau) * mean;
}`;
