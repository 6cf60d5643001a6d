/**
 * The Kärger model: compartments that exchange.
 *
 * @module
 */
export {
  type ExchangeSignalFunction,
  type ExchangeSignalInputs,
  type ExchangingCompartments,
  kargerCompartments,
} from "./exchanging_compartments.ts";
export { karger, type KargerOptions } from "./karger.ts";
