/**
 * Dense kernels: eigenproblems, Cholesky, triangular solves.
 *
 * @module
 */
import { denseGeneralisedEigen, denseSymmetricEigen } from "../core/linalg/dense/mod.ts";
import { cholesky, triangularSolve, Workspace } from "../wasm/mod.ts";
import { densePencil } from "./compare/dense_pencil.ts";

for (const n of [84, 315, 600, 882]) {
  const { k, m } = densePencil(n);
  Deno.bench(`all eigenpairs, K p = λ M p, n = ${n}`, { group: "generalised eigen" }, () => {
    denseGeneralisedEigen(k, m, n);
  });
  Deno.bench(`all eigenpairs, A z = λ z, n = ${n}`, { group: "symmetric eigen" }, () => {
    denseSymmetricEigen(k, n);
  });
  Deno.bench(`lowest third, A z = λ z, n = ${n}`, { group: "symmetric eigen" }, () => {
    denseSymmetricEigen(k, n, { count: n / 3 });
  });

  const workspace = new Workspace({ float64: [n * n, n * n] });
  const factor = workspace.copyFloat64(m), columns = workspace.copyFloat64(k);
  Deno.bench(`Cholesky, n = ${n}`, { group: "Cholesky" }, (bench) => {
    factor.set(m);
    bench.start();
    cholesky(workspace, n, factor, n);
    bench.end();
  });
  for (const trans of [false, true]) {
    const name = `${trans ? "L⁻ᵀ" : "L⁻¹"} B, n = ${n} columns`;
    Deno.bench(name, { group: "triangular solve" }, (bench) => {
      columns.set(k);
      bench.start();
      triangularSolve(workspace, trans, n, n, factor, n, columns, n);
      bench.end();
    });
  }
}
