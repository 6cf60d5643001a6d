/**
 * What can be said of a waveform without a tissue: its integral, b-tensor, moments, hardware limits and spectrum.
 *
 * @module
 */
export { type BTensor, bTensor } from "./b_tensor.ts";
export { diffusionSpectrum } from "./diffusion_spectrum.ts";
export { type SampledEncoding, sampleEncoding } from "./gradient_integral.ts";
export { maximalGradient, maximalSlewRate } from "./hardware_limits.ts";
export { type EncodingMoments, encodingMoments } from "./moments.ts";
export { profilePrimitives } from "./profile_integrals.ts";
export {
  type SquaredIntegral,
  squaredIntegral,
  squaredIntegralTensor,
} from "./squared_integral.ts";
export { amplitudePerGradient, bValueUnit, gyromagneticRatio } from "./units.ts";
