/**
 * A real mouse microglia of 13 758 nodes.
 *
 * @module
 */
import { type GpuBackend, pgse, readMesh } from "../../../mod.ts";
import { sharedFile, sharedJson } from "../../../testing/reference_data.ts";
import { evaluateBoth } from "./matrix_formalism.ts";
import type { GpuAccuracyRow } from "./row.ts";

/** µs in a ms. */
const MS = 1000;

interface SignalsFile {
  readonly D: number;
  readonly b_values: number[];
  readonly directions: [number, number, number][];
  readonly results: {
    readonly delta_us: number;
    readonly Delta_us: number;
    readonly S_over_S0: number[][];
  }[];
}

/** Against the processor, and the signals against those of 300 modes. */
export async function* microgliaRows(backend: GpuBackend): AsyncIterable<GpuAccuracyRow> {
  const file = sharedJson<SignalsFile>("cells/microglia_a.signals.json");
  const node = sharedFile("cells/microglia_a.node");
  if (!file || !node) {
    console.error("microglia_a is left out: ../shared/data/cells is absent");
    return;
  }
  const { row, gpu, report } = await evaluateBoth(backend, {
    what: "microglia_a, PGSE",
    mesh: readMesh(decodeURIComponent(node.pathname)),
    tissue: { diffusivity: file.D * MS },
    protocol: pgse({
      delta: file.results.map((result) => result.delta_us / MS),
      Delta: file.results.map((result) => result.Delta_us / MS),
      // Gradients by b need some.
      qValues: qValuesOf(file),
      directions: file.directions,
    }),
  });
  yield row;
  const expected = file.results.flatMap((result) => result.S_over_S0.flat());
  const { what: _, nodes, size, seconds } = row, { data } = gpu.signal.real;
  yield {
    what: "… signals against those of 300 modes",
    nodes,
    size,
    seconds,
    signal: Math.max(...expected.map((s, i) => Math.abs(data[i] / report.spins - s))),
  };
}

/** q of each sequence at the file's b-values, where the gradient is defined also by b = 0. */
function qValuesOf({ results, b_values, directions }: SignalsFile): number[][] {
  return results.map(({ delta_us, Delta_us }) => [
    ...pgse({
      delta: delta_us / MS,
      Delta: Delta_us / MS,
      bValues: b_values,
      directions: directions.slice(0, 1),
    }).q,
  ]);
}
