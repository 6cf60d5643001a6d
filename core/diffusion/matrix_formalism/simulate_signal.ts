/**
 * One simulation with everything worth knowing about it.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { splitsCluster } from "../../spectral/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import type { SignalGradient } from "./engine.ts";
import { complexSignal } from "./matrix_formalism.ts";
import { engineFor, type MatrixFormalismOptions } from "./options.ts";
import { checkDiffusivity, type Tissue } from "./tissue.ts";
import { comparedSize, reducedVolume, truncationError } from "./truncation.ts";

/** The accuracy, and the weights of a gradient. */
export interface SimulateSignalOptions extends MatrixFormalismOptions {
  /** ∂L/∂Re S, [sequences × directions × bValues]; with them the report holds the gradient of Σ weights · Re S. */
  readonly weights?: Float64Array;
}

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
  /** ∂L/∂points and ∂L/∂diffusivity, where weights were given. */
  readonly gradient?: SignalGradient;
  /** Wall-clock time of each stage, ms; the search for a tolerance's basis counts as preparation. */
  readonly timings: Readonly<
    Record<
      "preparation" | "eigenmodes" | "signal" | "truncation" | "gradient",
      number
    >
  >;
}

function checkedWeights(weights: Float64Array, count: number): Float64Array {
  if (weights.length === count && weights.every(Number.isFinite)) return weights;
  throw new InputError(
    `There are ${weights.length} weights but must be ${count} finite numbers, one per measurement`,
  );
}

/**
 * Simulates the PGSE signal of a mesh once and reports on it.
 *
 * @param mesh The mesh.
 * @param tissue The diffusivity.
 * @param protocol The measurements.
 * @param options Number of modes or tolerance; weights for a gradient.
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
  options: SimulateSignalOptions = {},
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
  const { engine, reduction: found } = engineFor(mesh, diffusivity, protocol, options);
  const preparation = lap();
  const { size } = engine;
  const reduction = found ?? engine.reduce(mesh.points.data, diffusivity);
  const eigenmodes = lap();
  const { weights } = options;
  const { signal, pullback } = engine.evaluate(reduction, weights !== undefined);
  const signalTime = lap();
  const { spectral, basis, model } = reduction;
  const error = size.modes === nodes
    ? 0
    : truncationError(reduction, comparedSize(size, nodes), protocol, signal);
  const truncation = lap();
  const gradient = weights && pullback(checkedWeights(weights, signal.length));
  return {
    signal: complexSignal(protocol, signal),
    volume: reducedVolume(model),
    modes: size.modes,
    corrections: basis.columns - size.modes,
    truncationError: error,
    splitsCluster: splitsCluster(spectral.eigenvalues[size.modes - 1], spectral.next),
    eigenvalues: spectral.eigenvalues,
    residuals: spectral.residuals,
    timings: {
      preparation,
      eigenmodes,
      signal: signalTime,
      truncation,
      gradient: lap(),
    },
    ...(gradient && { gradient }),
  };
}
