/**
 * Ordering, sparse Cholesky factor and solves on a P1 matrix of about 20 000 nodes.
 *
 * @module
 */
import { analyse, choleskyFactor, nestedDissection } from "../core/linalg/sparse/mod.ts";
import { largeMatrix } from "./cases/cylinder.ts";

const { mesh, pattern, values } = largeMatrix();
const symbolic = analyse(pattern), factor = choleskyFactor(symbolic);
factor.factorise(values);

const millions = (count: number): string => `${(count / 1e6).toFixed(2)} M`;
console.log(
  `${pattern.rows} nodes, ${mesh.tets.length / 4} tets, ${millions(values.length)} entries; ` +
    `${millions(symbolic.factorEntries)} entries in L, ${millions(symbolic.flops)} flops`,
);

Deno.bench("nested dissection", { group: "ordering" }, () => {
  nestedDissection(pattern);
});

Deno.bench("ordering and symbolic analysis", { group: "ordering" }, () => {
  analyse(pattern);
});

Deno.bench("K + σM = L Lᵀ", { group: "factor" }, () => {
  factor.factorise(values);
});

for (const width of [1, 8, 16]) {
  const block = new Float64Array(pattern.rows * width);
  Deno.bench(`L Lᵀ X = B, ${width} columns`, { group: "solve" }, (context) => {
    block.fill(1);
    context.start();
    factor.solve(block, width);
    context.end();
  });
}
