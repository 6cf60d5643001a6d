/**
 * Encodings written by hand, for tests of what works on encodings.
 *
 * @module
 */
import type { EncodedProtocol, Encoding, EncodingPiece } from "../core/diffusion/encoding/mod.ts";

type Vector = readonly number[];

const scaled = (v: Vector, factor: number) => v.map((x) => factor * x);

/** A piece of constant gradient. */
export function constantPiece(duration: number, vector: Vector): EncodingPiece {
  return { duration, profile: { kind: "constant" }, vectors: Float64Array.from(vector) };
}

/** A piece without gradient. */
export function pausePiece(duration: number, stored: boolean = false): EncodingPiece {
  return { ...constantPiece(duration, [0, 0, 0]), stored };
}

/** A piece that goes from one gradient to another. */
export function rampPiece(duration: number, from: Vector, to: Vector): EncodingPiece {
  return { duration, profile: { kind: "ramp" }, vectors: Float64Array.from([...from, ...to]) };
}

/** A piece that oscillates. */
export function wavePiece(
  duration: number,
  kind: "cosine" | "sine",
  periods: number,
  vector: Vector,
): EncodingPiece {
  return { duration, profile: { kind, periods }, vectors: Float64Array.from(vector) };
}

/** Two rectangular pulses. */
export function pulsePair(delta: number, Delta: number, d: Vector): Encoding {
  return {
    pieces: [
      constantPiece(delta, d),
      pausePiece(Delta - delta),
      constantPiece(delta, scaled(d, -1)),
    ],
  };
}

/** Two pulses with ramps, as long as `delta` without their second ramp. */
export function trapezoidPair(delta: number, Delta: number, ramp: number, d: Vector): Encoding {
  const pulse = (v: Vector) => [
    rampPiece(ramp, [0, 0, 0], v),
    constantPiece(delta - ramp, v),
    rampPiece(ramp, v, [0, 0, 0]),
  ];
  return { pieces: [...pulse(d), pausePiece(Delta - delta - ramp), ...pulse(scaled(d, -1))] };
}

/** Two oscillating pulses. */
export function wavePair(
  kind: "cosine" | "sine",
  delta: number,
  Delta: number,
  periods: number,
  d: Vector,
): Encoding {
  return {
    pieces: [
      wavePiece(delta, kind, periods, d),
      pausePiece(Delta - delta),
      wavePiece(delta, kind, periods, scaled(d, -1)),
    ],
  };
}

/** Every encoding with its amplitudes. */
export function encoded(list: readonly (readonly [Encoding, Vector])[]): EncodedProtocol {
  return {
    shape: [list.reduce((sum, [, amplitudes]) => sum + amplitudes.length, 0)],
    encodings: list.map(([encoding]) => encoding),
    amplitudes: list.map(([, amplitudes]) => Float64Array.from(amplitudes)),
  };
}
