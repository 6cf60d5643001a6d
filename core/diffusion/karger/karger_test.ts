import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  constantPiece,
  pausePiece,
  pulsePair,
  rampPiece,
  wavePiece,
} from "../../../testing/encodings.ts";
import { modelGradientErrors } from "../../../testing/model_gradient.ts";
import { checkGrads, fromArray, type Tensor, tensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { box, type TetMesh } from "../../mesh/mod.ts";
import { gaussianApproximation, homogenisedExponents } from "../adc/mod.ts";
import type { ModelInputs } from "../problem/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { type Tissue, tissueMesh } from "../tissue/mod.ts";
import { kargerEvaluator } from "./karger_evaluator.ts";
import { karger, kargerCompartments } from "./mod.ts";

/** Tensors of three compartments: one full, one isotropic, one with an entry off the diagonal; xx, xy, xz, yy, yz, zz each. */
const TENSORS = Float64Array.from([
  [2, 0.2, 0, 1.5, -0.3, 1],
  [1.2, 0, 0, 1.2, 0, 1.2],
  [0.5, 0.1, 0, 0.4, 0, 0.4],
].flat());

/** A box cut into three slabs, its nodes moved. */
function slabs(): TetMesh {
  const mesh = box({ size: [6, 2, 2], edgeLength: 1 });
  const data = mesh.points.data.map((x, i) => x + 0.08 * Math.sin(13 * i));
  const compartments = mesh.compartments.map((_, t) => {
    const corners = [...mesh.tets.subarray(4 * t, 4 * t + 4)].map((node) =>
      mesh.points.data[3 * node]
    );
    return Math.floor((corners.reduce((sum, x) => sum + x, 0) / 4 + 3) / 2);
  });
  return { ...mesh, points: { shape: mesh.points.shape, data }, compartments };
}

const tissue: Tissue = {
  compartments: [
    { diffusivity: 2, T2: 60, spinDensity: 0.8 },
    { diffusivity: 1.2 },
    { diffusivity: 0.5, T2: 30, spinDensity: 0.6 },
  ],
  interfaces: [{ between: [0, 1], permeability: 0.02 }, { between: [2, 1], permeability: 0.05 }],
  wallRelaxivity: 0.01,
};

Deno.test("karger(): every gradient is that of finite differences, with both kinds of diffusivity", () => {
  const geometry = tissueMesh(slabs(), tissue), faces = geometry.interfaceOf.length;
  const turning = {
    weight: 0.5,
    pieces: [
      rampPiece(1, [0, 0, 0], [0.5, 0.5, 0.2]),
      constantPiece(3, [0.5, 0.5, 0.2]),
      pausePiece(10, true),
      wavePiece(4, "sine", 2, [0, 1, 0.5]),
      constantPiece(3, [-0.5, -0.6, 0]),
    ],
  };
  const inputs: ModelInputs = {
    points: geometry.mesh.points.data,
    coefficients: {
      tensors: TENSORS.slice(),
      rates: Float64Array.of(1 / 60, 1 / 90, 1 / 30),
      storedRates: Float64Array.of(1 / 400, 1 / 700, 1 / 500),
      densities: Float64Array.of(0.8, 1, 0.6),
      permeabilities: Float64Array.from({ length: faces }, (_, f) => 0.03 + 0.02 * Math.sin(f)),
      wallRelaxivities: new Float64Array(geometry.wallSides.length).fill(0.01),
    },
    protocol: {
      shape: [2, 1, 2],
      encodings: [pulsePair(4, 9, [0.6, 0, 0.8]), turning],
      amplitudes: [Float64Array.of(0.05, 0.2), Float64Array.of(0, 0.3)],
    },
  };
  for (const apparent of [undefined, homogenisedExponents(geometry.mesh)]) {
    const errors = modelGradientErrors(kargerEvaluator(geometry, apparent), inputs, 1);
    for (
      const input of ["points", "permeabilities", "wallRelaxivities", "durations 1", "amplitudes 1"]
    ) {
      assertEquals(input in errors, true, input);
    }
    for (const [input, error] of Object.entries(errors)) assertLess(error, 1e-7, input);
  }
});

const protocol = pgse({
  delta: 5,
  Delta: [10, 40],
  bValues: [0, 800, 5000],
  directions: [[1, 0, 0], [1, 2, 3]],
});

Deno.test("without exchange the Kärger signal is the Gaussian approximation's", () => {
  const closed = { compartments: (tissue as { compartments: [] }).compartments };
  const a = karger(slabs(), closed, protocol)().real.data;
  const b = gaussianApproximation(slabs(), closed, protocol)().real.data;
  a.forEach((x, i) => assertAlmostEquals(x, b[i], 1e-10 * b[0]));
});

Deno.test("without gradients and relaxation exchange changes nothing, at any rate", () => {
  const still = {
    compartments: [{ diffusivity: 1, spinDensity: 0.3 }, { diffusivity: 2 }, {
      diffusivity: 3,
      spinDensity: 2,
    }],
  };
  const free = karger(slabs(), still, protocol, { diffusivity: "intrinsic" })().real.data[0];
  for (const permeability of [1e-3, 1, 1e4]) {
    const interfaces = [{ between: [0, 1] as const, permeability }, {
      between: [1, 2] as const,
      permeability,
    }];
    const data =
      karger(slabs(), { ...still, interfaces }, protocol, { diffusivity: "intrinsic" })().real.data;
    // Rounding grows with rate × time, about 30 κ here: 30 × 2e-16 κ.
    assertAlmostEquals(data[0] / free, 1, 1e-13 + 7e-15 * permeability);
  }
});

Deno.test("exchange that is fast beside the measurement averages diffusivities and rates", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 0.9, noNaN: true }), (f) => {
      const D = 0.3 * f + 2 * (1 - f), R = f / 40 + (1 - f) / 80;
      const error = (k: number) => {
        const { data } = kargerCompartments({
          fractions: tensor([f, 1 - f]),
          diffusivity: tensor([0.3, 2]),
          exchangeRates: fromArray([[0, k * (1 - f)], [k * f, 0]]),
          T2: tensor([40, 80]),
        }, protocol)().real;
        return [data[2] - Math.exp(-5 * D - 15 * R), data[6 + 1] - Math.exp(-0.8 * D - 45 * R)];
      };
      // To first order in 1/k.
      const fast = error(1e4), faster = error(2e4);
      fast.forEach((e, i) => {
        assertLess(Math.abs(e), 1e-3);
        assertAlmostEquals(e / faster[i], 2, 1e-3);
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("a compartment without exchange decays as free diffusion, at any b-value and T2", () => {
  const simulate = kargerCompartments({
    fractions: tensor([1]),
    diffusivity: { shape: [1, 3, 3], data: Float64Array.of(2, 0.4, 0, 0.4, 1, 0, 0, 0, 0.5) },
    exchangeRates: fromArray([[0]]),
    T2: tensor([25]),
  }, protocol);
  const { data } = simulate().real, oblique = (2 + 2 * 2 * 0.4 + 4 * 1 + 9 * 0.5) / 14;
  const expected = [2, oblique].flatMap((D) => [0, 0.8, 5].map((b) => Math.exp(-b * D)));
  expected.forEach((S, i) => {
    assertAlmostEquals(data[i] / (S * Math.exp(-15 / 25)), 1, 1e-8);
    assertAlmostEquals(data[6 + i] / (S * Math.exp(-45 / 25)), 1, 1e-8);
  });
});

Deno.test("kargerCompartments(): gradients by all its numbers", () => {
  const start = {
    fractions: tensor([0.2, 0.5, 0.3]),
    diffusivity: {
      shape: [3, 3, 3],
      data: Float64Array.from(
        { length: 27 },
        (_, i) => i % 4 === 0 || i % 9 % 4 === 0 ? 1 + i / 30 : 0.05 * (i % 5),
      ),
    },
    exchangeRates: fromArray([[0, 0.02, 0.01], [0.05, 0, 0.03], [0.01, 0.04, 0]]),
    T2: tensor([40, 80, 60]),
    bValues: tensor([300, 1000, 4000]),
    timings: { delta: tensor([5, 6]), Delta: tensor([11, 40]) },
  };
  const simulate = kargerCompartments(start, protocol);
  const f = (p: typeof start) => simulate(p).real as Tensor;
  assertLess(checkGrads(f, start, { tolerance: 1e-7 }).maximum, 1e-7);
});

Deno.test("karger(): gradients by what a user gives, all at once", () => {
  const mesh = slabs(), simulate = karger(mesh, tissue, protocol);
  const at = {
    points: mesh.points,
    diffusivity: tensor([2, 1.2, 0.5]),
    T2: tensor([60, 90, 30]),
    spinDensity: tensor([0.8, 1, 0.6]),
    permeability: tensor([0.02, 0.05]),
    wallRelaxivity: 0.01,
    bValues: tensor([300, 1000, 4000]),
    timings: { delta: tensor([5, 6]), Delta: tensor([11, 40]) },
  };
  const f = ({ points, ...inputs }: typeof at) => simulate(points, inputs).real as Tensor;
  assertLess(checkGrads(f, at, { tolerance: 1e-7, step: 1e-4 }).maximum, 1e-7);
});

Deno.test("kargerCompartments() says what is wrong", () => {
  const good = {
    fractions: tensor([0.3, 0.7]),
    diffusivity: tensor([1, 2]),
    exchangeRates: fromArray([[0, 0.1], [0.1, 0]]),
  };
  const fails = (change: object, message: string) =>
    assertThrows(() => kargerCompartments({ ...good, ...change }, protocol), InputError, message);
  fails({ fractions: tensor([0.3, -0.7]) }, "'fractions[1]' is -0.7 but must not be negative");
  fails({ diffusivity: tensor([1]) }, "'diffusivity' has shape [1] but must have [2, 3, 3]");
  fails({ exchangeRates: tensor([0.1]) }, "'exchangeRates' has shape [1] but must have [2, 2]");
  fails({ T2: tensor([10, 0]) }, "'T2[1]' is 0 ms but must be positive");
});

Deno.test("a waveform cut into many pieces gives the signal of the few it is made of", () => {
  const { mesh, ...rest } = tissueMesh(slabs(), tissue);
  const evaluate = kargerEvaluator({ mesh, ...rest });
  const coefficients = {
    tensors: TENSORS.slice(),
    rates: Float64Array.of(1 / 60, 1 / 90, 1 / 30),
    storedRates: new Float64Array(3),
    densities: Float64Array.of(0.8, 1, 0.6),
    permeabilities: new Float64Array(rest.interfaceOf.length).fill(0.05),
    wallRelaxivities: new Float64Array(0),
  };
  const signal = (cuts: number) => {
    const encoding = pulsePair(6, 20, [0.6, 0, 0.8]);
    const pieces = encoding.pieces.flatMap((piece) =>
      Array.from({ length: cuts }, () => ({ ...piece, duration: piece.duration / cuts }))
    );
    const protocol = { shape: [1], encodings: [{ pieces }], amplitudes: [Float64Array.of(0.05)] };
    return evaluate({ points: mesh.points.data, coefficients, protocol }, false).real[0];
  };
  assertAlmostEquals(signal(60) / signal(1), 1, 1e-10);
  assertAlmostEquals(signal(7) / signal(1), 1, 1e-11);
});
