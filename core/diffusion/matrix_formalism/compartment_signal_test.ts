import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  add,
  grad,
  multiply,
  sum,
  type Tensor,
  toNumber,
  valueAndGrad,
} from "../../autodiff/mod.ts";
import { stackedPlates } from "../../mesh/mod.ts";
import { threeBlocks, threeBlockTissue } from "../../../testing/three_blocks.ts";
import { randomSource } from "../../../wasm/testing.ts";
import { pgse } from "../protocol/mod.ts";
import type { SignalFunction, SignalInputs } from "../problem/mod.ts";
import { matrixFormalism, simulateSignal } from "./mod.ts";

const mesh = stackedPlates({ thicknesses: [1, 0.7, 0.8], width: [1, 1.3], edgeLength: 0.6 });
const protocol = pgse({
  delta: 3,
  Delta: 8,
  bValues: [0, 800, 3000],
  directions: [[0, 0, 1], [1, 1, 1]],
});
const compartments = [
  { diffusivity: 1, T2: 30, spinDensity: 0.5 },
  { diffusivity: 2, spinDensity: 1.4 },
  { diffusivity: 1.5 },
];
// The third plate is closed to the others: the tissue falls into two pieces.
const tissue = { compartments, interfaces: [{ between: [0, 1] as const, permeability: 0.2 }] };
const options = { modes: 14, byCompartment: true };

Deno.test("the signal by compartment is what the report tells, and adds up", () => {
  const { real, imag } = matrixFormalism(mesh, tissue, protocol, options)();
  assertEquals(real.shape, [3, 1, 2, 3]);
  const report = simulateSignal(mesh, tissue, protocol, { modes: 14 });
  const total = new Float64Array(6);
  report.signalByCompartment.forEach((signal, c) => {
    signal.real.data.forEach((x, i) => {
      assertAlmostEquals(real.data[6 * c + i], x, 1e-12);
      assertAlmostEquals(imag.data[6 * c + i], signal.imag.data[i], 1e-12);
      total[i] += x;
    });
  });
  report.signal.real.data.forEach((x, i) => assertAlmostEquals(total[i], x, 1e-12));
});

Deno.test("a compartment in several places has the signal of all of them, and its gradient", () => {
  const blocks = threeBlocks();
  const simulate = matrixFormalism(blocks, threeBlockTissue, protocol, { ...options, modes: 8 });
  const whole = matrixFormalism(blocks, threeBlockTissue, protocol, { modes: 8 });
  const expected = whole().real, { real } = simulate();
  expected.data.forEach((x, i) =>
    assertAlmostEquals(real.data[i] + real.data[6 + i] + real.data[12 + i], x, 1e-12 * x)
  );
  const slope = (signal: SignalFunction) =>
    grad((points: Tensor) => sum(signal(points).real))(blocks.points).data;
  const apart = slope(simulate), together = slope(whole);
  apart.forEach((x, i) => assertAlmostEquals(x, together[i], 1e-10));
});

Deno.test("the gradient of the signal by compartment is that of finite differences", () => {
  const simulate = matrixFormalism(mesh, tissue, protocol, options), random = randomSource(4);
  const list = () => Float64Array.from({ length: 18 }, () => 2 * random() - 1);
  const shape = [3, 1, 2, 3], weights = { real: list(), imag: list() };
  interface At {
    points: Tensor;
    inputs: SignalInputs;
  }
  const loss = ({ points, inputs }: At) => {
    const { real, imag } = simulate(points, inputs);
    const weigh = (w: Float64Array, part: Tensor) => sum(multiply({ shape, data: w }, part));
    return add(weigh(weights.real, real), weigh(weights.imag, imag));
  };
  const inputs = {
    T2: { shape: [3], data: Float64Array.of(30, 90, 70) },
    permeability: { shape: [1], data: Float64Array.of(0.2) },
    spinDensity: { shape: [3], data: Float64Array.of(0.5, 1.4, 1) },
  };
  const at: At = { points: mesh.points, inputs };
  const [, slope] = valueAndGrad(loss)(at);
  const step = mesh.points.data.map(() => 0.05 * (2 * random() - 1));
  const along = slope.points.data.reduce((total, g, i) => total + g * step[i], 0);
  const difference = (change: (h: number) => At, h: number) => {
    const value = (t: number) => toNumber(loss(change(t)));
    return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
  };
  const moved = (h: number) => ({
    ...at,
    points: { ...mesh.points, data: mesh.points.data.map((x, i) => x + h * step[i]) },
  });
  assertAlmostEquals(along / difference(moved, 2e-3), 1, 1e-6);
  for (const key of ["T2", "permeability", "spinDensity"] as const) {
    const { shape: own, data } = inputs[key], h = 1e-3 * data[0];
    const changed = (t: number) => {
      const replaced = { shape: own, data: data.map((x, i) => i === 0 ? x + t : x) };
      return { ...at, inputs: { ...inputs, [key]: replaced } };
    };
    assertAlmostEquals((slope.inputs[key] as Tensor).data[0] / difference(changed, h), 1, 1e-6);
  }
});
