/**
 * The signal of a block from its state, at the echo or in the middle of a symmetric waveform, and the derivative back.
 *
 * Without symmetry S = 1ᵀMu(TE); S = uᴴMu at TE/2 where q(TE − t) = −q(t); S = uᵀMu there where q(TE − t) = q(t).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { EncodingSymmetry } from "../encoding/mod.ts";
import type { BlochTorreySystem } from "./system.ts";
import { addMassProduct, type Weights } from "./weighted_product.ts";

/** Signals of some states, real parts and imaginary parts. */
export interface Signals {
  /** Re S, [measurements]. */
  readonly real: Float64Array;
  /** Im S, [measurements]. */
  readonly imag: Float64Array;
}

/** The left factor l of S = lᵀMu, into `out`. */
function leftFactor(
  state: Float64Array,
  states: number,
  symmetry: EncodingSymmetry,
  out: Float64Array,
): void {
  const sign = symmetry === "odd" ? -1 : 1;
  for (let row = 0; row < out.length; row += 2 * states) {
    for (let c = 0; c < states; c++) {
      const re = row + c, im = re + states;
      out[re] = symmetry === "none" ? 1 : state[re];
      out[im] = symmetry === "none" ? 0 : sign * state[im];
    }
  }
}

/**
 * The signal of each state.
 *
 * @param system The system.
 * @param symmetry The waveforms' symmetry.
 * @param state The states, [nodes × 2 states].
 * @param states Number of states.
 * @param work Room for two blocks.
 * @param include Whether a node counts; all by default.
 * @returns The signals.
 */
export function readSignals(
  system: BlochTorreySystem,
  symmetry: EncodingSymmetry,
  state: Float64Array,
  states: number,
  [product, left]: readonly Float64Array[],
  include: (node: number) => boolean = () => true,
): Signals {
  system.apply(system.matrices.mass, state, 2 * states, product);
  leftFactor(state, states, symmetry, left);
  const real = new Float64Array(states), imag = new Float64Array(states);
  for (let node = 0; node < system.nodes; node++) {
    if (!include(node)) continue;
    for (let c = 0; c < states; c++) {
      const re = 2 * states * node + c, im = re + states;
      real[c] += left[re] * product[re] - left[im] * product[im];
      imag[c] += left[re] * product[im] + left[im] * product[re];
    }
  }
  if (symmetry === "odd") imag.fill(0);
  return { real, imag };
}

/**
 * ∂S/∂u of each state with the left factor held, which is that of the first half's waveform alone; and the mass matrix's cotangent
 * from the product itself.
 *
 * @param system The system.
 * @param symmetry The waveforms' symmetry.
 * @param state The states at the readout.
 * @param weights ∂L/∂S of each state, for the mass matrix.
 * @param cotangent Where ∂S/∂u goes.
 * @param work Room for two blocks.
 */
export function reverseReadout(
  system: BlochTorreySystem,
  symmetry: EncodingSymmetry,
  state: Float64Array,
  weights: Weights,
  cotangent: Float64Array,
  [left, work]: readonly Float64Array[],
): void {
  const states = weights.real.length;
  leftFactor(state, states, symmetry, left);
  system.apply(system.matrices.mass, left, 2 * states, cotangent);
  addMassProduct(system, weights, left, state, work);
}

/** How much a signal may exceed ρV before its steps are called unstable. */
const GROWTH = 1.01;

/**
 * Refuses a signal larger than that of all spins in phase: the steps were too long for an explicit gradient.
 *
 * @param signals The signals.
 * @param unattenuated ρV, µm³ × spin density.
 * @param method The method's name.
 * @throws {InputError} If one is larger.
 */
export function checkGrowth({ real, imag }: Signals, unattenuated: number, method: string): void {
  real.forEach((re, c) => {
    const size = Math.hypot(re, imag[c]);
    if (size <= GROWTH * unattenuated) return;
    throw new InputError(
      `The steps of ${method} are too long for the gradient: a signal of ${size} exceeds that without gradient, ` +
        `${unattenuated}: give a smaller step, or the method sdirk4`,
    );
  });
}
