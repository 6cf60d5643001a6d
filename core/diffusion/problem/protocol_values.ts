/**
 * The parts of a protocol a signal is asked for at: from values of any allowed shape to plain arrays, and the derivative back.
 *
 * @module
 */
import type { Value } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { type Protocol, type ProtocolInputs, protocolShape } from "../protocol/mod.ts";

/** Parts of the protocol that replace those given, plain or traced; at most one of the three amplitudes. */
export interface ProtocolValues {
  /** b-values, s/mm²: shape [sequences, bValues], or [bValues] for all sequences alike. */
  readonly bValues?: Value;
  /** Largest gradient strengths, mT/m, likewise. */
  readonly gradientStrengths?: Value;
  /** Amplitudes q = γ g, rad/(µm ms), likewise. */
  readonly qValues?: Value;
  /** Timings by name, ms: shape [sequences], or a number for all of them. */
  readonly timings?: Readonly<Record<string, Value>>;
  /** Samples of the sequences of type "Waveform", in order, shape [samples, 3] each, in the unit they were given in. */
  readonly waveforms?: readonly Value[];
}

const AMPLITUDES = ["bValues", "gradientStrengths", "qValues"] as const;

function dataOf(value: Value): Float64Array {
  return typeof value === "number" ? Float64Array.of(value) : value.data;
}

/** The value repeated to a length: it holds a whole number of periods. */
function repeated(value: Value, length: number, period: number, key: string): Float64Array {
  const data = dataOf(value);
  if (data.length === length) return data;
  if (data.length === period) return Float64Array.from({ length }, (_, i) => data[i % period]);
  throw new InputError(
    `The input '${key}' has ${data.length} numbers but must have ${
      period === length ? length : `${period} or ${length}`
    }`,
  );
}

/** The transpose of {@linkcode repeated}. */
function summed(value: Value, slopes: Float64Array): Value {
  const count = dataOf(value).length, out = new Float64Array(count);
  slopes.forEach((slope, i) => out[i % count] += slope);
  return typeof value === "number" ? out[0] : { shape: value.shape, data: out };
}

/** Whether any part of the protocol is given. */
export function hasProtocolValues(values: ProtocolValues): boolean {
  return values.timings !== undefined || values.waveforms !== undefined ||
    AMPLITUDES.some((key) => values[key] !== undefined);
}

/**
 * The plain arrays that a protocol is encoded with.
 *
 * @param protocol The protocol.
 * @param values The parts to replace; plain values.
 * @returns The arrays.
 * @throws {InputError} If an array has the wrong length.
 */
export function protocolInputs(protocol: Protocol, values: ProtocolValues): ProtocolInputs {
  const [sequences, , amplitudes] = protocolShape(protocol);
  const out: { -readonly [K in keyof ProtocolInputs]: ProtocolInputs[K] } = {};
  for (const key of AMPLITUDES) {
    const value = values[key];
    if (value !== undefined) out[key] = repeated(value, sequences * amplitudes, amplitudes, key);
  }
  if (values.timings) {
    out.timings = Object.fromEntries(
      Object.entries(values.timings).map((
        [name, value],
      ) => [name, repeated(value, sequences, 1, `timings.${name}`)]),
    );
  }
  if (values.waveforms) out.waveforms = values.waveforms.map(dataOf);
  return out;
}

/**
 * The derivative of {@linkcode protocolInputs}, transposed.
 *
 * @param values What it was called with.
 * @param slopes ∂L/∂arrays.
 * @returns ∂L/∂values, of the same shapes.
 */
export function protocolValueCotangent(
  values: ProtocolValues,
  slopes: ProtocolInputs,
): ProtocolValues {
  const out: { -readonly [K in keyof ProtocolValues]: ProtocolValues[K] } = {};
  for (const key of AMPLITUDES) {
    const value = values[key], slope = slopes[key];
    if (value !== undefined && slope !== undefined) out[key] = summed(value, slope);
  }
  const { timings, waveforms } = values;
  if (timings) {
    out.timings = Object.fromEntries(
      Object.entries(timings).map(([name, value]) => {
        const slope = slopes.timings?.[name] ?? new Float64Array(dataOf(value).length);
        return [name, summed(value, slope)];
      }),
    );
  }
  if (waveforms && slopes.waveforms) {
    const own = slopes.waveforms;
    out.waveforms = waveforms.map((value, w) => summed(value, own[w]));
  }
  return out;
}
