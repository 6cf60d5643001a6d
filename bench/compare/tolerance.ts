/**
 * What static corrections save: modes alone and modes with corrections on the cylinder of testdata, true error against time.
 *
 * @module
 */
import { matrixFormalism, pgse, simulateSignal, tetMesh } from "../../mod.ts";
import { referenceMesh } from "../../testing/reference_data.ts";
import type { Table } from "../markdown.ts";
import { median, milliseconds } from "./comparison.ts";

/** Modes, and how many of them are corrected. */
const SIZES = [[100, 0], [200, 0], [400, 0], [800, 0], [16, 12], [24, 18], [36, 27], [54, 40]];
const TOLERANCES = [1e-5, 1e-6, 1e-7];

/** Errors and times of one evaluation, and of the whole simulation where a tolerance is given. */
export function studyTolerance(repeats: number): Table {
  const reference = referenceMesh("cyl_r2_h20");
  const mesh = tetMesh({ points: reference.points, tets: reference.tets }, { repair: true });
  const { timing, q, directions, real } = reference.pgse[0];
  const protocol = pgse({ ...timing, qValues: q, directions });
  const tissue = { diffusivity: reference.diffusivity };
  const error = (signal: Float64Array) =>
    (Math.max(...signal.map((s, i) => Math.abs(s - real[i]))) / reference.volume).toExponential(1);
  const rows = SIZES.map(([modes, corrected]) => {
    const simulate = matrixFormalism(mesh, tissue, protocol, { modes, corrected });
    const { data } = simulate().real;
    const times = Array.from({ length: repeats }, () => milliseconds(() => simulate()));
    const report = simulateSignal(mesh, tissue, protocol, { modes, corrected });
    return [
      `${modes} modes${corrected > 0 ? `, ${corrected} corrected` : " alone"}`,
      String(report.modes + report.corrections),
      error(data),
      report.truncationError.toExponential(1),
      median(times).toFixed(0),
      "",
    ];
  });
  const automatic = TOLERANCES.map((tolerance) => {
    let report = simulateSignal(mesh, tissue, protocol, { tolerance });
    const times = Array.from(
      { length: repeats },
      () => milliseconds(() => report = simulateSignal(mesh, tissue, protocol, { tolerance })),
    );
    const simulate = matrixFormalism(mesh, tissue, protocol, { tolerance });
    const again = Array.from({ length: repeats }, () => milliseconds(() => simulate()));
    const { modes, corrections, signal, truncationError } = report;
    return [
      `tolerance ${tolerance}: ${modes} modes, ${corrections} corrections`,
      String(modes + corrections),
      error(signal.real.data),
      truncationError.toExponential(1),
      median(again).toFixed(0),
      median(times).toFixed(0),
    ];
  });
  return {
    caption: `cyl_r2_h20: ${mesh.points.shape[0]} nodes, ${real.length} signals up to 10 000 s/mm²`,
    header: [
      "basis",
      "vectors",
      "true \\|ΔS\\|/V",
      "estimated",
      "evaluation, ms",
      "simulation from nothing, ms",
    ],
    rows: [...rows, ...automatic],
  };
}
