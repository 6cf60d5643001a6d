/**
 * Exact diffusion signals of simple and layered shapes, the truth that simulations converge to, and their closed formulas.
 *
 * @module
 */
export type { LayerInputs } from "./layered_constants.ts";
export { gaussianPhaseSignal } from "./gaussian_phase.ts";
export type { LayeredSignalFunction, LayeredSignalInputs } from "./layered_function.ts";
export { type ExactSignalOptions, layeredSignal } from "./layered_signal.ts";
export type {
  CylinderShape,
  ExactShape,
  LayeredCylinder,
  LayeredShape,
  LayeredSlab,
  LayeredSphere,
  SlabShape,
  SphereShape,
} from "./shapes.ts";
export { type ShortPulseInputs, type ShortPulses, shortPulseSignal } from "./short_pulse.ts";
export { exactSignal } from "./signal.ts";
