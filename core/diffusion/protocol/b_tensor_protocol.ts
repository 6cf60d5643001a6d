/**
 * Protocols of linear, planar and spherical b-tensor encoding.
 *
 * @module
 */
import { type BTensor, bTensor } from "../waveform/mod.ts";
import { bTensorSequence, type BTensorShape, shapeNumber } from "./b_tensor_encoding.ts";
import { buildProtocol, type MeasurementOptions, type Protocol } from "./build_protocol.ts";
import { encodeProtocol } from "./encode.ts";
import { type PerSequence, perSequence } from "./protocol_input.ts";
import type { WaitOptions } from "./timing_checks.ts";

/** What {@linkcode bTensorEncoding} takes. */
export interface BTensorEncodingOptions extends MeasurementOptions, WaitOptions {
  /** b_Δ by name or as a number from −½ (planar) to 1 (linear); a list makes one sequence of each. */
  readonly shape: BTensorShape | readonly BTensorShape[];
  /** Duration δ of a block, ms. */
  readonly delta: PerSequence;
  /** Onset of a second, reversed block, ms; without it there is one block alone. */
  readonly Delta?: PerSequence;
  /** "qMAS" (q-vector magic-angle spinning, unless given) or "sequential" (a cosine along each axis in turn). */
  readonly method?: "qMAS" | "sequential";
  /** Straight lines per block of "qMAS"; 64 unless given, at least 16. */
  readonly samples?: number;
}

/**
 * Makes a protocol whose b-tensors have given shapes, symmetric about the direction of each measurement.
 *
 * @param options Shapes and timings, one for all sequences or a list; directions and one list of amplitudes.
 * @returns The protocol; its signals have shape [sequences, directions, bValues].
 * @throws {InputError} If a shape is outside [−½, 1], blocks overlap, or a list is empty or uneven.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { bTensorEncoding, protocolBTensors } from "@torrey/torrey";
 *
 * const protocol = bTensorEncoding({
 *   shape: ["linear", "planar", "spherical"],
 *   delta: 30,
 *   bValues: [2000],
 *   directions: [[0, 0, 1]],
 * });
 * const shapes = protocolBTensors(protocol).map(({ shape }) => shape);
 * [1, -0.5, 0].forEach((expected, s) => assertAlmostEquals(shapes[s], expected, 1e-12));
 * ```
 */
export function bTensorEncoding(options: BTensorEncodingOptions): Protocol {
  const { method, samples } = options;
  const shape = Array.isArray(options.shape)
    ? options.shape.map((x: BTensorShape, s) => shapeNumber(x, `shape[${s}]`))
    : shapeNumber(options.shape as BTensorShape, "shape");
  const keys = perSequence({ ...options, shape }, ["shape", "delta"], [
    "Delta",
    "echoTime",
    "initialPause",
  ]);
  const sequences = keys.map(({ values, name }) =>
    bTensorSequence({
      ...values,
      ...(method === undefined ? {} : { method }),
      ...(samples === undefined ? {} : { samples }),
    }, name)
  );
  return buildProtocol(sequences, options);
}

/**
 * The b-tensor of every measurement of a protocol.
 *
 * @param protocol The protocol.
 * @returns One b-tensor per measurement, in the order of the signal.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { pgse, protocolBTensors } from "@torrey/torrey";
 *
 * const timing = { delta: 10, Delta: 20 };
 * const protocol = pgse({ ...timing, bValues: [0, 1000], directions: [[1, 0, 0]] });
 * const [, { tensor, shape }] = protocolBTensors(protocol);
 * assertAlmostEquals(tensor[0], 1000, 1e-9); // b_xx, s/mm²
 * assertEquals(shape, 1);
 * ```
 */
export function protocolBTensors(protocol: Protocol): BTensor[] {
  const { encodings, amplitudes } = encodeProtocol(protocol);
  return encodings.flatMap((encoding, e) => Array.from(amplitudes[e], (q) => bTensor(encoding, q)));
}
