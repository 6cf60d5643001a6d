import { assertEquals, assertLess } from "@std/assert";
import { fileURLToPath } from "node:url";
import { referenceMesh, sharedFile, sharedJson } from "../../../testing/reference_data.ts";
import { readMesh, tetMesh } from "../../mesh/mod.ts";
import { pgse, type PgseProtocol } from "../protocol/mod.ts";
import { signalIndex } from "../protocol/mod.ts";
import { type MatrixFormalismOptions, simulateSignal } from "./mod.ts";

for (const name of ["sphere_r5", "cyl_r2_h20"] as const) {
  Deno.test(`the P1 signals of ${name} are those of the reference`, () => {
    const { points, tets, diffusivity, volume, pgse: results } = referenceMesh(name);
    const mesh = tetMesh({ points, tets }, { repair: true });
    for (const { timing, q, directions, real, error } of results) {
      const protocol = pgse({ ...timing, directions, qValues: q });
      // At tolerance 1e-10 what is left is mostly the reference's own error, 3e-10 for the cylinder.
      for (const [tolerance, largest] of [[1e-8, 1e-8], [1e-10, 3e-9]]) {
        const report = simulateSignal(mesh, { diffusivity }, protocol, { tolerance });
        const errors = report.signal.real.data.map((s, i) => Math.abs(s - real[i]) / volume);
        const worst = errors.reduce((most, x) => Math.max(most, x), 0);
        assertLess(worst, largest);
        assertLess(report.truncationError, tolerance);
        errors.forEach((x, i) => assertLess(x, report.truncationError + 2 * error[i] + 1e-10));
        assertEquals(report.signal.imag.data, new Float64Array(errors.length));
      }
    }
  });

  Deno.test(`the eigenvalues of ${name} are those of the reference`, () => {
    const { points, tets, diffusivity, eigenvalues } = referenceMesh(name);
    const mesh = tetMesh({ points, tets }, { repair: true });
    const protocol = pgse({ delta: 1, Delta: 2, bValues: [0], directions: [[1, 0, 0]] });
    const report = simulateSignal(mesh, { diffusivity }, protocol, { modes: 40 });
    eigenvalues.forEach((value, j) =>
      assertLess(Math.abs(report.eigenvalues[j] - value), 1e-10 * eigenvalues[39])
    );
    assertLess(Math.max(...report.residuals), 1e-8 * eigenvalues[39]);
  });
}

interface MicrogliaFile {
  b_values: number[];
  directions: number[][];
  D: number;
  volume_um3: number;
  nnodes: number;
  eigenvalues_first20_per_us: number[];
  results: { delta_us: number; Delta_us: number; S_over_S0: number[][] }[];
}

const signals = sharedJson<MicrogliaFile>("cells/microglia_a.signals.json");
const node = sharedFile("cells/microglia_a.node");
const absent = signals === undefined || node === undefined;

for (const options of [{ modes: 300 }, { tolerance: 1e-6 }] satisfies MatrixFormalismOptions[]) {
  Deno.test({
    name: absent
      ? "the microglia's signals are skipped: ../shared/data/cells is absent"
      : `the microglia's signals are those of the reference with ${JSON.stringify(options)}`,
    ignore: absent,
    fn: () => {
      if (signals === undefined || node === undefined) return;
      const mesh = readMesh(fileURLToPath(node));
      assertEquals(mesh.points.shape[0], signals.nnodes);
      const { results, b_values: bValues, directions } = signals;
      const protocol: PgseProtocol = pgse({
        delta: results.map((result) => result.delta_us / 1000),
        Delta: results.map((result) => result.Delta_us / 1000),
        bValues,
        directions,
      });
      const report = simulateSignal(mesh, { diffusivity: signals.D * 1000 }, protocol, options);
      const { volume } = report;
      assertLess(Math.abs(volume / signals.volume_um3 - 1), 1e-11);
      let worst = 0;
      results.forEach(({ S_over_S0: expected }, s) =>
        expected.forEach((row, d) =>
          row.forEach((value, b) => {
            const got = report.signal.real.data[signalIndex(protocol, s, d, b)] / volume;
            worst = Math.max(worst, Math.abs(got - value));
          })
        )
      );
      // The reference has 300 modes too; their truncation error, 2.7e-7, is all that parts it from a finer basis.
      assertLess(worst, "modes" in options ? 3e-11 : 5e-7);
      assertLess(report.truncationError, 1e-6);
    },
  });
}
