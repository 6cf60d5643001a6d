/**
 * P1 signals on the meshes of testdata against those of an independent P1 code with a full Crank-Nicolson check.
 *
 * @module
 */
import { pgse, simulateSignal, tetMesh } from "../../mod.ts";
import { referenceMesh } from "../../testing/reference_data.ts";
import { type AccuracyRow, largestError } from "./row.ts";

const TOLERANCE = 1e-7;

/** |ΔS|/V over both PGSE sequences, all directions and b-values. */
export function* p1Signals(): Iterable<AccuracyRow> {
  for (const name of ["sphere_r5", "cyl_r2_h20"] as const) {
    const reference = referenceMesh(name);
    const mesh = tetMesh({ points: reference.points, tets: reference.tets }, { repair: true });
    let worst = 0, stated = 0, size = "";
    for (const { timing, q, directions, real, imaginary, error } of reference.pgse) {
      const protocol = pgse({ ...timing, qValues: q, directions });
      const { signal, modes, corrections } = simulateSignal(
        mesh,
        { diffusivity: reference.diffusivity },
        protocol,
        { tolerance: TOLERANCE },
      );
      const volume = () => reference.volume;
      worst = Math.max(
        worst,
        largestError(signal.real.data, real, volume),
        largestError(signal.imag.data, imaginary, volume),
      );
      stated = Math.max(stated, ...error);
      size += `${size && ", "}${modes} + ${corrections}`;
    }
    yield {
      what:
        `P1 signals, ${name}: \\|ΔS\\|/V at tolerance ${TOLERANCE} (modes + corrections: ${size})`,
      target: 1e-6,
      measured: worst,
      reference: `their error ${stated.toExponential(1)}`,
    };
  }
}
