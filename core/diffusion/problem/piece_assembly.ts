/**
 * How the signals of a tissue's pieces make that of the whole, and the weights of the whole those of the pieces.
 *
 * @module
 */
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import type { ModelEvaluation } from "./model.ts";
import { sumArrays } from "./sum_arrays.ts";
import type { TissuePiece } from "./tissue_pieces.ts";

/** The real or the imaginary parts of signals. */
type Part = "real" | "imag";

/** From pieces to the whole and back. */
export interface PieceAssembly {
  /** The signal of the whole. */
  readonly signalOf: (
    parts: readonly Readonly<Record<Part, Float64Array>>[],
    protocol: EncodedProtocol,
  ) => Omit<ModelEvaluation, "pullback">;
  /** What of ∂L/∂Re S or ∂L/∂Im S of the whole belongs to a piece. */
  readonly weightsOf: (weights: Float64Array, piece: number) => Float64Array;
}

/**
 * Tells how pieces make the whole: their signals add up; by compartment each goes to its row, one per compartment id of the mesh.
 *
 * @param tissue The tissue's mesh.
 * @param pieces Its pieces.
 * @param byCompartment Whether the compartments are told apart.
 * @returns The way to the whole and back.
 */
export function pieceAssembly(
  tissue: TissueMesh,
  pieces: readonly TissuePiece[],
  byCompartment: boolean = false,
): PieceAssembly {
  const gathering = (one: (arrays: readonly Float64Array[]) => Float64Array) =>
  (
    parts: readonly Readonly<Record<Part, Float64Array>>[],
  ) => ({
    real: one(parts.map(({ real }) => real)),
    imag: one(parts.map(({ imag }) => imag)),
  });
  if (!byCompartment) {
    return { signalOf: gathering(sumArrays), weightsOf: (weights) => weights };
  }
  const rows = compartmentRows(tissue, pieces), count = tissue.givenIds.length;
  const gather = gathering((arrays) => scattered(arrays, rows, count));
  return {
    signalOf: (parts, { shape }) => ({ ...gather(parts), shape: [count, ...shape] }),
    weightsOf: (weights, piece) => gathered(weights, rows[piece], count),
  };
}

/** The row of each compartment of each piece in a signal by compartment: its place among the ids of the mesh. */
function compartmentRows(
  { compartmentIds, givenIds }: TissueMesh,
  pieces: readonly TissuePiece[],
): Int32Array[] {
  return pieces.map(({ whole }) =>
    whole.compartments.map((c) => givenIds.indexOf(compartmentIds[c]))
  );
}

/** The signals of the compartments of all pieces in their rows; zero for one without spins, a sum for one in several pieces. */
function scattered(
  parts: readonly Float64Array[],
  rows: readonly Int32Array[],
  count: number,
): Float64Array {
  const measurements = parts[0].length / rows[0].length;
  const all = new Float64Array(count * measurements);
  parts.forEach((part, p) =>
    part.forEach((value, i) => {
      const row = rows[p][Math.floor(i / measurements)];
      all[row * measurements + i % measurements] += value;
    })
  );
  return all;
}

/** The rows of a piece, of an array by compartment. */
function gathered(all: Float64Array, rows: Int32Array, count: number): Float64Array {
  const measurements = all.length / count, part = new Float64Array(rows.length * measurements);
  rows.forEach((row, c) =>
    part.set(all.subarray(row * measurements, (row + 1) * measurements), c * measurements)
  );
  return part;
}
