/**
 * Products of tall panels of 8 columns, the reorthogonalisation of block Lanczos: C += AᵀB and B −= A C on 20 000 rows.
 *
 * @module
 */
import { panelGram, panelSubtract, Workspace } from "../wasm/mod.ts";
import { fillRandom, randomSource } from "../wasm/testing.ts";
import { agree } from "./twins/agree.ts";
import { multiplyTwin, transposedMultiplyTwin } from "./twins/dense.ts";

const rows = 20_000, p = 8;
const workspace = new Workspace({ float64: [rows * p, rows * p, p * p] });
const random = randomSource(1);
const [a, b] = [0, 1].map(() => fillRandom(workspace.float64(rows * p), random));
const c = workspace.float64(p * p), plain = new Float64Array(p * p);
panelGram(workspace, rows, p, p, a, b, c);
transposedMultiplyTwin(p, p, rows, a, b, plain);
agree("panelGram", c, plain);
// Small coefficients keep B within bounds over the repeats.
const small = plain.map(() => 1e-9), minus = small.map((value) => -value);
c.set(small);
const plainB = b.slice();
panelSubtract(workspace, rows, p, p, a, c, b);
multiplyTwin(rows, p, p, a, minus, plainB);
agree("panelSubtract", b, plainB);

Deno.bench("AᵀB, WASM", { group: "C += AᵀB" }, () => {
  panelGram(workspace, rows, p, p, a, b, c.fill(0));
});
Deno.bench("AᵀB, TypeScript", { group: "C += AᵀB", baseline: true }, () => {
  transposedMultiplyTwin(p, p, rows, a, b, plain.fill(0));
});
Deno.bench("B − A C, WASM", { group: "B −= A C" }, () => {
  c.set(small);
  panelSubtract(workspace, rows, p, p, a, c, b);
});
Deno.bench("B − A C, TypeScript", { group: "B −= A C", baseline: true }, () => {
  multiplyTwin(rows, p, p, a, minus, plainB);
});
