/**
 * Dense eigenproblems: K p = λ M p and A z = λ z.
 *
 * @module
 */
import { denseGeneralisedEigen, denseSymmetricEigen } from "../core/linalg/dense/mod.ts";
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
}
