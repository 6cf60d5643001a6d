/**
 * Fits of the diffusion signal: apparent diffusion coefficient and kurtosis, diffusion and kurtosis tensors, spherical means.
 *
 * @module
 */
export type { BTensorAcquisition, DirectionalAcquisition } from "./acquisition.ts";
export { type AdcFit, type AdcFitOptions, fitAdc } from "./adc.ts";
export { fitKurtosis, type KurtosisFit, type KurtosisFitOptions } from "./kurtosis.ts";
export { fitKurtosisTensor, kurtosisEntries, type KurtosisTensorFit } from "./kurtosis_tensor.ts";
export type { LogLinearMethod, LogLinearOptions } from "./log_linear.ts";
export { type PowderAverage, powderAverage, type PowderAverageOptions } from "./powder_average.ts";
export {
  fitSphericalMean,
  type SphericalMeanFit,
  type SphericalMeanOptions,
  sphericalMeanSignal,
} from "./spherical_mean.ts";
export {
  type DiffusionTensorFit,
  fitDiffusionTensor,
  type TensorFitMethod,
  type TensorFitOptions,
  type TensorMeasures,
  tensorMeasures,
} from "./tensor.ts";
