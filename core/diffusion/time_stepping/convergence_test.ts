import { assertLess } from "@std/assert";
import { cylinder, totalVolume } from "../../mesh/mod.ts";
import {
  constantPiece,
  encoded,
  pausePiece,
  pulsePair,
  rampPiece,
  wavePair,
} from "../../../testing/encodings.ts";
import type { Encoding } from "../encoding/mod.ts";
import type { ModelEvaluation } from "../problem/mod.ts";
import { matrixFormalismEvaluator } from "../matrix_formalism/mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { ark4, sdirk2, sdirk4, timeSteppingEvaluator, type TimeSteppingOptions } from "./mod.ts";

const mesh = cylinder({ radius: 2, height: 4, edgeLength: 1 });
const geometry = tissueMesh(mesh, { diffusivity: 2, T2: 60 });
const coefficients = tissueCoefficients(geometry, { diffusivity: 2, T2: 60 });
const points = geometry.mesh.points.data, nodes = geometry.mesh.points.shape[0];
const volume = totalVolume(mesh);
const d = [0.6, 0, 0.8];

const encodings: Record<string, Encoding> = {
  "pulse pair": pulsePair(5, 12, d),
  "cosine pair": wavePair("cosine", 5, 8, 1, d),
  "even pair of sines": wavePair("sine", 5, 8, 1, d),
  "turning ramps": {
    pieces: [
      rampPiece(2, [0, 0, 0], [1, 0.2, 0]),
      constantPiece(3, [1, 0.2, 0]),
      rampPiece(4, [1, 0.2, 0], [-1, 0, 0.7]),
      pausePiece(3),
    ],
  },
};

for (const [name, encoding] of Object.entries(encodings)) {
  const protocol = encoded([[encoding, [0.15, 0.6]]]);
  const inputs = { points, coefficients, protocol };
  const exact = matrixFormalismEvaluator(geometry, inputs, { modes: nodes })(inputs, false);
  const solve = (options: TimeSteppingOptions) =>
    timeSteppingEvaluator(geometry, inputs, options)(inputs, false);
  /** Largest difference from the matrix formalism with all modes, or from another solution, of S/S0. */
  const errorOf = (options: TimeSteppingOptions, truth: ModelEvaluation = exact) => {
    const { real, imag } = solve(options);
    const off = real.map((re, m) => Math.hypot(re - truth.real[m], imag[m] - truth.imag[m]));
    return Math.max(...off) / volume;
  };

  for (const method of [ark4, sdirk4, sdirk2]) {
    Deno.test(`${method.name} converges with its order for a ${name}`, () => {
      const [coarse, fine] = [0.25, 0.125].map((step) => errorOf({ method, step }));
      assertLess(Math.abs(Math.log2(coarse / fine) - method.order), 0.35);
    });
  }

  for (const tolerance of [1e-4, 1e-6]) {
    Deno.test(`a ${name} is as the matrix formalism with all modes to ${tolerance}`, () => {
      assertLess(errorOf({ tolerance }), tolerance);
    });
  }

  Deno.test(`a ${name} is as another method has it to 1e-9`, () => {
    assertLess(errorOf({ tolerance: 1e-9 }, solve({ tolerance: 1e-10, method: sdirk4 })), 1e-9);
  });

  Deno.test(`a ${name} is as accurate without time reversal, and with the implicit method`, () => {
    assertLess(errorOf({ tolerance: 1e-6, timeReversal: false }), 1e-6);
    assertLess(errorOf({ tolerance: 1e-6, method: sdirk4 }), 1e-6);
  });
}
