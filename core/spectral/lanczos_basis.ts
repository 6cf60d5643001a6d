/**
 * The lowest eigenmodes of a large mesh, by shift-invert block Lanczos.
 *
 * @module
 */
import type { P1Space } from "../fem/mod.ts";
import {
  deflatedFor,
  type EigenIteration,
  eigenIteration,
  type KrylovSpace,
  krylovSpace,
  type LanczosResult,
  panelsFor,
  solveComplement,
} from "../linalg/lanczos/mod.ts";
import { columnsOf } from "../linalg/dense/mod.ts";
import { analyse, type CsrPattern, type Symbolic } from "../linalg/sparse/mod.ts";
import type { SpectralBasis, SpectralSolver } from "./basis.ts";
import { residualNorms } from "./residuals.ts";

/** Analyses are kept with their patterns: several solvers may be made for one mesh. */
const analyses = new WeakMap<CsrPattern, Symbolic>();

function analysisOf(pattern: CsrPattern): Symbolic {
  const analysis = analyses.get(pattern) ?? analyse(pattern);
  analyses.set(pattern, analysis);
  return analysis;
}

/**
 * Makes the Lanczos solver of a space; the analysis and the memory are used again by every call.
 *
 * @param space The space.
 * @param room Most modes it will be asked for.
 * @param shift σ: K + σM is factorised.
 * @returns The solver.
 */
export function lanczosSolver(space: P1Space, room: number, shift: number): SpectralSolver {
  const krylov: KrylovSpace = krylovSpace(
    space.pattern,
    analysisOf(space.pattern),
    panelsFor(space.nodes, room),
    deflatedFor(room),
  );
  const begin = () => {
    const { stiffness, mass } = space.matrices;
    return eigenIteration(krylov, stiffness, mass, shift);
  };
  return (modes = room) => {
    const iteration = begin();
    const result = iteration.lowest(modes);
    const search = { iteration, generation: krylov.generation() };
    return basisOf({ space, krylov, begin }, search, result);
  };
}

/** What the bases of a solver share. */
interface Shared {
  readonly space: P1Space;
  readonly krylov: KrylovSpace;
  /** Starts a search in the Krylov space, for the matrices last assembled. */
  readonly begin: () => EigenIteration;
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

/** A search, and the generation of the Krylov space that it stands in. */
interface Search {
  iteration: EigenIteration;
  generation: number;
}

/** The basis of a result; its search is repeated where the Krylov space has served others since. */
function basisOf(
  shared: Shared,
  search: Search,
  result: LanczosResult,
  known?: Float64Array,
): SpectralBasis {
  const { space, krylov, begin } = shared;
  const { values: eigenvalues, vectors, next, shift } = result, modes = eigenvalues.length;
  const residuals = known?.slice(0, modes) ?? residualNorms(space, eigenvalues, vectors);
  const recall = () => {
    if (krylov.generation() === search.generation) return;
    search.iteration = begin();
    search.iteration.repeat(result);
    search.generation = krylov.generation();
  };
  return {
    modes,
    eigenvalues,
    vectors,
    residuals,
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
    lowest: (n) => {
      if (n <= modes) return basisOf(shared, search, truncated(result, n), residuals);
      recall();
      return basisOf(shared, { ...search }, search.iteration.lowest(n));
    },
  };
}
