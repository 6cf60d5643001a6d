/**
 * Fits of the diffusion signal: the apparent diffusion coefficient and the diffusion tensor.
 *
 * @module
 */
export { type AdcFit, type AdcFitOptions, fitAdc } from "./adc.ts";
export {
  type DiffusionTensorFit,
  fitDiffusionTensor,
  type TensorFitMethod,
  type TensorFitOptions,
} from "./tensor.ts";
