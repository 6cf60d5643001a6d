/**
 * Radau IIA steps of u' = −λu + N(t): the decay is implicit, exactly solved for each mode.
 *
 * @module
 */
import { type RadauTableau, radauTableau, solveSmall } from "../../linalg/dense/mod.ts";

/** Number of stages K: order 15. */
export const STAGES = 8;

/** The tableau. */
export const radau: RadauTableau = radauTableau(STAGES);

/** For each decay rate, how the stages follow from the start and from the coupling: u = r u₀ + G N. */
export interface StageResponse {
  /** r = (1 + hλA)⁻¹ 1, [rates × K]. */
  readonly start: Float64Array;
  /** G = h (1 + hλA)⁻¹ A, [rates × K × K]. */
  readonly coupling: Float64Array;
}

/**
 * The responses of all modes to one step.
 *
 * @param rates Decay rates λ ≥ 0, 1/ms.
 * @param step Length h, ms.
 */
export function stageResponse(rates: Float64Array, step: number): StageResponse {
  const start = new Float64Array(rates.length * STAGES);
  const coupling = new Float64Array(rates.length * STAGES * STAGES);
  const columns = STAGES + 1;
  const left = new Float64Array(STAGES * STAGES), right = new Float64Array(STAGES * columns);
  rates.forEach((rate, mode) => {
    const z = rate * step;
    for (let a = 0; a < STAGES; a++) {
      right[a * columns] = 1;
      for (let b = 0; b < STAGES; b++) {
        const entry = radau.matrix[a * STAGES + b];
        left[a * STAGES + b] = z * entry + (a === b ? 1 : 0);
        right[a * columns + 1 + b] = step * entry;
      }
    }
    solveSmall(left, right, STAGES, columns);
    for (let a = 0; a < STAGES; a++) {
      start[mode * STAGES + a] = right[a * columns];
      for (let b = 0; b < STAGES; b++) {
        coupling[(mode * STAGES + a) * STAGES + b] = right[a * columns + 1 + b];
      }
    }
  });
  return { start, coupling };
}
