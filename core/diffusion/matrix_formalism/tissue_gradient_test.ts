import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { randomSource } from "../../../wasm/testing.ts";
import {
  checkGrads,
  grad,
  multiply,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
} from "../../autodiff/mod.ts";
import { concentricSpheres, type TetMesh, tetMesh } from "../../mesh/mod.ts";
import type { SignalInputs } from "../problem/mod.ts";
import { pgse, stimulatedEcho } from "../protocol/mod.ts";
import { interfaceFaces, type Tissue } from "../tissue/mod.ts";
import { matrixFormalism, type MatrixFormalismOptions, simulateSignal } from "./mod.ts";

const symmetric = concentricSpheres({ radii: [1, 2], edgeLength: 1 });
const random = randomSource(4);
/** The same without any symmetry. */
const rough = tetMesh({
  points: symmetric.points.data.map((x) => x + 0.08 * (2 * random() - 1) + 0.5),
  tets: symmetric.tets,
  compartments: symmetric.compartments,
});
const meshes: Record<string, TetMesh> = {
  "two concentric spheres": symmetric,
  "a rough cell": rough,
};
const faces = interfaceFaces(symmetric)[0].areas.length;
const perFace = Array.from({ length: faces }, (_, f) => 0.02 + 0.01 * Math.sin(f));
const tensors = [[[1.5, 0.2, 0], [0.2, 1, 0.1], [0, 0.1, 2]], [[2, 0, 0], [0, 2, 0], [0, 0, 2]]];
const tissue: Tissue = {
  compartments: [
    { diffusivity: tensors[0], T2: 30, T1: 300, spinDensity: 0.7 },
    { diffusivity: 2, T2: 60, T1: 800, spinDensity: 1.2 },
  ],
  interfaces: [{ between: [1, 0], permeability: perFace }],
  wallRelaxivity: 0.03,
};
const measured = { bValues: [0, 500, 4000], directions: [[1, 0.3, -0.2], [0, 0.6, 0.8]] };
const protocol = pgse({ delta: 3, Delta: 8, ...measured });

/** Each input with the step its differences need: far above the rounding of the signal, far below the gaps of the spectrum. */
const inputs: Record<string, { value: SignalInputs; step: number }> = {
  "one diffusivity": { value: { diffusivity: 1.8 }, step: 2e-4 },
  "diffusivities": { value: { diffusivity: tensor([1.7, 2]) }, step: 2e-4 },
  "diffusion tensors": {
    value: { diffusivity: { shape: [2, 3, 3], data: Float64Array.from(tensors.flat(2)) } },
    step: 1e-4,
  },
  "one T2": { value: { T2: 50 }, step: 1e-2 },
  "T2": { value: { T2: tensor([30, 60]) }, step: 1e-2 },
  "spin densities": { value: { spinDensity: tensor([0.7, 1.2]) }, step: 1e-3 },
  "permeability": { value: { permeability: tensor([0.02]) }, step: 0.05 },
  "permeability of each face": { value: { permeability: tensor(perFace) }, step: 0.1 },
  "wall relaxivity": { value: { wallRelaxivity: 0.03 }, step: 0.05 },
  "b-values": { value: { bValues: tensor([100, 500, 4000]) }, step: 1e-3 },
  "amplitudes": { value: { qValues: tensor([0.03, 0.1, 0.3]) }, step: 1e-3 },
  "timings": { value: { timings: { delta: 3, Delta: tensor([8]) } }, step: 1e-3 },
};
const accuracies: MatrixFormalismOptions[] = [
  { modes: 18, corrected: 7 },
  { modes: symmetric.points.shape[0] },
];

for (const [name, mesh] of Object.entries(meshes)) {
  for (const options of accuracies) {
    const simulate = matrixFormalism(mesh, tissue, protocol, options);
    for (const [key, { value, step }] of Object.entries(inputs)) {
      Deno.test(`the gradient by ${key} equals differences: ${name}, ${JSON.stringify(options)}`, () => {
        const signal = (at: SignalInputs) => simulate(mesh.points, at);
        const { maximum } = checkGrads(signal, value, { directions: 1, step, tolerance: 1e-6 });
        assertGreater(maximum, 0);
      });
    }

    Deno.test(`the gradient by points equals differences: ${name}, ${JSON.stringify(options)}`, () => {
      const signal = (points: Tensor) => simulate(points);
      checkGrads(signal, mesh.points, { directions: 2, step: 1e-4, tolerance: 1e-6 });
    });

    Deno.test(`the gradient by the points of the interface alone equals differences: ${name}, ${JSON.stringify(options)}`, () => {
      const loss = (points: Tensor) => sum(simulate(points).real);
      const slope = grad(loss)(mesh.points).data,
        onInterface = new Set(interfaceFaces(mesh)[0].faces);
      const v = mesh.points.data.map((_, i) =>
        onInterface.has(Math.floor(i / 3)) ? Math.sin(5 * i) : 0
      );
      const at = (h: number) => {
        const data = mesh.points.data.map((x, i) => x + h * v[i]);
        return simulate({ shape: mesh.points.shape, data }).real.data.reduce((a, b) => a + b, 0);
      };
      const h = 1e-4;
      const differences = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      const along = slope.reduce((total, g, i) => total + g * v[i], 0);
      const size = Math.hypot(...slope.map((g, i) => g * v[i]));
      assertLess(Math.abs(differences - along) / size, 1e-6);
    });
  }
}

Deno.test("the gradient of a stimulated echo by T1, T2, densities and points equals differences", () => {
  const echo = stimulatedEcho({ delta: 2, Delta: 30, mixingTime: 20, ...measured });
  for (const options of accuracies) {
    const simulate = matrixFormalism(rough, tissue, echo, options);
    const signal = (at: { points: Tensor; inputs: SignalInputs }) => simulate(at.points, at.inputs);
    const relaxation = { T1: tensor([300, 800]), T2: tensor([30, 60]) };
    const byTime = (at: SignalInputs) => simulate(rough.points, at);
    checkGrads(byTime, relaxation, { step: 1e-2, tolerance: 1e-6 });
    const all = {
      points: rough.points,
      inputs: { ...relaxation, spinDensity: tensor([0.7, 1.2]) },
    };
    checkGrads(signal, all, { directions: 2, step: 1e-4, tolerance: 1e-6 });
  }
});

Deno.test("the report's gradient is that of the function", () => {
  const weights = Float64Array.from({ length: 6 }, (_, i) => Math.cos(i));
  const options = { modes: 18, corrected: 7 };
  const { gradient } = simulateSignal(rough, tissue, protocol, { ...options, weights });
  assert(gradient);
  const simulate = matrixFormalism(rough, tissue, protocol, options);
  const given: SignalInputs = {
    diffusivity: { shape: [2, 3, 3], data: Float64Array.from(tensors.flat(2)) },
    T2: tensor([30, 60]),
    T1: tensor([300, 800]),
    spinDensity: tensor([0.7, 1.2]),
    permeability: tensor(perFace),
    wallRelaxivity: 0.03,
  };
  const loss = (points: Tensor, at: SignalInputs) =>
    sum(multiply({ shape: [1, 2, 3], data: weights }, simulate(points, at).real));
  const slope = grad((at: { points: Tensor; given: SignalInputs }) => loss(at.points, at.given))({
    points: rough.points,
    given,
  });
  const near = (a: Float64Array, b: unknown) => {
    const expected = (b as Tensor).data, size = Math.hypot(...expected) || 1;
    assertEquals(a.length, expected.length);
    a.forEach((x, i) => assertLess(Math.abs(x - expected[i]) / size, 1e-9));
  };
  near(gradient.points, slope.points);
  near(gradient.diffusivity.data, slope.given.diffusivity);
  near(gradient.T2.data, slope.given.T2);
  near(gradient.T1.data, slope.given.T1);
  near(gradient.spinDensity.data, slope.given.spinDensity);
  near(gradient.facePermeability[0], slope.given.permeability);
  const total = gradient.facePermeability[0].reduce((a, b) => a + b, 0);
  assertAlmostEquals(gradient.permeability.data[0], total, 1e-12 * Math.abs(total));
  assertAlmostEquals(gradient.wallRelaxivity, slope.given.wallRelaxivity as number, 1e-9);
});

Deno.test("κ = 0 has a derivative, and it is that of a permeable wall which just opens", () => {
  const closed: Tissue = {
    compartments: [{ diffusivity: 1.5 }, { diffusivity: 2, T2: 40 }],
    interfaces: [{ between: [0, 1], permeability: 0 }],
  };
  const simulate = matrixFormalism(rough, closed, protocol, { modes: 30, corrected: 9 });
  const signal = (permeability: number) => sum(simulate(rough.points, { permeability }).real);
  const [, slope] = valueAndGrad(signal)(0);
  const at = (kappa: number) =>
    simulate(rough.points, { permeability: kappa }).real.data.reduce((a, b) => a + b, 0);
  const h = 1e-3;
  // Fourth order, from κ ≥ 0 alone.
  const weights = [-25, 48, -36, 16, -3];
  const onesided = weights.reduce((total, w, k) => total + w * at(k * h), 0) / (12 * h);
  assertLess(Math.abs(slope / onesided - 1), 1e-7);
});
