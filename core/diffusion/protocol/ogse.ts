/**
 * Protocols of oscillating-gradient sequences.
 *
 * @module
 */
import { buildProtocol, type MeasurementOptions, type Protocol } from "./build_protocol.ts";
import { harmonicOgseSequence, squareOgseSequence } from "./oscillating.ts";
import { type PerSequence, perSequence, type SequenceValues } from "./protocol_input.ts";
import type { WaitOptions } from "./timing_checks.ts";

/** What {@linkcode cosineOgse} and {@linkcode sineOgse} take. */
export interface OgseOptions extends MeasurementOptions, WaitOptions {
  /** Duration δ of a block, ms. */
  readonly delta: PerSequence;
  /** Separation Δ of the blocks (onset to onset), ms; without it there is one block alone. */
  readonly Delta?: PerSequence;
  /** Periods per block. */
  readonly periods: PerSequence;
}

/** What {@linkcode squareOgse} takes. */
export interface SquareOgseOptions extends OgseOptions {
  /** Whether the square wave has the zeros of a sine (unless given) or of a cosine. */
  readonly phase?: "sine" | "cosine";
}

function sequenceValues(
  options: OgseOptions,
): SequenceValues<"delta" | "Delta" | "periods" | "echoTime" | "initialPause">[] {
  return perSequence(options, ["delta", "periods"], ["Delta", "echoTime", "initialPause"]);
}

/**
 * Makes a protocol of cosine OGSE sequences: blocks of cos(2π n t/δ), b = q² δ³/(2πn)² for whole n and two blocks.
 *
 * The cosine's spectrum has no part at rest: its b-value lies at the frequency n/δ. A list of `periods` is a frequency sweep.
 *
 * @param options Timings and periods, one for all sequences or a list; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If blocks overlap, `periods` is not positive, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { cosineOgse, protocolShape } from "@torrey/torrey";
 *
 * const timing = { delta: 10, Delta: 20, periods: [1, 2, 4] };
 * const protocol = cosineOgse({ ...timing, qValues: [0.5], directions: [[0, 0, 1]] });
 * assertEquals(protocolShape(protocol), [3, 1, 1]);
 * assertAlmostEquals(protocol.bValues[1], 1000 * 0.5 ** 2 * 10 ** 3 / (4 * Math.PI) ** 2, 1e-9);
 * ```
 */
export function cosineOgse(options: OgseOptions): Protocol {
  const sequences = sequenceValues(options).map(({ values, name }) =>
    harmonicOgseSequence({ type: "CosOGSE", ...values }, name)
  );
  return buildProtocol(sequences, options);
}

/**
 * Makes a protocol of sine OGSE sequences: blocks of sin(2π n t/δ), b = 3 q² δ³/(2πn)² for whole n and two blocks.
 *
 * @param options Timings and periods, one for all sequences or a list; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If blocks overlap, `periods` is not positive, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sineOgse } from "@torrey/torrey";
 *
 * const timing = { delta: 10, Delta: 20, periods: 2 };
 * const { bValues } = sineOgse({ ...timing, qValues: [0.5], directions: [[0, 0, 1]] });
 * assertAlmostEquals(bValues[0], 3000 * 0.5 ** 2 * 10 ** 3 / (4 * Math.PI) ** 2, 1e-9);
 * ```
 */
export function sineOgse(options: OgseOptions): Protocol {
  const sequences = sequenceValues(options).map(({ values, name }) =>
    harmonicOgseSequence({ type: "SinOGSE", ...values }, name)
  );
  return buildProtocol(sequences, options);
}

/**
 * Makes a protocol of square-wave OGSE sequences: blocks of 2n lobes of length δ/(2n) and alternating sign.
 *
 * With the zeros of a sine one block alone has b = q² δ³/(12 n²).
 *
 * @param options Timings and periods, one for all sequences or a list; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If blocks overlap, `periods` is no multiple of ½, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { squareOgse } from "@torrey/torrey";
 *
 * const train = { delta: 20, periods: 4 }; // 4 periods of 5 ms
 * const { bValues } = squareOgse({ ...train, qValues: [0.1], directions: [[1, 0, 0]] });
 * assertAlmostEquals(bValues[0], 1000 * 0.1 ** 2 * 20 ** 3 / (12 * 4 ** 2), 1e-9);
 * ```
 */
export function squareOgse(options: SquareOgseOptions): Protocol {
  const { phase } = options;
  const sequences = sequenceValues(options).map(({ values, name }) =>
    squareOgseSequence(phase === undefined ? values : { ...values, phase }, name)
  );
  return buildProtocol(sequences, options);
}
