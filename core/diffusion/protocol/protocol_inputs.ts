/**
 * The numbers of a protocol that can be varied, and their checks.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { amplitudePerGradient, bValueUnit } from "../waveform/mod.ts";
import type { AmplitudeKey, Protocol } from "./build_protocol.ts";
import { waveformPieces } from "./gradient_waveform.ts";
import type { Sequence } from "./sequence.ts";
import { protocolShape } from "./protocol_shape.ts";

/** Values in place of those of a protocol, or derivatives by them. */
export interface ProtocolInputs {
  /** b-values, s/mm², [sequences × bValues]. At most one of the three amplitudes. */
  readonly bValues?: Float64Array;
  /** Largest gradient strengths, mT/m, [sequences × bValues]. */
  readonly gradientStrengths?: Float64Array;
  /** Amplitudes q = γ g, rad/(µm ms), [sequences × bValues]. */
  readonly qValues?: Float64Array;
  /** Timings by name, ms, [sequences] each; entries of sequences without a timing of that name are not read. */
  readonly timings?: Readonly<Record<string, Float64Array>>;
  /** Samples of the sequences of type "Waveform", in order, [3 × samples] each. */
  readonly waveforms?: readonly Float64Array[];
}

/** A sequence with its values replaced, and how its amplitudes follow. */
export interface SequenceInputs {
  readonly sequence: Sequence;
  readonly timings: Readonly<Record<string, number>>;
  /** The values that give the amplitudes: b-values, gradient strengths or q, [bValues]. */
  readonly amplitudes: Float64Array;
  /** What `amplitudes` are. */
  readonly key: AmplitudeKey;
  /** Which of the protocol's waveforms it is, or −1. */
  readonly waveform: number;
}

/**
 * The b-value, s/mm², that stands for 0 among the `bValues` of inputs. At b = 0 the amplitude q = √(b/∫F²) has no derivative, but the
 * signal has one, the limit of (∂S/∂q) q/(2b). Here S differs from S(0) by 1e-10 · D, 2e-13 of it, and ∂S/∂q still stands far enough
 * above its rounding errors for the limit to hold to about 1e-8.
 */
export const SMALLEST_B_VALUE = 1e-10;

const KEYS: readonly AmplitudeKey[] = ["bValues", "gradientStrengths", "qValues"];

function checkLength(values: Float64Array, length: number, key: string, shape: string): void {
  if (values.length !== length) {
    throw new InputError(`'${key}' has ${values.length} numbers but must have ${length}, ${shape}`);
  }
  const bad = values.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new InputError(`'${key}[${bad}]' is ${values[bad]} but must be finite`);
}

function amplitudeInputs(
  protocol: Protocol,
  inputs: ProtocolInputs,
): { key: AmplitudeKey; values: Float64Array } {
  const keys = KEYS.filter((key) => inputs[key] !== undefined);
  if (keys.length > 1) {
    throw new InputError(`The inputs give the amplitude by '${keys.join("' and '")}': give one`);
  }
  if (keys.length === 0) {
    const { given, bValues, q } = protocol;
    if (given === "bValues") return { key: given, values: bValues };
    return { key: "qValues", values: q };
  }
  const key = keys[0], values = inputs[key]!;
  checkLength(values, protocol.q.length, key, "sequences × amplitudes");
  if (key !== "bValues") return { key, values };
  const negative = values.findIndex((b) => b < 0);
  if (negative >= 0) {
    throw new InputError(
      `'bValues[${negative}]' is ${values[negative]} s/mm² but must not be negative`,
    );
  }
  return { key, values: values.map((b) => Math.max(b, SMALLEST_B_VALUE)) };
}

function checkTimings(protocol: Protocol, timings: Readonly<Record<string, Float64Array>>): void {
  for (const [name, values] of Object.entries(timings)) {
    if (!protocol.sequences.some((sequence) => Object.hasOwn(sequence.timings, name))) {
      const known = [...new Set(protocol.sequences.flatMap((s) => Object.keys(s.timings)))];
      throw new InputError(
        `No sequence has a timing '${name}': there are '${known.join("', '")}'`,
      );
    }
    const used = values.map((x, s) =>
      protocol.sequences[s] && name in protocol.sequences[s].timings ? x : 0
    );
    checkLength(used, protocol.sequences.length, `timings.${name}`, "one per sequence");
  }
}

function withSamples(sequence: Sequence, samples: Float64Array, index: number): Sequence {
  const { gradient, interpolation } = sequence.samples!;
  checkLength(samples, gradient.length, `waveforms[${index}]`, "three per sample");
  const replaced = { gradient: samples, interpolation };
  return { ...sequence, samples: replaced, pieces: waveformPieces(replaced) };
}

/**
 * Puts inputs in the place of a protocol's values.
 *
 * @param protocol The protocol.
 * @param inputs The values to replace.
 * @returns One entry per sequence.
 * @throws {InputError} If an input has a wrong length or name, or a number is not finite.
 */
export function replaceInputs(protocol: Protocol, inputs: ProtocolInputs): SequenceInputs[] {
  const [, , count] = protocolShape(protocol);
  const { key, values } = amplitudeInputs(protocol, inputs);
  if (inputs.timings) checkTimings(protocol, inputs.timings);
  const sampled = protocol.sequences.filter(({ samples }) => samples !== undefined);
  if (inputs.waveforms && inputs.waveforms.length !== sampled.length) {
    throw new InputError(
      `'waveforms' has ${inputs.waveforms.length} entries but there are ${sampled.length} sequences of type 'Waveform'`,
    );
  }
  return protocol.sequences.map((given, s) => {
    const waveform = sampled.indexOf(given);
    const samples = waveform < 0 ? undefined : inputs.waveforms?.[waveform];
    const timings = { ...given.timings };
    for (const [name, list] of Object.entries(inputs.timings ?? {})) {
      if (name in timings) timings[name] = list[s];
    }
    return {
      sequence: samples === undefined ? given : withSamples(given, samples, waveform),
      timings,
      amplitudes: values.subarray(s * count, (s + 1) * count),
      key,
      waveform,
    };
  });
}

/** The amplitudes q of a sequence whose ∫|F|² is `unit`, and dq by the value they were given by. */
export function amplitudesOf(
  { sequence, amplitudes, key }: SequenceInputs,
  unit: number,
): { q: Float64Array; slopes: Float64Array } {
  if (sequence.literal) {
    return {
      q: new Float64Array(amplitudes.length).fill(amplitudePerGradient),
      slopes: new Float64Array(amplitudes.length),
    };
  }
  if (key === "bValues") {
    const q = amplitudes.map((b) => Math.sqrt(b * bValueUnit / unit));
    return { q, slopes: q.map((x, i) => x === 0 ? 0 : x / (2 * amplitudes[i])) };
  }
  const factor = key === "qValues" ? 1 : amplitudePerGradient;
  return { q: amplitudes.map((x) => x * factor), slopes: amplitudes.map(() => factor) };
}
