import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { grad, sum, type Tensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { sphere } from "../../mesh/mod.ts";
import { matrixFormalism } from "../matrix_formalism/mod.ts";
import { gradientWaveform, pgse } from "../protocol/mod.ts";
import type { Differentiation, ModelEvaluator } from "./model.ts";
import { signalFunction, type SignalInputs } from "./mod.ts";

const cell = sphere({ radius: 2, edgeLength: 1.5 });
const protocol = pgse({ delta: 2, Delta: 5, bValues: [500], directions: [[1, 0, 0]] });

/** A model that gives nothing and tells which derivatives it was asked for. */
function listening(): { asked: (Differentiation | undefined)[]; evaluate: ModelEvaluator } {
  const asked: (Differentiation | undefined)[] = [];
  const evaluate: ModelEvaluator = ({ points, coefficients }, _, wanted) => {
    asked.push(wanted);
    return {
      real: new Float64Array(1),
      imag: new Float64Array(1),
      pullback: () => ({ points: points.map(() => 0), coefficients }),
    };
  };
  return { asked, evaluate };
}

Deno.test("a model is asked for the derivatives by what is traced, and by nothing else", () => {
  const { asked, evaluate } = listening();
  const simulate = signalFunction("test", cell, { diffusivity: 2 }, protocol, () => evaluate);
  const b: Tensor = { shape: [1], data: Float64Array.of(700) };
  simulate();
  grad((points: Tensor) => sum(simulate(points).real))(cell.points);
  grad((T2: number) => sum(simulate(cell.points, { T2, bValues: b }).real))(50);
  grad((bValues: Tensor) => sum(simulate(cell.points, { T2: 50, bValues }).real))(b);
  grad((delta: number) => sum(simulate(cell.points, { timings: { delta } }).real))(2);
  grad((at: SignalInputs) => sum(simulate(cell.points, at).real))({ T2: 50, bValues: b });
  assertEquals(asked, ["none", "tissue", "tissue", "protocol", "protocol", "everything"]);
});

Deno.test("an input that is not known is refused with what may have been meant", () => {
  const { evaluate } = listening();
  const simulate = signalFunction("test", cell, { diffusivity: 2 }, protocol, () => evaluate);
  const misspelt = { bvalues: 3 } as unknown as SignalInputs;
  assertThrows(
    () => simulate(cell.points, misspelt),
    InputError,
    "The input 'bvalues' is not known: did you mean 'bValues'?",
  );
});

Deno.test("a waveform has a gradient where the basis ends within a cluster and points have none", () => {
  const gradient = [[60, 0, 0], [10, 30, 0], [-10, -30, 0], [-60, 0, 0]];
  const waveform = gradientWaveform({ dt: 3, gradient });
  // The constant and one of a pair of dipole modes.
  const simulate = matrixFormalism(cell, { diffusivity: 2 }, waveform, { modes: 2 });
  const samples: Tensor = { shape: [4, 3], data: Float64Array.from(gradient.flat()) };
  const loss = (w: Tensor) => sum(simulate(cell.points, { waveforms: [w] }).real);
  const slope = grad(loss)(samples);
  assertThrows(
    () => grad((points: Tensor) => sum(simulate(points).real))(cell.points),
    InputError,
    "The gradient does not exist",
  );
  const at = (h: number) => {
    const data = samples.data.map((x, i) => i === 4 ? x + h : x);
    return simulate(cell.points, { waveforms: [{ ...samples, data }] }).real.data[0];
  };
  const difference = (8 * (at(0.1) - at(-0.1)) - (at(0.2) - at(-0.2))) / 1.2;
  assertAlmostEquals(slope.data[4] / difference, 1, 1e-7);
});
