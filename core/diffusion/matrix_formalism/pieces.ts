/**
 * A mesh of several pieces that share no node: each is simulated alone and the signals add.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { meshPieces, type Submesh, type TetMesh } from "../../mesh/mod.ts";
import type { SignalGradient } from "./engine.ts";

/** The node positions of a piece, taken from those of the whole mesh. */
export function pointsOfPiece(piece: Submesh, points: Float64Array): Float64Array {
  const part = new Float64Array(3 * piece.nodes.length);
  piece.nodes.forEach((node, k) => part.set(points.subarray(3 * node, 3 * node + 3), 3 * k));
  return part;
}

/** The gradient of a sum over pieces from those of the pieces. */
export function sumGradients(
  pieces: readonly Submesh[],
  gradients: readonly SignalGradient[],
  nodes: number,
): SignalGradient {
  const points = new Float64Array(3 * nodes);
  pieces.forEach((piece, p) => {
    piece.nodes.forEach((node, k) =>
      points.set(gradients[p].points.subarray(3 * k, 3 * k + 3), 3 * node)
    );
  });
  return { points, diffusivity: gradients.reduce((sum, { diffusivity }) => sum + diffusivity, 0) };
}

/** The sum of arrays of one length. */
export function sumArrays(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0].map((_, i) => arrays.reduce((sum, values) => sum + values[i], 0));
}

/** Does something for each piece of a mesh; an error tells which piece it concerns where there are several. */
export function forEachPiece<R>(
  mesh: TetMesh,
  action: (piece: Submesh) => R,
): { pieces: Submesh[]; results: R[] } {
  const pieces = meshPieces(mesh);
  const results = pieces.map((piece, p) => {
    try {
      return action(piece);
    } catch (error) {
      if (!(error instanceof InputError) || pieces.length === 1) throw error;
      throw new InputError(
        `In piece ${p} of the ${pieces.length} the mesh falls into: ${error.message}`,
        {
          cause: error,
        },
      );
    }
  });
  return { pieces, results };
}
