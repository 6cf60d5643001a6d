/**
 * The default tolerance on a graphics processor, which chooses basis or steps itself, against far smaller errors.
 *
 * @module
 */
import {
  type GpuBackend,
  type Protocol,
  simulateSignal,
  simulateTimeStepping,
  type TetMesh,
  type Tissue,
} from "../../../mod.ts";
import { signalApart } from "../../../testing/gpu_agreement.ts";
import { referenceTissue, type ReferenceTissueName } from "../../../testing/reference_tissue.ts";
import type { GpuAccuracyRow } from "./row.ts";

const TOLERANCE = 1e-5, FINE = 1e-8;
const NAMES: readonly ReferenceTissueName[] = ["sphere_r5", "sphere_nucleus_k1e-5_T2"];

/** The matrix formalism for the first sequence of two meshes, against the file. */
async function* againstFiles(backend: GpuBackend): AsyncIterable<GpuAccuracyRow> {
  for (const name of NAMES) {
    const { mesh, tissue, volume, sequences: [sequence] } = referenceTissue(name);
    const { name: title, protocol, real, imag } = sequence, { shape } = mesh.points;
    const start = performance.now();
    const { signal, modes, corrections } = await simulateSignal(mesh, tissue, protocol, {
      tolerance: TOLERANCE,
      backend,
    });
    const expected = { real: { shape, data: real }, imag: { shape, data: imag } };
    yield {
      what: `${name}, ${title}, at tolerance ${TOLERANCE.toExponential()} against the file`,
      nodes: shape[0],
      size: `${modes} + ${corrections}`,
      signal: signalApart(signal, expected, volume),
      seconds: (performance.now() - start) / 1000,
    };
  }
}

/**
 * Rows for two reference meshes by matrix formalism, and for a tissue by time stepping.
 *
 * @param backend The graphics processor.
 * @param mesh The mesh of that tissue.
 * @param tissue The tissue.
 * @param protocol Its measurements.
 * @param spins Its Σ ρV.
 */
export async function* toleranceRows(
  backend: GpuBackend,
  mesh: TetMesh,
  tissue: Tissue,
  protocol: Protocol,
  spins: number,
): AsyncIterable<GpuAccuracyRow> {
  yield* againstFiles(backend);
  const exact = await simulateTimeStepping(mesh, tissue, protocol, { tolerance: FINE });
  const start = performance.now();
  const { signal, steps } = await simulateTimeStepping(mesh, tissue, protocol, {
    tolerance: TOLERANCE,
    backend,
  });
  yield {
    what:
      `time stepping, a cell with a nucleus, at tolerance ${TOLERANCE.toExponential()} against ${FINE.toExponential()} on the CPU`,
    nodes: mesh.points.shape[0],
    size: `${steps.join(" + ")} steps`,
    signal: signalApart(signal, exact.signal, spins),
    seconds: (performance.now() - start) / 1000,
  };
}
