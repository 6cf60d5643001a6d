/**
 * The cases of ReMiDi (arXiv 2502.01988): a mesh, a protocol, the signal of a target, and what its PyTorch code made of them.
 *
 * @module
 */
import {
  type ComplexTensor,
  divide,
  fromArray,
  matmul,
  meanSquaredError,
  multiply,
  pgse,
  type PgseProtocol,
  slice,
  type Tensor,
  tensor,
  type TetMesh,
  tetMesh,
  transpose,
} from "../../mod.ts";
import { sharedJson } from "../../testing/reference_data.ts";

/** µs in a ms. */
const MS = 1000;

/** The names of the files. */
export const remidiNames = [
  "small_bend",
  "mid_10x4",
  "large_12x6",
  "config_bending",
  "config_beading",
  "config_fanning",
] as const;

/** A mesh whose vertices are to be moved until its signal is the target's. */
export interface ReconstructionCase {
  /** The mesh before the rotation. */
  readonly mesh: TetMesh;
  /** R: the simulated points are R x, [3, 3]. */
  readonly rotation: Tensor;
  /** Diffusivity, µm²/ms. */
  readonly diffusivity: number;
  /** The measurements. */
  readonly protocol: PgseProtocol;
  /** Number of modes. */
  readonly modes: number;
  /** Signal of the target, [sequences, directions, bValues], µm³. */
  readonly target: Tensor;
}

/** A case with the results of the PyTorch code. */
export interface RemidiCase extends ReconstructionCase {
  /** The target's simulated points, [nodes, 3], and its number of modes. */
  readonly targetPoints: Tensor;
  readonly targetModes: number;
  /** Signal of the mesh, [sequences, directions, bValues], µm³. */
  readonly signal: Tensor;
  /** The loss. */
  readonly loss: number;
  /** ∂loss/∂points before the rotation, 1/µm, [3 × nodes]. */
  readonly gradient: Float64Array;
}

/** A case as the files hold it; lengths in µm, times in the unit of `unit`, signals [bValues][sequences][directions]. */
export interface CaseFile {
  readonly points: number[][];
  readonly tets: number[][];
  readonly rotation_matrix: number[][];
  readonly diffusivity: number;
  readonly sequences: { delta: number; Delta: number }[];
  readonly qvalues: number[][];
  readonly directions: number[][];
  readonly neig: number;
  readonly Sref_real: number[][][];
}

interface RemidiFile extends CaseFile {
  readonly target_points_rotated: number[][];
  readonly neig_target: number;
  readonly S_real: number[][][];
  readonly loss: number;
  readonly dloss_dpoints: number[][];
}

/** From [bValues][sequences][directions] to shape [sequences, directions, bValues]. */
function reordered(signal: number[][][]): Tensor {
  const [sequences, directions] = [signal[0].length, signal[0][0].length];
  const data = [];
  for (let s = 0; s < sequences; s++) {
    for (let d = 0; d < directions; d++) data.push(...signal.map((atB) => atB[s][d]));
  }
  return tensor(data, [sequences, directions, signal.length]);
}

/**
 * Makes a case of a file.
 *
 * @param file Its content.
 * @param perMillisecond How many of its units of time make a millisecond.
 */
export function reconstructionCase(file: CaseFile, perMillisecond: number): ReconstructionCase {
  return {
    mesh: tetMesh({ points: file.points, tets: file.tets }, { repair: true }),
    rotation: fromArray(file.rotation_matrix),
    diffusivity: file.diffusivity * perMillisecond,
    protocol: pgse({
      delta: file.sequences.map(({ delta }) => delta / perMillisecond),
      Delta: file.sequences.map(({ Delta }) => Delta / perMillisecond),
      qValues: file.sequences.map((_, s) => file.qvalues.map((atB) => atB[s] * perMillisecond)),
      directions: file.directions,
    }),
    modes: file.neig,
    target: reordered(file.Sref_real),
  };
}

/** Reads a case; `undefined` where `../shared/data` is absent. */
export function remidiCase(name: typeof remidiNames[number]): RemidiCase | undefined {
  const file = sharedJson<RemidiFile>(`diffusion/remidi/${name}.json`);
  return file && {
    ...reconstructionCase(file, MS),
    targetPoints: fromArray(file.target_points_rotated),
    targetModes: file.neig_target,
    signal: reordered(file.S_real),
    loss: file.loss,
    gradient: Float64Array.from(file.dloss_dpoints.flat()),
  };
}

/** R x for every point. */
export function rotated(points: Tensor, rotation: Tensor): Tensor {
  return matmul(points, transpose(rotation));
}

/** 100·S/S0 with S0 at the first direction and b-value of each sequence. */
function percent(signal: Tensor): Tensor {
  return multiply(100, divide(signal, slice(signal, [null, [0, 1], [0, 1]])));
}

/** ReMiDi's loss, 250 times the mean squared difference of the signals in percent. */
export function remidiLoss(signal: ComplexTensor, target: Tensor): Tensor {
  return multiply(250, meanSquaredError(percent(signal.real), percent(target)));
}
