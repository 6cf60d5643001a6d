import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { sphere } from "../../mesh/mod.ts";
import { pieceInputs, tissuePieces } from "../problem/mod.ts";
import { encodeProtocol, pgse } from "../protocol/mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { matrixFormalismEngine } from "./engine.ts";

const mesh = sphere({ radius: 2, edgeLength: 1 });
const protocol = encodeProtocol(
  pgse({ delta: 3, Delta: 6, bValues: [3000], directions: [[1, 2, 3]] }),
);
const tissue = tissueMesh(mesh, { diffusivity: 2 });
const [piece] = tissuePieces(tissue);
const inputs = pieceInputs(piece, {
  points: mesh.points.data,
  coefficients: tissueCoefficients(tissue, { diffusivity: 2 }),
  protocol,
});

Deno.test("a flexible engine cuts a cluster's end off, and its gradient is that of the smaller basis", () => {
  // Modes 1 and 2 of this mesh are equal, and so are 6 and 7.
  const split = { modes: 7, corrected: 2 }, whole = { modes: 6, corrected: 1 };
  const weights = [Float64Array.of(1), Float64Array.of(0)] as const;
  const flexible = matrixFormalismEngine(piece, inputs, split, { flexible: true });
  const reduction = flexible.reduce(inputs);
  assertEquals([reduction.spectral.modes, reduction.basis.corrections?.low], [6, 1]);
  const found = flexible.evaluate(reduction, protocol, "tissue");
  const smaller = matrixFormalismEngine(piece, inputs, whole);
  const expected = smaller.evaluate(smaller.reduce(inputs), protocol, "tissue");
  assertAlmostEquals(found.real[0], expected.real[0], 1e-10);
  const [a, b] = [found.pullback(...weights), expected.pullback(...weights)];
  a.tissue.points.forEach((value, i) => assertAlmostEquals(value, b.tissue.points[i], 1e-9));
  const rigid = matrixFormalismEngine(piece, inputs, split);
  const { pullback } = rigid.evaluate(rigid.reduce(inputs), protocol, "tissue");
  assertThrows(
    () => pullback(...weights),
    InputError,
    "within a cluster of equal eigenvalues, use 6",
  );
});

Deno.test("an engine cut from another evaluates as one made of that size", () => {
  const larger = matrixFormalismEngine(piece, inputs, { modes: 9, corrected: 4 });
  const cut = larger.cut({ modes: 4, corrected: 1 });
  const again = cut.evaluate(cut.reduceSolved(larger.solve(inputs)), protocol, "none").real;
  const own = matrixFormalismEngine(piece, inputs, { modes: 4, corrected: 1 });
  assertAlmostEquals(again[0], own.evaluate(own.reduce(inputs), protocol, "none").real[0], 1e-10);
});
