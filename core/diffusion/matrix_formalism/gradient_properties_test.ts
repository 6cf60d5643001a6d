import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { checkGrads, multiply, sum, type Tensor, valueAndGrad, vjp } from "../../autodiff/mod.ts";
import { bend } from "../../mesh/deform/mod.ts";
import { box, cylinder, sphere, type TetMesh, tetMesh, totalVolume } from "../../mesh/mod.ts";
import { fibonacciHemisphere } from "../protocol/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { protocolShape } from "../protocol/mod.ts";
import { matrixFormalism, type MatrixFormalismOptions, simulateSignal } from "./mod.ts";

const D = 2;
const protocol = pgse({
  delta: 4,
  Delta: [6, 15],
  bValues: [0, 1000, 5000],
  directions: fibonacciHemisphere(4),
});
const shape = protocolShape(protocol);
const weights: Tensor = {
  shape,
  data: Float64Array.from(
    { length: shape[0] * shape[1] * shape[2] },
    (_, i) => Math.sin(2 * i + 1),
  ),
};

/** ∂(Σ weights · S)/∂points at some points. */
function gradientAt(mesh: TetMesh, options: MatrixFormalismOptions, points: Tensor): Float64Array {
  const simulate = matrixFormalism(mesh, { diffusivity: D }, protocol, options);
  const loss = (x: Tensor) => sum(multiply(weights, simulate(x).real));
  return valueAndGrad(loss)(points)[1].data;
}

const norm = (a: Float64Array) => Math.hypot(...a);
const apart = (a: Float64Array, b: Float64Array) => norm(a.map((x, i) => x - b[i])) / norm(b);

const small = cylinder({ radius: 1.5, height: 6, edgeLength: 1 });
const large = cylinder({ radius: 1.5, height: 9, edgeLength: 0.62 });

for (const [kind, mesh] of [["dense", small], ["Lanczos", large]] as const) {
  for (const options of [{ modes: 20 }, { modes: 20, corrected: 8 }]) {
    const name = `${options.corrected ?? 0} corrections, ${kind} modes`;
    const there = bend(mesh.points, 0.1);

    Deno.test(`pullbacks of different points may be interleaved: ${name}`, () => {
      const simulate = matrixFormalism(mesh, { diffusivity: D }, protocol, options);
      const at = (points: Tensor, d: number) =>
        vjp((x: Tensor) => simulate(x, { diffusivity: d }).real, points);
      const first = at(mesh.points, D), second = at(there, 1.3), third = at(mesh.points, 1);
      const alone = matrixFormalism(mesh, { diffusivity: D }, protocol, options);
      const expected = (points: Tensor, d: number) =>
        vjp((x: Tensor) => alone(x, { diffusivity: d }).real, points)[1](weights);
      assertEquals(first[1](weights), expected(mesh.points, D));
      assertEquals(third[1](weights), expected(mesh.points, 1));
      assertEquals(second[1](weights), expected(there, 1.3));
      assertEquals(first[1](weights), expected(mesh.points, D));
    });

    Deno.test(`the projected gradient is near the exact one, but not it: ${name}`, () => {
      const exact = gradientAt(mesh, options, there);
      const projected = gradientAt(mesh, { ...options, gradient: "projected" }, there);
      // With corrections the basis hardly has to turn.
      assertGreater(apart(projected, exact), "corrected" in options ? 1e-6 : 1e-3);
      assertLess(apart(projected, exact), "corrected" in options ? 5e-4 : 0.05);
    });

    Deno.test(`simulateSignal's gradient is that of matrixFormalism: ${name}`, () => {
      const { gradient } = simulateSignal(mesh, { diffusivity: D }, protocol, {
        ...options,
        weights: weights.data,
      });
      assertEquals(gradient?.points, gradientAt(mesh, options, mesh.points));
    });
  }
}

Deno.test("the gradient without diffusion weighting is that of the volume", () => {
  const plain = pgse({ delta: 4, Delta: 6, bValues: [0], directions: [[1, 0, 0]] });
  const simulate = matrixFormalism(small, { diffusivity: D }, plain, { modes: 8 });
  const loss = (points: Tensor, d: number) => sum(simulate(points, { diffusivity: d }).real);
  const [value, slope] = valueAndGrad(([points, d]: [Tensor, number]) => loss(points, d))([
    small.points,
    D,
  ]);
  const volume = totalVolume(small);
  assertAlmostEquals(value, volume, 1e-12 * volume);
  // dV = 3V for dx = x, 0 for a translation.
  const along = slope[0].data.reduce((total, g, i) => total + g * small.points.data[i], 0);
  assertAlmostEquals(along, 3 * volume, 1e-11 * volume);
  for (let k = 0; k < 3; k++) {
    const shift = slope[0].data.reduce((total, g, i) => total + (i % 3 === k ? g : 0), 0);
    assertAlmostEquals(shift, 0, 1e-11 * volume);
  }
  assertAlmostEquals(slope[1], 0, 1e-11 * volume);
});

Deno.test("the gradient of any signal is 0 along translations", () => {
  const gradient = gradientAt(small, { modes: 20 }, small.points);
  for (let k = 0; k < 3; k++) {
    const shift = gradient.reduce((total, g, i) => total + (i % 3 === k ? g : 0), 0);
    assertLess(Math.abs(shift) / norm(gradient), 1e-10);
  }
});

Deno.test("the gradient of a mesh of two pieces equals differences", () => {
  const a = box({ size: [2, 1.5, 1.2], edgeLength: 0.5 }),
    b = sphere({ radius: 1, edgeLength: 0.8 });
  const nodes = a.points.shape[0];
  const mesh = tetMesh({
    points: Float64Array.of(...a.points.data, ...b.points.data.map((x) => x + 3)),
    tets: Int32Array.of(...a.tets, ...b.tets.map((node) => node + nodes)),
  });
  for (const options of [{ tolerance: 1e-4 }, { modes: 9 }]) {
    const simulate = matrixFormalism(mesh, { diffusivity: D }, protocol, options);
    checkGrads((points: Tensor) => simulate(points).real, mesh.points, { tolerance: 1e-7 });
    const alone = [a, b].map((part) =>
      matrixFormalism(part, { diffusivity: D }, protocol, options)()
    );
    simulate().real.data.forEach((s, i) =>
      assertAlmostEquals(s, alone[0].real.data[i] + alone[1].real.data[i], 1e-9)
    );
  }
});
