/**
 * The reference meshes of testdata with all their sequences.
 *
 * @module
 */
import type { GpuBackend } from "../../../mod.ts";
import { referenceTissue, type ReferenceTissueName } from "../../../testing/reference_tissue.ts";
import { evaluateBoth } from "./matrix_formalism.ts";
import type { GpuAccuracyRow } from "./row.ts";
import { stepBoth } from "./time_stepping.ts";

const NAMES: readonly ReferenceTissueName[] = [
  "sphere_r5",
  "sphere_nucleus_k1e-5_T2",
  "cyl_r2_h20",
  "bundle3_ecs_k1e-5",
];

/** A row for each sequence of a mesh. */
export async function* referenceTissueRows(
  backend: GpuBackend,
  name: ReferenceTissueName,
): AsyncIterable<GpuAccuracyRow> {
  const { mesh, tissue, sequences } = referenceTissue(name);
  for (const { name: sequence, protocol } of sequences) {
    const { row } = await evaluateBoth(backend, {
      what: `${name}, ${sequence}`,
      mesh,
      tissue,
      protocol,
    });
    yield row;
  }
}

/** Time stepping of the first sequence of each mesh. */
export async function* steppedTissueRows(
  backend: GpuBackend,
  step: number,
): AsyncIterable<GpuAccuracyRow> {
  for (const name of NAMES) {
    const { mesh, tissue, sequences: [{ name: sequence, protocol }] } = referenceTissue(name);
    yield await stepBoth(backend, { what: `${name}, ${sequence}`, mesh, tissue, protocol, step });
  }
}
