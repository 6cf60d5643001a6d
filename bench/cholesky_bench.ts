/**
 * Dense Cholesky factorisation and triangular solves of order 315.
 *
 * @module
 */
import { cholesky, triangularSolve, Workspace } from "../wasm/mod.ts";
import { densePencil } from "./compare/dense_pencil.ts";
import { agree } from "./twins/agree.ts";
import { choleskyTwin, triangularSolveTwin } from "./twins/dense.ts";

const n = 315, { k, m } = densePencil(n);
const workspace = new Workspace({ float64: [n * n, n * n] });
const factor = workspace.copyFloat64(m), columns = workspace.copyFloat64(k);
const plainFactor = m.slice(), plainColumns = k.slice();
cholesky(workspace, n, factor, n);
choleskyTwin(n, plainFactor);
agree("cholesky", factor, plainFactor);

for (
  const [name, run] of [
    ["WASM", () => cholesky(workspace, n, factor, n)],
    ["TypeScript", () => choleskyTwin(n, plainFactor)],
  ] as const
) {
  const group = `Cholesky, n = ${n}`, baseline = name === "TypeScript";
  Deno.bench(`A = L Lᵀ, ${name}`, { group, baseline }, (bench) => {
    (baseline ? plainFactor : factor).set(m);
    bench.start();
    run();
    bench.end();
  });
}

for (const trans of [false, true]) {
  const symbol = trans ? "L⁻ᵀB" : "L⁻¹B", group = `${symbol}, n = ${n} columns`;
  columns.set(k);
  plainColumns.set(k);
  triangularSolve(workspace, trans, n, n, factor, n, columns, n);
  triangularSolveTwin(trans, n, n, plainFactor, plainColumns);
  agree(symbol, columns, plainColumns);
  Deno.bench(`${symbol}, WASM`, { group }, (bench) => {
    columns.set(k);
    bench.start();
    triangularSolve(workspace, trans, n, n, factor, n, columns, n);
    bench.end();
  });
  Deno.bench(`${symbol}, TypeScript`, { group, baseline: true }, (bench) => {
    plainColumns.set(k);
    bench.start();
    triangularSolveTwin(trans, n, n, plainFactor, plainColumns);
    bench.end();
  });
}
