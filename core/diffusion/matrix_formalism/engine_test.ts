import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { sphere } from "../../mesh/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { matrixFormalismEngine } from "./engine.ts";

const D = 2;
const mesh = sphere({ radius: 2, edgeLength: 1 });
const protocol = pgse({ delta: 3, Delta: 6, bValues: [3000], directions: [[1, 2, 3]] });
const points = mesh.points.data;

Deno.test("a flexible engine cuts a cluster's end off, and its gradient is that of the smaller basis", () => {
  // Modes 1 and 2 of this mesh are equal, and so are 6 and 7.
  const split = { modes: 7, corrected: 2 }, whole = { modes: 6, corrected: 1 };
  const weights = Float64Array.of(1);
  const flexible = matrixFormalismEngine(mesh, D, protocol, split, { flexible: true });
  const reduction = flexible.reduce(points, D);
  assertEquals([reduction.spectral.modes, reduction.basis.corrections?.low], [6, 1]);
  const found = flexible.evaluate(reduction, true);
  const smaller = matrixFormalismEngine(mesh, D, protocol, whole);
  const expected = smaller.evaluate(smaller.reduce(points, D), true);
  assertAlmostEquals(found.signal[0], expected.signal[0], 1e-10);
  const [a, b] = [found.pullback(weights), expected.pullback(weights)];
  a.points.forEach((value, i) => assertAlmostEquals(value, b.points[i], 1e-9));
  const rigid = matrixFormalismEngine(mesh, D, protocol, split);
  const { pullback } = rigid.evaluate(rigid.reduce(points, D), true);
  assertThrows(() => pullback(weights), InputError, "within a cluster of equal eigenvalues, use 6");
});

Deno.test("an engine cut from another evaluates as one made of that size", () => {
  const larger = matrixFormalismEngine(mesh, D, protocol, { modes: 9, corrected: 4 });
  const cut = larger.cut({ modes: 4, corrected: 1 });
  const again = cut.evaluate(cut.reduceAgain(larger.reduce(points, D)), false).signal;
  const own = matrixFormalismEngine(mesh, D, protocol, { modes: 4, corrected: 1 });
  assertAlmostEquals(again[0], own.evaluate(own.reduce(points, D), false).signal[0], 1e-10);
});
