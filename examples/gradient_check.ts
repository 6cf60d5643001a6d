/**
 * Checks the gradient of a signal with respect to every vertex against finite differences, on a mesh so symmetric that
 * many eigenvalues come in equal pairs, where differentiating eigenvectors would fail.
 *
 * deno run -A examples/gradient_check.ts
 *
 * @module
 */
import {
  checkGrads,
  fibonacciHemisphere,
  matrixFormalism,
  meanSquaredError,
  multiply,
  pgse,
  simulateSignal,
  sphere,
  type Tensor,
} from "@torrey/torrey";

/** A point in the space of everything the signal depends on. */
interface Inputs {
  /** Node positions, shape [nodes, 3], µm. */
  readonly points: Tensor;
  /** µm²/ms. */
  readonly diffusivity: number;
}

/**
 * Compares gradient and differences along random directions.
 *
 * @returns The largest relative error.
 */
export function gradientError(): number {
  const cell = sphere({ radius: 3, edgeLength: 1.2 });
  const protocol = pgse({
    delta: 5, // ms
    Delta: 15, // ms
    bValues: [1000, 4000], // s/mm²
    directions: fibonacciHemisphere(5),
  });
  // The size of the basis is found for a tolerance and then kept, or the loss would jump.
  const simulate = matrixFormalism(cell, { diffusivity: 2 }, protocol, { tolerance: 1e-4 });
  const slower = simulateSignal(cell, { diffusivity: 1.5 }, protocol).signal.real;

  const loss = ({ points, diffusivity }: Inputs) =>
    multiply(1000, meanSquaredError(simulate(points, { diffusivity }).real, slower));
  const { maximum } = checkGrads(loss, { points: cell.points, diffusivity: 2 });
  return maximum;
}

if (import.meta.main) {
  console.log(`largest relative error: ${gradientError().toExponential(1)}`);
}
