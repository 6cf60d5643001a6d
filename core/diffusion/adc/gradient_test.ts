import { assertEquals, assertLess } from "@std/assert";
import { modelGradientErrors } from "../../../testing/model_gradient.ts";
import {
  constantPiece,
  pausePiece,
  pulsePair,
  rampPiece,
  wavePiece,
} from "../../../testing/encodings.ts";
import { checkGrads, type Tensor, tensor } from "../../autodiff/mod.ts";
import { box, type TetMesh } from "../../mesh/mod.ts";
import type { ModelInputs } from "../problem/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { type TissueMesh, tissueMesh } from "../tissue/mod.ts";
import { homogenisedExponents } from "./exponents.ts";
import { freeExponents } from "./free_exponents.ts";
import { gaussianEvaluator } from "./gaussian_evaluator.ts";
import { type AdcInputs, adcTensors, homogenisedAdc, shortTimeAdc } from "./mod.ts";
import { shortTimeExponents } from "./short_time_exponents.ts";

/** A box of two compartments, its nodes moved so that nothing is symmetric. */
function brick(): TetMesh {
  const mesh = box({ size: [3, 2, 4], edgeLength: 1 });
  const data = mesh.points.data.map((x, i) => x + 0.1 * Math.sin(17 * i) + (i % 3));
  const compartments = mesh.compartments.map((_, t) => {
    const centre = [0, 1, 2, 3].reduce((sum, k) =>
      sum + mesh.points.data[3 * mesh.tets[4 * t + k]], 0) / 4;
    return centre < 1.2 - 1.5 ? 0 : 1;
  });
  return { ...mesh, points: { shape: mesh.points.shape, data }, compartments };
}

const tissue = {
  compartments: [
    {
      diffusivity: [[2, 0.2, 0], [0.2, 1.5, -0.3], [0, -0.3, 1]],
      T2: 60,
      T1: 400,
      spinDensity: 0.8,
    },
    { diffusivity: 1.2, T2: 90 },
  ],
};

function inputs({ mesh }: TissueMesh, refocused: boolean): ModelInputs {
  const turning = {
    weight: 0.5,
    pieces: [
      rampPiece(1, [0, 0, 0], [0.5, 0.5, 0.2]),
      constantPiece(3, [0.5, 0.5, 0.2]),
      pausePiece(10, true),
      wavePiece(4, "cosine", 2, [0, 1, 0.5]),
      constantPiece(3, [-0.5, -0.6, 0]),
    ],
  };
  const encodings = [pulsePair(4, 9, [0.6, 0, 0.8]), ...(refocused ? [] : [turning])];
  return {
    points: mesh.points.data,
    coefficients: {
      tensors: Float64Array.of(2, 0.2, 0, 1.5, -0.3, 1, 1.2, 0, 0, 1.2, 0, 1.2),
      rates: Float64Array.of(1 / 60, 1 / 90),
      storedRates: Float64Array.of(1 / 400, 1 / 700),
      densities: Float64Array.of(0.8, 1),
      permeabilities: new Float64Array(0),
      wallRelaxivities: new Float64Array(0),
    },
    protocol: {
      shape: [encodings.length, 1, 2],
      encodings,
      amplitudes: encodings.map(() => Float64Array.of(0.05, 0.2)),
    },
  };
}

const geometry = tissueMesh(brick(), tissue);

for (
  const [name, model] of [
    ["all modes", homogenisedExponents(geometry.mesh)],
    ["12 modes", homogenisedExponents(geometry.mesh, 12)],
    ["free diffusion", freeExponents],
  ] as const
) {
  Deno.test(`gaussian signals, ${name}: every gradient is that of finite differences`, () => {
    const errors = modelGradientErrors(
      gaussianEvaluator(geometry, model),
      inputs(geometry, false),
      1,
    );
    // The gradient during the pause of a pulse pair does not matter, by symmetry.
    assertEquals(Object.keys(errors).length, name === "free diffusion" ? 17 : 16);
    for (const [input, error] of Object.entries(errors)) assertLess(error, 1e-8, input);
  });
}

Deno.test("short-time exponents: gradients by points, tensors, amplitudes are those of finite differences", () => {
  const evaluate = gaussianEvaluator(geometry, shortTimeExponents(geometry.mesh));
  // A piece that changes alone leaves the waveform not refocused: short_time_kernel_test.ts has those derivatives.
  const kept = ["points", "tensors", "densities", "rates", "amplitudes 0"];
  const errors = modelGradientErrors(
    evaluate,
    inputs(geometry, true),
    2,
    (name) => kept.includes(name),
  );
  assertEquals(Object.keys(errors).sort(), kept.sort());
  for (const [input, error] of Object.entries(errors)) assertLess(error, 1e-8, input);
});

Deno.test("apparent diffusivities: gradients by points, diffusivity and timings", () => {
  const mesh = brick(),
    measured = pgse({
      delta: [4, 6],
      Delta: [9, 30],
      bValues: [1000],
      directions: [[1, 0, 0], [1, 2, 3]],
    });
  for (
    const [adc, tolerance] of [
      [homogenisedAdc(mesh, tissue, measured), 1e-7],
      [shortTimeAdc(mesh, tissue, measured), 1e-7],
      [adcTensors(mesh, tissue, measured), 1e-7],
      [adcTensors(mesh, tissue, measured, { modes: 10 }), 1e-7],
    ] as const
  ) {
    const diffusivity: Tensor = {
      shape: [2, 3, 3],
      data: Float64Array.of(2, 0.2, 0, 0.2, 1.5, -0.3, 0, -0.3, 1, 1.2, 0, 0, 0, 1.2, 0, 0, 0, 1.2),
    };
    const timings = { delta: tensor([4, 6]), Delta: tensor([9, 30]) };
    const f = ({ points, ...inputs }: AdcInputs & { points: Tensor }) => adc(points, inputs);
    const at = { points: mesh.points, diffusivity, timings };
    assertLess(checkGrads(f, at, { tolerance }).maximum, tolerance);
  }
});
