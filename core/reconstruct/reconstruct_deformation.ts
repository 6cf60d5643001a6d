/**
 * Finds the deformation of a cell that explains its signal, by gradient descent through the simulator.
 *
 * Minimises mean |S/S0 − S_measured/S0|² + regularisation over the parameters of a deformation.
 *
 * @module
 */
import {
  add,
  andThen,
  divide,
  type MaybePromise,
  meanSquaredError,
  type Tensor,
  toNumber,
  type Value,
  valueAndGrad,
} from "../autodiff/mod.ts";
import { matrixFormalism, type MatrixFormalismOptions, type Protocol } from "../diffusion/mod.ts";
import { type TetMesh, withPoints } from "../mesh/mod.ts";
import { type IterationReport, lbfgs, minimise, type MinimiseResult } from "../optimise/mod.ts";
import { bestStart } from "./best_start.ts";
import { elementGuard } from "./element_guard.ts";
import { attenuation } from "./measured_signal.ts";
import { meshVolume } from "./mesh_volume.ts";
import type {
  DeformationOptions,
  FitQuality,
  Reconstruction,
  ReconstructionState,
} from "./reconstruction.ts";
import { Aborted, turnOfOthers } from "./turn_of_others.ts";

/** The settings of the simulation alone. */
function accuracy(options: MatrixFormalismOptions): MatrixFormalismOptions {
  const { modes, corrected, tolerance, gradient } = options;
  return {
    ...(modes !== undefined && { modes }),
    ...(corrected !== undefined && { corrected }),
    ...(tolerance !== undefined && { tolerance }),
    ...(gradient !== undefined && { gradient }),
  };
}

/**
 * Finds the parameters of a deformation for which a mesh has the measured signal.
 *
 * Each signal is divided by its own S0, so the unknown scale of a measurement plays no part. What the PGSE signal of a
 * closed cell does not change with cannot be found: its position, and whether it or its image under point inversion x ↦
 * −x was measured. A straight cylinder's signal is even in any bend, a stationary point: start with a small bend. A
 * step that would invert a tetrahedron, or flatten it to below 5 % of its volume, is shortened. Before every evaluation
 * the event loop has its turn.
 *
 * @typeParam P The parameters, a pytree of numbers and tensors.
 * @param mesh The mesh to start from; its connectivity stays.
 * @param measured Real signals, shape [sequences, directions, bValues], of any unit.
 * @param protocol How they were measured.
 * @param options The deformation, where to start, how to descend.
 * @returns The deformed mesh, its parameters, how it went.
 * @throws {InputError} If signal and protocol do not match, a measured S0 is missing, or the start cannot be simulated.
 *
 * @example The radius of an axon from its signal
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cylinder, pgse, reconstructDeformation, simulateSignal, stretch, withPoints } from "@torrey/torrey";
 * import type { Tensor } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 2, height: 4, edgeLength: 1 });
 * const wider = (points: Tensor, p: { width: number }) => stretch(points, { x: p.width, y: p.width });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [0, 3000], directions: [[1, 0, 0], [0, 1, 1]] });
 *
 * const actual = withPoints(axon, wider(axon.points, { width: 1.1 }));
 * const { signal } = simulateSignal(actual, { diffusivity: 2 }, protocol);
 *
 * const { parameters } = await reconstructDeformation(axon, signal.real, protocol, {
 *   diffusivity: 2,
 *   parameters: { width: 1 },
 *   deformation: wider,
 * });
 * assertAlmostEquals(parameters.width, 1.1, 1e-4);
 * ```
 */
export async function reconstructDeformation<P>(
  mesh: TetMesh,
  measured: Tensor,
  protocol: Protocol,
  options: DeformationOptions<P>,
): Promise<Reconstruction<P>> {
  const { deformation, regularisation, iterations = 50, resume } = options;
  const since = performance.now();
  const target = attenuation(measured, protocol, options.unweighted);
  const deformed = (parameters: P) => deformation(mesh.points, parameters);
  // The basis is chosen where the first run started, so that a resumed one has the same.
  const first = withPoints(mesh, deformed(options.parameters));
  const { backend, onRetry } = options;
  using there = backend === undefined ? undefined : matrixFormalism(first, options, protocol, {
    ...accuracy(options),
    backend,
    ...(onRetry && { onRetry }),
  });
  const simulate = there ?? matrixFormalism(first, options, protocol, accuracy(options));
  const volume = meshVolume(mesh.tets);
  const guard = elementGuard(mesh);
  const fitted = (parameters: P): MaybePromise<Tensor> => {
    const points = deformed(parameters);
    return andThen(simulate(points), ({ real }) => divide(real, volume(points)));
  };
  const loss = async (parameters: P): Promise<Value> => {
    const error = meanSquaredError(await fitted(parameters), target);
    return regularisation === undefined ? error : add(error, regularisation(parameters));
  };
  const quality = (parameters: P, value: number): FitQuality => {
    const added = regularisation === undefined ? 0 : toNumber(regularisation(parameters));
    return { loss: value, signalError: Math.sqrt(Math.max(0, value - added)) };
  };

  let state: ReconstructionState<P> = resume ??
    { parameters: options.parameters, history: [], evaluations: 0, seconds: 0 };
  const before = state;
  const steps = () => Math.max(0, state.history.length - 1);
  const seconds = () => before.seconds + (performance.now() - since) / 1000;
  // A resumption evaluates its start once more; it has been counted.
  let evaluations = before.history.length > 0 ? before.evaluations - 1 : 0;
  const differentiate = valueAndGrad(loss);
  const objective = async (parameters: P): Promise<[number, P]> => {
    await turnOfOthers(options.signal);
    const [value, gradient] = await differentiate(parameters);
    evaluations++;
    if (state.history.length === 0) {
      state = { ...state, parameters, history: [quality(parameters, value)], evaluations };
    }
    return [value, gradient];
  };
  const onIteration = ({ params, value, state: optimiser }: IterationReport<P>): void => {
    const reached = quality(params, value);
    const history = [...state.history, reached];
    state = { parameters: params, optimiser, history, evaluations, seconds: seconds() };
    options.onIteration?.({
      ...reached,
      iteration: steps(),
      seconds: state.seconds,
      mesh: withPoints(mesh, deformed(params)),
      state,
    });
  };

  let end: Pick<MinimiseResult<P>, "status" | "message">;
  try {
    const begin = before.history.length > 0
      ? before.parameters
      : await bestStart(before.parameters, options.starts ?? [], loss, options.signal);
    end = await minimise(objective, begin, {
      optimiser: options.optimiser ?? lbfgs(),
      iterations: Math.max(0, iterations - steps()),
      tolerance: options.gradientTolerance ?? 1e-9,
      guard: (parameters) => guard(deformed(parameters)),
      onIteration,
      ...(before.optimiser && { state: before.optimiser }),
    });
    // Those before a resumption count.
    if (end.status === "iterations") {
      end = { ...end, message: `all ${iterations} iterations are done` };
    }
  } catch (error) {
    if (!(error instanceof Aborted)) throw error;
    end = { status: "aborted", message: `aborted after ${steps()} iterations` };
  }
  state = { ...state, seconds: seconds() };
  const { parameters } = state;
  const explained = await fitted(parameters);
  const error = toNumber(meanSquaredError(explained, target));
  return {
    loss: error + (regularisation === undefined ? 0 : toNumber(regularisation(parameters))),
    signalError: Math.sqrt(error),
    mesh: withPoints(mesh, deformed(parameters)),
    parameters,
    attenuation: explained,
    iterations: steps(),
    status: end.status,
    message: end.message,
    state,
  };
}
