/**
 * The symmetric product C += A Aᵀ of a 256×256 matrix.
 *
 * @module
 */
import { syrk, Workspace } from "../wasm/mod.ts";
import { fillRandom, randomSource } from "../wasm/testing.ts";
import { agree } from "./twins/agree.ts";
import { rankTwin } from "./twins/dense.ts";

const n = 256, group = `C += A Aᵀ, n = ${n}`;
const workspace = new Workspace({ float64: [n * n, n * n] });
const a = fillRandom(workspace.float64(n * n), randomSource(1)), c = workspace.float64(n * n);
const plain = new Float64Array(n * n);
syrk(workspace, false, n, n, 1, a, n, c, n);
rankTwin(n, n, a, plain);
agree("syrk", c, plain);

Deno.bench("A Aᵀ, WASM", { group }, () => {
  syrk(workspace, false, n, n, 1, a, n, c, n);
});
Deno.bench("A Aᵀ, TypeScript", { group, baseline: true }, () => {
  rankTwin(n, n, a, plain);
});
