// Operands of the pulse integrals, from forward states s(t_g) and adjoint states y, both [times x n x 2 states] with rows
// [Re | Im]. y is counted from the end of the pulse, so time g of s meets time times-1-g of y. The real product Y S^T is
// sum_g w_g Re(y s^T), and Y T^T is the q-weighted sum of Im(y s^T).

/** y: [n x times x 2 states]; s: w_g [Re | -Im]; t: w_g q [Im | Re]. */
export function pulsePairing(
  n: i32, states: i32, times: i32, weights: usize, q: usize, adjoint: usize, forward: usize,
  y: usize, s: usize, t: usize,
): void {
  const half = <usize>states << 3;
  const row = half << 1;
  for (let j = 0; j < n; j++) {
    for (let g = 0; g < times; g++) {
      const source = forward + (<usize>g * <usize>n + <usize>j) * row;
      const mirrored = adjoint + (<usize>(times - 1 - g) * <usize>n + <usize>j) * row;
      const w = f64x2.splat(load<f64>(weights + (<usize>g << 3)));
      for (let i: usize = 0; i < half; i += 16) {
        const re = f64x2.mul(w, v128.load(source + i));
        const im = f64x2.mul(w, v128.load(source + i + half));
        const amplitude = v128.load(q + i);
        v128.store(y + i, v128.load(mirrored + i));
        v128.store(y + i + half, v128.load(mirrored + i + half));
        v128.store(s + i, re);
        v128.store(s + i + half, f64x2.neg(im));
        v128.store(t + i, f64x2.mul(amplitude, im));
        v128.store(t + i + half, f64x2.mul(amplitude, re));
      }
      y += row;
      s += row;
      t += row;
    }
  }
}
