import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { besselModel } from "../../../testing/bessel_model.ts";
import {
  constantPiece,
  encoded,
  pausePiece,
  rampPiece,
  wavePiece,
} from "../../../testing/encodings.ts";
import { InputError } from "../../input_error.ts";
import type { EncodedProtocol, Encoding } from "../encoding/mod.ts";
import { fibonacciHemisphere, pgse, stimulatedEcho } from "../protocol/mod.ts";
import { exactModel } from "./model.ts";
import { type ExactShape, exactSignal, layeredSignal } from "./mod.ts";
import { propagate, propagatorOf } from "./propagate.ts";
import { ballFrame, cylinderFrame, type Frame, timelineOf } from "./timeline.ts";

const timing = { delta: 10, Delta: 20 };

Deno.test("exactSignal() is what ever more Bessel eigenfunctions converge to", () => {
  // Radius or width, D = 2 µm²/ms; the cut leaves out what falls with its fifth power.
  const shapes: [ExactShape, 1 | 2 | 3, number[]][] = [
    [{ kind: "slab", width: 10 }, 1, [0, 0, 1]],
    [{ kind: "cylinder", radius: 5, height: Infinity }, 2, [1, 0, 0]],
    [{ kind: "sphere", radius: 5 }, 3, [0, 0, 1]],
  ];
  const bValues = [200, 4000, 10_000];
  for (const [shape, dimension, direction] of shapes) {
    const protocol = pgse({ ...timing, bValues, directions: [direction] });
    const signal = exactSignal(shape, 2, protocol, { tolerance: 1e-11 });
    const size = shape.kind === "slab" ? shape.width : shape.radius;
    const propagator = propagatorOf(besselModel(dimension, size, 2, dimension === 1 ? 400 : 90));
    const pieces = [
      constantPiece(10, direction),
      pausePiece(10),
      constantPiece(10, direction.map((x) => -x)),
    ];
    const frame: Frame = dimension === 2 ? cylinderFrame({ pieces }) : ballFrame({ pieces });
    bValues.forEach((b, k) => {
      const twin = propagate(propagator, timelineOf({ pieces }, protocol.q[k], frame), false);
      assertAlmostEquals(signal[k], twin.real, 3e-9, `${shape.kind} b = ${b}`);
    });
  }
});

Deno.test("exactSignal() of wide shapes at short times is that of free diffusion inside", () => {
  const bValues = [0, 500, 1000];
  const protocol = pgse({ delta: 1, Delta: 2, bValues, directions: [[0, 0, 1], [1, 0, 0]] });
  const slab = exactSignal({ kind: "slab", width: 4 }, 1, protocol);
  bValues.forEach((b, i) => assertAlmostEquals(slab[3 + i], Math.exp(-b * 1e-3), 1e-14));
  const cylinder = exactSignal({ kind: "cylinder", radius: 1, height: Infinity }, 1, protocol);
  bValues.forEach((b, i) => assertAlmostEquals(cylinder[i], Math.exp(-b * 1e-3), 1e-14));
  // Walls hold the water back: the signal lies above the free one, the more so the closer they are.
  assertLess(Math.exp(-1), slab[2]);
  const closer = exactSignal({ kind: "slab", width: 2 }, 1, protocol);
  assertLess(slab[2], closer[2]);
});

Deno.test("exactSignal() of a sphere does not depend on direction and falls with b", () => {
  const directions = fibonacciHemisphere(4);
  const protocol = pgse({ ...timing, bValues: [0, 1000, 2000], directions });
  const signal = exactSignal({ kind: "sphere", radius: 4 }, 2, protocol);
  for (let d = 0; d < 4; d++) {
    assertAlmostEquals(signal[3 * d], 1, 1e-14);
    for (let b = 0; b < 3; b++) assertAlmostEquals(signal[3 * d + b], signal[b], 1e-12);
    assertLess(signal[3 * d + 2], signal[3 * d + 1]);
  }
});

/** A waveform with ramps and waves whose gradient takes the three directions. */
const turning = (a: number[], b: number[], c: number[]): Encoding => {
  const minus = (v: number[]): number[] => v.map((x) => -x);
  return {
    pieces: [
      rampPiece(1, [0, 0, 0], a),
      constantPiece(4, a),
      wavePiece(5, "sine", 1, b),
      rampPiece(2, a, c),
      pausePiece(3),
      rampPiece(2, minus(c), minus(a)),
      wavePiece(6, "cosine", 1.5, b),
      constantPiece(4, minus(a)),
      rampPiece(1, minus(a), [0, 0, 0]),
    ],
  };
};

Deno.test("the signal of a turning gradient does not depend on the frame it is computed in", () => {
  // In one plane, but given askew: the reduced set of harmonics against all of them, unturned.
  const a = [0.5, -0.2, 0.7], b = [-0.3, 0.9, 0.1];
  const sum = a.map((x, k) => 0.4 * x - 0.7 * b[k]);
  const encoding = turning(a, b, sum);
  const lab = { axes: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), rank: 3 };
  const frame = ballFrame(encoding);
  assertEquals(frame.rank, 2);
  const parameters = {
    edges: Float64Array.of(0, 2, 4),
    diffusivities: Float64Array.of(1, 2),
    rates: Float64Array.of(0.01, 0.02),
    storedRates: new Float64Array(2),
    densities: Float64Array.of(1, 0.8),
    permeabilities: Float64Array.of(0.05),
    wallRelaxivity: Float64Array.of(0.01),
  };
  const signalIn = ({ axes, rank }: Frame): number => {
    const model = exactModel(3, parameters, { degree: 14, orders: 8, rank });
    const timeline = timelineOf(encoding, 0.35, { axes, rank });
    return propagate(propagatorOf(model), timeline, false).real;
  };
  assertAlmostEquals(signalIn(frame), signalIn(lab), 1e-12);
});

Deno.test("exactSignal() does not change when time or the gradient is reversed, or body and gradient turn", () => {
  const encoding = turning([0.5, -0.2, 0.7], [-0.3, 0.9, 0.1], [0.2, 0.3, -0.8]);
  const { pieces } = encoding;
  const backwards: Encoding = {
    pieces: pieces.toReversed().map((piece) => {
      const { kind } = piece.profile;
      const v = piece.vectors;
      // B(1 − u): ramps swap their ends; of whole or half periods the waves change sign at most.
      if (kind === "ramp") {
        return rampPiece(piece.duration, [...v.slice(3)], [...v.slice(0, 3)]);
      }
      if (kind === "sine") return wavePiece(piece.duration, "sine", 1, [...v].map((x) => -x));
      if (kind === "cosine") {
        return wavePiece(piece.duration, "cosine", 1.5, [...v].map((x) => -x));
      }
      return piece;
    }),
  };
  const [cos, sin] = [Math.cos(0.6), Math.sin(0.6)];
  // About z, which is a symmetry of all three shapes.
  const turned: Encoding = {
    pieces: pieces.map((piece) => ({
      ...piece,
      vectors: piece.vectors.map((x, k, v) =>
        k % 3 === 0 ? cos * x - sin * v[k + 1] : k % 3 === 1 ? sin * v[k - 1] + cos * x : x
      ),
    })),
  };
  const protocol: EncodedProtocol = encoded([
    [encoding, [0.3, -0.3]],
    [backwards, [0.3]],
    [turned, [0.3]],
  ]);
  const shapes: ExactShape[] = [
    { kind: "slab", width: 6 },
    { kind: "cylinder", radius: 3, height: 7 },
    { kind: "sphere", radius: 3 },
  ];
  for (const shape of shapes) {
    const [signal, ...others] = exactSignal(shape, 1.5, protocol);
    others.forEach((other, k) => assertAlmostEquals(other, signal, 1e-10, `${shape.kind}, ${k}`));
  }
});

Deno.test("exactSignal() of a stimulated echo relaxes by T1 while stored, by T2 else, and keeps one half", () => {
  const shape: ExactShape = { kind: "sphere", radius: 4 };
  const measured = { bValues: [800], directions: [[1, 0, 0]] };
  const echo = stimulatedEcho({ delta: 4, Delta: 40, mixingTime: 30, ...measured });
  const [spinEcho] = exactSignal(shape, 2, pgse({ delta: 4, Delta: 40, ...measured }));
  const [signal] = exactSignal(shape, { diffusivity: 2, T2: 50, T1: 900 }, echo);
  assertAlmostEquals(signal, spinEcho / 2 * Math.exp(-14 / 50 - 30 / 900), 1e-10);
});

Deno.test("exactSignal() is layeredSignal() of one layer, with relaxation", () => {
  const protocol = pgse({ ...timing, bValues: [0, 2000], directions: [[0.6, 0, 0.8]] });
  const shape: ExactShape = { kind: "cylinder", radius: 3, height: 8 };
  const plain = exactSignal(shape, 2, protocol);
  const relaxed = exactSignal(shape, { diffusivity: 2, T2: 40 }, protocol);
  const layered = layeredSignal({ kind: "cylinder", radii: [3], height: 8 }, {
    diffusivity: 2,
    T2: 40,
  }, protocol)();
  relaxed.forEach((s, k) => {
    assertAlmostEquals(s, plain[k] * Math.exp(-30 / 40), 1e-12);
    assertEquals(layered.real.data[k], s);
  });
});

Deno.test("exactSignal() refuses impossible shapes, constants and tolerances", () => {
  const protocol = pgse({ ...timing, bValues: [1000], directions: [[1, 0, 0]] });
  const fails = (shape: ExactShape, diffusivity: number, message: string) =>
    assertThrows(() => exactSignal(shape, diffusivity, protocol), InputError, message);
  fails({ kind: "sphere", radius: 0 }, 2, "The radius of the sphere is 0 µm");
  fails({ kind: "slab", width: -1 }, 2, "The width of the slab is -1 µm");
  fails({ kind: "slab", width: Infinity }, 2, "The width of the slab is Infinity µm");
  fails({ kind: "cylinder", radius: 1, height: NaN }, 2, "The height of the cylinder is NaN µm");
  fails({ kind: "sphere", radius: 1 }, 0, "The diffusivity is 0 µm²/ms");
  fails({ kind: "cube" } as unknown as ExactShape, 2, "'slab', 'cylinder' or 'sphere'");
  assertThrows(
    () => exactSignal({ kind: "sphere", radius: 1 }, 2, protocol, { tolerance: 0 }),
    InputError,
    "'tolerance' is 0",
  );
});
