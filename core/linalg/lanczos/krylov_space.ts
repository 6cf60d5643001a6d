/**
 * The arrays of a shift-invert block Lanczos iteration, together with the factor of K + σM, in one workspace.
 *
 * @module
 */
import { spmm, Workspace } from "../../../wasm/mod.ts";
import { InputError } from "../../input_error.ts";
import {
  type CholeskyFactor,
  choleskyFactor,
  choleskyWorkspaceSize,
  type CsrPattern,
  NotPositiveDefiniteError,
  type Symbolic,
} from "../sparse/mod.ts";

/**
 * Columns of a Lanczos block. Wider blocks cost as much a column and need more of them: for 200 modes of 22 043 nodes 680
 * vectors with 8 and 864 with 16.
 */
export const BLOCK = 8;

/** Work panels: what conjugate gradients need. */
const WORK_PANELS = 6;

/** Factorises K + σM, which is positive definite but for rounding. */
function factorised(factor: CholeskyFactor, values: Float64Array): void {
  try {
    factor.factorise(values);
  } catch (cause) {
    if (!(cause instanceof NotPositiveDefiniteError)) throw cause;
    throw new InputError(
      `The matrix K + σM cannot be factorised, at row ${cause.row} the pivot is ${cause.pivot}: ` +
        "the mesh may have nearly flat tetrahedra, look at its quality, or a constant of the tissue is extreme",
      { cause },
    );
  }
}

/** The operator T = (K + σM)⁻¹M and the M-orthonormal panels of its Krylov space. */
export interface KrylovSpace {
  /** Order of the matrices. */
  readonly rows: number;
  /** The workspace of all views. */
  readonly workspace: Workspace;
  /** The factor of K + σM. */
  readonly factor: CholeskyFactor;
  /** Panels X_0, X_1, …, [rows × BLOCK] each. */
  readonly panels: readonly Float64Array[];
  /** Panels for eigenvectors that are projected out, [rows × BLOCK] each. */
  readonly deflated: readonly Float64Array[];
  /** Work panels, [rows × BLOCK]. */
  readonly work: readonly Float64Array[];
  /** Work matrices, [BLOCK × BLOCK]. */
  readonly small: readonly [Float64Array, Float64Array];
  /** Coefficients of one row of panels, [panels × BLOCK × BLOCK]. */
  readonly coefficients: Float64Array;
  /** y = M x for a panel. */
  readonly applyMass: (x: Float64Array, y: Float64Array) => void;
  /** x ← (K + σM)⁻¹ x for a panel, in place. */
  readonly solve: (x: Float64Array) => void;
  /** How often `load` was called: a result is of the space only while this stands still. */
  readonly generation: () => number;
  /** Sets K and M and factorises K + σM. */
  readonly load: (stiffness: Float64Array, mass: Float64Array, shift: number) => void;
}

/**
 * Makes the space for a pattern.
 *
 * @param pattern The pattern of K and M.
 * @param symbolic Its analysis.
 * @param panelCount Most panels the iteration may use.
 * @param deflatedCount Number of panels for eigenvectors to project out.
 * @returns The space; nothing is loaded yet.
 */
export function krylovSpace(
  pattern: CsrPattern,
  symbolic: Symbolic,
  panelCount: number,
  deflatedCount: number,
): KrylovSpace {
  const { rows } = pattern, entries = pattern.columnIndex.length;
  const size = choleskyWorkspaceSize(symbolic);
  const workspace = new Workspace({
    float64: [
      ...size.float64,
      entries,
      ...new Array(panelCount + deflatedCount + WORK_PANELS).fill(rows * BLOCK),
      ...[BLOCK * BLOCK, BLOCK * BLOCK, panelCount * BLOCK * BLOCK],
    ],
    int32: [...size.int32, rows + 1, entries],
  });
  const factor = choleskyFactor(symbolic, workspace);
  const mass = {
    rows,
    rowStart: workspace.copyInt32(pattern.rowStart),
    columnIndex: workspace.copyInt32(pattern.columnIndex),
    values: workspace.float64(entries),
  };
  const panel = () => workspace.reserveFloat64(rows * BLOCK);
  const work = Array.from({ length: WORK_PANELS }, panel);
  const panels = Array.from({ length: panelCount }, panel);
  const deflated = Array.from({ length: deflatedCount }, panel);
  let generation = 0;
  return {
    generation: () => generation,
    rows,
    workspace,
    factor,
    panels,
    deflated,
    work,
    small: [workspace.float64(BLOCK * BLOCK), workspace.float64(BLOCK * BLOCK)],
    coefficients: workspace.float64(panelCount * BLOCK * BLOCK),
    applyMass: (x, y) => spmm(workspace, mass, x, BLOCK, y),
    solve: (x) => factor.solve(x, BLOCK),
    load: (stiffness, massValues, shift) => {
      generation++;
      mass.values.set(massValues);
      factorised(factor, stiffness.map((value, e) => value + shift * massValues[e]));
    },
  };
}
