/**
 * Solves the equation of a stage, (M + τK + iτ̃Q)X = B, with the real solver of M + τK.
 *
 * Where the gradient is implicit, by the Chebyshev iteration for the segment 1 + i[−e, e], as on the processor; their number is known
 * beforehand, so that the solver is one complex symmetric linear map.
 *
 * @module
 */
import { innerIterations } from "../../core/diffusion/time_stepping/mod.ts";
import type { GpuBlock } from "../block.ts";
import { combine } from "./combine.ts";
import { SOLVE_TOLERANCE } from "./gpu_system.ts";
import { applyGradient, type PreparedStep, type Stepper } from "./stepper.ts";

/**
 * Solves.
 *
 * @param stepper What is stepped.
 * @param step The step.
 * @param stage Index of the stage.
 * @param b B.
 * @param x Where X goes; not B.
 */
export function solveStage(
  stepper: Stepper,
  { h, stored, couplings }: PreparedStep,
  stage: number,
  b: GpuBlock,
  x: GpuBlock,
): void {
  const { gpu, system, stages, room } = stepper;
  const { diagonal, gradientDiagonal } = stages[stage], coupling = couplings[stage];
  const tau = h * diagonal, gradientTau = h * gradientDiagonal;
  system.solve(tau, stored, b, x);
  if (coupling === undefined || gradientTau === 0) return;
  const e = gradientTau * coupling.strength * system.radius();
  const [residual, update, product, solved] = room.inner;
  combine(gpu, residual, [[1, x]]);
  combine(gpu, update, [[1, x]]);
  let r = e;
  for (let left = innerIterations(e, SOLVE_TOLERANCE) - 1; left > 0; left--) {
    applyGradient(stepper, coupling, update, product);
    system.solve(tau, stored, product, solved);
    combine(gpu, residual, [[-1, update], [gradientTau, solved]], 1);
    const next = 1 / (2 / e + r);
    combine(gpu, update, [[2 * next / e, residual]], -next * r);
    combine(gpu, x, [[1, update]], 1);
    r = next;
  }
}
