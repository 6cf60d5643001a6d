/**
 * The Camino scheme of a protocol.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { echoTimeOf } from "../encoding/mod.ts";
import { encodeProtocol, type Protocol, protocolShape } from "../protocol/mod.ts";
import { amplitudePerGradient, sampleEncoding } from "../waveform/mod.ts";
import type { CaminoPulses, CaminoWaveforms } from "./scheme.ts";

/**
 * Lists the measurements of a PGSE protocol, in the order of its signal.
 *
 * @param protocol A protocol of sequences of the type "PGSE" alone.
 * @returns The scheme; a negative amplitude is the opposite direction.
 * @throws {InputError} If a sequence is of another type or has an initial pause: {@linkcode caminoWaveforms} takes all.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { caminoPulses, pgse } from "@torrey/torrey";
 *
 * const directions = [[1, 0, 0], [0, 1, 0]];
 * const scheme = caminoPulses(pgse({ delta: 10, Delta: 30, bValues: [0, 1000], directions }));
 * assertEquals(scheme.echoTimes, Float64Array.of(40, 40, 40, 40));
 * assertAlmostEquals(scheme.gradientStrengths[3], 72.386, 1e-3); // mT/m
 * ```
 */
export function caminoPulses(protocol: Protocol): CaminoPulses {
  const [, directionCount, count] = protocolShape(protocol);
  const directions: number[] = [], strengths: number[] = [];
  const Delta: number[] = [], delta: number[] = [], echoTimes: number[] = [];
  protocol.sequences.forEach(({ type, timings }, s) => {
    if (type !== "PGSE") {
      throw new InputError(
        `Sequence ${
          s + 1
        } is of type '${type}' but the scheme holds 'PGSE' only: write it as 'GRADIENT_WAVEFORM'`,
      );
    }
    if (timings.initialPause !== undefined) {
      throw new InputError(
        `Sequence ${
          s + 1
        } has 'initialPause', which pulses cannot say: write it as 'GRADIENT_WAVEFORM'`,
      );
    }
    for (let d = 0; d < directionCount; d++) {
      const direction = protocol.directions.subarray(3 * d, 3 * d + 3);
      for (let b = 0; b < count; b++) {
        const q = protocol.q[s * count + b];
        directions.push(...direction.map((x) => q < 0 ? 0 - x : x));
        strengths.push(Math.abs(q) / amplitudePerGradient);
        Delta.push(timings.Delta);
        delta.push(timings.delta);
        echoTimes.push(timings.echoTime ?? timings.Delta + timings.delta);
      }
    }
  });
  return {
    version: "STEJSKALTANNER",
    directions: Float64Array.from(directions),
    gradientStrengths: Float64Array.from(strengths),
    Delta: Float64Array.from(Delta),
    delta: Float64Array.from(delta),
    echoTimes: Float64Array.from(echoTimes),
  };
}

/**
 * Samples every measurement of a protocol, of whatever type, as a waveform of blocks.
 *
 * A block holds the mean of the gradient, so that its integral is exact at the edges of all blocks. Blocks as long as a divisor of all
 * pieces of constant gradient lose nothing. Where magnetisation is stored, a scheme cannot say so.
 *
 * @param protocol The protocol.
 * @param options Length of a block, ms; rounded so that a whole number of blocks makes up each echo time.
 * @returns The scheme, measurements in the order of the signal.
 * @throws {InputError} If `dt` is not positive, or a sequence stores magnetisation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { caminoWaveforms, pgse } from "@torrey/torrey";
 *
 * const timing = { delta: 10, Delta: 20 };
 * const protocol = pgse({ ...timing, gradientStrengths: [80], directions: [[1, 0, 0]] });
 * const [{ dt, gradient }] = caminoWaveforms(protocol, { dt: 10 }).waveforms;
 * assertEquals(dt, 10);
 * assertEquals(gradient.map(Math.round), Float64Array.of(80, 0, 0, 0, 0, 0, -80, 0, 0));
 * ```
 */
export function caminoWaveforms(
  protocol: Protocol,
  options: { readonly dt: number },
): CaminoWaveforms {
  if (!(options.dt > 0 && options.dt < Infinity)) {
    throw new InputError(`'dt' is ${options.dt} ms but must be positive`);
  }
  const stored = protocol.sequences.findIndex(({ pieces }) => pieces.some((p) => p.stored));
  if (stored >= 0) {
    throw new InputError(
      `Sequence ${stored + 1} (${
        protocol.sequences[stored].type
      }) stores magnetisation, which a waveform scheme cannot say`,
    );
  }
  const { encodings, amplitudes } = encodeProtocol(protocol);
  const waveforms = encodings.flatMap((encoding, e) => {
    const blocks = Math.max(1, Math.round(echoTimeOf(encoding) / options.dt));
    const dt = echoTimeOf(encoding) / blocks;
    const { integral } = sampleEncoding(
      encoding,
      Array.from({ length: blocks + 1 }, (_, i) => i * dt),
    );
    return Array.from(amplitudes[e], (q) => ({
      dt,
      gradient: Float64Array.from(
        { length: 3 * blocks },
        (_, i) => q / amplitudePerGradient * (integral[i + 3] - integral[i]) / dt,
      ),
    }));
  });
  return { version: "GRADIENT_WAVEFORM", waveforms };
}
