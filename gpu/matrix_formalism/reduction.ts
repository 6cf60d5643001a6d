/**
 * From the modes of a piece to its reduced system on the device.
 *
 * @module
 */
import { finerBasis, nodalVolumes } from "../../core/diffusion/basis/mod.ts";
import type { PieceInputs, TissuePiece } from "../../core/diffusion/problem/mod.ts";
import { uploadBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import type { ComplementSolver } from "./complement.ts";
import { type GpuBasis, gpuBasis, modesWith } from "./gpu_basis.ts";
import { gpuModel, type OwnedModel } from "./gpu_model.ts";
import type { PieceModes } from "./piece_modes.ts";
import type { CentredInputs, PieceSpace } from "./piece_space.ts";
import { staticResponses } from "./responses.ts";
import { withResponses } from "./with_responses.ts";

/** A reduced system with all that its gradient needs; it owns what it holds on the device. */
export interface GpuReduction extends Disposable {
  /** What it was made at, the points about the origin. */
  readonly inputs: PieceInputs;
  readonly modes: PieceModes;
  readonly solver: ComplementSolver;
  readonly basis: GpuBasis;
  readonly model: OwnedModel;
  /** M1, [nodes]. */
  readonly volumes: Float64Array;
  /** Σ ρV. */
  readonly spins: number;
  /** R on the device, where magnetisation is stored and relaxes faster then. */
  readonly relaxation?: GpuArray;
  /** The reduced system on a finer basis to compare with; it lives as long as the reduction. */
  readonly finer: () => Promise<OwnedModel>;
  /** Gives the reduction something to dispose of at its end. */
  readonly own: (thing: Disposable) => void;
}

/**
 * Makes the reduced system of modes.
 *
 * @param gpu The device.
 * @param piece The piece.
 * @param space Its space, holding the matrices of the modes until the reduction is no longer used.
 * @param at What it was assembled at.
 * @param modes The modes; the reduction disposes of them.
 * @param solver Solves on their complement; the reduction disposes of it.
 * @param low How many of the lowest modes are corrected.
 * @returns The reduction.
 */
export async function gpuReduction(
  gpu: Gpu,
  { nodeCompartments }: TissuePiece,
  space: PieceSpace,
  { inputs, origin }: CentredInputs,
  modes: PieceModes,
  solver: ComplementSolver,
  low: number,
): Promise<GpuReduction> {
  const { core, device } = space, owned: Disposable[] = [modes, solver];
  const own = <T extends Disposable>(thing: T): T => {
    owned.push(thing);
    return thing;
  };
  const dispose = () => owned.forEach((thing) => thing[Symbol.dispose]());
  try {
    const values = space.relaxation(inputs);
    const relaxation = values && own(gpu.upload("relaxation of stored magnetisation", values));
    const respond = () => staticResponses(gpu, core, modes, solver);
    const basis = own(await gpuBasis(gpu, core, modes, low, respond));
    const { pattern, matrices: { moments } } = device;
    const matrices = { pattern, moments, relaxation };
    const places = { points: inputs.points, origin, nodeCompartments };
    const finerModel = async (): Promise<OwnedModel> => {
      const { modes: _, ...rest } = basis.basis;
      const finer = await withResponses(
        (answer) => finerBasis(core, { ...rest, modes: modesWith(modes, answer) }),
        respond(),
      );
      using block = uploadBlock(gpu, "finer basis", finer.vectors, core.nodes, finer.columns);
      return own(gpuModel(gpu, core, matrices, finer, block, places));
    };
    const volumes = nodalVolumes(core);
    let finer: Promise<OwnedModel> | undefined;
    return {
      inputs,
      modes,
      solver,
      basis,
      model: own(gpuModel(gpu, core, matrices, basis.basis, basis.block, places)),
      volumes,
      spins: volumes.reduce((sum, volume) => sum + volume, 0),
      ...(relaxation && { relaxation }),
      finer: () => finer ??= finerModel(),
      own,
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
