/**
 * What is known of a simulated signal, from what is known of each piece of the tissue.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import { type TetMesh, volumes } from "../../mesh/mod.ts";
import {
  type ComputedOn,
  type SignalGradient,
  signalsByCompartment,
  type Simulation,
  simulationGradient,
  sumArrays,
} from "../problem/mod.ts";
import { tissueWarnings } from "../tissue/mod.ts";
import type { PieceReport, StageTimings } from "./piece_report.ts";

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
  /** What it was computed on: `"cpu"`, or the description of a backend. */
  readonly backend: string;
  /**
   * What a user may not expect, in sentences: compartments that touch and are impermeable to each other; why the processor computed
   * what a backend was asked for.
   */
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
 * Makes the report of a simulation.
 *
 * @param simulation What was simulated.
 * @param computed The reports of its pieces, and what they were computed on.
 * @returns The report.
 */
export function signalReport(
  simulation: Simulation,
  { result: reports, backend, warnings }: ComputedOn<readonly PieceReport[]>,
): SignalReport {
  const { mesh, geometry, inputs } = simulation, { shape } = inputs.protocol;
  const total = (of: (report: PieceReport) => number) =>
    reports.reduce((sum, report) => sum + of(report), 0);
  const sizes = compartmentVolumes(mesh, geometry.givenIds), spins = total((r) => r.spins);
  const gradients = reports.flatMap(({ gradient }) => gradient ?? []);
  const dense = (key: "real" | "imag") => {
    return { shape, data: sumArrays(reports.map((report) => report[key])) };
  };
  return {
    signal: { real: dense("real"), imag: dense("imag") },
    signalByCompartment: signalsByCompartment(
      simulation,
      reports.map((report) => report.compartments),
    ),
    volume: sizes.reduce((sum, size) => sum + size, 0),
    volumes: sizes,
    spins,
    modes: total(({ eigenvalues }) => eigenvalues.length),
    corrections: total(({ corrections }) => corrections),
    truncationError: total((report) => report.truncationError * report.spins) / spins,
    splitsCluster: reports.some((report) => report.splitsCluster),
    ...sortedModes(reports),
    backend,
    warnings: [...tissueWarnings(geometry), ...warnings],
    timings: Object.fromEntries(
      STAGES.map((stage) => [stage, total(({ timings }) => timings[stage])]),
    ) as StageTimings,
    ...(gradients.length > 0 && {
      gradient: simulationGradient(simulation, gradients),
    }),
  };
}
