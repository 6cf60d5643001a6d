/**
 * Dense products of 256×256 matrices: C += A B, AᵀB and A Bᵀ.
 *
 * @module
 */
import { gemm, Workspace } from "../wasm/mod.ts";
import { fillRandom, randomSource } from "../wasm/testing.ts";
import { agree } from "./twins/agree.ts";
import { multiplyTransposedTwin, multiplyTwin, transposedMultiplyTwin } from "./twins/dense.ts";

const n = 256, random = randomSource(1);
const workspace = new Workspace({ float64: [n * n, n * n, n * n] });
const [a, b, c] = [0, 1, 2].map(() => fillRandom(workspace.float64(n * n), random));

for (
  const [name, transpose, twin] of [
    ["A B", {}, multiplyTwin],
    ["AᵀB", { transA: true }, transposedMultiplyTwin],
    ["A Bᵀ", { transB: true }, multiplyTransposedTwin],
  ] as const
) {
  const plain = new Float64Array(n * n);
  gemm(workspace, transpose, n, n, n, 1, a, n, b, n, c.fill(0), n);
  twin(n, n, n, a, b, plain);
  agree(name, c, plain);
  const group = `C += ${name}, n = ${n}`;
  Deno.bench(`${name}, WASM`, { group }, () => {
    gemm(workspace, transpose, n, n, n, 1, a, n, b, n, c, n);
  });
  Deno.bench(`${name}, TypeScript`, { group, baseline: true }, () => {
    twin(n, n, n, a, b, plain);
  });
}
