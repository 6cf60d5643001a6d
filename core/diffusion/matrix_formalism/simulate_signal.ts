/**
 * One simulation with everything worth knowing about it.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { splitsCluster } from "../../spectral/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import { reducedSignal } from "../reduced/mod.ts";
import { matrixFormalismEngine } from "./engine.ts";
import { complexSignal } from "./matrix_formalism.ts";
import { basisFor, type MatrixFormalismOptions } from "./options.ts";
import { checkDiffusivity, type Tissue } from "./tissue.ts";
import { comparedSize, reducedVolume, truncationError } from "./truncation.ts";

/** A signal with the numbers that tell how far to trust it. */
export interface SignalReport {
  /** The signal, shape [sequences, directions, bValues], µm³ × spin density. */
  readonly signal: ComplexTensor;
  /** Volume of the mesh, µm³. */
  readonly volume: number;
  /** Number of modes used. */
  readonly modes: number;
  /** Number of static-correction vectors beside them. */
  readonly corrections: number;
  /** Estimated truncation error of S/S0; for modes alone good to several digits, with corrections on the safe side. */
  readonly truncationError: number;
  /** Whether the modes asked for end within a cluster of equal eigenvalues, which makes the last of them arbitrary. */
  readonly splitsCluster: boolean;
  /** Eigenvalues, 1/ms, [modes]. */
  readonly eigenvalues: Float64Array;
  /** ‖K p − λ M p‖/‖M p‖ of each mode, 1/ms, [modes]. */
  readonly residuals: Float64Array;
  /** Wall-clock time of each stage, ms. */
  readonly timings: Readonly<
    Record<"basisSize" | "preparation" | "eigenmodes" | "signal" | "truncation", number>
  >;
}

/**
 * Simulates the PGSE signal of a mesh once and reports on it.
 *
 * @param mesh The mesh.
 * @param tissue The diffusivity.
 * @param protocol The measurements.
 * @param options Number of modes or tolerance.
 * @returns The signal, its truncation error, the modes' residuals, the timings.
 * @throws {InputError} If the diffusivity is not positive, or more modes are asked for than there are nodes.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertLess } from "@std/assert";
 * import { pgse, simulateSignal, sphere } from "@torrey/torrey";
 *
 * const cell = sphere({ radius: 3, edgeLength: 1 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [0, 1000], directions: [[1, 0, 0]] });
 * const { signal, volume, truncationError } = simulateSignal(cell, { diffusivity: 2 }, protocol);
 * assertAlmostEquals(signal.real.data[0], volume, 1e-9 * volume);
 * assertLess(truncationError, 1e-4);
 * ```
 */
export function simulateSignal(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: PgseProtocol,
  options: MatrixFormalismOptions = {},
): SignalReport {
  checkDiffusivity(tissue.diffusivity);
  let last = performance.now();
  const lap = () => {
    const from = last;
    last = performance.now();
    return last - from;
  };
  const { diffusivity } = tissue;
  const nodes = mesh.points.shape[0];
  const { size, pattern } = basisFor(mesh, diffusivity, protocol, options);
  const basisSize = lap();
  const compared = comparedSize(size, nodes);
  const engine = matrixFormalismEngine(mesh, diffusivity, protocol, size, {
    other: compared,
    pattern,
  });
  const preparation = lap();
  const reduction = engine.reduce(mesh.points.data, diffusivity);
  const eigenmodes = lap();
  const { signal } = reducedSignal(reduction.model, protocol, false);
  const signalTime = lap();
  const { spectral, basis, model } = reduction;
  const error = size.modes === nodes ? 0 : truncationError(reduction, compared, protocol, signal);
  return {
    signal: complexSignal(protocol, signal),
    volume: reducedVolume(model),
    modes: size.modes,
    corrections: basis.columns - size.modes,
    truncationError: error,
    splitsCluster: splitsCluster(spectral.eigenvalues[size.modes - 1], spectral.next),
    eigenvalues: spectral.eigenvalues,
    residuals: spectral.residuals,
    timings: { basisSize, preparation, eigenmodes, signal: signalTime, truncation: lap() },
  };
}
