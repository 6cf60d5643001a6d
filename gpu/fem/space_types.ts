/**
 * What a finite-element space on a device is.
 *
 * @module
 */
import type { P1Coefficients, P1Gradient } from "../../core/fem/mod.ts";
import type { TetMesh } from "../../core/mesh/mod.ts";
import type { GpuArray } from "../device/gpu.ts";
import type { GpuPattern } from "../sparse/mod.ts";

/** What a space is made of. */
export interface SpacePiece {
  /** Its tetrahedra and their compartments 0 … C − 1. */
  readonly mesh: Pick<TetMesh, "tets" | "compartments">;
  /** Permeable faces: three nodes of one side, then three of the other, [6 × faces]. */
  readonly interfaceFaces?: Int32Array;
  /** Faces of relaxing walls, [3 × faces]. */
  readonly wallFaces?: Int32Array;
  /** C; 1 by default. */
  readonly compartments?: number;
}

/** Arrays of one number per entry of the pattern for each of the five matrices. */
export interface EntryArrays {
  /** K. */
  readonly stiffness: GpuArray;
  /** M. */
  readonly mass: GpuArray;
  /** J_x, J_y, J_z. */
  readonly moments: readonly [GpuArray, GpuArray, GpuArray];
}

/** The matrices of a space. */
export interface GpuMatrices extends EntryArrays {
  /** Σ_b K_ab: relaxation and walls, [nodes]. */
  readonly rowSums: GpuArray;
}

/** What is needed of a device for a gradient, to be read with whatever else is. */
export interface GpuContraction {
  /** The arrays to read. They are used again by the next contraction. */
  readonly arrays: readonly GpuArray[];
  /** ∂L/∂points and ∂L/∂coefficients from what was read, in the order of `arrays`. @throws {GpuError} If it is not finite. */
  readonly gradient: (data: readonly Float32Array[]) => P1Gradient;
}

/** How the cotangent of the stiffness is stored. */
export interface ContractOptions {
  /**
   * Whether it was added by `sddmm` in difference form: off the diagonal at constant row sums, on the diagonal that of the row sums. False
   * by default.
   */
  readonly difference?: boolean;
}

/** The P1 space of a mesh on a device. */
export interface GpuSpace extends Disposable {
  readonly pattern: GpuPattern;
  readonly nodes: number;
  /** As last assembled. */
  readonly matrices: GpuMatrices;
  /** ∂L/∂matrices, zero at first. */
  readonly cotangents: EntryArrays;
  /** Assembles the matrices on the device for node positions [3 × nodes] and coefficients. */
  readonly assemble: (points: Float64Array, coefficients: P1Coefficients) => void;
  /** Sets the cotangents to zero. */
  readonly clearCotangents: () => void;
  /** Records the contraction of the cotangents with the derivative of the matrices by points and coefficients. */
  readonly contract: (options?: ContractOptions) => GpuContraction;
}
