import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../input_error.ts";
import { concentricSpheres } from "../../mesh/mod.ts";
import { pgse } from "../protocol/mod.ts";
import {
  formatTimeSteppingState,
  parseTimeSteppingState,
  simulateTimeStepping,
  timeStepping,
  type TimeSteppingState,
} from "./mod.ts";

const mesh = concentricSpheres({ radii: [1.5, 2.5], edgeLength: 1 });
const tissue = {
  compartments: [{ diffusivity: 1, T2: 40 }, { diffusivity: 2, T2: 80, spinDensity: 0.8 }],
  interfaces: [{ between: [0, 1] as const, permeability: 0.05 }],
};
const protocol = pgse({
  delta: [4, 6],
  Delta: [8, 12],
  bValues: [0, 800, 3000],
  directions: [[1, 0, 0], [0, 1, 1]],
});
const tolerance = 1e-6;

Deno.test("a simulation reports what the signal function gives", async () => {
  const { signal, stepError, method, steps, factorisations } = await simulateTimeStepping(
    mesh,
    tissue,
    protocol,
    { tolerance },
  );
  assertEquals(signal, timeStepping(mesh, tissue, protocol, { tolerance })());
  assert(stepError !== undefined && stepError > 0);
  assertLess(stepError, tolerance);
  assertEquals(method, "ARK4(3)6L[2]SA");
  assertEquals(steps.length, 2);
  assert(factorisations >= 4);
});

Deno.test("the signals of the compartments add up to the whole", async () => {
  const { signal } = await simulateTimeStepping(mesh, tissue, protocol, { tolerance });
  const { signalByCompartment = [] } = await simulateTimeStepping(mesh, tissue, protocol, {
    tolerance,
    byCompartment: true,
  });
  assertEquals(signalByCompartment.length, 2);
  const [inner, outer] = signalByCompartment.map(({ real }) => real.data);
  signal.real.data.forEach((re, m) => {
    assertAlmostEquals(inner[m] + outer[m], re, 2 * tolerance * signal.real.data[0]);
    assert(inner[m] > 0 && outer[m] > 0);
  });
});

/** Runs something with a clock on which every look takes a tenth of a second, so that every step is told. */
async function onSlowClock<T>(action: () => Promise<T>): Promise<T> {
  const { now } = performance;
  let time = 0;
  performance.now = () => time += 100;
  try {
    return await action();
  } finally {
    performance.now = now;
  }
}

Deno.test("a state saved at any time is taken up to the same result", async () => {
  const saved: string[] = [], fractions: number[] = [];
  const options = { tolerance: 1e-7 };
  const whole = await onSlowClock(() =>
    simulateTimeStepping(mesh, tissue, protocol, {
      ...options,
      onProgress: (fraction, state) => {
        fractions.push(fraction);
        saved.push(formatTimeSteppingState(state()));
      },
    })
  );
  assert(saved.length > 10);
  fractions.forEach((fraction, i) => {
    assert(fraction > 0 && fraction < 1);
    if (i > 0) assertLess(fractions[i - 1], fraction);
  });
  for (const text of [saved[0], saved[saved.length >> 1], saved[saved.length - 1]]) {
    const resume: TimeSteppingState = parseTimeSteppingState(text);
    const again = await simulateTimeStepping(mesh, tissue, protocol, { ...options, resume });
    assertEquals(again.signal, whole.signal);
    assertEquals(again.stepError, whole.stepError);
  }
});

Deno.test("a simulation can be interrupted", async () => {
  const controller = new AbortController(), reason = new Error("enough");
  const error = await assertRejects(
    () =>
      simulateTimeStepping(mesh, tissue, protocol, {
        tolerance,
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      }),
    Error,
  );
  assertEquals(error, reason);
  await assertRejects(
    () =>
      simulateTimeStepping(mesh, tissue, protocol, {
        tolerance,
        signal: AbortSignal.abort(reason),
      }),
    Error,
    "enough",
  );
});

Deno.test("a state of another problem, or no state, is refused", async () => {
  const states: TimeSteppingState[] = [];
  await simulateTimeStepping(mesh, tissue, protocol, {
    tolerance,
    onProgress: (_, state) => states.push(state()),
  });
  await assertRejects(
    () => simulateTimeStepping(mesh, tissue, protocol, { tolerance: 1e-5, resume: states[0] }),
    InputError,
    "mesh, tissue, protocol and options must be those it was saved with",
  );
  for (const text of ["{", "null", "[]", '{"problem": 1}', '{"problem": "a"}']) {
    const error = assertThrows(() => parseTimeSteppingState(text), InputError);
    assert(error.message.startsWith("The state of a simulation"));
  }
});
