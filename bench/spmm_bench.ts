/**
 * Products of a P1 matrix of about 20 000 nodes with one vector and with blocks of 8 and 16.
 *
 * @module
 */
import { multiply } from "../core/linalg/sparse/mod.ts";
import { spmm, spmv, Workspace } from "../wasm/mod.ts";
import { fillRandom, randomSource } from "../wasm/testing.ts";
import { largeMatrix } from "./cases/cylinder.ts";
import { agree } from "./twins/agree.ts";

const widths = [1, 8, 16], widest = 16;
const { pattern, values } = largeMatrix(), { rows } = pattern;
const workspace = new Workspace({
  float64: [values.length, rows * widest, rows * widest],
  int32: [rows + 1, values.length],
});
const matrix = {
  rows,
  rowStart: workspace.copyInt32(pattern.rowStart),
  columnIndex: workspace.copyInt32(pattern.columnIndex),
  values: workspace.copyFloat64(values),
};
const x = fillRandom(workspace.float64(rows * widest), randomSource(1));
const y = workspace.float64(rows * widest), plain = new Float64Array(rows * widest);

for (const width of widths) {
  const group = `Y = A X, ${width} ${width === 1 ? "column" : "columns"}`;
  const kernel = () =>
    width === 1 ? spmv(workspace, matrix, x, y) : spmm(workspace, matrix, x, width, y);
  const twin = () => multiply({ ...pattern, values }, x, width, plain);
  kernel();
  twin();
  agree(group, y.subarray(0, rows * width), plain.subarray(0, rows * width));
  Deno.bench(`A X, ${width}, WASM`, { group }, kernel);
  Deno.bench(`A X, ${width}, TypeScript`, { group, baseline: true }, () => {
    twin();
  });
}
