/**
 * The matrix formalism behind the interface of all models.
 *
 * @module
 */
import {
  type ModelEvaluator,
  type ModelInputs,
  pieceInputs,
  type TissuePiece,
  tissuePieces,
  wholeCotangent,
} from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import { engineFor, type MatrixFormalismSignalOptions } from "./options.ts";
import { forEachPiece, sumArrays } from "./pieces.ts";

/**
 * Makes the matrix formalism ready for a tissue.
 *
 * @param tissue The tissue's mesh.
 * @param initial The inputs for which the size of the basis is chosen.
 * @param options Number of modes or tolerance; exact or projected gradient.
 * @returns The evaluator.
 * @throws {InputError} If more modes are asked for than a piece has nodes.
 */
export function matrixFormalismEvaluator(
  tissue: TissueMesh,
  initial: ModelInputs,
  options: MatrixFormalismSignalOptions = {},
): ModelEvaluator {
  const { byCompartment = false } = options;
  const pieces = tissuePieces(tissue);
  const engines = forEachPiece(
    pieces,
    (piece) => engineFor(piece, pieceInputs(piece, initial), initial.protocol, options).engine,
  );
  const rows = byCompartment ? compartmentRows(tissue, pieces) : undefined;
  return (inputs, differentiating, wanted = differentiating ? "everything" : "none") => {
    const { protocol } = inputs;
    const evaluations = engines.map((engine, p) => {
      const reduction = engine.reduce(pieceInputs(pieces[p], inputs));
      return engine.evaluate(reduction, protocol, wanted, byCompartment);
    });
    const gather = (key: "real" | "imag") => {
      const parts = evaluations.map((evaluation) => evaluation[key]);
      return rows ? scattered(parts, rows, tissue.givenIds.length) : sumArrays(parts);
    };
    const own = (weights: Float64Array, p: number) =>
      rows ? gathered(weights, rows[p], tissue.givenIds.length) : weights;
    return {
      real: gather("real"),
      imag: gather("imag"),
      ...(rows && { shape: [tissue.givenIds.length, ...protocol.shape] }),
      pullback: (real, imag) => {
        const parts = evaluations.map(({ pullback }, p) => pullback(own(real, p), own(imag, p)));
        return wholeCotangent(pieces, inputs, parts);
      },
    };
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

/** The signals of the compartments of all pieces in their rows; zero for one without spins. */
function scattered(
  parts: readonly Float64Array[],
  rows: readonly Int32Array[],
  count: number,
): Float64Array {
  const measurements = parts[0].length / rows[0].length;
  const all = new Float64Array(count * measurements);
  parts.forEach((part, p) =>
    rows[p].forEach((row, c) =>
      all.set(part.subarray(c * measurements, (c + 1) * measurements), row * measurements)
    )
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
