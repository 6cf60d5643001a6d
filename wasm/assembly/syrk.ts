// Symmetric rank-k update: C (n x n) += alpha A A^T, or alpha A^T A with trans; the whole of C is kept symmetric.
import { gemmBlocks } from "./gemm";

export function syrk(trans: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, c: usize, ldc: i32): void {
  gemmBlocks(trans, 1 - trans, n, n, k, alpha, a, lda, a, lda, c, ldc, 1);
  // The lower triangle is complete: mirror it, whatever whole tiles wrote above the diagonal.
  const stride = <usize>ldc << 3;
  for (let i = 0; i < n; i++) {
    let lower = c + <usize>i * stride;
    let upper = c + (<usize>i << 3);
    for (let j = 0; j < i; j++) {
      store<f64>(upper, load<f64>(lower));
      lower += 8;
      upper += stride;
    }
  }
}
