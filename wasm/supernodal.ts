/**
 * Supernodal sparse Cholesky factorisation and solves.
 *
 * @module
 */
import { addressOf, rawKernels, type Workspace } from "./workspace.ts";

/** Columns that one pass over the factor solves for. */
export const SOLVE_WIDTH = 16;

/** What describes one supernode to the kernels. */
export interface SupernodeRecord {
  /** Pivot columns without padding. */
  readonly pivots: number;
  /** Strips of four pivot rows. */
  readonly pivotStrips: number;
  /** Rows below the pivots without padding. */
  readonly rows: number;
  /** All strips of the panel. */
  readonly strips: number;
  /** Where the panel starts in the factor, in tiles. */
  readonly panel: number;
  /** Where the rows below start in the lists of rows. */
  readonly firstRow: number;
  /** Where the update matrix starts, in tiles. */
  readonly update: number;
  /** The first child, or −1. */
  readonly firstChild: number;
  /** The parent's next child, or −1. */
  readonly nextSibling: number;
  /** The slot of the first pivot. */
  readonly firstSlot: number;
  /** Where the matrix's entries for this panel start. */
  readonly firstEntry: number;
  /** Where they end. */
  readonly lastEntry: number;
}

/** 32-bit words of a record in memory. */
export const RECORD_WORDS = 12;

/** Writes a supernode's record to the place the kernels read it from. */
export function writeRecord(records: Int32Array, supernode: number, record: SupernodeRecord): void {
  records.set([
    record.pivots,
    record.pivotStrips,
    record.rows,
    record.strips,
    record.panel,
    record.firstRow,
    record.update,
    record.firstChild,
    record.nextSibling,
    record.firstSlot,
    record.firstEntry,
    record.lastEntry,
  ], supernode * RECORD_WORDS);
}

/** The arrays of a factorisation, all in one workspace. */
export interface SupernodalArrays {
  /** Records of the supernodes, children before parents, [supernodes × RECORD_WORDS]. */
  readonly records: Int32Array;
  /** The slot of each row below a supernode's pivots. */
  readonly rowSlot: Int32Array;
  /** Its place in the parent's panel. */
  readonly rowInParent: Int32Array;
  /** Which of the matrix's values is used, entry by entry. */
  readonly entrySource: Int32Array;
  /** Where in its panel it goes. */
  readonly entryTarget: Int32Array;
  /** The slot of each row of the matrix. */
  readonly slotOf: Int32Array;
  /** The matrix's values. */
  readonly values: Float64Array;
  /** The panels. */
  readonly factor: Float64Array;
  /** The update matrices. */
  readonly updates: Float64Array;
  /** Pivot thresholds: one double per pivot of the widest supernode, padding included, and one more in front. */
  readonly least: Float64Array;
  /** A block of right-hand sides inside, [slots × SOLVE_WIDTH]; the last slot is for padding. */
  readonly work: Float64Array;
}

/**
 * Factorises the matrix in `arrays.values`.
 *
 * @param workspace The workspace.
 * @param arrays Its arrays.
 * @param tolerance Each pivot must exceed this share of the matrix's diagonal element.
 * @returns The slot of the first pivot that does not (its value is then in `arrays.least[0]`), or −1.
 */
export function supernodalFactor(
  workspace: Workspace,
  arrays: SupernodalArrays,
  tolerance: number,
): number {
  return rawKernels(workspace).choleskyFactor(
    arrays.records.length / RECORD_WORDS,
    addressOf(workspace, arrays.records),
    addressOf(workspace, arrays.rowInParent),
    addressOf(workspace, arrays.entrySource),
    addressOf(workspace, arrays.entryTarget),
    addressOf(workspace, arrays.values),
    tolerance,
    addressOf(workspace, arrays.factor),
    addressOf(workspace, arrays.updates),
    addressOf(workspace, arrays.least),
  );
}

/**
 * Solves in place for a row-major block of right-hand sides.
 *
 * @param workspace The workspace.
 * @param arrays Its arrays, holding a factor.
 * @param x The block, [rows of the matrix × width].
 * @param width Number of right-hand sides.
 */
export function supernodalSolve(
  workspace: Workspace,
  arrays: SupernodalArrays,
  x: Float64Array,
  width: number,
): void {
  rawKernels(workspace).choleskySolve(
    arrays.records.length / RECORD_WORDS,
    addressOf(workspace, arrays.records),
    addressOf(workspace, arrays.rowSlot),
    addressOf(workspace, arrays.factor),
    arrays.slotOf.length,
    addressOf(workspace, arrays.slotOf),
    arrays.work.length / SOLVE_WIDTH,
    addressOf(workspace, x),
    width,
    addressOf(workspace, arrays.work),
  );
}
