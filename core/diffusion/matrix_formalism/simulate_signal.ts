/**
 * One simulation with everything worth knowing about it.
 *
 * @module
 */
import type { TetMesh } from "../../mesh/mod.ts";
import {
  type BackendChoice,
  type BackendOptions,
  computedOn,
  forEachPiece,
  forEachPieceInTurn,
  type MaybeBackendOptions,
  PROCESSOR,
  type Simulation,
  simulationOf,
} from "../problem/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import type { MatrixFormalismBackend } from "./backend.ts";
import { type MatrixFormalismOptions, wantedBasis } from "./options.ts";
import { type PieceReport, simulatePiece, simulatePieceOn } from "./piece_report.ts";
import { type SignalReport, signalReport } from "./signal_report.ts";

/** The accuracy, and the weights of a gradient. */
export interface SimulateSignalOptions extends MatrixFormalismOptions {
  /** ∂L/∂Re S, one per measurement; with them the report holds the gradient of Σ weights · Re S. */
  readonly weights?: Float64Array;
}

/**
 * Simulates the signal of a tissue once, by the matrix formalism on a backend, and reports on it.
 *
 * @param mesh The mesh.
 * @param tissue The tissue: compartments, permeable walls, relaxation.
 * @param protocol The measurements.
 * @param options As without a backend, and the backend or `"auto"`. Where it fails for want of memory, precision or the device, the
 * processor computes everything and the report's `warnings` say why.
 * @returns The signal, also by compartment, its truncation error, the modes' residuals, the timings; what it was computed on.
 * @throws {InputError} As without a backend.
 */
export function simulateSignal(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: SimulateSignalOptions & Pick<BackendOptions<MatrixFormalismBackend>, "backend">,
): Promise<SignalReport>;
/**
 * Simulates the signal of a tissue once, by the matrix formalism, and reports on it.
 *
 * @param mesh The mesh.
 * @param tissue The tissue: compartments, permeable walls, relaxation.
 * @param protocol The measurements.
 * @param options Number of modes or tolerance; weights for a gradient.
 * @returns The signal, also by compartment, its truncation error, the modes' residuals, the timings.
 * @throws {InputError} If the tissue is impossible or does not fit the mesh, or more modes are asked for than there are nodes.
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
  protocol: Protocol,
  options?: SimulateSignalOptions & { readonly backend?: undefined },
): SignalReport;
export function simulateSignal(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: SimulateSignalOptions & MaybeBackendOptions<MatrixFormalismBackend> = {},
): SignalReport | Promise<SignalReport> {
  const { backend, ...own } = options;
  if (backend !== undefined) return simulateOn(backend, mesh, tissue, protocol, own);
  const simulation = checkedSimulation(mesh, tissue, protocol, own);
  const computed = { result: simulatePieces(simulation, own), backend: PROCESSOR, warnings: [] };
  return signalReport(simulation, computed);
}

/** Checks what is simulated, and how accurately. */
function checkedSimulation(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  { weights, ...accuracy }: SimulateSignalOptions,
): Simulation {
  const simulation = simulationOf(mesh, tissue, protocol, weights);
  forEachPiece(simulation.pieces, (piece) => wantedBasis(accuracy, piece.mesh.points.shape[0]));
  return simulation;
}

/** Simulates on the processor. */
function simulatePieces(
  { pieces, inputs }: Simulation,
  options: SimulateSignalOptions,
): PieceReport[] {
  return forEachPiece(pieces, (piece) => simulatePiece(piece, inputs, options));
}

/** Simulates on a backend, or on the processor where that is the better or the only way. */
async function simulateOn(
  choice: BackendChoice<MatrixFormalismBackend>,
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  options: SimulateSignalOptions,
): Promise<SignalReport> {
  const simulation = checkedSimulation(mesh, tissue, protocol, options);
  const { pieces, inputs, geometry } = simulation;
  const computed = await computedOn(
    choice,
    geometry.mesh.points.shape[0],
    (backend) =>
      forEachPieceInTurn(
        pieces,
        (piece) => simulatePieceOn(backend, piece, inputs, options),
        (error) => backend.retries(error),
      ),
    () => simulatePieces(simulation, options),
  );
  return signalReport(simulation, computed);
}
