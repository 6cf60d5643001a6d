/**
 * The Kärger signals of a protocol and their pullback.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";
import { type ExchangeCotangent, type ExchangeSystem, solveExchange } from "./exchange_steps.ts";

/** What the signals of a protocol depend on; tensors may differ from waveform to waveform. */
export interface ExchangeInputs extends Omit<ExchangeSystem, "tensors"> {
  /** Diffusion tensors of each waveform, [encodings][6 × C]. */
  readonly tensors: readonly Float64Array[];
}

/** ∂L in terms of them and the protocol. */
export interface ExchangeGradient extends ExchangeInputs {
  readonly protocol: EncodedCotangent;
}

/** Signals and their pullback. */
export interface ExchangeSignals {
  /** One per measurement. */
  readonly values: Float64Array;
  /** ∂L/∂signals to ∂L/∂inputs. */
  readonly pullback: (weights: Float64Array) => ExchangeGradient;
}

/**
 * Solves the Kärger equations of all measurements.
 *
 * @param inputs Exchange, rates, tensors and start.
 * @param protocol The measurements.
 * @returns The signals, each to about 1e-12 of the start.
 */
export function exchangeSignals(
  inputs: ExchangeInputs,
  protocol: EncodedProtocol,
): ExchangeSignals {
  const { encodings, amplitudes } = protocol;
  const solutions = encodings.map((encoding, e) => {
    const system = { ...inputs, tensors: inputs.tensors[e] };
    return Array.from(amplitudes[e], (q) => solveExchange(system, encoding, q));
  });
  const factors = encodings.map(({ weight = 1 }) => weight);
  const zeros = (values: Float64Array) => new Float64Array(values.length);
  return {
    values: Float64Array.from(
      solutions.flatMap((list, e) => list.map(({ total }) => factors[e] * total)),
    ),
    pullback: (weights) => {
      const out: ExchangeGradient = {
        exchange: zeros(inputs.exchange),
        rates: zeros(inputs.rates),
        storedRates: zeros(inputs.storedRates),
        start: zeros(inputs.start),
        tensors: inputs.tensors.map(zeros),
        protocol: {
          durations: encodings.map(({ pieces }) => new Float64Array(pieces.length)),
          vectors: encodings.map(({ pieces }) => pieces.map(({ vectors }) => zeros(vectors))),
          amplitudes: amplitudes.map(zeros),
        },
      };
      let m = 0;
      solutions.forEach((list, e) => {
        const mine: ExchangeCotangent = {
          ...out,
          tensors: out.tensors[e],
          durations: out.protocol.durations[e],
          vectors: out.protocol.vectors[e],
        };
        list.forEach(({ pullback }, a) => {
          const weight = factors[e] * weights[m++];
          if (weight !== 0) out.protocol.amplitudes[e][a] += pullback(weight, mine);
        });
      });
      return out;
    },
  };
}
