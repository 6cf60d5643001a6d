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
  type LanczosResult,
  lowestEigenpairs,
  panelsFor,
  solveComplement,
} from "../linalg/lanczos/mod.ts";
import { columnsOf } from "../linalg/dense/mod.ts";
import { analyse, type CsrPattern, type Symbolic } from "../linalg/sparse/mod.ts";
import type { SpectralBasis } from "./basis.ts";
import { residualNorms } from "./residuals.ts";

/** Analyses are kept with their patterns: the search for a basis makes several solvers for one mesh. */
const analyses = new WeakMap<CsrPattern, Symbolic>();

function analysisOf(pattern: CsrPattern): Symbolic {
  const analysis = analyses.get(pattern) ?? analyse(pattern);
  analyses.set(pattern, analysis);
  return analysis;
}

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
    analysisOf(space.pattern),
    panelsFor(space.nodes, modes),
    deflatedFor(modes),
  );
  const solve = () => {
    const { stiffness, mass } = space.matrices;
    return lowestEigenpairs(krylov, stiffness, mass, shift, modes);
  };
  return () => basisOf(space, krylov, solve, solve(), modes);
}

/** The n lowest of the modes found. */
function truncated(found: LanczosResult, n: number): LanczosResult {
  const count = found.values.length;
  if (n === count) return found;
  return {
    ...found,
    values: found.values.slice(0, n),
    vectors: columnsOf(found.vectors, count, 0, n),
    next: found.values[n],
  };
}

/** The basis of the n lowest modes of a result; `solve` computes it again where the Krylov space has served others since. */
function basisOf(
  space: P1Space,
  krylov: KrylovSpace,
  solve: () => LanczosResult,
  found: LanczosResult,
  n: number,
): SpectralBasis {
  let result = truncated(found, n);
  let generation = krylov.generation();
  const recall = () => {
    if (krylov.generation() === generation) return;
    result = truncated(solve(), n);
    generation = krylov.generation();
  };
  const { values: eigenvalues, vectors, next, shift } = result;
  return {
    modes: n,
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
      space.apply(space.matrices.mass, p, n, mp);
      return solveComplement(krylov, result, mp.slice(0, space.nodes * n), f);
    },
    lowest: (fewer) => basisOf(space, krylov, solve, result, fewer),
  };
}
