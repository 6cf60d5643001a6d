/**
 * One simulation with everything worth knowing about it.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import { type TetMesh, volumes } from "../../mesh/mod.ts";
import {
  checkWeights,
  type ModelInputs,
  type SignalGradient,
  signalGradient,
  tissuePieces,
  wholeCotangent,
} from "../problem/mod.ts";
import { encodeProtocol, type Protocol } from "../protocol/mod.ts";
import {
  type Tissue,
  tissueCoefficients,
  type TissueMesh,
  tissueMesh,
  tissueWarnings,
} from "../tissue/mod.ts";
import type { MatrixFormalismOptions } from "./options.ts";
import { type PieceReport, simulatePiece, type StageTimings } from "./piece_report.ts";
import { forEachPiece, sumArrays } from "./pieces.ts";

/** The accuracy, and the weights of a gradient. */
export interface SimulateSignalOptions extends MatrixFormalismOptions {
  /** ∂L/∂Re S, one per measurement; with them the report holds the gradient of Σ weights · Re S. */
  readonly weights?: Float64Array;
}

/** A signal with the numbers that tell how far to trust it. N is the number of compartment ids of the mesh. */
export interface SignalReport {
  /** The signal, of the protocol's shape, µm³ × spin density. */
  readonly signal: ComplexTensor;
  /** The signal that comes from each compartment, by ascending id, [N]; they add up to `signal`. */
  readonly signalByCompartment: readonly ComplexTensor[];
  /** Volume of the mesh, µm³. */
  readonly volume: number;
  /** Volume of each compartment, by ascending id, µm³, [N]. */
  readonly volumes: Float64Array;
  /** Σ ρV of the compartments: the signal at the start, µm³ × spin density. */
  readonly spins: number;
  /** Number of modes used, of all pieces of the tissue together. */
  readonly modes: number;
  /** Number of static-correction vectors beside them. */
  readonly corrections: number;
  /** Estimated truncation error of S/Σ ρV; for modes alone good to several digits, with corrections on the safe side. */
  readonly truncationError: number;
  /** Whether the modes asked for end within a cluster of equal eigenvalues, which makes the last of them arbitrary. */
  readonly splitsCluster: boolean;
  /** Eigenvalues, 1/ms, [modes]. */
  readonly eigenvalues: Float64Array;
  /** ‖K p − λ M p‖/‖M p‖ of each mode, 1/ms, [modes]. */
  readonly residuals: Float64Array;
  /** What a user may not expect, in sentences: compartments that touch and are impermeable to each other. */
  readonly warnings: readonly string[];
  /** The derivative of Σ weights · Re S, where weights were given. */
  readonly gradient?: SignalGradient;
  /** Wall-clock time of each stage, ms; the search for a tolerance's basis counts as preparation. */
  readonly timings: StageTimings;
}

/** The volume of each compartment of a mesh, by ascending id. */
function compartmentVolumes(mesh: TetMesh, ids: Int32Array): Float64Array {
  const place = new Map([...ids].map((id, c) => [id, c])), sizes = volumes(mesh);
  const out = new Float64Array(ids.length);
  mesh.compartments.forEach((id, t) => out[place.get(id) ?? 0] += sizes[t]);
  return out;
}

/** The signals of all compartments of the mesh as given, from those of the pieces; zero for one without spins. */
function byCompartment(
  geometry: TissueMesh,
  reports: readonly PieceReport[],
  shape: readonly number[],
): ComplexTensor[] {
  const count = reports[0].real.length;
  return Array.from(geometry.givenIds, (id) => {
    const own = geometry.compartmentIds.indexOf(id);
    for (const { piece, compartments } of reports) {
      const c = piece.whole.compartments.indexOf(own);
      if (own < 0 || c < 0) continue;
      const { real, imag } = compartments[c];
      return { real: { shape, data: real }, imag: { shape, data: imag } };
    }
    const zero = { shape, data: new Float64Array(count) };
    return { real: zero, imag: zero };
  });
}

const STAGES = ["preparation", "eigenmodes", "signal", "truncation", "gradient"] as const;

/** Eigenvalues of all pieces in ascending order, with their residuals. */
function sortedModes(reports: readonly PieceReport[]) {
  const pairs = reports.flatMap(({ eigenvalues, residuals }) =>
    [...eigenvalues].map((value, j) => [value, residuals[j]] as const)
  ).sort(([a], [b]) => a - b);
  return {
    eigenvalues: Float64Array.from(pairs, ([value]) => value),
    residuals: Float64Array.from(pairs, ([, residual]) => residual),
  };
}

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
  options: SimulateSignalOptions = {},
): SignalReport {
  const geometry = tissueMesh(mesh, tissue),
    encoded = encodeProtocol(protocol),
    { shape } = encoded;
  const inputs: ModelInputs = {
    points: geometry.mesh.points.data,
    coefficients: tissueCoefficients(geometry, tissue),
    protocol: encoded,
  };
  if (options.weights) checkWeights(options.weights, shape);
  const pieces = tissuePieces(geometry);
  const reports = forEachPiece(pieces, (piece) => simulatePiece(piece, inputs, options));
  const total = (of: (report: PieceReport) => number) =>
    reports.reduce((sum, report) => sum + of(report), 0);
  const sizes = compartmentVolumes(mesh, geometry.givenIds), spins = total((r) => r.spins);
  const gradients = reports.flatMap(({ gradient }) => gradient ?? []);
  const dense = (key: "real" | "imag") => {
    return { shape, data: sumArrays(reports.map((report) => report[key])) };
  };
  return {
    signal: { real: dense("real"), imag: dense("imag") },
    signalByCompartment: byCompartment(geometry, reports, shape),
    volume: sizes.reduce((sum, size) => sum + size, 0),
    volumes: sizes,
    spins,
    modes: total(({ eigenvalues }) => eigenvalues.length),
    corrections: total(({ corrections }) => corrections),
    truncationError: total((report) => report.truncationError * report.spins) / spins,
    splitsCluster: reports.some((report) => report.splitsCluster),
    ...sortedModes(reports),
    warnings: tissueWarnings(geometry),
    timings: Object.fromEntries(
      STAGES.map((stage) => [stage, total(({ timings }) => timings[stage])]),
    ) as StageTimings,
    ...(gradients.length > 0 && {
      gradient: signalGradient(mesh, tissue, geometry, wholeCotangent(pieces, inputs, gradients)),
    }),
  };
}
