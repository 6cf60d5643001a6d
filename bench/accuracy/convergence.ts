/**
 * Convergence of generated meshes to the exact sphere and the exact cylinder under refinement.
 *
 * @module
 */
import { cylinder, edgeLengths, exactSignal, pgse, simulateSignal, sphere } from "../../mod.ts";
import type { ExactShape, TetMesh } from "../../mod.ts";
import { type AccuracyRow, largestError } from "./row.ts";

/** Tolerance of the basis, far below the meshes' own error. */
const TOLERANCE = 1e-7;
const DIFFUSIVITY = 2;

interface Refinement {
  readonly what: string;
  readonly shape: ExactShape;
  readonly meshes: readonly TetMesh[];
}

function refinements(): Refinement[] {
  const radius = 3, height = 6;
  return [{
    what: "sphere",
    shape: { kind: "sphere", radius },
    meshes: [2, 4, 8].map((n) => sphere({ radius, edgeLength: radius / (0.787 * n) })),
  }, {
    what: "cylinder",
    shape: { kind: "cylinder", radius, height },
    meshes: [2, 4, 8].map((n) => cylinder({ radius, height, edgeLength: radius / (0.82 * n) })),
  }];
}

function meanEdge(mesh: TetMesh): number {
  const lengths = edgeLengths(mesh);
  return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
}

/** The order p of an error that falls as hᵖ, from one mesh to the next finer. */
export function* convergence(): Iterable<AccuracyRow> {
  const protocol = pgse({
    delta: 5,
    Delta: 10,
    bValues: [500, 1000, 2000, 4000],
    directions: [[1, 0, 0], [0, 0, 1], [1, 2, 3]],
  });
  for (const { what, shape, meshes } of refinements()) {
    const exact = exactSignal(shape, DIFFUSIVITY, protocol);
    const errors = meshes.map((mesh) => {
      const { signal, volume } = simulateSignal(mesh, { diffusivity: DIFFUSIVITY }, protocol, {
        tolerance: TOLERANCE,
      });
      return largestError(signal.real.data.map((s) => s / volume), exact, () => 1);
    });
    for (let i = 1; i < meshes.length; i++) {
      const [coarse, fine] = [meshes[i - 1], meshes[i]].map(meanEdge);
      yield {
        what: `order in h of the exact ${what}'s \\|Δ(S/S0)\\|, h = ${coarse.toFixed(2)} → ${
          fine.toFixed(2)
        } µm`,
        target: 1.9,
        atLeast: true,
        measured: Math.log(errors[i - 1] / errors[i]) / Math.log(coarse / fine),
        reference: `exact to 1e-9; error ${errors[i - 1].toExponential(1)} → ${
          errors[i].toExponential(1)
        }`,
      };
    }
  }
}
