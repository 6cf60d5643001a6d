import { assertAlmostEquals, assertLess } from "@std/assert";
import {
  constantPiece,
  encoded,
  pausePiece,
  rampPiece,
  wavePiece,
} from "../../../testing/encodings.ts";
import { checkGrads, grad, sum, type Tensor, valueAndGrad } from "../../autodiff/mod.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import { pgse, stimulatedEcho } from "../protocol/mod.ts";
import { bodySignal } from "./body_signal.ts";
import { bodyOf, layeredConstants } from "./layered_constants.ts";
import { exactSignal, type LayeredShape, layeredSignal, type LayeredSignalInputs } from "./mod.ts";

const vector = (...data: number[]): Tensor => ({
  shape: [data.length],
  data: Float64Array.from(data),
});

const tissue = {
  compartments: [
    { diffusivity: 1.3, T2: 40, T1: 300, spinDensity: 0.7 },
    { diffusivity: 2, T2: 90, T1: 900 },
  ],
  interfaces: [{ between: [0, 1] as [number, number], permeability: 0.05 }],
  wallRelaxivity: 0.02,
};

/** All constants of two layers. */
const constants = (sizes: Partial<LayeredSignalInputs>): LayeredSignalInputs => ({
  ...sizes,
  diffusivity: vector(1.3, 2),
  T2: vector(40, 90),
  T1: vector(300, 900),
  spinDensity: vector(0.7, 1),
  permeability: 0.05,
  wallRelaxivity: 0.02,
});

const shapes: [LayeredShape, Partial<LayeredSignalInputs>][] = [
  [{ kind: "slab", widths: [3, 4] }, { widths: vector(3, 4) }],
  [{ kind: "cylinder", radii: [2, 3] }, { radii: vector(2, 3) }],
  [{ kind: "sphere", radii: [2, 3] }, { radii: vector(2, 3) }],
];

Deno.test("layeredSignal() has exact gradients with respect to every constant", () => {
  const protocol = stimulatedEcho({
    delta: 4,
    Delta: 20,
    mixingTime: 12,
    bValues: [600, 3000],
    directions: [[0.36, 0.48, 0.8]],
  });
  for (const [shape, sizes] of shapes) {
    const signal = layeredSignal(shape, tissue, protocol, { tolerance: 1e-11 });
    const { maximum } = checkGrads(
      (inputs: LayeredSignalInputs) => signal(inputs),
      constants(sizes),
    );
    assertLess(maximum, 1e-6, shape.kind);
  }
});

Deno.test("layeredSignal() of a cylinder with ends has exact gradients with respect to its height and diffusivity", () => {
  const protocol = pgse({ delta: 4, Delta: 9, bValues: [1500], directions: [[0.6, 0, 0.8]] });
  const signal = layeredSignal({ kind: "cylinder", radii: [2, 3], height: 5 }, {
    compartments: [{ diffusivity: 2, T2: 40 }, { diffusivity: 2 }],
    interfaces: [{ between: [0, 1], permeability: 0.1 }],
  }, protocol);
  const { maximum } = checkGrads((inputs: LayeredSignalInputs) => signal(inputs).real, {
    radii: vector(2, 3),
    height: 5,
    diffusivity: 2,
    permeability: 0.1,
  });
  assertLess(maximum, 1e-6);
});

Deno.test("layeredSignal() has exact gradients with respect to b-values and timings", () => {
  const protocol = pgse({ delta: 4, Delta: 9, bValues: [500, 1500], directions: [[0.6, 0, 0.8]] });
  for (const [shape] of shapes) {
    const signal = layeredSignal(shape, tissue, protocol, { tolerance: 1e-11 });
    const { maximum } = checkGrads((inputs: LayeredSignalInputs) => signal(inputs), {
      bValues: vector(500, 1500),
      timings: { delta: vector(4), Delta: vector(9) },
    });
    assertLess(maximum, 1e-6, shape.kind);
  }
});

Deno.test("bodySignal() has exact gradients with respect to vectors, durations and amplitudes", () => {
  const pieces = [
    rampPiece(1, [0, 0, 0], [0.5, -0.2, 0.7]),
    constantPiece(3, [0.5, -0.2, 0.7]),
    pausePiece(2),
    wavePiece(4, "sine", 1.3, [-0.3, 0.9, 0.1]),
    pausePiece(1),
    constantPiece(3, [-0.4, 0.3, -0.6]),
  ];
  const amplitudes = [0.1, -0.05], weight = 0.5;
  // The gradient is that of the signal as discretised, whatever its resolution.
  const tolerance = 1e-5;
  const onReal = Float64Array.of(0.7, -0.4), onImag = Float64Array.of(0.5, 0.9);
  for (const [shape] of shapes) {
    const body = bodyOf(layeredConstants(shape, tissue));
    const loss = (changed: EncodedProtocol): number => {
      const { real, imag } = bodySignal(body, changed, tolerance, false);
      return real.reduce((total, x, k) => total + onReal[k] * x + onImag[k] * imag[k], 0);
    };
    const slopes = bodySignal(body, encoded([[{ pieces, weight }, amplitudes]]), tolerance, true)
      .pullback(onReal, onImag).protocol;
    for (let direction = 0; direction < 2; direction++) {
      // Every number moves, by different shares in each direction.
      const share = (k: number): number => Math.sin(1 + 2.3 * k + 1.7 * direction);
      const at = (step: number): EncodedProtocol =>
        encoded([[{
          pieces: pieces.map((piece, p) => ({
            ...piece,
            duration: piece.duration + step * share(p),
            vectors: piece.vectors.map((x, k) => x + step * share(7 * p + k)),
          })),
          weight,
        }, amplitudes.map((q, a) => q + step * share(90 + a) / 10)]]);
      let expected = 0;
      pieces.forEach(({ vectors }, p) => {
        expected += share(p) * slopes.durations[0][p];
        vectors.forEach((_, k) => expected += share(7 * p + k) * slopes.vectors[0][p][k]);
      });
      slopes.amplitudes[0].forEach((slope, a) => expected += share(90 + a) / 10 * slope);
      const h = 4e-3, slope = (k: number): number => loss(at(k * h)) - loss(at(-k * h));
      const difference = (8 * slope(1) - slope(2)) / (12 * h);
      assertAlmostEquals(expected, difference, 1e-6 * Math.abs(difference), shape.kind);
    }
  }
});

Deno.test("layeredSignal() follows the scaling law: S depends on D t/R² and q R t alone", () => {
  const protocol = pgse({ delta: 4, Delta: 9, qValues: [0.2], directions: [[0, 0, 1]] });
  for (const kind of ["slab", "sphere"] as const) {
    const shape: LayeredShape = kind === "slab" ? { kind, widths: [5] } : { kind, radii: [3] };
    const size = kind === "slab" ? 5 : 3;
    const signal = layeredSignal(shape, { diffusivity: 1.5 }, protocol, { tolerance: 1e-11 });
    const slopes = grad((x: {
      size: number;
      diffusivity: number;
      qValues: Tensor;
      timings: { delta: Tensor; Delta: Tensor };
    }) => {
      const { size, ...rest } = x;
      return sum(signal({ ...rest, [kind === "slab" ? "widths" : "radii"]: size }).real);
    })({
      size,
      diffusivity: 1.5,
      qValues: vector(0.2),
      timings: { delta: vector(4), Delta: vector(9) },
    });
    // Euler: lengths by s, D by s² and q by 1/s leave S as it is; so do times by s, D by 1/s and q by 1/s.
    const q = 0.2 * slopes.qValues.data[0], D = 1.5 * slopes.diffusivity;
    const times = 4 * slopes.timings.delta.data[0] + 9 * slopes.timings.Delta.data[0];
    assertAlmostEquals(size * slopes.size + 2 * D - q, 0, 1e-9, kind);
    assertAlmostEquals(times - D - q, 0, 1e-9, kind);
    assertLess(0.01, Math.abs(D));
  }
});

Deno.test("layeredSignal() gives the same signal with and without a gradient", () => {
  const protocol = pgse({ delta: 4, Delta: 9, bValues: [0, 1500], directions: [[0.6, 0, 0.8]] });
  const signal = layeredSignal({ kind: "sphere", radii: [3] }, { diffusivity: 2 }, protocol);
  const [value] = valueAndGrad((radii: number) => sum(signal({ radii }).real))(3);
  const [zero, weighted] = exactSignal({ kind: "sphere", radius: 3 }, 2, protocol);
  assertAlmostEquals(value, zero + weighted, 1e-14);
});
