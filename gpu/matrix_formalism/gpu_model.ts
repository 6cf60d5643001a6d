/**
 * The reduced system of a basis: its matrices are products on the device and stay there.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import { type GalerkinBasis, reducedVectors } from "../../core/diffusion/basis/mod.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import { gram } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import type { GpuReducedModel } from "../reduced/gpu_reduced_model.ts";
import { type GpuPattern, spmm } from "../sparse/mod.ts";

/** Matrices of a space on the device. */
export interface ModelMatrices {
  readonly pattern: GpuPattern;
  /** J_x, J_y, J_z. */
  readonly moments: readonly GpuArray[];
  /** R, where magnetisation is stored and relaxes faster then. */
  readonly relaxation?: GpuArray | undefined;
}

/** Where the nodes lie. */
export interface ModelPlaces {
  /** Node positions about the origin, [3 × nodes]. */
  readonly points: Float64Array;
  /** The origin, [3]. */
  readonly origin: Float64Array;
  /** The compartment of each node. */
  readonly nodeCompartments: Int32Array;
}

/** A reduced system that owns its matrices. */
export type OwnedModel = GpuReducedModel & Disposable;

/**
 * Makes the reduced system.
 *
 * @param gpu The device.
 * @param space The space in double precision, holding the matrices of the basis.
 * @param matrices The same on the device.
 * @param basis The basis.
 * @param block Q on the device.
 * @param places The nodes' positions and compartments.
 * @returns The system; nothing is read back.
 */
export function gpuModel(
  gpu: Gpu,
  space: P1Space,
  { pattern, moments, relaxation }: ModelMatrices,
  basis: GalerkinBasis,
  block: GpuBlock,
  { points, ...options }: ModelPlaces,
): OwnedModel {
  const n = block.columns, size = n * n;
  using product = blockOf(gpu, "product with a basis", block.rows, n);
  const project = (values: GpuArray, out: GpuArray): void => {
    spmm(gpu, pattern, values, block, product);
    gram(gpu, block, product, out, { symmetric: true });
  };
  const all = gpu.array("reduced moments", 3 * size);
  using one = gpu.array("reduced moment", size);
  moments.forEach((values, k) => {
    project(values, one);
    gpu.copy(one, all, { to: k * size, length: size });
  });
  const storage = relaxation && gpu.array("reduced relaxation", size);
  if (relaxation && storage) project(relaxation, storage);
  return {
    ...reducedVectors(space, basis, points, options),
    moments: all,
    ...(storage && { storage }),
    [Symbol.dispose]: () => {
      all[Symbol.dispose]();
      storage?.[Symbol.dispose]();
    },
  };
}
