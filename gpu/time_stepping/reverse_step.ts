/**
 * The adjoint of one step, stage by stage from the last to the first.
 *
 * All matrices and solvers are complex symmetric. What is carried is y with ∂S/∂u = My, so that, as in the step itself, only
 * increments are solved for: with c_i = (F + G_i)ᵀ of α_i' = h(Σ_k a_ki ν_k + b_i y) and β_i' with ã in its place, ν_i = P_i c_i,
 * α_i = α_i' + h a_ii ν_i, β_i likewise: y⁻ = y + Σ ν_i, and
 * dS = Σ_i −α_iᵀ dK U_i − iβ_iᵀ dQ_i U_i + ν_iᵀ dM(u − U_i) + yᵀ dM(u − u⁺) + dh/h Σ_i (α_iᵀF_i + β_iᵀG_i).
 *
 * @module
 */
import type { GpuBlock } from "../block.ts";
import type { GpuArray } from "../device/gpu.ts";
import { sddmm, sddmmMoments } from "../sparse/mod.ts";
import { turnStates } from "./columns.ts";
import { combine, type Term } from "./combine.ts";
import type { GpuCoupling } from "./coupling_table.ts";
import { pairSlopes, SLOPES } from "./pairing.ts";
import type { AdjointRoom } from "./room.ts";
import { solveStage } from "./stage_solver.ts";
import { computeStages } from "./step.ts";
import { applyDiffusion, applyGradient, type PreparedStep, type Stepper } from "./stepper.ts";

/** Where the slopes of steps by their length and gradients go. */
export interface SlopeRoom {
  readonly work: GpuArray;
  /** For each step and stage αᵀKU and βᵀJ_kU of each state, [steps × stages × SLOPES × states]. */
  readonly sums: GpuArray;
}

/** What a step back is taken with. */
export interface Backstep {
  readonly stepper: Stepper;
  readonly adjoint: AdjointRoom;
  /** w = ∂L/∂Re S − i ∂L/∂Im S of each state for the matrices, real parts then imaginary, [2 × states]. */
  readonly weights: GpuArray;
  /** −iw. */
  readonly turnedWeights: GpuArray;
  readonly slopes?: SlopeRoom;
}

/** Adds the cotangent of the mass in Re w uᵀ dM v, times alpha. */
function addMass(
  { stepper: { gpu, system }, weights }: Backstep,
  u: GpuBlock,
  v: GpuBlock,
  alpha: number,
  work: GpuBlock,
): void {
  turnStates(gpu, u, weights, work);
  sddmm(gpu, system.pattern, work, v, system.cotangents.mass, { alpha });
}

/** Adds the cotangents of the stiffness and the moments at a stage. */
function addStage(
  { stepper: { gpu, system, table }, adjoint, weights, turnedWeights }: Backstep,
  stored: boolean,
  coupling: GpuCoupling | undefined,
  u: GpuBlock,
): void {
  const { pattern, cotangents } = system, { alpha, beta, work: [turned] } = adjoint;
  turnStates(gpu, alpha, weights, turned);
  const stiffness = stored ? cotangents.stored : cotangents.stiffness;
  sddmm(gpu, pattern, turned, u, stiffness, { alpha: -1, difference: true });
  if (coupling === undefined) return;
  const { factors, first } = table.columnFactors(coupling);
  turnStates(gpu, beta, turnedWeights, turned);
  sddmmMoments(gpu, pattern, turned, u, cotangents.moments, factors, { first });
}

/**
 * Takes a step back.
 *
 * @param back What is stepped; the room holds u, which stays, the adjoint room y.
 * @param step The step.
 * @param n Its number.
 * @param next u⁺.
 */
export function reverseStep(back: Backstep, step: PreparedStep, n: number, next: GpuBlock): void {
  const { stepper, adjoint, slopes } = back, { h, stored, couplings } = step;
  const { gpu, system, method, room, stages, states } = stepper;
  const { adjoint: y, solutions, alpha, beta, work: [work, spare] } = adjoint;
  if (h === 0) {
    if (slopes) reverseEmptyStep(back, step, n);
    return;
  }
  computeStages(stepper, step);
  const { weights: b } = method, last = stages.length - 1;
  if (b) {
    combine(gpu, spare, [[1, next], [-1, room.state]]);
    addMass(back, y, spare, -1, work);
  }
  const added: Term[] = [];
  for (let i = last; i >= 0; i--) {
    const { diagonal, gradientDiagonal } = stages[i], nu = solutions[i], coupling = couplings[i];
    const tau = h * diagonal, gradientTau = h * gradientDiagonal, ends = !b && i === last;
    const later = (of: "diffusion" | "gradient"): Term[] => {
      const terms: Term[] = b ? [[h * b[i], y]] : [];
      for (let k = i + 1; k <= last; k++) terms.push([h * stages[k][of][i], solutions[k]]);
      return terms;
    };
    // The last stage is the end of the step: its solution is y and what M⁻¹ makes of the rest.
    combine(gpu, alpha, ends ? [[tau, y]] : later("diffusion"));
    combine(gpu, beta, ends ? [[gradientTau, y]] : later("gradient"));
    applyDiffusion(stepper, stored, alpha, work);
    const right: Term[] = [[-1, work]];
    if (coupling) {
      applyGradient(stepper, coupling, beta, spare);
      right.push([1, spare]);
    }
    combine(gpu, room.right, right);
    if (diagonal === 0) system.solveMass(room.right, nu);
    else {
      solveStage(stepper, step, i, room.right, nu);
      combine(gpu, alpha, [[tau, nu]], 1);
      combine(gpu, beta, [[gradientTau, nu]], 1);
      if (ends) combine(gpu, nu, [[1, y]], 1);
      addMass(back, nu, room.increments[i], -1, work);
    }
    added.push([1, nu]);
    const u = diagonal === 0 ? room.state : room.stage;
    if (diagonal !== 0) combine(gpu, u, [[1, room.state], [1, room.increments[i]]]);
    addStage(back, stored, coupling, u);
    if (slopes) {
      const at = { diffusion: [alpha, room.diffusion[i]], gradient: [beta, u] } as const;
      const place = (n * stages.length + i) * SLOPES * states;
      pairSlopes(gpu, system.pattern, system.moments, at, slopes.work, slopes.sums, place);
    }
  }
  combine(gpu, y, added, b ? 1 : 0);
}

/** The slopes of a step of no length, per unit of b_i, the weight of the stage: all stages are u, α and β are y. */
function reverseEmptyStep(
  { stepper, adjoint: { adjoint: y }, slopes }: Backstep,
  { stored }: PreparedStep,
  n: number,
): void {
  const { gpu, system, room, stages, states } = stepper;
  if (slopes === undefined) return;
  applyDiffusion(stepper, stored, room.state, room.diffusion[0]);
  stages.forEach((_, i) => {
    const at = { diffusion: [y, room.diffusion[0]], gradient: [y, room.state] } as const;
    const place = (n * stages.length + i) * SLOPES * states;
    pairSlopes(gpu, system.pattern, system.moments, at, slopes.work, slopes.sums, place);
  });
}
