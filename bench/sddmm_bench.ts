/**
 * The entries of U Vᵀ at the places of a P1 matrix of about 20 000 nodes, for blocks of 40 columns.
 *
 * @module
 */
import { sddmm, Workspace } from "../wasm/mod.ts";
import { fillRandom, randomSource } from "../wasm/testing.ts";
import { largeMatrix } from "./cases/cylinder.ts";
import { agree } from "./twins/agree.ts";

const columns = 40, { pattern, values } = largeMatrix(), { rows } = pattern;
const workspace = new Workspace({
  float64: [values.length, rows * columns, rows * columns],
  int32: [rows + 1, values.length],
});
const rowStart = workspace.copyInt32(pattern.rowStart);
const columnIndex = workspace.copyInt32(pattern.columnIndex);
const [u, v] = [1, 2].map((seed) =>
  fillRandom(workspace.float64(rows * columns), randomSource(seed))
);
const out = workspace.float64(values.length), plain = new Float64Array(values.length);

function twin(): void {
  for (let a = 0; a < rows; a++) {
    for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
      let sum = 0;
      for (let k = 0, i = a * columns, j = columnIndex[e] * columns; k < columns; k++, i++, j++) {
        sum += u[i] * v[j];
      }
      plain[e] += sum;
    }
  }
}

sddmm(workspace, columns, rowStart, columnIndex, u, v, out);
twin();
agree("sddmm", out, plain);
const group = `U Vᵀ at ${values.length} places, ${columns} columns`;
Deno.bench("U Vᵀ, WASM", { group }, () => {
  sddmm(workspace, columns, rowStart, columnIndex, u, v, out);
});
Deno.bench("U Vᵀ, TypeScript", { group, baseline: true }, twin);
