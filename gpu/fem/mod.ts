/**
 * Linear finite elements on a device.
 *
 * @module
 */
export { gpuSpace } from "./gpu_space.ts";
export type {
  ContractOptions,
  EntryArrays,
  GpuContraction,
  GpuMatrices,
  GpuSpace,
  SpacePiece,
} from "./space_types.ts";
