/**
 * Shift-invert block Lanczos with full reorthogonalisation: T X_j = X_{j−1}B_{j−1}ᵀ + X_jA_j + X_{j+1}B_j.
 *
 * Grimes, Lewis and Simon, "A shifted block Lanczos algorithm for solving sparse symmetric generalized eigenproblems",
 * SIAM J. Matrix Anal. Appl. 15 (1994).
 *
 * @module
 */
import { panelGram, panelSubtract } from "../../../wasm/mod.ts";
import { BLOCK, type KrylovSpace } from "./krylov_space.ts";
import { orthonormalise } from "./orthonormalise.ts";

/** The blocks of the projected matrix, all [BLOCK × BLOCK]. */
export interface Projection {
  /** A_j, symmetric. */
  readonly diagonal: Float64Array[];
  /** B_j, upper triangular: couples block j to block j + 1. */
  readonly coupling: Float64Array[];
}

/** A deterministic source of numbers in [−1, 1): Marsaglia's xorshift32. */
function noise(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2147483648 - 1;
  };
}

/** z −= Σ X_i (X_iᵀ M z) over the first `count` panels, whose M-products with z are taken from mz. */
function removePanels(space: KrylovSpace, count: number, z: Float64Array, mz: Float64Array): void {
  const { workspace, rows, panels, coefficients } = space;
  const size = BLOCK * BLOCK;
  coefficients.fill(0, 0, count * size);
  for (let i = 0; i < count; i++) {
    panelGram(
      workspace,
      rows,
      BLOCK,
      BLOCK,
      panels[i],
      mz,
      coefficients.subarray(i * size, (i + 1) * size),
    );
  }
  for (let i = 0; i < count; i++) {
    panelSubtract(
      workspace,
      rows,
      BLOCK,
      BLOCK,
      panels[i],
      coefficients.subarray(i * size, (i + 1) * size),
      z,
    );
  }
}

/** Makes the replacement of a dependent column: a random direction, orthogonal to the first `count` panels. */
function freshColumn(space: KrylovSpace, count: number, z: Float64Array, random: () => number) {
  const [, , column, mass] = space.work;
  return (j: number): void => {
    column.fill(0);
    for (let row = 0; row < space.rows; row++) column[row * BLOCK] = random();
    for (let pass = 0; pass < 2; pass++) {
      space.applyMass(column, mass);
      removePanels(space, count, column, mass);
    }
    for (let row = 0; row < space.rows; row++) z[row * BLOCK + j] = column[row * BLOCK];
  };
}

/** An iteration that can be continued. */
export interface LanczosIteration {
  /** The projected matrix so far. */
  readonly projection: Projection;
  /** Adds one block to the Krylov space. */
  readonly advance: () => void;
}

/**
 * Starts an iteration from a fixed pseudo-random block.
 *
 * @param space A loaded space; its panels are written one after the other.
 * @returns The iteration, with no block of the projection yet.
 */
export function lanczosIteration(space: KrylovSpace): LanczosIteration {
  const { workspace, rows, panels, work, small } = space;
  const [z, mz] = work;
  const random = noise();
  const projection: Projection = { diagonal: [], coupling: [] };
  for (let e = 0; e < z.length; e++) z[e] = random();
  orthonormalise(space, z, mz, freshColumn(space, 0, z, random));
  panels[0].set(z);

  const advance = (): void => {
    const j = projection.diagonal.length;
    // The work panels may have served others since the last block.
    space.applyMass(panels[j], mz);
    z.set(mz);
    space.solve(z);
    const a = small[1].fill(0);
    panelGram(workspace, rows, BLOCK, BLOCK, mz, z, a);
    for (let i = 0; i < BLOCK; i++) {
      for (let k = 0; k < i; k++) {
        a[i * BLOCK + k] = a[k * BLOCK + i] = (a[i * BLOCK + k] + a[k * BLOCK + i]) / 2;
      }
    }
    projection.diagonal.push(a.slice());
    panelSubtract(workspace, rows, BLOCK, BLOCK, panels[j], a, z);
    if (j > 0) {
      const previous = projection.coupling[j - 1], transposed = small[0];
      for (let i = 0; i < BLOCK; i++) {
        for (let k = 0; k < BLOCK; k++) transposed[i * BLOCK + k] = previous[k * BLOCK + i];
      }
      panelSubtract(workspace, rows, BLOCK, BLOCK, panels[j - 1], transposed, z);
    }
    // The recurrence has made z nearly orthogonal; one full pass removes what rounding left.
    space.applyMass(z, mz);
    removePanels(space, j + 1, z, mz);
    projection.coupling.push(orthonormalise(space, z, mz, freshColumn(space, j + 1, z, random)));
    panels[j + 1].set(z);
  };
  return { projection, advance };
}
