import { assertAlmostEquals, assertLess, assertThrows } from "@std/assert";
import {
  constantPiece,
  encoded,
  pausePiece,
  rampPiece,
  wavePiece,
} from "../../../testing/encodings.ts";
import { checkGrads, type Tensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { Encoding } from "../encoding/mod.ts";
import { pgse } from "../protocol/mod.ts";
import {
  type ExactShape,
  exactSignal,
  gaussianPhaseSignal,
  type LayeredSignalInputs,
} from "./mod.ts";
import { phaseModes } from "./phase_modes.ts";

const vector = (...data: number[]): Tensor => ({
  shape: [data.length],
  data: Float64Array.from(data),
});

const shapes: ExactShape[] = [
  { kind: "slab", width: 6 },
  { kind: "cylinder", radius: 3, height: Infinity },
  { kind: "cylinder", radius: 3, height: 8 },
  { kind: "sphere", radius: 4 },
];

/** A gradient that turns through all directions. */
const turning: Encoding = {
  pieces: [
    rampPiece(1, [0, 0, 0], [0.3, 0.5, 0.8]),
    constantPiece(3, [0.3, 0.5, 0.8]),
    wavePiece(6, "cosine", 2, [0.7, -0.3, 0.4]),
    pausePiece(2),
    wavePiece(5, "sine", 1, [-0.2, 0.9, 0.1]),
    constantPiece(3.5, [-0.3, -0.5, -0.8]),
  ],
};

Deno.test("phaseModes() carry the whole variance, and the constant of motional narrowing", () => {
  // ⟨x²⟩ and Σ B/α², of the slab of width 1 and the disc and ball of radius 1.
  const known = [[1 / 12, 1 / 120], [1 / 4, 7 / 96], [1 / 5, 8 / 175]];
  known.forEach(([variance, narrowing], k) => {
    const { roots, weights } = phaseModes(k + 1 as 1 | 2 | 3);
    const sum = weights.reduce((total, b) => total + b, 0);
    assertAlmostEquals(sum, variance, 1e-9);
    const slow = weights.reduce((total, b, i) => total + b / roots[i] ** 2, 0);
    assertAlmostEquals(slow, narrowing, 1e-13);
  });
});

Deno.test("gaussianPhaseSignal() is exact to second order in the gradient, for a turning one, too", () => {
  const amplitudes = [0.004, 0.008];
  const protocol = encoded([[turning, amplitudes]]);
  for (const shape of shapes) {
    const exact = exactSignal(shape, 1.5, protocol, { tolerance: 1e-12 });
    const gaussian = gaussianPhaseSignal(shape, 1.5, protocol)().real.data;
    const errors = amplitudes.map((_, k) =>
      Math.log(exact[k] / gaussian[k]) / Math.log(gaussian[k])
    );
    // What is left is of fourth order: relative to the exponent it falls with q².
    assertLess(Math.abs(errors[0]), 1e-4, shape.kind);
    assertAlmostEquals(errors[1] / errors[0], 4, 0.02, shape.kind);
  }
});

Deno.test("gaussianPhaseSignal() of PGSE in a sphere is the formula of Murday and Cotts", () => {
  const [R, D, delta, Delta] = [5, 2, 10, 20];
  const protocol = pgse({ delta, Delta, bValues: [10_000], directions: [[0, 0, 1]] });
  const { roots } = phaseModes(3);
  let sum = 0;
  for (const root of roots) {
    const rate = D * (root / R) ** 2;
    const bracket = 2 * delta -
      (2 + Math.exp(-rate * (Delta - delta)) - 2 * Math.exp(-rate * delta) -
          2 * Math.exp(-rate * Delta) + Math.exp(-rate * (Delta + delta))) / rate;
    sum += bracket / (rate * (root / R) ** 2 * (root ** 2 - 2));
  }
  const [signal] = gaussianPhaseSignal({ kind: "sphere", radius: R }, D, protocol)().real.data;
  assertAlmostEquals(signal, Math.exp(-2 * protocol.q[0] ** 2 * sum), 1e-12);
});

Deno.test("gaussianPhaseSignal() relaxes, and has exact gradients with respect to sizes, constants and the protocol", () => {
  const protocol = pgse({
    delta: 4,
    Delta: 9,
    bValues: [500, 2000],
    directions: [[0.48, 0.6, 0.64]],
  });
  for (const shape of shapes) {
    const signal = gaussianPhaseSignal(shape, { diffusivity: 1.5, T2: 40 }, protocol);
    const plain = gaussianPhaseSignal(shape, 1.5, protocol)().real.data;
    signal().real.data.forEach((s, k) =>
      assertAlmostEquals(s, plain[k] * Math.exp(-13 / 40), 1e-14)
    );
    const inputs: LayeredSignalInputs = {
      diffusivity: 1.5,
      T2: 40,
      bValues: vector(500, 2000),
      timings: { delta: vector(4), Delta: vector(9) },
      ...(shape.kind === "slab" ? { widths: shape.width } : { radii: shape.radius }),
      ...(shape.kind === "cylinder" && shape.height < Infinity && { height: shape.height }),
    };
    const { maximum } = checkGrads((x: LayeredSignalInputs) => signal(x), inputs);
    assertLess(maximum, 1e-7, shape.kind);
  }
});

Deno.test("gaussianPhaseSignal() refuses relaxation at the wall", () => {
  const protocol = pgse({ delta: 4, Delta: 9, bValues: [500], directions: [[1, 0, 0]] });
  const signal = gaussianPhaseSignal({ kind: "sphere", radius: 4 }, 2, protocol);
  assertThrows(() => signal({ wallRelaxivity: 0.1 }), InputError, "'wallRelaxivity' is not 0");
});
