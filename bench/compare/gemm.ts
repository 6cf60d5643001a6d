/**
 * The 512×512 float64 matrix product against OpenBLAS on one thread.
 *
 * @module
 */
import { gemm, Workspace } from "../../wasm/mod.ts";
import { type Figure, milliseconds, reference } from "./comparison.ts";

const n = 512;
/** Products per repeat; the best counts, as in dgemm.py. */
const products = 10;

/** Speeds in GFLOP/s. */
export async function compareGemm(repeats: number): Promise<readonly Figure[]> {
  const workspace = new Workspace({ float64: [n * n, n * n, n * n] });
  const [a, b] = [0, 1].map(() =>
    workspace.copyFloat64(Float64Array.from({ length: n * n }, Math.random))
  );
  const c = workspace.float64(n * n);
  const ours: number[] = [], theirs: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const times = Array.from({ length: products }, () => {
      c.fill(0);
      return milliseconds(() => gemm(workspace, {}, n, n, n, 1, a, n, b, n, c, n));
    });
    ours.push(2e-6 * n ** 3 / Math.min(...times));
    theirs.push((await reference<{ gflops: number }>("dgemm.py", n, "--repeats", products)).gflops);
  }
  return [{
    what: `dgemm ${n}, OpenBLAS`,
    unit: "GFLOP/s",
    ours,
    theirs,
    better: "more",
    target: 0.4,
  }];
}
