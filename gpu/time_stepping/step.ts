/**
 * One step of a block of states, in increments: what a stage adds to the state is solved for, so that rounding and the solver's
 * truncation are relative to what changes, and constant magnetisation is kept exactly.
 *
 * With P_i ≈ (M + h a_ii K + i h ã_ii Q_i)⁻¹: U_i = u + P_i r_i, r_i = h(a_ii F(u) + ã_ii G_i(u) + Σ_{j<i} a_ij F(U_j) + ã_ij G_j(U_j)),
 * F = −K, G_i = −iQ_i; u⁺ = u + P_M h Σ b_j (F(U_j) + G_j(U_j)).
 *
 * @module
 */
import { combine, type Term } from "./combine.ts";
import { solveStage } from "./stage_solver.ts";
import { applyDiffusion, applyGradient, type PreparedStep, type Stepper } from "./stepper.ts";

/**
 * Computes the stages of a step from the state in the room.
 *
 * @param stepper What is stepped.
 * @param step The step.
 * @param products Number of stages whose products K U_i and −iQ_i U_i are wanted.
 */
export function computeStages(
  stepper: Stepper,
  step: PreparedStep,
  products: number = stepper.stages.length,
): void {
  const { gpu, stages, room } = stepper, { h, stored, couplings } = step;
  const { state, stage: u, diffusion, gradient, increments, right } = room;
  const explicitFirst = stages[0].diagonal === 0;
  const initial = explicitFirst ? diffusion[0] : room.initial;
  if (!explicitFirst) applyDiffusion(stepper, stored, state, initial);
  stages.forEach((stage, i) => {
    const { diagonal, gradientDiagonal } = stage, coupling = couplings[i];
    const explicit = diagonal === 0;
    if (!explicit) {
      const terms: Term[] = [[-h * diagonal, initial]];
      for (let j = 0; j < i; j++) {
        terms.push([-h * stage.diffusion[j], diffusion[j]]);
        if (couplings[j]) terms.push([h * stage.gradient[j], gradient[j]]);
      }
      if (coupling && gradientDiagonal !== 0) {
        applyGradient(stepper, coupling, state, gradient[i]);
        terms.push([h * gradientDiagonal, gradient[i]]);
      }
      combine(gpu, right, terms);
      solveStage(stepper, step, i, right, increments[i]);
      combine(gpu, u, [[1, state], [1, increments[i]]]);
    }
    if (i >= products) return;
    const from = explicit ? state : u;
    applyDiffusion(stepper, stored, from, diffusion[i]);
    if (coupling) applyGradient(stepper, coupling, from, gradient[i]);
  });
}

/** Takes a step: the state in the room becomes that at its end. */
export function takeStep(stepper: Stepper, step: PreparedStep): void {
  const { gpu, system, method, room, stages } = stepper, { h, couplings } = step;
  if (h === 0) return;
  const last = stages.length - 1, { state, right, increments, diffusion, gradient } = room;
  if (method.weights === undefined) {
    computeStages(stepper, step, last);
    combine(gpu, state, [[1, increments[last]]], 1);
    return;
  }
  computeStages(stepper, step);
  combine(
    gpu,
    right,
    method.weights.flatMap((b, i): Term[] => [
      [-h * b, diffusion[i]],
      ...(couplings[i] ? [[h * b, gradient[i]] as const] : []),
    ]),
  );
  system.solveMass(right, room.stage);
  combine(gpu, state, [[1, room.stage]], 1);
}
