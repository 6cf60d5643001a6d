/**
 * The lowest eigenmodes of a large mesh, by shift-invert block Lanczos.
 *
 * @module
 */
import type { P1Space } from "../fem/mod.ts";
import {
  deflatedFor,
  type KrylovSpace,
  krylovSpace,
  lowestEigenpairs,
  panelsFor,
  solveComplement,
} from "../linalg/lanczos/mod.ts";
import { analyse } from "../linalg/sparse/mod.ts";
import type { SpectralBasis } from "./basis.ts";
import { residualNorms } from "./residuals.ts";

/** The shift σ as a part of the mean diagonal ratio K/M: small beside the wanted eigenvalues, large beside rounding. */
const SHIFT = 1e-4;

/** σ for K + σM: positive, far below most of the spectrum. */
function shiftFor(space: P1Space): number {
  const { rowStart, columnIndex } = space.pattern, { stiffness, mass } = space.matrices;
  let k = 0, m = 0;
  for (let row = 0; row < space.nodes; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      if (columnIndex[e] !== row) continue;
      k += stiffness[e];
      m += mass[e];
    }
  }
  return SHIFT * k / m;
}

/**
 * Makes the solver of a space for a number of modes; the analysis and the memory are used again by every call.
 *
 * @param space The space.
 * @param modes Number of modes.
 * @returns Computes the lowest modes of the matrices last assembled.
 */
export function lanczosSolver(space: P1Space, modes: number): () => SpectralBasis {
  const krylov: KrylovSpace = krylovSpace(
    space.pattern,
    analyse(space.pattern),
    panelsFor(space.nodes, modes),
    deflatedFor(modes),
  );
  return () => {
    const solve = () => {
      const { stiffness, mass } = space.matrices;
      return lowestEigenpairs(krylov, stiffness, mass, shiftFor(space), modes);
    };
    let result = solve();
    let generation = krylov.generation();
    /** Computes the Krylov space again if it has served other matrices since. */
    const recall = () => {
      if (krylov.generation() === generation) return;
      result = solve();
      generation = krylov.generation();
    };
    const { values: eigenvalues, vectors, next } = result;
    return {
      modes,
      eigenvalues,
      vectors,
      residuals: residualNorms(space, eigenvalues, vectors),
      next,
      respond: (f, columns) => {
        recall();
        const response = f.slice();
        krylov.factor.solve(response, columns);
        return response;
      },
      complement: (f) => {
        recall();
        const [p, mp] = space.blocks;
        p.set(vectors);
        space.apply(space.matrices.mass, p, modes, mp);
        return solveComplement(krylov, result, mp.slice(0, space.nodes * modes), f);
      },
    };
  };
}
