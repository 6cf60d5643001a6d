/**
 * Gaussian models: apparent diffusion coefficients of closed compartments and the signals they give.
 *
 * @module
 */
export type { AdcFunction, AdcInputs } from "./adc_function.ts";
export { checkedModes } from "./checked_modes.ts";
export { normalisedExponents } from "./directional_adc.ts";
export {
  addWaveforms,
  type ExponentModel,
  type Exponents,
  homogenisedExponents,
} from "./exponents.ts";
export {
  freeDiffusion,
  gaussianApproximation,
  type GaussianApproximationOptions,
} from "./gaussian_approximation.ts";
export { type AdcTensorOptions, adcTensors, homogenisedAdc } from "./homogenised_adc.ts";
export { compartmentVolumes, faceVector, pullFaceVector, pullVolumes } from "./measures.ts";
export { shortTimeAdc } from "./short_time_adc.ts";
export {
  timeKernel,
  timeKernelPullback,
  type WaveformCotangent,
  waveformCotangent,
} from "./time_kernel.ts";
