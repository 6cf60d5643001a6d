/**
 * Finds the shape of a cell from its signal, among the smooth displacements of a start mesh.
 *
 * Node i moves by u(x_i) = Σ_j φ_j(x_i) c_j, with φ_j the lowest Laplace eigenmodes of the start mesh. The
 * regularisation is the mean square of the displacement's gradient over the volume, ⟨|∇u|²⟩ = Σ_j λ_j |c_j|².
 *
 * @module
 */
import { multiply, square, sum, type Tensor, zeros } from "../autodiff/mod.ts";
import type { Protocol } from "../diffusion/mod.ts";
import { smoothDisplacement } from "../mesh/deform/mod.ts";
import type { TetMesh } from "../mesh/mod.ts";
import { reconstructDeformation } from "./reconstruct_deformation.ts";
import type { DescentOptions, Reconstruction } from "./reconstruction.ts";
import { smoothModes } from "./smooth_modes.ts";

/** Parameters of {@linkcode reconstructShape}. */
export interface ShapeParameters {
  /** One displacement for each mode, c, shape [modes, 3], µm. */
  readonly coefficients: Tensor;
}

/** Settings of {@linkcode reconstructShape}. */
export interface ShapeOptions extends DescentOptions<ShapeParameters> {
  /** Number of smooth modes; 30 by default. The more, the finer the shape, and the more the noise shows. */
  readonly smoothModes?: number;
  /** Weight of ⟨|∇u|²⟩ in the loss; 1e-7 by default. For noisy signals take about the variance of S/S0's noise. */
  readonly smoothness?: number;
}

/**
 * Finds the smooth displacement of a mesh for which it has the measured signal.
 *
 * The modes of the start mesh and their number stay fixed. Constant modes are left out, since a translation is
 * invisible; rotations are visible and stay. See {@linkcode reconstructDeformation} for what else a signal does not
 * tell. Start near the shape: first fit what a few parameters can explain.
 *
 * @param mesh The mesh to start from; its connectivity stays.
 * @param measured Real signals, shape [sequences, directions, bValues], of any unit.
 * @param protocol How they were measured.
 * @param options How many modes, how smooth, how to descend.
 * @returns The displaced mesh, its coefficients, how it went.
 * @throws {InputError} If signal and protocol do not match, a measured S0 is missing, or the start cannot be simulated.
 *
 * @example A rod that turns out to be thicker on one side
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { box, fibonacciHemisphere, pgse, reconstructShape, simulateSignal } from "@torrey/torrey";
 *
 * const rod = box({ size: [2, 2, 4], edgeLength: 1 });
 * const thicker = rod.points.data.map((x, i, p) => i % 3 === 0 ? x * (1 + 0.05 * p[i + 2]) : x);
 * const actual = { ...rod, points: { shape: rod.points.shape, data: thicker } };
 * const directions = fibonacciHemisphere(6);
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [0, 2000, 5000], directions });
 * const { signal } = simulateSignal(actual, { diffusivity: 2 }, protocol);
 *
 * const { state: { history } } = await reconstructShape(rod, signal.real, protocol, {
 *   diffusivity: 2,
 *   smoothModes: 4,
 *   iterations: 10,
 * });
 * assertLess(history[10].signalError, 0.2 * history[0].signalError);
 * ```
 */
export function reconstructShape(
  mesh: TetMesh,
  measured: Tensor,
  protocol: Protocol,
  options: ShapeOptions,
): Promise<Reconstruction<ShapeParameters>> {
  const { smoothModes: count = 30, smoothness = 1e-7 } = options;
  const { values, eigenvalues } = smoothModes(mesh, count);
  const weights = {
    shape: [count, 1],
    data: eigenvalues.map((lambda) => smoothness * lambda),
  };
  return reconstructDeformation(mesh, measured, protocol, {
    ...options,
    parameters: { coefficients: zeros([count, 3]) },
    deformation: (points, { coefficients }) => smoothDisplacement(points, values, coefficients),
    regularisation: ({ coefficients }) => sum(multiply(weights, square(coefficients))),
  });
}
