// Dense vector and row operations that the dense factorisations are built of; lengths need not be even.

@inline
export function entry(base: usize, row: i32, column: i32, lead: i32): usize {
  return base + ((<usize>row * <usize>lead + <usize>column) << 3);
}

@inline
export function offset(base: usize, index: i32): usize {
  return base + (<usize>index << 3);
}

@inline
export function laneSum(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** x . y */
export function dot(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    s0 = f64x2.relaxed_madd(v128.load(x), v128.load(y), s0);
    s1 = f64x2.relaxed_madd(v128.load(x, 16), v128.load(y, 16), s1);
    s2 = f64x2.relaxed_madd(v128.load(x, 32), v128.load(y, 32), s2);
    s3 = f64x2.relaxed_madd(v128.load(x, 48), v128.load(y, 48), s3);
    x += 64;
    y += 64;
  }
  let sum = laneSum(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (; i < n; i++) {
    sum += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return sum;
}

/** y += alpha x */
export function axpy(n: i32, alpha: f64, x: usize, y: usize): void {
  const s = f64x2.splat(alpha);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(y, f64x2.relaxed_madd(s, v128.load(x), v128.load(y)));
    v128.store(y, f64x2.relaxed_madd(s, v128.load(x, 16), v128.load(y, 16)), 16);
    x += 32;
    y += 32;
  }
  for (; i < n; i++) {
    store<f64>(y, load<f64>(y) + alpha * load<f64>(x));
    x += 8;
    y += 8;
  }
}

/** y = alpha x; x and y may be the same. */
export function scaleTo(n: i32, alpha: f64, x: usize, y: usize): void {
  const s = f64x2.splat(alpha);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    v128.store(y, f64x2.mul(s, v128.load(x)));
    x += 16;
    y += 16;
  }
  if (i < n) store<f64>(y, alpha * load<f64>(x));
}

/** The plane rotation (x, y) <- (c x + s y, c y - s x). */
export function rotate(n: i32, c: f64, s: f64, x: usize, y: usize): void {
  const cc = f64x2.splat(c), ss = f64x2.splat(s);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const a = v128.load(x), b = v128.load(y);
    v128.store(x, f64x2.relaxed_madd(ss, b, f64x2.mul(cc, a)));
    v128.store(y, f64x2.relaxed_nmadd(ss, a, f64x2.mul(cc, b)));
    x += 16;
    y += 16;
  }
  if (i < n) {
    const a = load<f64>(x), b = load<f64>(y);
    store<f64>(x, c * a + s * b);
    store<f64>(y, c * b - s * a);
  }
}

/** out[r] = row r of S (count x n) . x */
export function rowDots(count: i32, n: i32, s: usize, lds: i32, x: usize, out: usize): void {
  const stride = <usize>lds << 3;
  let r = 0;
  for (; r + 4 <= count; r += 4) {
    let p0 = s, p1 = s + stride, p2 = p1 + stride, p3 = p2 + stride, q = x;
    let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0), b1 = f64x2.splat(0), b2 = f64x2.splat(0), b3 = f64x2.splat(0);
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const x0 = v128.load(q), x1 = v128.load(q, 16);
      a0 = f64x2.relaxed_madd(v128.load(p0), x0, a0);
      a1 = f64x2.relaxed_madd(v128.load(p1), x0, a1);
      a2 = f64x2.relaxed_madd(v128.load(p2), x0, a2);
      a3 = f64x2.relaxed_madd(v128.load(p3), x0, a3);
      b0 = f64x2.relaxed_madd(v128.load(p0, 16), x1, b0);
      b1 = f64x2.relaxed_madd(v128.load(p1, 16), x1, b1);
      b2 = f64x2.relaxed_madd(v128.load(p2, 16), x1, b2);
      b3 = f64x2.relaxed_madd(v128.load(p3, 16), x1, b3);
      p0 += 32;
      p1 += 32;
      p2 += 32;
      p3 += 32;
      q += 32;
    }
    let t0 = laneSum(f64x2.add(a0, b0)), t1 = laneSum(f64x2.add(a1, b1));
    let t2 = laneSum(f64x2.add(a2, b2)), t3 = laneSum(f64x2.add(a3, b3));
    for (; i < n; i++) {
      const v = load<f64>(q);
      t0 += load<f64>(p0) * v;
      t1 += load<f64>(p1) * v;
      t2 += load<f64>(p2) * v;
      t3 += load<f64>(p3) * v;
      p0 += 8;
      p1 += 8;
      p2 += 8;
      p3 += 8;
      q += 8;
    }
    store<f64>(out, t0);
    store<f64>(out, t1, 8);
    store<f64>(out, t2, 16);
    store<f64>(out, t3, 24);
    out += 32;
    s += stride << 2;
  }
  for (; r < count; r++) {
    store<f64>(out, dot(n, s, x));
    out += 8;
    s += stride;
  }
}

/** y += sum over r of coefficient[r] times row r of S (count x n). */
export function addRows(count: i32, n: i32, coefficient: usize, s: usize, lds: i32, y: usize): void {
  const stride = <usize>lds << 3;
  let r = 0;
  for (; r + 4 <= count; r += 4) {
    const f0 = load<f64>(coefficient), f1 = load<f64>(coefficient, 8);
    const f2 = load<f64>(coefficient, 16), f3 = load<f64>(coefficient, 24);
    const c0 = f64x2.splat(f0), c1 = f64x2.splat(f1), c2 = f64x2.splat(f2), c3 = f64x2.splat(f3);
    let p0 = s, p1 = s + stride, p2 = p1 + stride, p3 = p2 + stride, q = y;
    let i = 0;
    for (; i + 2 <= n; i += 2) {
      let v = f64x2.relaxed_madd(c0, v128.load(p0), v128.load(q));
      v = f64x2.relaxed_madd(c1, v128.load(p1), v);
      v = f64x2.relaxed_madd(c2, v128.load(p2), v);
      v128.store(q, f64x2.relaxed_madd(c3, v128.load(p3), v));
      p0 += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
      q += 16;
    }
    if (i < n) {
      store<f64>(q, load<f64>(q) + f0 * load<f64>(p0) + f1 * load<f64>(p1) + f2 * load<f64>(p2) + f3 * load<f64>(p3));
    }
    coefficient += 32;
    s += stride << 2;
  }
  for (; r < count; r++) {
    axpy(n, load<f64>(coefficient), s, y);
    coefficient += 8;
    s += stride;
  }
}

/** B (columns x rows) = A^T, A rows x columns; in 8 x 8 tiles. */
export function transpose(rows: i32, columns: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  for (let i0 = 0; i0 < rows; i0 += 8) {
    const i1 = min(i0 + 8, rows);
    for (let j0 = 0; j0 < columns; j0 += 8) {
      const j1 = min(j0 + 8, columns);
      for (let i = i0; i < i1; i++) {
        for (let j = j0; j < j1; j++) {
          store<f64>(entry(b, j, i, ldb), load<f64>(entry(a, i, j, lda)));
        }
      }
    }
  }
}
