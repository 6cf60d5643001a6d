import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { multiply, square, subtract, type Tensor, toNumber } from "../autodiff/mod.ts";
import { fibonacciHemisphere, pgse, type Protocol, simulateSignal } from "../diffusion/mod.ts";
import { InputError } from "../input_error.ts";
import { bend, smoothDisplacement, stretch } from "../mesh/deform/mod.ts";
import { box, cylinder, invertedTets, type TetMesh, withPoints } from "../mesh/mod.ts";
import { adam, sgd } from "../optimise/mod.ts";
import { reconstructDeformation } from "./reconstruct_deformation.ts";
import { reconstructShape } from "./reconstruct_shape.ts";
import type { ReconstructionState } from "./reconstruction.ts";
import { smoothModes } from "./smooth_modes.ts";
import { formatReconstructionState, parseReconstructionState } from "./state_text.ts";

interface Axon {
  readonly bend: number;
  readonly width: number;
}

const axon = cylinder({ radius: 2, height: 8, edgeLength: 1.5 });
const shape = (points: Tensor, p: Axon) =>
  bend(stretch(points, { x: p.width, y: p.width }), p.bend);
const directions = fibonacciHemisphere(5);
const protocol = pgse({ delta: 5, Delta: [10, 25], bValues: [0, 1000, 4000], directions });

/** S of a mesh, to rounding: far more modes than the fits use. */
function measure(mesh: TetMesh, at: Protocol = protocol): Tensor {
  return simulateSignal(mesh, { diffusivity: 2 }, at, { tolerance: 1e-9 }).signal.real;
}

const truth: Axon = { bend: 0.15, width: 1.1 };
const measured = measure(withPoints(axon, shape(axon.points, truth)));
const common = {
  diffusivity: 2,
  tolerance: 1e-6,
  deformation: shape,
  parameters: { bend: 0.02, width: 1 },
};

Deno.test("reconstructDeformation() finds bend and width, whatever the signal's scale", async () => {
  const results = await Promise.all([1, 1000].map((scale) => {
    const scaled = { shape: measured.shape, data: measured.data.map((s) => scale * s) };
    return reconstructDeformation(axon, scaled, protocol, common);
  }));
  for (const { parameters, signalError, loss, status, attenuation, mesh } of results) {
    assertAlmostEquals(parameters.bend, truth.bend, 1e-5);
    assertAlmostEquals(parameters.width, truth.width, 1e-5);
    assertLess(signalError, 1e-6);
    assertAlmostEquals(loss, signalError ** 2, 1e-20);
    assertEquals(status, "converged");
    assertEquals(attenuation.shape, [2, 5, 3]);
    assertAlmostEquals(attenuation.data[0], 1, 1e-9);
    assertEquals(mesh.points, shape(axon.points, parameters));
  }
  // The scale only rounds differently.
  assertAlmostEquals(results[0].parameters.bend, results[1].parameters.bend, 1e-9);
});

Deno.test("reconstructDeformation() reports every step and the evaluations", async () => {
  const told: number[] = [];
  const { state, iterations, signalError } = await reconstructDeformation(
    axon,
    measured,
    protocol,
    {
      ...common,
      iterations: 4,
      onIteration: ({ iteration, loss, mesh, state }) => {
        told.push(iteration);
        assertEquals(state.history.length, iteration + 1);
        assertEquals(state.history[iteration].loss, loss);
        assertEquals(mesh.points, shape(axon.points, state.parameters));
      },
    },
  );
  assertEquals(told, [1, 2, 3, 4]);
  assertEquals(iterations, 4);
  assertGreater(state.evaluations, 4);
  assertEquals(state.history[4].signalError, signalError);
  state.history.forEach(({ loss }, i) => i > 0 && assertLess(loss, state.history[i - 1].loss));
});

/** A state as it comes back from a file. */
function throughText<P>(state: ReconstructionState<P>): ReconstructionState<P> {
  return parseReconstructionState(formatReconstructionState(state));
}

const untimed = <P>({ seconds: _, ...rest }: ReconstructionState<P>) => rest;

Deno.test("a resumed reconstruction takes the very steps of an uninterrupted one", async () => {
  for (const optimiser of [undefined, adam({ learningRate: 0.02 })]) {
    const options = { ...common, ...(optimiser && { optimiser }) };
    const run = (iterations: number, resume?: ReconstructionState<Axon>) =>
      reconstructDeformation(axon, measured, protocol, {
        ...options,
        iterations,
        ...(resume && { resume }),
      });
    const whole = await run(6);
    const half = await run(3);
    const rest = await run(6, throughText(half.state));
    assertEquals(untimed(rest.state), untimed(whole.state));
    assertEquals(rest.mesh, whole.mesh);
    assertEquals(rest.iterations, 6);
    const nothingLeft = await run(6, throughText(whole.state));
    assertEquals(untimed(nothingLeft.state), untimed(whole.state));
  }
});

Deno.test("an aborted reconstruction returns what it has and can be resumed", async () => {
  const abort = new AbortController();
  const stopped = await reconstructDeformation(axon, measured, protocol, {
    ...common,
    iterations: 6,
    signal: abort.signal,
    onIteration: ({ iteration }) => iteration === 2 && abort.abort(),
  });
  assertEquals([stopped.status, stopped.iterations], ["aborted", 2]);
  assertEquals(stopped.mesh.points, shape(axon.points, stopped.parameters));
  const options = { ...common, iterations: 6 };
  const whole = await reconstructDeformation(axon, measured, protocol, options);
  const rest = await reconstructDeformation(axon, measured, protocol, {
    ...options,
    resume: throughText(stopped.state),
  });
  assertEquals(untimed(rest.state), untimed(whole.state));

  const never = await reconstructDeformation(axon, measured, protocol, {
    ...options,
    signal: AbortSignal.abort(),
  });
  assertEquals([never.status, never.iterations], ["aborted", 0]);
  assertEquals(never.parameters, common.parameters);
  assertGreater(never.signalError, 0.005);
  const after = await reconstructDeformation(axon, measured, protocol, {
    ...options,
    resume: throughText(never.state),
  });
  assertEquals(untimed(after.state), untimed(whole.state));
});

Deno.test("an abort from outside gets its turn between evaluations", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 0);
  const { status } = await reconstructDeformation(axon, measured, protocol, {
    ...common,
    signal: abort.signal,
  });
  assertEquals(status, "aborted");
});

Deno.test("a step that would turn tetrahedra inside out is shortened", async () => {
  // Steps so long that the curvature would be thousands of rad/µm.
  const { iterations, mesh, parameters } = await reconstructDeformation(axon, measured, protocol, {
    ...common,
    optimiser: sgd({ learningRate: 1e6 }),
    iterations: 1,
  });
  assertEquals(iterations, 1);
  assertLess(Math.abs(parameters.bend), 1);
  assertEquals(invertedTets(mesh.points, mesh.tets).length, 0);
  const flat = reconstructDeformation(axon, measured, protocol, {
    ...common,
    parameters: { bend: 0.02, width: 0 },
  });
  await assertRejects(() => flat, InputError, "flat or inside out");
});

Deno.test("reconstructDeformation() starts where the loss is least, and passes over what cannot be", async () => {
  const starts = [{ bend: 0.02, width: 0 }, { bend: 0.14, width: 1.12 }, {
    bend: -0.3,
    width: 0.7,
  }];
  const { state } = await reconstructDeformation(axon, measured, protocol, {
    ...common,
    starts,
    iterations: 0,
  });
  assertEquals(state.parameters, starts[1]);
});

Deno.test("regularisation is a part of the loss and not of the signal's error", async () => {
  const regularisation = ({ width }: Axon) => multiply(1e-3, square(subtract(width, 1)));
  const free = await reconstructDeformation(axon, measured, protocol, common);
  const { parameters, loss, signalError, state } = await reconstructDeformation(
    axon,
    measured,
    protocol,
    {
      ...common,
      regularisation,
    },
  );
  assert(parameters.width > 1 && parameters.width < free.parameters.width - 1e-3);
  assertAlmostEquals(loss, signalError ** 2 + toNumber(regularisation(parameters)), 1e-18);
  const last = state.history[state.history.length - 1];
  assertAlmostEquals(last.signalError, signalError, 1e-12);
});

Deno.test("without measurements at b = 0 the S0 given is used", async () => {
  const weighted = pgse({ delta: 5, Delta: [10, 25], bValues: [1000, 4000], directions });
  const actual = withPoints(axon, shape(axon.points, truth));
  const signal = measure(actual, weighted);
  const bare = reconstructDeformation(axon, signal, weighted, common);
  await assertRejects(() => bare, InputError, "Sequence 0 has no measurement at b = 0");
  const volume = measured.data[0];
  const { parameters } = await reconstructDeformation(axon, signal, weighted, {
    ...common,
    unweighted: [volume, volume],
  });
  assertAlmostEquals(parameters.width, truth.width, 1e-5);
});

Deno.test("reconstructShape() explains a smooth displacement, the smoother the heavier its weight", async () => {
  const rod = box({ size: [2, 2.4, 5], edgeLength: 1 });
  const { values, eigenvalues } = smoothModes(rod, 3);
  const coefficients = {
    shape: [3, 3],
    data: Float64Array.of(0.05, 0, 0.2, 0.3, -0.1, 0, 0, 0.05, -0.05),
  };
  const actual = withPoints(rod, smoothDisplacement(rod.points, values, coefficients));
  const signal = measure(actual);
  const roughness = async (smoothness: number) => {
    const { mesh, parameters, signalError, state } = await reconstructShape(rod, signal, protocol, {
      diffusivity: 2,
      smoothModes: 3,
      smoothness,
      iterations: 40,
    });
    assertEquals(mesh.points, smoothDisplacement(rod.points, values, parameters.coefficients));
    const c = parameters.coefficients.data;
    const square = c.reduce((sum, x, i) => sum + eigenvalues[Math.floor(i / 3)] * x * x, 0);
    return { square, signalError, before: state.history[0].signalError };
  };
  const light = await roughness(1e-9);
  assertLess(light.signalError, 0.01 * light.before);
  const heavy = await roughness(1e-2);
  assertLess(heavy.square, 0.1 * light.square);
  assertGreater(heavy.signalError, light.signalError);
});

Deno.test("parseReconstructionState() refuses what is no state", () => {
  const fails = (text: string, message: string) =>
    assertStringIncludes(
      assertThrows(() => parseReconstructionState(text), InputError).message,
      message,
    );
  fails("{", "is not JSON");
  fails("[]", "lacks its parameters");
  fails(`{"parameters": {}, "history": []}`, "lacks");
});
