/**
 * Exact diffusion signals of simple shapes, the truth that simulations converge to.
 *
 * @module
 */
export {
  type CylinderShape,
  type ExactShape,
  exactSignal,
  type ExactSignalOptions,
  type SlabShape,
  type SphereShape,
} from "./signal.ts";
