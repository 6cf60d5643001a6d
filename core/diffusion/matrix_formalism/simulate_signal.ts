/**
 * One simulation with everything worth knowing about it.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import type { Submesh, TetMesh } from "../../mesh/mod.ts";
import { splitsCluster } from "../../spectral/mod.ts";
import type { PgseProtocol } from "../protocol/mod.ts";
import { protocolShape } from "../protocol/mod.ts";
import type { SignalGradient } from "./engine.ts";
import { complexSignal } from "./matrix_formalism.ts";
import { engineFor, type MatrixFormalismOptions } from "./options.ts";
import { forEachPiece, sumArrays, sumGradients } from "./pieces.ts";
import { checkDiffusivity, type Tissue } from "./tissue.ts";
import { comparedSizes, reducedVolume, truncationError } from "./truncation.ts";

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
  /** Number of modes used, of all pieces of the mesh together. */
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

function checkWeights(weights: Float64Array, count: number): void {
  if (weights.length === count && weights.every(Number.isFinite)) return;
  throw new InputError(
    `There are ${weights.length} weights but must be ${count} finite numbers, one per measurement`,
  );
}

/** The report of a connected mesh. */
function simulatePiece(
  mesh: TetMesh,
  diffusivity: number,
  protocol: PgseProtocol,
  options: SimulateSignalOptions,
): SignalReport {
  let last = performance.now();
  const lap = () => {
    const from = last;
    last = performance.now();
    return last - from;
  };
  const nodes = mesh.points.shape[0], { weights } = options;
  const { engine, reduction: found } = engineFor(mesh, diffusivity, protocol, options);
  const preparation = lap();
  const { size } = engine;
  const reduction = found ?? engine.reduce(mesh.points.data, diffusivity);
  const eigenmodes = lap();
  const { signal, pullback } = engine.evaluate(reduction, weights !== undefined);
  const signalTime = lap();
  const { spectral, basis, model } = reduction;
  const error = truncationError(reduction, comparedSizes(size, nodes), protocol, signal);
  const truncation = lap();
  const gradient = weights && pullback(weights);
  return {
    signal: complexSignal(protocol, signal),
    volume: reducedVolume(model),
    modes: spectral.modes,
    corrections: basis.columns - spectral.modes,
    truncationError: error,
    splitsCluster: splitsCluster(spectral.eigenvalues[spectral.modes - 1], spectral.next),
    eigenvalues: spectral.eigenvalues,
    residuals: spectral.residuals,
    timings: { preparation, eigenmodes, signal: signalTime, truncation, gradient: lap() },
    ...(gradient && { gradient }),
  };
}

const STAGES = ["preparation", "eigenmodes", "signal", "truncation", "gradient"] as const;

/** The report of a mesh from those of its pieces. */
function sumReports(
  protocol: PgseProtocol,
  pieces: readonly Submesh[],
  reports: readonly SignalReport[],
  nodes: number,
): SignalReport {
  const total = (of: (report: SignalReport) => number) =>
    reports.reduce((sum, report) => sum + of(report), 0);
  const volume = total((report) => report.volume);
  const pairs = reports.flatMap(({ eigenvalues, residuals }) =>
    [...eigenvalues].map((value, j) => [value, residuals[j]] as const)
  ).sort(([a], [b]) => a - b);
  const gradients = reports.flatMap(({ gradient }) => gradient ?? []);
  return {
    signal: complexSignal(protocol, sumArrays(reports.map(({ signal }) => signal.real.data))),
    volume,
    modes: total((report) => report.modes),
    corrections: total((report) => report.corrections),
    truncationError: total((report) => report.truncationError * report.volume) / volume,
    splitsCluster: reports.some((report) => report.splitsCluster),
    eigenvalues: Float64Array.from(pairs, ([value]) => value),
    residuals: Float64Array.from(pairs, ([, residual]) => residual),
    timings: Object.fromEntries(
      STAGES.map((stage) => [stage, total(({ timings }) => timings[stage])]),
    ) as SignalReport["timings"],
    ...(gradients.length > 0 && { gradient: sumGradients(pieces, gradients, nodes) }),
  };
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
  const [sequences, directions, bValues] = protocolShape(protocol);
  if (options.weights) checkWeights(options.weights, sequences * directions * bValues);
  const { pieces, results } = forEachPiece(
    mesh,
    (piece) => simulatePiece(piece.mesh, tissue.diffusivity, protocol, options),
  );
  return results.length === 1
    ? results[0]
    : sumReports(protocol, pieces, results, mesh.points.shape[0]);
}
