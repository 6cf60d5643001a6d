/**
 * Sparse kernels on the P1 matrices of a cylinder of about 20 000 nodes: products, ordering, Cholesky factor, solves.
 *
 * @module
 */
import { p1Pattern, p1Space } from "../core/fem/mod.ts";
import {
  analyse,
  choleskyFactor,
  choleskyWorkspaceSize,
  nestedDissection,
} from "../core/linalg/sparse/mod.ts";
import { cylinder } from "../core/mesh/mod.ts";
import { spmm, spmv, Workspace } from "../wasm/mod.ts";

/** The shift σ, 1/ms. */
const SHIFT = 0.1;
const WIDTHS = [1, 8, 16];

const mesh = cylinder({ radius: 3, height: 9, edgeLength: 0.287 });
const nodes = mesh.points.shape[0];
const pattern = p1Pattern(nodes, mesh.tets);
const space = p1Space(mesh, { columns: 1, pattern });
space.assemble(mesh.points.data, Float64Array.of(2, 0, 0, 2, 0, 2));
const { stiffness, mass } = space.matrices;
const values = stiffness.map((k, e) => k + SHIFT * mass[e]);

const symbolic = analyse(pattern);
const size = choleskyWorkspaceSize(symbolic);
const widest = Math.max(...WIDTHS);
const entries = values.length;
const workspace = new Workspace({
  float64: [...size.float64, entries, nodes * widest, nodes * widest],
  int32: [...size.int32, nodes + 1, entries],
});
const matrix = {
  rows: nodes,
  rowStart: workspace.copyInt32(pattern.rowStart),
  columnIndex: workspace.copyInt32(pattern.columnIndex),
  values: workspace.copyFloat64(values),
};
const x = workspace.float64(nodes * widest).fill(1);
const y = workspace.float64(nodes * widest);
const factor = choleskyFactor(symbolic, workspace);
factor.factorise(values);

const millions = (count: number): string => `${(count / 1e6).toFixed(2)} M`;
console.log(
  `${nodes} nodes, ${mesh.tets.length / 4} tets, ${millions(entries)} entries; ` +
    `${millions(symbolic.factorEntries)} entries in L, ${millions(symbolic.flops)} flops`,
);

for (const width of WIDTHS) {
  Deno.bench(`Y = K X, ${width} columns`, { group: "product" }, () => {
    if (width === 1) spmv(workspace, matrix, x, y);
    else spmm(workspace, matrix, x, width, y);
  });
}

Deno.bench("nested dissection", { group: "ordering" }, () => {
  nestedDissection(pattern);
});

Deno.bench("ordering and symbolic analysis", { group: "ordering" }, () => {
  analyse(pattern);
});

Deno.bench("K + σM = L Lᵀ", { group: "factor" }, () => {
  factor.factorise(values);
});

for (const width of WIDTHS) {
  const block = y.subarray(0, nodes * width);
  Deno.bench(`L Lᵀ X = B, ${width} columns`, { group: "solve" }, (context) => {
    block.fill(1);
    context.start();
    factor.solve(block, width);
    context.end();
  });
}
