/**
 * The Laplace eigenmodes of a mesh, as a user asks for them.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { isotropicCoefficients, p1Space } from "../fem/mod.ts";
import { InputError } from "../input_error.ts";
import { columnsOf } from "../linalg/dense/mod.ts";
import { meshPieces, type Submesh, type TetMesh } from "../mesh/mod.ts";
import { splitsCluster } from "./basis.ts";
import { spectralShift, spectralSolver } from "./solver.ts";

/** What {@linkcode laplaceEigenmodes} computes. */
export interface LaplaceEigenmodesOptions {
  /** Least number of modes, 1 … nodes; more are returned where they end a cluster of equal eigenvalues. */
  readonly modes: number;
  /** Diffusivity D, µm²/ms; 1 by default. Eigenvalues are proportional to it. */
  readonly diffusivity?: number;
}

/** Eigenmodes of −∇·D∇ with insulated walls. */
export interface LaplaceEigenmodes {
  /** Eigenvalues, ascending, 1/ms, [n]. */
  readonly eigenvalues: Float64Array;
  /** Modes as columns, shape [nodes, n], µm^(−3/2); ∫ φ_i φ_j = δ_ij. */
  readonly vectors: Tensor;
  /** ‖K p − λ M p‖ / ‖M p‖ of each mode, 1/ms, [n]. */
  readonly residuals: Float64Array;
}

/** Further modes looked at to find the end of a cluster. */
const LOOK_AHEAD = 4;
/** Eigenvalues below this part of the largest are zeros: one for each piece of the mesh. */
const ZERO = 1e-9;

/** An eigenpair of a piece. */
interface PieceMode {
  readonly value: number;
  readonly residual: number;
  readonly piece: Submesh;
  /** The mode at the piece's nodes. */
  readonly vector: Float64Array;
}

/** The lowest modes of a connected mesh. */
function modesOfPiece(piece: Submesh, modes: number, diffusivity: number): PieceMode[] {
  const { mesh } = piece;
  const count = Math.min(modes, mesh.points.shape[0]);
  const space = p1Space({ ...mesh, compartments: new Int32Array(mesh.compartments.length) }, {
    columns: count,
  });
  space.assemble(mesh.points.data, isotropicCoefficients(diffusivity));
  const { eigenvalues, vectors, residuals } = spectralSolver(space, count, spectralShift(space))();
  return Array.from(eigenvalues, (value, j) => {
    return { value, residual: residuals[j], piece, vector: columnsOf(vectors, count, j, j + 1) };
  });
}

/**
 * Computes the lowest eigenmodes of a mesh with insulated walls, K p = λ M p in P1 finite elements; a cluster of equal
 * eigenvalues, as symmetric cells have them, is never split.
 *
 * @param mesh The mesh; each piece adds one eigenvalue 0.
 * @param options Number of modes; diffusivity.
 * @returns At least that many eigenpairs with their residuals.
 * @throws {InputError} If the number is not between 1 and the number of nodes, or the diffusivity is not positive.
 *
 * @example The first eigenvalues of a box of 4 × 2 × 2 µm: π²/16, then π²/4 three times
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { box, laplaceEigenmodes } from "@torrey/torrey";
 *
 * const brick = box({ size: [4, 2, 2], edgeLength: 0.5 });
 * const { eigenvalues, vectors } = laplaceEigenmodes(brick, { modes: 2 });
 * assertAlmostEquals(eigenvalues[0], 0, 1e-9);
 * assertAlmostEquals(eigenvalues[1], Math.PI ** 2 / 16, 0.02);
 * assertEquals(vectors.shape, [brick.points.shape[0], eigenvalues.length]);
 * ```
 */
export function laplaceEigenmodes(
  mesh: TetMesh,
  options: LaplaceEigenmodesOptions,
): LaplaceEigenmodes {
  const { modes, diffusivity = 1 } = options;
  const nodes = mesh.points.shape[0];
  if (!(Number.isInteger(modes) && modes >= 1 && modes <= nodes)) {
    throw new InputError(`Asked for ${modes} modes but a mesh of ${nodes} nodes has 1 to ${nodes}`);
  }
  if (!(diffusivity > 0 && Number.isFinite(diffusivity))) {
    throw new InputError(
      `The diffusivity is ${diffusivity} but must be a positive number of µm²/ms`,
    );
  }
  const pieces = meshPieces(mesh);
  for (let asked = Math.min(nodes, modes + LOOK_AHEAD);; asked = Math.min(nodes, 2 * asked)) {
    const all = pieces.flatMap((piece) => modesOfPiece(piece, asked, diffusivity)).sort((a, b) =>
      a.value - b.value
    );
    // Beyond `asked` modes a piece may have more that lie in between.
    const known = Math.min(asked, all.length), largest = all[known - 1].value;
    const together = (n: number) =>
      splitsCluster(all[n - 1].value, all[n].value) || all[n].value <= ZERO * largest;
    let n = modes;
    while (n < known && together(n)) n++;
    if (n < known || known === nodes) return collect(all.slice(0, n), nodes);
  }
}

function collect(modes: readonly PieceMode[], nodes: number): LaplaceEigenmodes {
  const n = modes.length, data = new Float64Array(nodes * n);
  modes.forEach(({ piece, vector }, j) =>
    piece.nodes.forEach((node, k) => data[node * n + j] = vector[k])
  );
  return {
    eigenvalues: Float64Array.from(modes, ({ value }) => value),
    vectors: { shape: [nodes, n], data },
    residuals: Float64Array.from(modes, ({ residual }) => residual),
  };
}
