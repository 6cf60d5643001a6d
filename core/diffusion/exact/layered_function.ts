/**
 * What every formula for a body looks like to a user: one differentiable function of the layers' constants and the protocol.
 *
 * @module
 */
import {
  type ComplexTensor,
  type CotangentOf,
  customVjp,
  type CustomVjpContext,
} from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import { encodeProtocol, type Protocol, protocolCotangent } from "../protocol/mod.ts";
import {
  hasProtocolValues,
  protocolInputs,
  protocolValueCotangent,
  type ProtocolValues,
} from "../problem/mod.ts";
import type { Body, BodySignal } from "./body_signal.ts";
import {
  bodyOf,
  constantsAt,
  type LayeredConstants,
  type LayerInputs,
  pullLayerInputs,
} from "./layered_constants.ts";

/** Constants of the layers and parts of the protocol that replace those given at the start, plain or traced. */
export interface LayeredSignalInputs extends LayerInputs, ProtocolValues {}

/** From inputs, plain or traced, to S/∫ρ of a layered body, of the protocol's shape. */
export type LayeredSignalFunction = (inputs?: LayeredSignalInputs) => ComplexTensor;

/** A formula for the signals of a body. */
export type BodyFormula = (
  body: Body,
  protocol: EncodedProtocol,
  differentiating: boolean,
) => BodySignal;

/** The encoded form of a protocol in either form. */
export function encodedOf(protocol: Protocol | EncodedProtocol): EncodedProtocol {
  return "encodings" in protocol ? protocol : encodeProtocol(protocol);
}

/** The protocol itself, whose numbers can be varied. */
function variable(protocol: Protocol | EncodedProtocol): Protocol {
  if (!("encodings" in protocol)) return protocol;
  throw new InputError(
    "The protocol is given as encoded, which has no b-values or timings to vary: give the protocol itself",
  );
}

/**
 * Makes the signal function of a formula.
 *
 * @param name The formula's name, for errors.
 * @param initial The layers.
 * @param protocol The measurements.
 * @param formula The formula.
 */
export function layeredFunction(
  name: string,
  initial: LayeredConstants,
  protocol: Protocol | EncodedProtocol,
  formula: BodyFormula,
): LayeredSignalFunction {
  const encodedAtStart = encodedOf(protocol);
  bodyOf(initial);
  const primitive = customVjp(
    name,
    (inputs: LayeredSignalInputs, context?: CustomVjpContext) => {
      const constants = constantsAt(initial, inputs);
      const changes = hasProtocolValues(inputs)
        ? protocolInputs(variable(protocol), inputs)
        : undefined;
      const encoded = changes === undefined
        ? encodedAtStart
        : encodeProtocol(variable(protocol), changes);
      const signal = formula(bodyOf(constants), encoded, context?.differentiating ?? false);
      const shape = [...encoded.shape];
      return {
        value: { real: { shape, data: signal.real }, imag: { shape, data: signal.imag } },
        pullback: (seed: ComplexTensor): [CotangentOf<LayeredSignalInputs>] => {
          const slopes = signal.pullback(seed.real.data, seed.imag.data);
          return [{
            ...pullLayerInputs(constants, inputs, slopes.sections),
            ...(changes && protocolValueCotangent(
              inputs,
              protocolCotangent(variable(protocol), changes, slopes.protocol),
            )),
          }];
        },
      };
    },
  );
  return (inputs = {}) => primitive(inputs);
}
