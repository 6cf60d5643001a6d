/**
 * How large a basis a tolerance needs.
 *
 * @module
 */
import { p1Pattern } from "../../fem/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { widestGap } from "../../spectral/mod.ts";
import type { GradientMethod } from "../basis/mod.ts";
import type { PgseProtocol } from "../protocol/mod.ts";
import { reducedSignal } from "../reduced/mod.ts";
import { type BasisSize, type Engine, matrixFormalismEngine, type Reduction } from "./engine.ts";
import { comparedSizes, truncationError } from "./truncation.ts";

/** Modes the search starts with. */
const FIRST = 16;
/** Modes the search adds at a time. */
const GROWTH = 1.5;
/** Part of the modes that have corrections. */
const CORRECTED = 0.75;

/** An engine of the size found, and its reduction at the mesh's points. */
export interface ChosenBasis {
  readonly engine: Engine;
  readonly reduction: Reduction;
}

/** The size with a number of modes; all nodes are modes where corrections would leave none out. */
function sizeWith(modes: number, nodes: number): BasisSize {
  const corrected = Math.floor(CORRECTED * modes);
  return modes + 3 * corrected >= nodes ? { modes: nodes, corrected: 0 } : { modes, corrected };
}

/** The basis cut where the spectrum has its widest gaps. */
function atWidestGap({ engine, reduction }: ChosenBasis): ChosenBasis {
  const { eigenvalues, next } = reduction.spectral, { modes, corrected } = engine.size;
  const gap = (n: number) => n === 0 ? 0 : widestGap(eigenvalues, next, n);
  const size = { modes: gap(modes), corrected: gap(corrected) };
  if (size.modes === modes && size.corrected === corrected) return { engine, reduction };
  const cut = engine.cut(size);
  return { engine: cut, reduction: cut.reduceAgain(reduction) };
}

/**
 * Finds the size of the basis for a tolerance.
 *
 * @param mesh The mesh.
 * @param diffusivity D, µm²/ms.
 * @param protocol The measurements.
 * @param tolerance Largest estimated truncation error of S/S0.
 * @param method How the engine's gradient treats the basis.
 * @returns An engine with modes and corrected modes ending at a gap of the spectrum; with all nodes if nothing less suffices.
 */
export function chooseBasis(
  mesh: TetMesh,
  diffusivity: number,
  protocol: PgseProtocol,
  tolerance: number,
  method: GradientMethod,
): ChosenBasis {
  const nodes = mesh.points.shape[0];
  const pattern = p1Pattern(nodes, mesh.tets);
  const reduced = (size: BasisSize): ChosenBasis => {
    const options = { method, flexible: true, others: comparedSizes(size, nodes), pattern };
    const engine = matrixFormalismEngine(mesh, diffusivity, protocol, size, options);
    return { engine, reduction: engine.reduce(mesh.points.data, diffusivity) };
  };
  for (let most = FIRST;; most = Math.ceil(GROWTH * most)) {
    const size = sizeWith(most, nodes);
    const found = atWidestGap(reduced(size));
    if (size.modes === nodes) return found;
    const { engine, reduction } = found;
    const { signal } = reducedSignal(reduction.model, protocol, false);
    const compared = comparedSizes(engine.size, nodes);
    if (truncationError(reduction, compared, protocol, signal) <= tolerance) return found;
  }
}
