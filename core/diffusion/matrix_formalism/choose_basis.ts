/**
 * How large a basis a tolerance needs.
 *
 * @module
 */
import { p1Pattern } from "../../fem/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { atGap } from "../../spectral/mod.ts";
import type { GradientMethod } from "../basis/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import { reducedSignal } from "../reduced/mod.ts";
import { type BasisSize, type Engine, matrixFormalismEngine, type Reduction } from "./engine.ts";
import { comparedSize, truncationError } from "./truncation.ts";

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
    const options = { method, other: comparedSize(size, nodes), pattern };
    const engine = matrixFormalismEngine(mesh, diffusivity, protocol, size, options);
    return { engine, reduction: engine.reduce(mesh.points.data, diffusivity) };
  };
  for (let most = FIRST;; most = Math.ceil(GROWTH * most)) {
    const size = sizeWith(most, nodes);
    const found = reduced(size);
    if (size.modes === nodes) return found;
    const { model, spectral } = found.reduction;
    const { signal } = reducedSignal(model, protocol, false);
    if (truncationError(found.reduction, comparedSize(size, nodes), protocol, signal) > tolerance) {
      continue;
    }
    const gap = (n: number) => n === 0 ? 0 : atGap(spectral.eigenvalues, spectral.next, n);
    const cut = { modes: gap(size.modes), corrected: gap(size.corrected) };
    if (cut.modes === size.modes && cut.corrected === size.corrected) return found;
    const engine = found.engine.cut(cut);
    return { engine, reduction: engine.reduceAgain(found.reduction) };
  }
}
