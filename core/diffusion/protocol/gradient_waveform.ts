/**
 * Arbitrary gradient waveforms in three dimensions, from samples.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { buildProtocol, type Protocol } from "./build_protocol.ts";
import { finiteNumber, type KeyName, positiveNumber } from "./protocol_input.ts";
import type { Profile } from "../encoding/mod.ts";
import type { Sequence, SequencePiece, WaveformSamples } from "./sequence.ts";

/** A sampled waveform: the effective gradient, with the signs after refocusing pulses. */
export interface WaveformTiming {
  /** Time between samples, ms. */
  readonly dt: number;
  /** Samples, a list of triples or [3 × samples] numbers; mT/m unless `scaled`. */
  readonly gradient: readonly (readonly number[])[] | Float64Array;
  /**
   * "step" unless given: sample i holds from i dt to (i + 1) dt. "linear": samples stand at i dt, with straight lines between.
   */
  readonly interpolation?: "step" | "linear";
}

/** A sampled waveform among other sequences. */
export interface WaveformDescription extends WaveformTiming {
  /** The type of the sequence. */
  readonly type: "Waveform";
  /** Whether it is a shape along z that amplitudes scale and directions turn, in place of literal mT/m in the tissue's frame. */
  readonly scaled?: boolean;
}

const CONSTANT: Profile = { kind: "constant" };
const RAMP: Profile = { kind: "ramp" };

function samplesOf(gradient: unknown, name: KeyName): Float64Array {
  const key = name("gradient");
  if (gradient instanceof Float64Array) {
    if (gradient.length > 0 && gradient.length % 3 === 0) {
      return gradient.map((x, i) => finiteNumber(x, `${key}[${Math.floor(i / 3)}][${i % 3}]`));
    }
    throw new InputError(`'${key}' has ${gradient.length} numbers but must have three per sample`);
  }
  if (!Array.isArray(gradient)) throw new InputError(`'${key}' must be a list of triples`);
  if (gradient.length === 0) throw new InputError(`'${key}' is empty: give at least one sample`);
  return Float64Array.from(gradient.flatMap((sample: unknown, i) => {
    if (Array.isArray(sample) && sample.length === 3) {
      return sample.map((x, k) => finiteNumber(x, `${key}[${i}][${k}]`));
    }
    throw new InputError(`'${key}[${i}]' must be three numbers`);
  }));
}

/** The pieces of a sampled waveform, one per step or straight line. */
export function waveformPieces({ gradient, interpolation }: WaveformSamples): SequencePiece[] {
  const count = gradient.length / 3 - (interpolation === "linear" ? 1 : 0);
  const profile = interpolation === "linear" ? RAMP : CONSTANT;
  const length = interpolation === "linear" ? 6 : 3;
  return Array.from({ length: count }, (_, i) => ({
    duration: { dt: 1 },
    profile,
    vectors: gradient.slice(3 * i, 3 * i + length),
  }));
}

/** ∂L by the samples from ∂L by the vectors of the pieces. */
export function samplesCotangent(
  { gradient }: WaveformSamples,
  vectors: readonly Float64Array[],
): Float64Array {
  const out = new Float64Array(gradient.length);
  vectors.forEach((slope, i) => slope.forEach((x, k) => out[3 * i + k] += x));
  return out;
}

/** The sequence of a description, its numbers checked. */
export function waveformSequence(
  description: Omit<WaveformDescription, "type">,
  name: KeyName,
): Sequence {
  const dt = positiveNumber(description.dt, name("dt"));
  const { interpolation = "step", scaled = false } = description;
  if (interpolation !== "step" && interpolation !== "linear") {
    throw new InputError(
      `'${name("interpolation")}' is ${
        JSON.stringify(interpolation)
      } but must be 'step' or 'linear'`,
    );
  }
  const gradient = samplesOf(description.gradient, name);
  if (interpolation === "linear" && gradient.length < 6) {
    throw new InputError(`'${name("gradient")}' has 1 sample but straight lines need at least 2`);
  }
  const samples: WaveformSamples = { gradient, interpolation };
  const sequence: Sequence = {
    type: "Waveform",
    timings: { dt },
    pieces: waveformPieces(samples),
    samples,
  };
  return scaled ? sequence : { ...sequence, literal: true };
}

/**
 * Makes a protocol of one sampled waveform, taken literally: no b-values, no directions.
 *
 * @param options The samples, mT/m in the frame of the tissue, and the time between them.
 * @returns The protocol; its signal has shape [1, 1, 1]. A waveform that does not refocus is allowed; {@linkcode protocolWarnings}
 * tells.
 * @throws {InputError} If a sample is not three finite numbers, or `dt` is not positive.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gradientWaveform, pgse } from "@torrey/torrey";
 *
 * const gradient = [[80, 0, 0], [80, 0, 0], [0, 0, 0], [-80, 0, 0], [-80, 0, 0]];
 * const { bValues } = gradientWaveform({ dt: 5, gradient });
 * const same = pgse({ delta: 10, Delta: 15, gradientStrengths: [80], directions: [[1, 0, 0]] });
 * assertAlmostEquals(bValues[0], same.bValues[0], 1e-9);
 * ```
 */
export function gradientWaveform(options: WaveformTiming): Protocol {
  return buildProtocol([waveformSequence(options, (key) => key)], {});
}
