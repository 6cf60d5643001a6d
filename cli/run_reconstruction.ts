/**
 * The two stages of `reconstruct`, each taken up where it was left.
 *
 * @module
 */
import type { MeasuredSignal } from "../core/case/mod.ts";
import { InputError } from "../core/input_error.ts";
import { type TetMesh, totalVolume } from "../core/mesh/mod.ts";
import {
  cellDeformation,
  type CellParameters,
  type DescentOptions,
  type PrincipalFrame,
  reconstructDeformation,
  type Reconstruction,
  type ReconstructionProgress,
  reconstructShape,
  type ShapeParameters,
} from "../core/reconstruct/mod.ts";
import { formatSaved, type SavedReconstruction } from "./reconstruction_state.ts";

/** How far to go, and whom to tell. */
export interface RunOptions extends Pick<DescentOptions<never>, "backend" | "onRetry"> {
  /** Most steps for bend, twist and stretch. */
  readonly iterations: number;
  /** Most steps for the smooth modes. */
  readonly smoothIterations: number;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Told a line after every step, and the text of the state file on demand. */
  readonly onStep: (line: string, state: () => string) => void;
}

/** What came of it. */
export interface CellReconstruction {
  /** The mesh found. */
  readonly mesh: TetMesh;
  /** Whether it was stopped before its end. */
  readonly interrupted: boolean;
  /** The text of the state file. */
  readonly state: string;
  /** One line of numbers. */
  readonly summary: string;
  /** The cell's frame, which its parameters refer to. */
  readonly frame: PrincipalFrame;
  /** The stage of bend, twist and stretch. */
  readonly deformation: Reconstruction<CellParameters>;
  /** The stage of smooth modes, if it came to that. */
  readonly shape?: Reconstruction<ShapeParameters>;
}

/**
 * Finds the shape of a cell.
 *
 * @param mesh Where to start.
 * @param measured What to explain.
 * @param saved Settings, and the states of an earlier run.
 * @param options How far to go.
 * @returns The shape found.
 */
export async function runReconstruction(
  mesh: TetMesh,
  measured: MeasuredSignal,
  saved: SavedReconstruction,
  options: RunOptions,
): Promise<CellReconstruction> {
  if (mesh.compartments.some((id) => id !== mesh.compartments[0])) {
    throw new InputError(
      "The mesh has several compartments but only cells of one are supported yet",
    );
  }
  const { signal, protocol, tissue, unweighted } = measured;
  const { tolerance, modes, smoothModes, smoothness } = saved.settings;
  const measuresS0 = protocol.bValues.includes(0);
  const common = {
    diffusivity: tissue.diffusivity,
    ...(tolerance !== undefined && { tolerance }),
    ...(modes !== undefined && { modes }),
    ...(!measuresS0 && unweighted && { unweighted }),
    ...(options.backend && { backend: options.backend }),
    ...(options.onRetry && { onRetry: options.onRetry }),
    signal: options.signal,
  } satisfies DescentOptions<never>;
  // Smooth displacements found already belong to the deformation as it was.
  const iterations = saved.shape ? saved.iterations : options.iterations;
  let state: SavedReconstruction = { ...saved, iterations };
  const tell = (
    stage: string,
    { iteration, signalError, seconds }: ReconstructionProgress<unknown>,
  ) =>
    options.onStep(
      `${stage} ${iteration}: signal error ${signalError.toExponential(3)}, ${
        seconds.toFixed(1)
      } s`,
      () => formatSaved(state),
    );

  const cell = cellDeformation(mesh);
  const deformation = await reconstructDeformation(mesh, signal, protocol, {
    ...common,
    ...cell,
    iterations,
    onIteration: (progress) => {
      state = { ...state, deformation: progress.state };
      tell("deformation", progress);
    },
    ...(saved.deformation && { resume: saved.deformation }),
  });
  state = { ...state, deformation: deformation.state };
  const finish = (last: Reconstruction<unknown>, shape?: Reconstruction<ShapeParameters>) => {
    const steps = deformation.iterations + (shape?.iterations ?? 0);
    const seconds = deformation.state.seconds + (shape?.state.seconds ?? 0);
    return {
      mesh: last.mesh,
      interrupted: last.status === "aborted",
      state: formatSaved(state),
      summary: `signal error ${last.signalError.toExponential(2)}, ${steps} iterations, ${
        seconds.toFixed(1)
      } s`,
      frame: cell.frame,
      deformation,
      ...(shape && { shape }),
    };
  };
  if (smoothModes === 0 || deformation.status === "aborted") return finish(deformation);

  const shape = await reconstructShape(deformation.mesh, signal, protocol, {
    ...common,
    smoothModes,
    smoothness,
    iterations: options.smoothIterations,
    onIteration: (progress) => {
      state = { ...state, shape: progress.state };
      tell("smooth modes", progress);
    },
    ...(saved.shape && { resume: saved.shape }),
  });
  state = { ...state, shape: shape.state };
  return finish(shape, shape);
}

/** Rows of a flat array. */
function rows(data: Float64Array, width: number): number[][] {
  return Array.from({ length: data.length / width }, (_, r) => [
    ...data.subarray(r * width, (r + 1) * width),
  ]);
}

/** One stage as JSON shows it. */
function stageNumbers({ iterations, state, status, message }: Reconstruction<unknown>) {
  const { evaluations, seconds, history } = state;
  return { iterations, evaluations, seconds, status, message, history };
}

/** The result as JSON with a line per key. */
export function formatReconstruction(result: CellReconstruction): string {
  const { deformation, shape, frame } = result;
  const last: Reconstruction<unknown> = shape ?? deformation;
  const [, directions, bValues] = last.attenuation.shape;
  const numbers = {
    signalError: last.signalError,
    volume: totalVolume(result.mesh),
    parameters: deformation.parameters,
    frame: { centre: [...frame.centre], axes: rows(frame.axes, 3) },
    ...(shape && { coefficients: rows(shape.parameters.coefficients.data, 3) }),
    interrupted: result.interrupted,
    stages: {
      deformation: stageNumbers(deformation),
      ...(shape && { shape: stageNumbers(shape) }),
    },
    attenuation: rows(last.attenuation.data, directions * bValues).map((perSequence) =>
      rows(Float64Array.from(perSequence), bValues)
    ),
  };
  const lines = Object.entries(numbers).map(([key, value]) =>
    `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}
