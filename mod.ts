/**
 * Torrey: a differentiable diffusion-MRI simulator.
 *
 * A tissue (a tetrahedral mesh) and a sequence go in; the signal comes out, and with it the exact gradient of any loss of
 * that signal with respect to every vertex and the diffusivity. Units: µm, ms, µm²/ms, s/mm².
 *
 * @example From a mesh to a signal
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { cylinder, fibonacciHemisphere, pgse, simulateSignal } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 2, height: 10, edgeLength: 1 });
 * const protocol = pgse({
 *   delta: 10,
 *   Delta: 20,
 *   bValues: [0, 1000, 3000],
 *   directions: fibonacciHemisphere(6),
 * });
 * const { signal, truncationError } = simulateSignal(axon, { diffusivity: 2 }, protocol);
 * assertLess(signal.real.data[2], signal.real.data[0]);
 * assertLess(truncationError, 1e-4);
 * ```
 *
 * @module
 */
export * from "./core/autodiff/mod.ts";
export * from "./core/case/mod.ts";
export * from "./core/diffusion/mod.ts";
export { InputError } from "./core/input_error.ts";
export * from "./core/mesh/deform/mod.ts";
export * from "./core/mesh/mod.ts";
export * from "./core/optimise/mod.ts";
export * from "./core/reconstruct/mod.ts";
export * from "./gpu/mod.ts";
export {
  type LaplaceEigenmodes,
  laplaceEigenmodes,
  type LaplaceEigenmodesOptions,
} from "./core/spectral/mod.ts";
