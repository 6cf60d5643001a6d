/**
 * Estimates the permeability of an axon's wall and the T2 on both sides of it from noisy signals, with confidence
 * intervals from the Fisher information, and counts how often they hold over many realisations of the noise.
 *
 * With Gaussian noise σ the estimates have the covariance σ²(JᵀJ)⁻¹, J = ∂S/∂θ (Cramér and Rao); θ are the logarithms of
 * the parameters, which keeps those positive.
 *
 * deno run -A examples/estimate_permeability.ts
 *
 * @module
 */
import {
  add,
  concentricCylinders,
  divide,
  exp,
  inverse,
  jacobian,
  log,
  matmul,
  matrixFormalism,
  pgse,
  reshape,
  slice,
  subtract,
  type Tensor,
  tensor,
  transpose,
} from "@torrey/torrey";
import { withGaussianNoise } from "./demo/noise.ts";

/** Permeability, µm/ms, and T2 inside and outside the wall, ms: the truth, and where the search starts. */
export const TRUTH = [0.02, 60, 90], START = [0.05, 80, 80];

/** 95 % of a Gaussian lie within this many standard deviations. */
const WIDTH = 1.96;

/** What comes of it, for the three parameters each. */
export interface PermeabilityEstimate {
  /** From the first realisation of the noise. */
  readonly estimate: Float64Array;
  /** Lower and upper ends of the 95 % confidence intervals. */
  readonly interval: readonly [Float64Array, Float64Array];
  /** Number of Gauss-Newton steps. */
  readonly steps: number;
  /** Standard deviations of ln θ: expected, and those of the estimates from all realisations. */
  readonly deviation: Float64Array;
  readonly scatter: Float64Array;
  /** The part of the realisations whose interval holds the truth. */
  readonly coverage: Float64Array;
}

/** S/S0 of an axon in extracellular water as a function of ln θ, [12]: short and long echo times, short and long exchange. */
function axonSignal(): (logs: Tensor) => Tensor {
  const mesh = concentricCylinders({ radii: [2.5, 5], height: 1, edgeLength: 1 });
  const protocol = pgse({
    delta: 5, // ms
    Delta: [10, 10, 30, 60],
    echoTime: [20, 80, 80, 80],
    bValues: [0, 2000, 6000], // s/mm²
    directions: [[1, 0, 0]],
  });
  const tissue = {
    compartments: [{ diffusivity: 1 }, { diffusivity: 2 }],
    interfaces: [{ between: [0, 1] as const, permeability: START[0] }],
  };
  const simulate = matrixFormalism(mesh, tissue, protocol, { tolerance: 1e-4 });
  // Without relaxation and gradient the signal is the number of spins.
  const spins = simulate().real.data[0];
  return (logs) => {
    const parameters = exp(logs);
    const permeability = slice(parameters, [[0, 1]]), T2 = slice(parameters, [[1, 3]]);
    return divide(reshape(simulate(mesh.points, { permeability, T2 }).real, [12]), spins);
  };
}

/** (JᵀJ)⁻¹ and (JᵀJ)⁻¹Jᵀ. */
function leastSquaresOf(J: Tensor): { covariance: Tensor; pseudoInverse: Tensor } {
  const covariance = inverse(matmul(transpose(J), J));
  return { covariance, pseudoInverse: matmul(covariance, transpose(J)) };
}

/**
 * Estimates the parameters.
 *
 * @param snr Signal-to-noise ratio at b = 0 without relaxation.
 * @param realisations Number of realisations of the noise.
 */
export function estimatePermeability(snr: number, realisations: number): PermeabilityEstimate {
  const signal = axonSignal(), truth = log(tensor(TRUTH));
  const clean = signal(truth), slopes = jacobian(signal);
  const step = (logs: Tensor, measured: Tensor, pseudoInverse: Tensor) =>
    matmul(pseudoInverse, subtract(measured, signal(logs)));
  const size = ({ data }: Tensor) => Math.max(...data.map(Math.abs));

  // Gauss and Newton, each step with a Jacobian of its own.
  const measured = withGaussianNoise(clean, snr, 1);
  let logs = log(tensor(START)), steps = 0, change: Tensor;
  do {
    change = step(logs, measured, leastSquaresOf(slopes(logs)).pseudoInverse);
    logs = add(logs, change);
  } while (size(change) > 1e-8 && ++steps < 30);

  const { covariance, pseudoInverse } = leastSquaresOf(slopes(logs));
  const deviation = Float64Array.from([0, 4, 8], (k) => Math.sqrt(covariance.data[k]) / snr);
  const ends = (sign: number) => logs.data.map((x, k) => Math.exp(x + sign * WIDTH * deviation[k]));

  // The Jacobian hardly changes within the noise: one serves all realisations.
  const errors = Array.from({ length: realisations }, (_, n) => {
    const again = withGaussianNoise(clean, snr, n + 1);
    let found = logs;
    do found = add(found, change = step(found, again, pseudoInverse)); while (size(change) > 1e-3);
    return subtract(found, truth).data;
  });
  const over = (f: (error: number, k: number) => number) =>
    deviation.map((_, k) => errors.reduce((sum, error) => sum + f(error[k], k), 0) / realisations);
  const bias = over((x) => x);
  return {
    estimate: exp(logs).data,
    interval: [ends(-1), ends(1)],
    steps,
    deviation,
    scatter: over((x, k) => (x - bias[k]) ** 2).map(Math.sqrt),
    coverage: over((x, k) => Number(Math.abs(x) <= WIDTH * deviation[k])),
  };
}

if (import.meta.main) {
  const { estimate, interval: [low, high], steps, deviation, scatter, coverage } =
    estimatePermeability(500, 100);
  console.log(`${steps} Gauss-Newton steps`);
  ["permeability (µm/ms)", "T2 inside (ms)", "T2 outside (ms)"].forEach((name, k) => {
    const value = (x: number) => x.toPrecision(3);
    console.log(
      `${name}: ${value(estimate[k])}, 95 % from ${value(low[k])} to ${value(high[k])}, ` +
        `truth ${TRUTH[k]}; error ${(100 * deviation[k]).toFixed(1)} % expected, ` +
        `${(100 * scatter[k]).toFixed(1)} % found; ` +
        `${(100 * coverage[k]).toFixed(0)} % of intervals hold the truth`,
    );
  });
}
