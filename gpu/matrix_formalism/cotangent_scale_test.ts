import { assertEquals, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "@std/assert";
import { multiply } from "../../core/autodiff/mod.ts";
import { matrixFormalism, pgse, simulateSignal, type Tissue } from "../../core/diffusion/mod.ts";
import type { ReducedCotangent } from "../../core/diffusion/reduced/mod.ts";
import { sphere } from "../../core/mesh/mod.ts";
import { allInputs } from "../../testing/all_inputs.ts";
import {
  differentiated,
  gradientsApart,
  type Loss,
  SMALL_CASES,
  unevenLoss,
} from "../../testing/gpu_agreement.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { backendOn } from "../backend.ts";
import { cotangentIn, cotangentUnit, gradientFrom } from "./cotangent_scale.ts";

function cotangentOf(size: number, ofMoments: number): ReducedCotangent {
  const list = (value: number) => Float64Array.of(value, -value / 3);
  const [moment, other] = [list(ofMoments), list(size)];
  return {
    stiffness: other,
    mass: other,
    moments: [moment, moment, moment],
    start: other,
    receivers: [other],
    storage: other,
  };
}

gpuTest("cotangentUnit() is a power of two near the moments' cotangents", () => {
  assertEquals(cotangentUnit(cotangentOf(1, 1)), 1);
  assertEquals(cotangentUnit(cotangentOf(3, 2 ** -70)), 2 ** -38);
  assertEquals(cotangentUnit(cotangentOf(1, 2 ** -20)), 2 ** -20);
  assertEquals(cotangentUnit(cotangentOf(0, 5e300)), 2 ** Math.round(Math.log2(5e300)));
  assertEquals(cotangentUnit(cotangentOf(0, 0)), 1);
  assertEquals(cotangentUnit(cotangentOf(1, Infinity)), 1);
  assertEquals(cotangentUnit(cotangentOf(1, NaN)), 1);
});

gpuTest("cotangentIn() and gradientFrom() change the unit of everything, exactly", () => {
  const given = cotangentOf(0.1, 0.7), unit = 2 ** -30;
  const { moments, receivers, ...lists } = cotangentIn(unit, given);
  for (const [name, values] of Object.entries({ ...lists, receiver: receivers![0] })) {
    assertEquals(values, given.stiffness.map((value) => value * 2 ** 30), name);
  }
  moments.forEach((values) => assertEquals(values, given.moments[0].map((x) => x * 2 ** 30)));
  const gradient = {
    points: Float64Array.of(1),
    elements: Float64Array.of(2),
    interfaces: Float64Array.of(3),
    walls: Float64Array.of(4),
  };
  assertEquals(gradientFrom(2, gradient), {
    points: Float64Array.of(2),
    elements: Float64Array.of(4),
    interfaces: Float64Array.of(6),
    walls: Float64Array.of(8),
  });
});

/** A wall that leaves 1e-16 of the signal: squared, no number of single precision. */
const absorbing: Tissue = { compartments: [{ diffusivity: 2 }], wallRelaxivity: 10 };

const losses: Record<string, Loss> = {
  "a signal of 1e-17 S0": unevenLoss,
  "weights of 1e-12 beside it": (signal) => multiply(1e-12, unevenLoss(signal)),
  "weights of 1e+24 beside it": (signal) => multiply(1e24, unevenLoss(signal)),
};

for (const [name, loss] of Object.entries(losses)) {
  gpuTest(`the gradient is as good for ${name}`, async (gpu) => {
    const { points, ...topology } = sphere({ radius: 3, edgeLength: 0.9 });
    const moved = points.data.map((x, i) =>
      x * (1 + 0.02 * Math.sin(points.data[i - i % 3] / 3 + i % 3))
    );
    const mesh = { ...topology, points: { shape: points.shape, data: moved } };
    const protocol = pgse({
      delta: 5,
      Delta: 15,
      bValues: [100, 3000],
      directions: [[1, 2, 3]],
    });
    const size = { modes: 12, corrected: 6 };
    const { signal, spins } = simulateSignal(mesh, absorbing, protocol, size);
    assertLess(signal.real.data[0], 1e-15 * spins);
    const variables = { points: mesh.points, inputs: allInputs(mesh, absorbing, protocol) };
    const simulate = matrixFormalism(mesh, absorbing, protocol, size);
    const cpu = await differentiated(simulate, variables, loss);
    const options = { ...size, backend: backendOn(gpu) };
    using onGpu = matrixFormalism(mesh, absorbing, protocol, options);
    const found = await differentiated(onGpu, variables, loss);
    const gradients = Object.entries(gradientsApart(found.gradient, cpu.gradient));
    for (const [input, { distance, cosine }] of gradients) {
      assertLessOrEqual(distance, SMALL_CASES.distance, input);
      assertGreaterOrEqual(cosine, SMALL_CASES.cosine, input);
    }
  });
}
