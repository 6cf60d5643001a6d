/**
 * The six meshes of ReMiDi: against the processor, and against what its PyTorch code found in double precision.
 *
 * @module
 */
import { type GpuBackend, totalVolume } from "../../../mod.ts";
import { allInputs } from "../../../testing/all_inputs.ts";
import { apart } from "../../../testing/gpu_agreement.ts";
import { simulatedMesh } from "../../cases/bending.ts";
import { remidiCase, remidiLoss, remidiNames } from "../../cases/remidi.ts";
import { evaluateBoth } from "./matrix_formalism.ts";
import type { GpuAccuracyRow } from "./row.ts";

/** Rows of a matrix times R: a gradient by turned points as one by the points before. */
function turnedBack(rows: Float64Array, rotation: Float64Array): Float64Array {
  return rows.map((_, at) => {
    const row = at - at % 3, k = at % 3;
    return rows[row] * rotation[k] + rows[row + 1] * rotation[3 + k] +
      rows[row + 2] * rotation[6 + k];
  });
}

/** Two rows for each mesh. */
export async function* remidiRows(
  backend: GpuBackend,
  names: readonly typeof remidiNames[number][] = remidiNames,
): AsyncIterable<GpuAccuracyRow> {
  for (const name of names) {
    const given = remidiCase(name);
    if (given === undefined) {
      console.error(`${name} is left out: ../shared/data/diffusion/remidi is absent`);
      continue;
    }
    const { diffusivity, protocol, modes, target, rotation } = given, mesh = simulatedMesh(given);
    // The loss is of S/S0, which no density changes.
    const { spinDensity: _, ...inputs } = allInputs(mesh, { diffusivity }, protocol);
    const { row, gpu } = await evaluateBoth(backend, {
      what: `ReMiDi ${name}, ${given.signal.data.length} signals`,
      mesh,
      tissue: { diffusivity },
      protocol,
      size: { modes },
      inputs,
      loss: (signal) => remidiLoss(signal, target),
    });
    yield row;
    const volume = totalVolume(mesh), { real } = gpu.signal;
    yield {
      ...row,
      what: "… against the PyTorch code in double precision",
      signal: given.signal.data.reduce(
        (most, s, i) => Math.max(most, Math.abs(real.data[i] - s) / volume),
        0,
      ),
      points: apart(turnedBack(gpu.gradient.points, rotation.data), given.gradient),
      inputs: {},
    };
  }
}
