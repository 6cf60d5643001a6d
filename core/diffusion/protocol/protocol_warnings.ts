/**
 * What is unusual about a protocol, though it can be simulated.
 *
 * @module
 */
import { amplitudePerGradient, encodingMoments, maximalGradient } from "../waveform/mod.ts";
import type { Protocol } from "./build_protocol.ts";
import { encodeProtocol } from "./encode.ts";
import { protocolShape } from "./protocol_shape.ts";

/** A residual moment below this part of what a constant gradient would leave is rounding. */
const ROUNDING = 1e-9;

/**
 * Warnings about a protocol: waveforms that do not refocus, whose signal then depends on where the tissue lies.
 *
 * @param protocol The protocol.
 * @returns One sentence per warning; none for a protocol of refocused waveforms.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gradientWaveform, protocolWarnings } from "@torrey/torrey";
 *
 * const half = gradientWaveform({ dt: 1, gradient: [[40, 0, 0], [40, 0, 0], [-40, 0, 0]] });
 * assertEquals(protocolWarnings(half), [
 *   "Sequence 1 (Waveform) does not refocus: its residual moment ∫q dt is (0.0107, 0, 0) rad/µm",
 * ]);
 * ```
 */
export function protocolWarnings(protocol: Protocol): string[] {
  const [, directions] = protocolShape(protocol);
  const { encodings, amplitudes } = encodeProtocol(protocol);
  return protocol.sequences.flatMap(({ type }, s) => {
    for (let e = s * directions; e < (s + 1) * directions; e++) {
      const { zeroth } = encodingMoments(encodings[e]);
      const time = encodings[e].pieces.reduce((sum, { duration }) => sum + duration, 0);
      const largest = maximalGradient(encodings[e], amplitudePerGradient) * time;
      if (zeroth.every((x) => Math.abs(x) <= ROUNDING * largest)) continue;
      const q = amplitudes[e].reduce((most, x) => Math.abs(x) > Math.abs(most) ? x : most, 0);
      if (q === 0) continue;
      const residual = Array.from(zeroth, (x) => Number((q * x).toPrecision(3)));
      const at = amplitudes[e].length > 1 ? " at the largest amplitude" : "";
      return [
        `Sequence ${s + 1} (${type}) does not refocus: its residual moment ∫q dt is (${
          residual.join(", ")
        }) rad/µm${at}`,
      ];
    }
    return [];
  });
}
