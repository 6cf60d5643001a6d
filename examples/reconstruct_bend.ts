/**
 * Finds how much an axon is bent from its signal: an optimiser around the gradient of the simulator.
 *
 * `reconstructDeformation` and `reconstructShape` do the same with more care, for any deformation and for free shapes;
 * `deno task demo` shows them.
 *
 * deno run -A examples/reconstruct_bend.ts
 *
 * @module
 */
import {
  bend,
  cylinder,
  fibonacciHemisphere,
  lbfgs,
  matrixFormalism,
  meanSquaredError,
  minimise,
  pgse,
  valueAndGrad,
} from "@torrey/torrey";

/** What is found. */
export interface BendResult {
  /** Curvature, rad/µm. */
  readonly bend: number;
  /** Number of steps. */
  readonly iterations: number;
}

/**
 * Measures a bent axon and finds its curvature again.
 *
 * @param actual Its curvature, rad/µm.
 * @returns The curvature found.
 */
export function reconstructBend(actual: number): BendResult {
  const axon = cylinder({ radius: 2, height: 8, edgeLength: 1 }); // µm
  const protocol = pgse({
    delta: 5, // ms
    Delta: [10, 30], // ms
    bValues: [500, 2000, 5000], // s/mm²
    directions: fibonacciHemisphere(8),
  });
  const simulate = matrixFormalism(axon, { diffusivity: 2 }, protocol);
  const measured = simulate(bend(axon.points, actual)).real;

  const loss = (p: { bend: number }) =>
    meanSquaredError(simulate(bend(axon.points, p.bend)).real, measured);

  // Straight is a stationary point, for left and right give the same signal: start a little bent.
  const { params, iterations } = minimise(valueAndGrad(loss), { bend: 0.02 }, {
    optimiser: lbfgs(),
    iterations: 30,
    tolerance: 1e-9,
  });
  return { bend: params.bend, iterations };
}

if (import.meta.main) {
  const { bend: found, iterations } = reconstructBend(0.15);
  console.log(`curvature ${found.toFixed(6)} rad/µm after ${iterations} iterations (0.15 is true)`);
}
