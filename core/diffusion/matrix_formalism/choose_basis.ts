/**
 * How large a basis a tolerance needs.
 *
 * @module
 */
import { type P1Pattern, p1Pattern } from "../../fem/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { atGap } from "../../spectral/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import { reducedSignal } from "../reduced/mod.ts";
import { type BasisSize, matrixFormalismEngine } from "./engine.ts";
import { comparedSize, truncationError } from "./truncation.ts";

/** Modes the search starts with. */
const FIRST = 16;
/** Modes the search adds at a time. */
const GROWTH = 1.5;
/** Part of the modes that have corrections. */
const CORRECTED = 0.75;

/** A size and the pattern found on the way. */
export interface ChosenBasis {
  readonly size: BasisSize;
  readonly pattern: P1Pattern;
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
 * @returns The size, modes and corrected modes ending at a gap of the spectrum; all nodes if nothing less suffices.
 */
export function chooseBasis(
  mesh: TetMesh,
  diffusivity: number,
  protocol: PgseProtocol,
  tolerance: number,
): ChosenBasis {
  const nodes = mesh.points.shape[0];
  const pattern = p1Pattern(nodes, mesh.tets);
  for (let most = FIRST;; most = Math.ceil(GROWTH * most)) {
    const size = sizeWith(most, nodes);
    if (size.modes === nodes) return { size, pattern };
    const compared = comparedSize(size, nodes);
    const engine = matrixFormalismEngine(mesh, diffusivity, protocol, size, {
      other: compared,
      pattern,
    });
    const reduction = engine.reduce(mesh.points.data, diffusivity);
    const { signal } = reducedSignal(reduction.model, protocol, false);
    if (truncationError(reduction, compared, protocol, signal) <= tolerance) {
      const { eigenvalues, next } = reduction.spectral;
      const gap = (n: number) => n === 0 ? 0 : atGap(eigenvalues, next, n);
      return { size: { modes: gap(size.modes), corrected: gap(size.corrected) }, pattern };
    }
  }
}
