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

/**
 * Makes the solver of a space for a number of modes; the analysis and the memory are used again by every call.
 *
 * @param space The space.
 * @param modes Number of modes.
 * @param shift σ: K + σM is factorised.
 * @returns Computes the lowest modes of the matrices last assembled.
 */
export function lanczosSolver(space: P1Space, modes: number, shift: number): () => SpectralBasis {
  const krylov: KrylovSpace = krylovSpace(
    space.pattern,
    analyse(space.pattern),
    panelsFor(space.nodes, modes),
    deflatedFor(modes),
  );
  return () => {
    const solve = () => {
      const { stiffness, mass } = space.matrices;
      return lowestEigenpairs(krylov, stiffness, mass, shift, modes);
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
      shift,
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
