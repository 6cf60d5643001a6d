import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { box } from "../../mesh/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { type AdjointMethod, sdirk4, timeStepping, type TimeSteppingOptions } from "./mod.ts";
import { nextParts } from "./refine.ts";

const mesh = box({ size: [2, 2, 2], edgeLength: 1.5 });
const protocol = pgse({ delta: 2, Delta: 5, bValues: [100], directions: [[1, 0, 0]] });

const cases: [TimeSteppingOptions, string][] = [
  [{ tolerance: 0 }, "The tolerance is 0 but must be at least 1e-11 and below 1"],
  [{ tolerance: -1e-4 }, "The tolerance is -0.0001 but must be at least 1e-11 and below 1"],
  [{ tolerance: NaN }, "The tolerance is NaN but must be at least 1e-11 and below 1"],
  [{ tolerance: 1 }, "The tolerance is 1 but must be at least 1e-11 and below 1"],
  [{ step: 0 }, "The time step is 0 ms but must be positive"],
  [{ step: NaN }, "The time step is NaN ms but must be positive"],
  [
    { step: 8 },
    "The time step of 8 ms is longer than the shortest echo time of 7 ms: give a smaller one",
  ],
  [{ step: 1, tolerance: 1e-4 }, "Both tolerance and step are given: give one of them"],
  [
    { adjoint: "backwards" as AdjointMethod },
    'The adjoint is "backwards" but must be one of "stored", "checkpointed", "recomputed"',
  ],
];

for (const [options, message] of cases) {
  Deno.test(`options ${JSON.stringify(options)} are refused`, () => {
    const error = assertThrows(
      () => timeStepping(mesh, { diffusivity: 2 }, protocol, options),
      InputError,
    );
    assertEquals(error.message, message);
  });
}

Deno.test("steps too long for an explicit gradient are refused, an implicit one bears them", () => {
  const strong = pgse({ delta: 20, Delta: 30, qValues: [30], directions: [[1, 0, 0]] });
  const options = { step: 2, timeReversal: false };
  const simulate = timeStepping(mesh, { diffusivity: 2 }, strong, options);
  const error = assertThrows(() => simulate(), InputError);
  assert(/^The steps of ARK4.* are too long for the gradient: a signal of/.test(error.message));
  const { real } = timeStepping(mesh, { diffusivity: 2 }, strong, { ...options, method: sdirk4 })();
  assert(Math.abs(real.data[0]) < 8);
});

Deno.test("the number of steps grows with the error, to an end", () => {
  assertEquals(nextParts(2, 16e-6, 1e-6, 4), 5);
  assertEquals(nextParts(2, 1.01e-6, 1e-6, 4), 3);
  assertEquals(nextParts(2, 1, 1e-6, 4), 8);
  assertEquals(nextParts(2, NaN, 1e-6, 4), 8);
  const error = assertThrows(() => nextParts(4000, 1, 1e-6, 4), RangeError);
  assert(error.message.startsWith("Cannot reach the tolerance 0.000001: the error is still 1"));
});
