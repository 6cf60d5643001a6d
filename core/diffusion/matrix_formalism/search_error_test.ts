import { assertAlmostEquals, assertGreater, assertLess, assertLessOrEqual } from "@std/assert";
import { cylinder } from "../../mesh/mod.ts";
import { pieceInputs, tissuePieces } from "../problem/mod.ts";
import { cosineOgse, encodeProtocol, fibonacciHemisphere, pgse } from "../protocol/mod.ts";
import { reducedSignal } from "../reduced/mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { chooseBasis } from "./choose_basis.ts";
import { matrixFormalismEngine } from "./engine.ts";
import { searchError } from "./search_error.ts";
import { largestError, truncationErrors } from "./truncation.ts";

const mesh = cylinder({ radius: 2, height: 5, edgeLength: 1 }), tissue = { diffusivity: 2 };
const geometry = tissueMesh(mesh, tissue), [piece] = tissuePieces(geometry);
const timing = { delta: 8, Delta: 12, bValues: [0, 500, 3000], directions: fibonacciHemisphere(7) };
const protocols = {
  pulses: encodeProtocol(pgse(timing)),
  oscillating: encodeProtocol(cosineOgse({ ...timing, periods: 2 })),
};

for (const [name, protocol] of Object.entries(protocols)) {
  const inputs = pieceInputs(piece, {
    points: geometry.mesh.points.data,
    coefficients: tissueCoefficients(geometry, tissue),
    protocol,
  });
  const reduce = (modes: number, corrected: number) =>
    matrixFormalismEngine(piece, inputs, { modes, corrected }, { flexible: true }).reduce(inputs);

  Deno.test(`the estimate is the difference of both signals with the usual time steps: ${name}`, () => {
    for (const [modes, corrected] of [[6, 4], [14, 10], [30, 20]]) {
      const reduction = reduce(modes, corrected);
      const own = reducedSignal(reduction.model, protocol);
      const finer = reducedSignal(reduction.finer(), protocol);
      const difference = own.real.reduce(
        (most, value, i) =>
          Math.max(most, Math.hypot(value - finer.real[i], own.imag[i] - finer.imag[i])),
        0,
      );
      const estimate = largestError(truncationErrors(reduction, protocol));
      assertAlmostEquals(estimate * reduction.spins / (2 * difference), 1, 0.05);
    }
  });

  Deno.test(`a search accepts a basis for all encodings, whichever it looks at first: ${name}`, () => {
    const coarse = reduce(6, 4), finer = reduce(30, 20);
    const errors = truncationErrors(coarse, protocol, 1e-6);
    // Between the largest and the least error: the hardest encodings alone decide.
    const tolerance = (largestError(errors) + Math.min(...errors)) / 2;
    const errorOf = searchError(protocol, tolerance);
    // The states of a search are accurate to a thousandth of the tolerance.
    for (let repeat = 0; repeat < 2; repeat++) {
      assertAlmostEquals(errorOf(coarse) / largestError(errors), 1, 1e-2);
    }
    const passed = errorOf(finer);
    assertLess(passed, tolerance);
    assertAlmostEquals(passed, largestError(truncationErrors(finer, protocol)), 1e-2 * tolerance);
  });

  Deno.test(`the error of the basis chosen is that of all measurements: ${name}`, () => {
    for (const tolerance of [1e-3, 1e-5]) {
      const { reduction, truncationError } = chooseBasis(
        piece,
        inputs,
        protocol,
        tolerance,
        "exact",
      );
      assertLessOrEqual(truncationError, tolerance);
      assertGreater(truncationError, 0);
      const again = largestError(truncationErrors(reduction, protocol));
      assertAlmostEquals(truncationError / again, 1, 1e-2);
    }
  });
}
