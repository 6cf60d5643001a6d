/**
 * How far signals and gradients of a backend are from those of the processor.
 *
 * @module
 */
import {
  add,
  type ComplexTensor,
  flatten,
  leafPaths,
  type MaybePromise,
  multiply,
  stopGradient,
  sum,
  type Tensor,
  toTensor,
  type Value,
  valueAndGrad,
  valueOf,
} from "../core/autodiff/mod.ts";
import type { SignalInputs } from "../core/diffusion/mod.ts";

/** What single precision is to reach: |ΔS|/S0, gradients relative to their norm and by the angle, eigenvalues. */
export const GPU_TARGETS = { signal: 1e-5, distance: 1e-3, cosine: 0.99999, eigenvalues: 1e-6 };

/** What the small cases of the tests keep to: about ten times what they err by, and ten to a hundred times closer than the targets. */
export const SMALL_CASES = { signal: 2e-6, distance: 1e-4, cosine: 1 - 1e-8, eigenvalues: 1e-8 };

/** A signal function, on whatever. */
export type Simulate = (points: Tensor, inputs: SignalInputs) => MaybePromise<ComplexTensor>;

/** A scalar of a signal. */
export type Loss = (signal: ComplexTensor) => Value;

/** What is differentiated by. */
export interface Variables {
  readonly points: Tensor;
  readonly inputs: SignalInputs;
}

/** A signal, and the gradient of a loss by each variable, by name. */
export interface Differentiated {
  readonly signal: ComplexTensor;
  readonly gradient: Readonly<Record<string, Float64Array>>;
}

/** Weights that treat no two measurements alike, of real and of imaginary parts. */
export function unevenLoss({ real, imag }: ComplexTensor): Value {
  const weights = (of: (i: number) => number): Tensor => {
    return { shape: real.shape, data: valueOf(real).data.map((_, i) => of(i)) };
  };
  return add(
    sum(multiply(weights((i) => Math.cos(i + 1)), real)),
    sum(multiply(weights((i) => 0.3 * Math.sin(2 * i)), imag)),
  );
}

/**
 * Evaluates a signal and the gradient of a loss.
 *
 * @param simulate The signal function.
 * @param variables What it is differentiated by.
 * @param loss The loss; {@linkcode unevenLoss} unless given.
 * @returns Both.
 */
export async function differentiated(
  simulate: Simulate,
  variables: Variables,
  loss: Loss = unevenLoss,
): Promise<Differentiated> {
  let signal: ComplexTensor | undefined;
  const [, slope] = await valueAndGrad(async ({ points, inputs }: Variables) => {
    const simulated = await simulate(points, inputs);
    signal = stopGradient(simulated);
    return loss(simulated);
  })(variables);
  const { leaves } = flatten(slope), names = leafPaths(slope);
  return {
    signal: signal!,
    gradient: Object.fromEntries(
      names.map((name, k) => [name, toTensor(leaves[k]).data]),
    ),
  };
}

/** How far a vector is from another. */
export interface Apart {
  /** ‖a − b‖/‖b‖. */
  readonly distance: number;
  /** The cosine of the angle between them. */
  readonly cosine: number;
}

/** How far a is from b. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): Apart {
  let difference = 0, ab = 0, aa = 0, bb = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    ab += a[i] * b[i];
    aa += a[i] ** 2;
    bb += b[i] ** 2;
  }
  return { distance: Math.sqrt(difference / bb), cosine: ab / Math.sqrt(aa * bb) };
}

/** The largest |ΔS|/S0 of complex numbers. */
export function signalApart(a: ComplexTensor, b: ComplexTensor, spins: number): number {
  return b.real.data.reduce(
    (most, re, i) =>
      Math.max(most, Math.hypot(a.real.data[i] - re, a.imag.data[i] - b.imag.data[i]) / spins),
    0,
  );
}

/** The largest relative difference of eigenvalues; of the zero mode relative to the first that is not zero. */
export function eigenvaluesApart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const least = 1e-9 * b[b.length - 1];
  const first = Array.from(b).find((value) => value > least) ?? 1;
  return Array.from(b).reduce(
    (most, value, j) => Math.max(most, Math.abs(a[j] - value) / (value > least ? value : first)),
    0,
  );
}

/** How far the gradient by each variable is; left out are those that vanish. */
export function gradientsApart(
  a: Differentiated["gradient"],
  b: Differentiated["gradient"],
): Record<string, Apart> {
  const filled = Object.entries(b).filter(([, values]) => values.some((x) => x !== 0));
  return Object.fromEntries(filled.map(([name, values]) => [name, apart(a[name], values)]));
}
