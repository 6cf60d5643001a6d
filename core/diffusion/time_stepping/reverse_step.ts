/**
 * The adjoint of one step, stage by stage from the last to the first.
 *
 * All matrices are complex symmetric, so the adjoint solves with the same ones, without conjugation. With ν_i the solution of
 * stage i's equation for the cotangent of U_i, μ that of the end of the step, α_i = h(Σ_k a_ki ν_k + b_i μ) and β_i with ã in its
 * place: dS = Σ_i −α_iᵀ dK U_i − iβ_iᵀ dQ_i U_i + ν_iᵀ dM(u − U_i) + μᵀ dM(u − u⁺) + dh/h Σ_i (α_iᵀF_i + β_iᵀG_i).
 *
 * @module
 */
import { applyCoupling, type Coupling } from "./coupling.ts";
import { linearCombination, type Term } from "./linear_combination.ts";
import { solveStage } from "./stage_solver.ts";
import { computeStages, type PreparedStep, type Stepper } from "./step.ts";
import { addMassProduct, weightedProduct, type Weights } from "./weighted_product.ts";

/** Blocks of an adjoint sweep, all of one block's size. */
export interface AdjointRoom {
  /** Cotangent of the state, of u⁺ on entry of a step and of u on its return. */
  readonly cotangent: Float64Array;
  /** ν_i of each stage. */
  readonly solutions: readonly Float64Array[];
  readonly work: readonly Float64Array[];
}

/** Blocks that an {@linkcode AdjointRoom} has for a number of stages. */
export function adjointBlocks(stages: number): number {
  return stages + 5;
}

/** Divides blocks among the uses of an adjoint room, each cut to a block of some states. */
export function adjointRoomOf(
  blocks: readonly Float64Array[],
  stages: number,
  size: number,
): AdjointRoom {
  const cut = blocks.map((block) => block.subarray(0, size));
  return { cotangent: cut[0], solutions: cut.slice(1, 1 + stages), work: cut.slice(1 + stages) };
}

/** The derivative of each state's signal by what the step was made with; unweighted. */
export interface StepSlopes {
  /** ∂S/∂h of each state as real parts, then imaginary, 1/ms, [2 states]. */
  readonly length: Float64Array;
  /** For each stage, ∂S/∂q_k of each state, [3][2 states]. */
  readonly gradients: readonly (readonly Float64Array[])[];
}

/** Adds Σ_rows a·b of each state's column, without conjugation, to `out`, [2 states], times a factor. */
function addPairing(
  a: Float64Array,
  b: Float64Array,
  states: number,
  factor: number,
  out: Float64Array,
): void {
  for (let row = 0; row < a.length; row += 2 * states) {
    for (let c = 0; c < states; c++) {
      const re = row + c, im = re + states;
      out[c] += factor * (a[re] * b[re] - a[im] * b[im]);
      out[states + c] += factor * (a[re] * b[im] + a[im] * b[re]);
    }
  }
}

/** −iβᵀJ_k U of each state. */
function momentPairings(
  { system }: Stepper,
  beta: Float64Array,
  u: Float64Array,
  states: number,
  work: Float64Array,
): Float64Array[] {
  return system.matrices.moments.map((moment) => {
    system.apply(moment, u, 2 * states, work);
    const product = new Float64Array(2 * states), turned = new Float64Array(2 * states);
    addPairing(beta, work, states, 1, product);
    for (let c = 0; c < states; c++) {
      turned[c] = product[states + c];
      turned[states + c] = -product[c];
    }
    return turned;
  });
}

/** Adds the cotangents of the moments, −Re(w i q_k β Uᵀ). */
function addMomentCotangents(
  { system }: Stepper,
  { q, single, states, reach }: Coupling,
  beta: Float64Array,
  u: Float64Array,
  weights: Weights,
  work: Float64Array,
): void {
  if (reach === 0) return;
  // −w i s = s(w_i − i w_r) for a real strength s.
  const turned = (strengths: Float64Array): Weights => ({
    real: weights.imag.map((w, c) => w * strengths[c]),
    imag: weights.real.map((w, c) => -w * strengths[c]),
  });
  const { scratch, cotangents } = system;
  if (single) {
    scratch.fill(0);
    weightedProduct(system, turned(single.strengths), beta, u, scratch, work);
    cotangents.moments.forEach((values, k) => {
      const d = single.direction[k];
      if (d !== 0) { for (let e = 0; e < values.length; e++) values[e] += d * scratch[e]; }
    });
    return;
  }
  cotangents.moments.forEach((values, k) => {
    const strengths = q.subarray(k * states, (k + 1) * states);
    weightedProduct(system, turned(strengths), beta, u, values, work);
  });
}

/**
 * Takes a step back.
 *
 * @param stepper What was stepped; its room holds the state at the start of the step, which stays.
 * @param step The step.
 * @param next The state at its end, u⁺.
 * @param adjoint The adjoint's room.
 * @param weights ∂L/∂S of each state, by which the cotangents of the matrices are weighted as they are added to the system's.
 * @param wanted Whether the slopes by h and q are wanted.
 * @returns The slopes, where wanted.
 */
export function reverseStep(
  stepper: Stepper,
  step: PreparedStep,
  next: Float64Array,
  adjoint: AdjointRoom,
  weights: Weights,
  wanted: boolean,
): StepSlopes | undefined {
  const { system, method, room } = stepper, { h, stored, stages, couplings } = step;
  const states = couplings[0].states, columns = 2 * states, { matrices, cotangents } = system;
  if (h === 0 && !wanted) return undefined;
  const { cotangent, solutions, work } = adjoint;
  const [alpha, beta, end, spare] = work, { work: free } = room;
  computeStages(stepper, step);

  const length = new Float64Array(columns), gradients: Float64Array[][] = [];
  const { weights: b } = method, last = stages.length - 1;
  if (b) {
    end.set(cotangent);
    system.solveMass(end, columns);
    const change = free[0];
    linearCombination(change, [[1, room.state], [-1, next]]);
    addMassProduct(system, weights, end, change, free[1]);
  } else end.fill(0);
  const carried = free[0];
  carried.fill(0);
  for (let i = last; i >= 0; i--) {
    const { diagonal, gradientDiagonal } = stages[i], nu = solutions[i], u = room.stages[i];
    const later = (row: (k: number) => readonly number[]): Term[] => {
      const terms: Term[] = b ? [[h * b[i], end]] : [];
      for (let k = i + 1; k <= last; k++) terms.push([h * row(k)[i], solutions[k]]);
      return terms;
    };
    linearCombination(alpha, later((k) => stages[k].diffusion));
    linearCombination(beta, later((k) => stages[k].gradient));
    system.apply(stored ? matrices.stored : matrices.stiffness, alpha, columns, nu);
    applyCoupling(system, couplings[i], beta, spare, free[1]);
    const terms: Term[] = [[-1, nu], [1, spare]];
    if (!b && i === last) terms.push([1, cotangent]);
    linearCombination(nu, terms);
    if (diagonal === 0) {
      // The stage is the state itself.
      if (b) linearCombination(cotangent, [[1, cotangent], [1, nu]]);
      else linearCombination(end, [[1, end], [1, nu]]);
      nu.fill(0);
    } else {
      const matrix = {
        tau: h * diagonal,
        gradientTau: h * gradientDiagonal,
        stored,
        coupling: couplings[i],
      };
      solveStage(system, matrix, nu, free.slice(1));
      linearCombination(alpha, [[1, alpha], [h * diagonal, nu]]);
      linearCombination(beta, [[1, beta], [h * gradientDiagonal, nu]]);
      linearCombination(spare, [[1, room.state], [-1, u]]);
      addMassProduct(system, weights, nu, spare, free[1]);
      linearCombination(carried, [[1, carried], [1, nu]]);
    }
    const negative = { real: weights.real.map((w) => -w), imag: weights.imag.map((w) => -w) };
    const target = stored ? cotangents.stored : cotangents.stiffness;
    weightedProduct(system, negative, alpha, u, target, free[1]);
    addMomentCotangents(stepper, couplings[i], beta, u, weights, free[1]);
    if (wanted) {
      gradients[i] = momentPairings(stepper, beta, u, states, free[1]);
      if (h > 0) {
        addPairing(alpha, room.diffusion[i], states, -1 / h, length);
        addPairing(beta, room.gradient[i], states, 1 / h, length);
      } else {
        // An empty step: α/h and β/h are b_i times the cotangent.
        const b0 = (b ?? method.implicit[last])[i];
        addPairing(b ? end : solutions[last], room.diffusion[i], states, -b0, length);
        addPairing(b ? end : solutions[last], room.gradient[i], states, b0, length);
      }
    }
  }
  system.apply(matrices.mass, carried, columns, spare);
  if (b) linearCombination(cotangent, [[1, cotangent], [1, spare]]);
  else linearCombination(cotangent, [[1, spare], [1, end]]);
  return wanted ? { length, gradients } : undefined;
}
