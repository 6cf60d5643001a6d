// C (m x n) += alpha A (m x k) B (k x n), row-major: placeholder loop to be replaced by the packed kernel.
export function gemm(m: i32, n: i32, k: i32, alpha: f64, a: usize, b: usize, c: usize): void {
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const s = f64x2.splat(alpha * load<f64>(a + (<usize>(i * k + p) << 3)));
      let pb = b + (<usize>(p * n) << 3);
      let pc = c + (<usize>(i * n) << 3);
      for (let j = 0; j < n; j += 2) {
        v128.store(pc, f64x2.relaxed_madd(s, v128.load(pb), v128.load(pc)));
        pb += 16;
        pc += 16;
      }
    }
  }
}
