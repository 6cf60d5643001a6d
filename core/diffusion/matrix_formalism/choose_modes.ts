/**
 * How many modes a tolerance needs, by the difference that static corrections make.
 *
 * @module
 */
import { type P1Pattern, p1Pattern } from "../../fem/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { splitsCluster } from "../../spectral/mod.ts";
import { truncated } from "../basis/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import { type ReducedModel, reducedSignal } from "../reduced/mod.ts";
import { type Engine, matrixFormalismEngine } from "./engine.ts";

/** Modes the search starts with. */
const FIRST = 40;
/** The truncation error falls at least with this power of the number of modes; sets how far the search goes at a time. */
const POWER = 3;

/** The largest number of modes up to `most` that does not end within a cluster. */
export function atGap(eigenvalues: Float64Array, next: number, most: number): number {
  let n = most;
  const after = (i: number) => i < eigenvalues.length ? eigenvalues[i] : next;
  while (n > 1 && splitsCluster(eigenvalues[n - 1], after(n))) n--;
  return n;
}

/** The largest |S − S_corrected|/V over all measurements: the static corrections stand for the modes left out. */
export function truncationError(
  corrected: ReducedModel,
  protocol: PgseProtocol,
  signal: Float64Array,
  volume: number,
): number {
  const better = reducedSignal(corrected, protocol, false).signal;
  return better.reduce((most, value, i) => Math.max(most, Math.abs(value - signal[i])), 0) / volume;
}

/** A number of modes and the pattern found on the way. */
export interface ChosenModes {
  readonly modes: number;
  readonly pattern: P1Pattern;
}

/** Volume of the tissue: aᵀa, for the constant lies in the span of the modes. */
export function reducedVolume(model: ReducedModel): number {
  return model.start.reduce((sum, value) => sum + value * value, 0);
}

function estimate(engine: Engine, mesh: TetMesh, diffusivity: number, protocol: PgseProtocol) {
  const { basis, model, corrected } = engine.reduce(mesh.points.data, diffusivity, true);
  const modes = atGap(basis.eigenvalues, basis.next, engine.modes);
  const kept = modes < engine.modes ? truncated(model, modes) : model;
  const { signal } = reducedSignal(kept, protocol, false);
  return {
    modes,
    error: truncationError(corrected ?? model, protocol, signal, reducedVolume(kept)),
  };
}

/**
 * Finds the number of modes for a tolerance.
 *
 * @param mesh The mesh.
 * @param diffusivity D, µm²/ms.
 * @param protocol The measurements.
 * @param tolerance Largest estimated truncation error of S/S0.
 * @returns The number, at a gap of the spectrum; all nodes if nothing less suffices.
 */
export function chooseModes(
  mesh: TetMesh,
  diffusivity: number,
  protocol: PgseProtocol,
  tolerance: number,
): ChosenModes {
  const nodes = mesh.points.shape[0];
  const pattern = p1Pattern(nodes, mesh.tets);
  let most = Math.min(FIRST, nodes);
  for (;;) {
    const engine = matrixFormalismEngine(mesh, protocol, most, { estimate: true, pattern });
    const { modes, error } = estimate(engine, mesh, diffusivity, protocol);
    if (error <= tolerance || most === nodes) {
      return { modes: most === nodes ? nodes : modes, pattern };
    }
    const growth = Math.min(2.5, Math.max(1.3, (error / tolerance) ** (1 / POWER)));
    most = Math.min(nodes, Math.ceil(most * growth));
  }
}
