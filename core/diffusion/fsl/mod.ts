/**
 * The b-values and gradient directions of an acquisition in FSL's text format.
 *
 * @module
 */
export {
  formatBvals,
  formatBvecs,
  type FslAcquisition,
  parseFsl,
  type ParseFslOptions,
} from "./text.ts";
export { readFsl, writeFsl } from "./files.ts";
export {
  type AcquisitionGrid,
  acquisitionGrid,
  type AcquisitionGridOptions,
  acquisitionOf,
} from "./grid.ts";
