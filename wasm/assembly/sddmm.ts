// Sampled dense-dense product: out[e] += U_a . V_b at every entry e = (a, b) of a CSR pattern; U and V are row-major.

export function sddmm(
  rows: i32, columns: i32, rowStart: usize, columnIndex: usize, u: usize, v: usize, out: usize,
): void {
  const stride = <usize>columns << 3;
  const pairs = <usize>(columns & ~3) << 3;
  for (let a = 0; a < rows; a++) {
    const row = u + <usize>a * stride;
    const end = load<i32>(rowStart + (<usize>(a + 1) << 2));
    for (let e = load<i32>(rowStart + (<usize>a << 2)); e < end; e++) {
      const other = v + <usize>load<i32>(columnIndex + (<usize>e << 2)) * stride;
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
      let k: usize = 0;
      for (; k < pairs; k += 32) {
        s0 = f64x2.relaxed_madd(v128.load(row + k), v128.load(other + k), s0);
        s1 = f64x2.relaxed_madd(v128.load(row + k, 16), v128.load(other + k, 16), s1);
      }
      s0 = f64x2.add(s0, s1);
      let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
      for (; k < stride; k += 8) sum += load<f64>(row + k) * load<f64>(other + k);
      const p = out + (<usize>e << 3);
      store<f64>(p, load<f64>(p) + sum);
    }
  }
}
