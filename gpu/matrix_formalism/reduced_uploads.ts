/**
 * The cotangents of the reduced matrices on the device, as the mesh's are made of them.
 *
 * @module
 */
import type { ReducedCotangent } from "../../core/diffusion/reduced/mod.ts";
import { type GpuBlock, uploadBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";

/** Where the volumes of nodes and compartments come from. */
export interface NodalShares {
  /** M1, [nodes]. */
  readonly volumes: Float64Array;
  /** The compartment of each node, [nodes]. */
  readonly compartments: Int32Array;
}

/** Cotangents on the device; N is the number of columns of the basis, S that of starts: 1, or that of the compartments. */
export interface UploadedCotangent extends Disposable {
  /** C_A, [N × N]. */
  readonly stiffness: GpuArray;
  /** C_B, [N × N]. */
  readonly mass: GpuArray;
  /** C_k, [N × N] each. */
  readonly moments: readonly GpuArray[];
  /** Cotangent of E, [N × N], where there is storage. */
  readonly storage?: GpuArray;
  /** The cotangents of PᵀM_c1, [S × N]. */
  readonly starts: GpuArray;
  /** Which start is that of a node: 1 there, else 0, [nodes × S]. */
  readonly members: GpuBlock;
  /** The volume of a node there, [nodes × S]. */
  readonly weighted: GpuBlock;
}

/** The starts one after the other: that of the whole signal plus that of each receiver. */
function startsOf({ start, receivers }: ReducedCotangent): Float64Array[] {
  return receivers?.map((own) => own.map((value, j) => value + start[j])) ?? [start];
}

/** Uploads cotangents. */
export function uploadCotangent(
  gpu: Gpu,
  cotangent: ReducedCotangent,
  { volumes, compartments }: NodalShares,
): UploadedCotangent {
  const owned: Disposable[] = [], nodes = volumes.length;
  const own = <T extends Disposable>(array: T): T => {
    owned.push(array);
    return array;
  };
  const upload = (label: string, values: Float64Array) => own(gpu.upload(label, values));
  const starts = startsOf(cotangent), count = starts.length;
  const byStart = (label: string, share: (node: number) => number): GpuBlock => {
    const values = new Float32Array(nodes * count);
    for (let a = 0; a < nodes; a++) {
      values[a * count + (count > 1 ? compartments[a] : 0)] = share(a);
    }
    return own(uploadBlock(gpu, label, values, nodes, count));
  };
  const { storage } = cotangent;
  return {
    stiffness: upload("cotangent of the reduced stiffness", cotangent.stiffness),
    mass: upload("cotangent of the reduced mass", cotangent.mass),
    moments: cotangent.moments.map((c) => upload("cotangent of a reduced moment", c)),
    ...(storage && { storage: upload("cotangent of the reduced relaxation", storage) }),
    starts: upload("cotangent of the starts", Float64Array.from(starts.flatMap((s) => [...s]))),
    members: byStart("members of the compartments", () => 1),
    weighted: byStart("volumes of the nodes", (node) => volumes[node]),
    [Symbol.dispose]: () => owned.forEach((array) => array[Symbol.dispose]()),
  };
}
