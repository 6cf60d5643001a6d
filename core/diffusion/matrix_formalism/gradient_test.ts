import { assertEquals, assertGreater } from "@std/assert";
import { checkGrads, type Tensor } from "../../autodiff/mod.ts";
import { cylinder, sphere, type TetMesh } from "../../mesh/mod.ts";
import { atGap, usesDenseSolver } from "../../spectral/mod.ts";
import { fibonacciHemisphere } from "../protocol/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { matrixFormalism, type MatrixFormalismOptions, simulateSignal } from "./mod.ts";

const D = 2;
const protocol = pgse({
  delta: [3, 8],
  Delta: [6, 20],
  bValues: [0, 700, 4000],
  directions: fibonacciHemisphere(4),
});

const meshes: Record<string, TetMesh> = {
  sphere: sphere({ radius: 3, edgeLength: 1.1 }),
  cylinder: cylinder({ radius: 2, height: 6, edgeLength: 1.1 }),
  "fine sphere": sphere({ radius: 3, edgeLength: 0.75 }),
  "fine cylinder": cylinder({ radius: 2, height: 6, edgeLength: 0.65 }),
};

/** The largest number of modes up to 30 that ends at a gap. */
function modesAtGap(mesh: TetMesh): number {
  const { eigenvalues } = simulateSignal(mesh, { diffusivity: D }, protocol, { modes: 31 });
  return atGap(eigenvalues.subarray(0, 30), eigenvalues[30], 30);
}

interface Inputs {
  points: Tensor;
  diffusivity: number;
}

for (const [name, mesh] of Object.entries(meshes)) {
  const nodes = mesh.points.shape[0];
  const accuracies: [string, () => MatrixFormalismOptions][] = [
    ["a tolerance", () => ({ tolerance: 1e-6 })],
    ["modes at a gap", () => ({ modes: modesAtGap(mesh) })],
    ["modes and corrections", () => ({ modes: modesAtGap(mesh), corrected: 9 })],
  ];
  for (const [kind, options] of accuracies) {
    Deno.test(`the gradient of a symmetric ${name} with ${kind} equals differences`, () => {
      assertEquals(usesDenseSolver(nodes, 36), !name.startsWith("fine"));
      const simulate = matrixFormalism(mesh, { diffusivity: D }, protocol, options());
      const signal = ({ points, diffusivity }: Inputs) => simulate(points, { diffusivity }).real;
      const inputs = { points: mesh.points, diffusivity: D };
      // A step well below the gap the basis ends at, which is 1e-4 of the eigenvalue for one of the spheres.
      checkGrads(signal, inputs, { directions: 2, step: 1e-4, tolerance: 3e-7 });
      const alone = checkGrads((d: number) => simulate(mesh.points, { diffusivity: d }).real, D, {
        directions: 1,
        step: 1e-3,
        tolerance: 3e-8,
      });
      assertGreater(alone.maximum, 0);
    });
  }
}
