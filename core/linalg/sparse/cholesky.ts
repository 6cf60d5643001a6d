/**
 * Sparse Cholesky factorisation P A Pᵀ = L Lᵀ and solves with it, supernodal and multifrontal
 * (I. Duff and J. Reid, ACM Trans. Math. Softw. 9, 1983), with the arithmetic in WASM.
 *
 * @module
 */
import {
  RECORD_WORDS,
  SOLVE_WIDTH,
  type SupernodalArrays,
  supernodalFactor,
  supernodalSolve,
  Workspace,
  writeRecord,
} from "../../../wasm/mod.ts";
import type { Symbolic } from "./symbolic.ts";
import { TILE } from "./supernodes.ts";

/** A pivot below this share of the matrix's diagonal element is rounding error: the matrix is singular or worse. */
const PIVOT_TOLERANCE = 1e-14;

/** Numbers in a tile. */
const TILE_SIZE = TILE * TILE;

/** The error for a matrix that is not positive definite. */
export class NotPositiveDefiniteError extends Error {
  /** The error's name. */
  override readonly name: string = "NotPositiveDefiniteError";
  /** The row of the matrix whose pivot failed. */
  readonly row: number;
  /** The pivot. */
  readonly pivot: number;

  /** Makes the error for a row and its pivot. */
  constructor(row: number, pivot: number) {
    super(
      `Cannot factorise the matrix: it is not positive definite, the pivot of row ${row} is ${pivot}`,
    );
    this.row = row;
    this.pivot = pivot;
  }
}

/** Lengths of the views a factor takes from its workspace; spread them into the size of a shared one. */
export interface FactorSize {
  /** Lengths of the `float64` views. */
  readonly float64: readonly number[];
  /** Lengths of the `int32` views. */
  readonly int32: readonly number[];
}

/** A Cholesky factor: refactorised for new values of the same pattern without new memory. */
export interface CholeskyFactor {
  /** The analysis it follows. */
  readonly symbolic: Symbolic;
  /** The workspace it lives in. */
  readonly workspace: Workspace;
  /**
   * Factorises a matrix.
   *
   * @param values The values of the pattern's entries; both triangles are there, one is read.
   * @throws {NotPositiveDefiniteError} If the matrix is not positive definite, to rounding.
   */
  factorise(values: Float64Array): void;
  /**
   * Solves A X = B in place for a block of right-hand sides; blocks of 8 or 16 cost least a column.
   *
   * @param x The block B on entry and X on return, row-major, [rows × columns]; a view of the factor's workspace is used
   * where it is, any other array is copied in and out.
   * @param columns Number of right-hand sides; 1 by default.
   */
  solve(x: Float64Array, columns?: number): void;
}

/** The lengths of a factor's arrays. */
function lengths(symbolic: Symbolic): Record<keyof SupernodalArrays | "block", number> {
  const { rows, parent, slotStart, panelStart } = symbolic;
  const supernodes = parent.length;
  let pivots = 0;
  for (let s = 0; s < supernodes; s++) {
    pivots = Math.max(pivots, slotStart[s + 1] - slotStart[s]);
  }
  return {
    values: symbolic.entries,
    factor: panelStart[supernodes] * TILE_SIZE,
    updates: symbolic.updateTiles * TILE_SIZE,
    least: pivots + 1,
    work: (slotStart[supernodes] + 1) * SOLVE_WIDTH,
    block: rows * SOLVE_WIDTH,
    records: supernodes * RECORD_WORDS,
    rowSlot: symbolic.rowSlot.length,
    rowInParent: symbolic.rowInParent.length,
    entrySource: symbolic.entrySource.length,
    entryTarget: symbolic.entryTarget.length,
    slotOf: rows,
  };
}

/**
 * The memory a factor needs, for a workspace that is to hold other things too.
 *
 * @param symbolic The analysis.
 * @returns The lengths of its views.
 */
export function choleskyWorkspaceSize(symbolic: Symbolic): FactorSize {
  const l = lengths(symbolic);
  return {
    float64: [l.values, l.factor, l.updates, l.least, l.work, l.block],
    int32: [l.records, l.rowSlot, l.rowInParent, l.entrySource, l.entryTarget, l.slotOf],
  };
}

function writeRecords(symbolic: Symbolic, records: Int32Array): void {
  const { parent, pivotStart, slotStart, rowStart, rowCount, panelStart } = symbolic;
  const supernodes = parent.length;
  const firstChild = new Int32Array(supernodes).fill(-1);
  const nextSibling = new Int32Array(supernodes).fill(-1);
  for (let s = supernodes - 1; s >= 0; s--) {
    if (parent[s] < 0) continue;
    nextSibling[s] = firstChild[parent[s]];
    firstChild[parent[s]] = s;
  }
  for (let s = 0; s < supernodes; s++) {
    const pivotStrips = (slotStart[s + 1] - slotStart[s]) / TILE;
    writeRecord(records, s, {
      pivots: pivotStart[s + 1] - pivotStart[s],
      pivotStrips,
      rows: rowCount[s],
      strips: pivotStrips + (rowStart[s + 1] - rowStart[s]) / TILE,
      panel: panelStart[s],
      firstRow: rowStart[s],
      update: symbolic.updateStart[s],
      firstChild: firstChild[s],
      nextSibling: nextSibling[s],
      firstSlot: slotStart[s],
      firstEntry: symbolic.entryStart[s],
      lastEntry: symbolic.entryStart[s + 1],
    });
  }
}

/** The row of the matrix that has a slot. */
function rowOfSlot(symbolic: Symbolic, slot: number): number {
  return symbolic.slotOf.indexOf(slot);
}

/**
 * Makes room for a factor.
 *
 * @param symbolic The analysis of the matrix's pattern.
 * @param workspace Where to put it, with room for {@linkcode choleskyWorkspaceSize}; its own if left out.
 * @returns The factor, to be filled by its `factorise`.
 * @throws {RangeError} If it does not fit into memory.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { analyse, choleskyFactor, csrFromTriplets } from "@torrey/torrey/linalg";
 *
 * const matrix = csrFromTriplets(2, 2, [[0, 0, 2], [0, 1, -1], [1, 0, -1], [1, 1, 2]]);
 * const factor = choleskyFactor(analyse(matrix));
 * factor.factorise(matrix.values);
 * const x = Float64Array.of(3, 0);
 * factor.solve(x);
 * assertAlmostEquals(x[0], 2, 1e-15);
 * assertAlmostEquals(x[1], 1, 1e-15);
 * ```
 */
export function choleskyFactor(symbolic: Symbolic, workspace?: Workspace): CholeskyFactor {
  const home = workspace ?? new Workspace(choleskyWorkspaceSize(symbolic));
  const l = lengths(symbolic);
  const arrays: SupernodalArrays = {
    values: home.float64(l.values),
    factor: home.float64(l.factor),
    updates: home.float64(l.updates),
    least: home.float64(l.least),
    work: home.float64(l.work),
    records: home.int32(l.records),
    rowSlot: home.copyInt32(symbolic.rowSlot),
    rowInParent: home.copyInt32(symbolic.rowInParent),
    entrySource: home.copyInt32(symbolic.entrySource),
    entryTarget: home.copyInt32(symbolic.entryTarget),
    slotOf: home.copyInt32(symbolic.slotOf),
  };
  const block = home.float64(l.block);
  writeRecords(symbolic, arrays.records);
  const { rows } = symbolic;
  let ready = false;

  const factorise = (values: Float64Array): void => {
    if (values.length !== symbolic.entries) {
      throw new RangeError(
        `Cannot factorise ${values.length} values: the pattern has ${symbolic.entries} entries`,
      );
    }
    ready = false;
    arrays.values.set(values);
    const failed = supernodalFactor(home, arrays, PIVOT_TOLERANCE);
    if (failed >= 0) {
      throw new NotPositiveDefiniteError(rowOfSlot(symbolic, failed), arrays.least[0]);
    }
    ready = true;
  };

  const solve = (x: Float64Array, columns: number = 1): void => {
    if (!ready) throw new Error("Cannot solve: the factor holds no factorisation yet");
    if (x.length !== rows * columns) {
      throw new RangeError(
        `Cannot solve for ${x.length} numbers: ${columns} right-hand sides have ${rows * columns}`,
      );
    }
    if (x.buffer === block.buffer) {
      supernodalSolve(home, arrays, x, columns);
      return;
    }
    for (let j = 0; j < columns; j += SOLVE_WIDTH) {
      const width = Math.min(SOLVE_WIDTH, columns - j);
      for (let i = 0; i < rows; i++) {
        for (let c = 0; c < width; c++) block[i * width + c] = x[i * columns + j + c];
      }
      supernodalSolve(home, arrays, block, width);
      for (let i = 0; i < rows; i++) {
        for (let c = 0; c < width; c++) x[i * columns + j + c] = block[i * width + c];
      }
    }
  };
  return { symbolic, workspace: home, factorise, solve };
}
