/**
 * The matrix formalism on a device, one stage at a time.
 *
 * @module
 */
import type { EncodedProtocol } from "../../../core/diffusion/encoding/mod.ts";
import type { BasisSize } from "../../../core/diffusion/matrix_formalism/mod.ts";
import { nodalVolumes } from "../../../core/diffusion/basis/mod.ts";
import type {
  PieceCotangent,
  PieceInputs,
  TissuePiece,
} from "../../../core/diffusion/problem/mod.ts";
import type { ComplexList } from "../../../core/diffusion/reduced/mod.ts";
import { blockOf } from "../../../gpu/block.ts";
import type { Gpu } from "../../../gpu/device.ts";
import { gpuBasis } from "../../../gpu/matrix_formalism/gpu_basis.ts";
import { gpuModel } from "../../../gpu/matrix_formalism/gpu_model.ts";
import { pieceGradient } from "../../../gpu/matrix_formalism/gradient.ts";
import type { PieceModes } from "../../../gpu/matrix_formalism/piece_modes.ts";
import { type PieceSpace, pieceSpace } from "../../../gpu/matrix_formalism/piece_space.ts";
import { staticResponses } from "../../../gpu/matrix_formalism/responses.ts";
import { gpuStages } from "../../../gpu/matrix_formalism/stages.ts";

/** Computes the modes of a space. */
export type ModesSource = (gpu: Gpu, space: PieceSpace, modes: number) => Promise<PieceModes>;

/**
 * Modes that are none, with eigenvalues by the law of Weyl, λ_j = D(6π²j/V)^⅔: to count what follows the search for modes on a device
 * that computes nothing.
 *
 * @param diffusivity D, µm²/ms.
 * @returns The source of modes; they are zero.
 */
export function weylModes(diffusivity: number): ModesSource {
  return (gpu, { core, shift }, modes) => {
    const { nodes } = core, guards = Math.max(8, Math.ceil(modes / 10));
    const volume = nodalVolumes(core).reduce((sum, own) => sum + own, 0);
    const eigenvalue = (j: number) => diffusivity * (6 * Math.PI ** 2 * j / volume) ** (2 / 3);
    const above = Float64Array.from({ length: guards }, (_, j) => eigenvalue(modes + j));
    return Promise.resolve({
      modes,
      eigenvalues: Float64Array.from({ length: modes }, (_, j) => eigenvalue(j)),
      vectors: new Float64Array(nodes * modes),
      residuals: new Float64Array(modes),
      next: above[0],
      shift,
      block: blockOf(gpu, "modes", nodes, modes),
      guards: { eigenvalues: above, block: blockOf(gpu, "guards", nodes, guards) },
      complete: false,
      computedOn: "gpu",
      work: { columnProducts: 0, cycles: 0, readBacks: 0 },
      [Symbol.dispose]: () => {},
    });
  };
}

/** What a stage asked of the device. */
export interface StageCost {
  readonly stage: string;
  /** Runs of kernels. */
  readonly runs: number;
  readonly flops: number;
  /** Bytes that kernels moved, at least. */
  readonly bytes: number;
  /** Bytes uploaded. */
  readonly up: number;
  readonly readBacks: number;
  /** Wall-clock time, ms, until the device has finished. */
  readonly time: number;
}

/** A value and a gradient. */
export interface StageRun {
  readonly stages: readonly StageCost[];
  readonly eigenvalues: Float64Array;
  readonly signal: ComplexList;
  readonly weights: ComplexList;
  readonly gradient: Omit<PieceCotangent, "protocol">;
}

/** Measures stages. */
function stopwatch(gpu: Gpu) {
  const stages: StageCost[] = [], { counters } = gpu;
  const measure = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    const { dispatches, flops, bytesMoved, bytesUp, readBacks } = counters;
    const start = performance.now(), result = await work();
    await gpu.finished();
    stages.push({
      stage,
      runs: counters.dispatches - dispatches,
      flops: counters.flops - flops,
      bytes: counters.bytesMoved - bytesMoved,
      up: counters.bytesUp - bytesUp,
      readBacks: counters.readBacks - readBacks,
      time: performance.now() - start,
    });
    return result;
  };
  return { stages, measure };
}

/**
 * Computes the signal of a piece and its gradient for weights 1.
 *
 * @param gpu The device.
 * @param piece The piece.
 * @param inputs What it is assembled at.
 * @param protocol The measurements.
 * @param size The size of the basis.
 * @param source Computes the modes.
 * @returns What each stage cost, and the results.
 */
export async function runStages(
  gpu: Gpu,
  piece: TissuePiece,
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  size: BasisSize,
  source: ModesSource = gpuStages.modes,
): Promise<StageRun> {
  const { stages, measure } = stopwatch(gpu), { nodeCompartments } = piece;
  using space = await measure("preparation", () => pieceSpace(gpu, piece, inputs, size));
  const at = await measure("assembly", () => space.assemble(inputs)), { core, device } = space;
  using modes = await measure("modes", () => source(gpu, space, size.modes));
  using solver = gpuStages.solver(gpu, space, modes);
  const respond = () => staticResponses(gpu, core, modes, solver);
  using basis = await measure("basis", () => gpuBasis(gpu, core, modes, size.corrected, respond));
  const { pattern, matrices: { moments } } = device;
  const places = { points: at.inputs.points, origin: at.origin, nodeCompartments };
  using model = await measure(
    "reduced system",
    () => gpuModel(gpu, core, { pattern, moments }, basis.basis, basis.block, places),
  );
  using signal = await measure(
    "signal",
    () => gpuStages.signal(gpu, model, protocol, { keep: "tissue" }),
  );
  const count = signal.real.length;
  const weights = { real: new Float64Array(count).fill(1), imag: new Float64Array(count) };
  const cotangent = await measure("reduced cotangent", () => signal.cotangent(weights));
  const volumes = nodalVolumes(core), spins = volumes.reduce((sum, volume) => sum + volume, 0);
  const reduction = {
    inputs: at.inputs,
    modes,
    solver,
    basis,
    model,
    volumes,
    spins,
    finer: () => Promise.reject(new Error("No finer system is needed for a gradient")),
    own: () => {},
    [Symbol.dispose]: () => {},
  };
  const gradient = await measure(
    "mesh cotangent",
    () => pieceGradient(gpu, piece, space, reduction, cotangent, "exact"),
  );
  const { eigenvalues } = modes, { real, imag } = signal;
  return { stages, eigenvalues, signal: { real, imag }, weights, gradient };
}
