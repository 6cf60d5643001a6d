/**
 * The slopes of the signals by the length and the gradients of steps, from what the sweep back has summed over the nodes.
 *
 * @module
 */
import type { StepSlopes } from "../../core/diffusion/time_stepping/mod.ts";
import type { BlockRun } from "./block_run.ts";
import { SLOPES } from "./pairing.ts";
import { prepareStep } from "./stepper.ts";

/**
 * Makes the function from what was read to the slopes of a step.
 *
 * With s₀ = αᵀKU and s_k = βᵀJ_kU of a stage: ∂S/∂q_k = −is_k, ∂S/∂h = (−s₀ − iΣ q_k s_k)/h.
 *
 * @param run The block.
 * @returns The function of the data and the step's number; slopes are those of `StepSlopes`.
 */
export function stepSlopes(run: BlockRun): (data: Float32Array, n: number) => StepSlopes {
  const { states, stages, method, plan, present: { steps } } = run;
  const count = plan.block.encodings.length, last = stages.length - 1;
  const prepared = steps.map((step) => prepareStep(run, step));
  const ends = method.weights ?? method.implicit[last];
  return (data, n) => {
    const { h, couplings } = prepared[n], length = new Float64Array(2 * count);
    const gradients = stages.map((_, i) => {
      const axes = [0, 1, 2].map(() => new Float64Array(2 * count));
      const sum = (number: number, c: number) =>
        data[((n * stages.length + i) * SLOPES + number) * states + c];
      // α and β of a step of no length were left without their factors b_i h, which is 0.
      const ofLength = h > 0 ? 1 / h : ends[i] ?? 0, ofGradients = h > 0 ? 1 : 0;
      for (let c = 0; c < count; c++) {
        let re = -sum(0, c), im = -sum(1, c);
        for (let k = 0; k < 3; k++) {
          const q = couplings[i]?.q[k * states + c] ?? 0;
          const slopeRe = sum(2 * k + 3, c), slopeIm = -sum(2 * k + 2, c);
          re += q * slopeRe;
          im += q * slopeIm;
          axes[k][c] = ofGradients * slopeRe;
          axes[k][count + c] = ofGradients * slopeIm;
        }
        length[c] += ofLength * re;
        length[count + c] += ofLength * im;
      }
      return axes;
    });
    return { length, gradients };
  };
}
