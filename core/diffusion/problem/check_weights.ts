/**
 * The check of the weights of a gradient.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/**
 * Refuses weights ∂L/∂Re S that are not one finite number per measurement.
 *
 * @param weights The weights.
 * @param shape Shape of the signal.
 */
export function checkWeights(weights: Float64Array, shape: readonly number[]): void {
  const count = shape.reduce((product, size) => product * size, 1);
  if (weights.length === count && weights.every(Number.isFinite)) return;
  throw new InputError(
    `There are ${weights.length} weights but must be ${count} finite numbers, one per measurement`,
  );
}
