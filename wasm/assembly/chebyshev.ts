// exp(-t A_i) v_i at several times t for a batch of complex-symmetric A_i = diag(lambda) + i q_i W with one real W.
// Chebyshev series on [0, 2 rho] (Tal-Ezer & Kosloff, J. Chem. Phys. 81, 1984): with A = rho (1 + X),
// exp(-t A) = sum_k c_k(t) T_k(X), T_{k+1} = 2 X T_k - T_{k-1}; every term is one real matrix product for the batch.
import { gemmBlocks, gemmWithPacked, packWhole } from "./gemm";

/** Terms kept before they are added to the results together. */
const RING: i32 = 16;
/** How often the size of the last term is looked at. */
const CHECK: i32 = 4;

/** next = factor (A p / rho - p) - (subtract ? previous : 0) for rows of [Re | Im], `states` of each. */
function step(
  n: i32, states: i32, factor: f64, rho: f64, lambda: usize, q: usize,
  product: usize, current: usize, previous: usize, subtract: i32, next: usize,
): void {
  const half = <usize>states << 3;
  const scale = factor / rho;
  const keep = f64x2.splat(subtract ? 1.0 : 0.0);
  for (let j = 0; j < n; j++) {
    const diagonal = f64x2.splat(scale * load<f64>(lambda + (<usize>j << 3)) - factor);
    for (let i: usize = 0; i < half; i += 16) {
      const coupling = f64x2.mul(f64x2.splat(scale), v128.load(q + i));
      const re = f64x2.sub(
        f64x2.mul(diagonal, v128.load(current + i)),
        f64x2.relaxed_madd(keep, v128.load(previous + i), f64x2.mul(coupling, v128.load(product + i + half))),
      );
      const im = f64x2.relaxed_madd(
        coupling,
        v128.load(product + i),
        f64x2.sub(
          f64x2.mul(diagonal, v128.load(current + i + half)),
          f64x2.mul(keep, v128.load(previous + i + half)),
        ),
      );
      v128.store(next + i, re);
      v128.store(next + i + half, im);
    }
    const row = half << 1;
    product += row;
    current += row;
    previous += row;
    next += row;
  }
}

function largest(p: usize, count: i32): f64 {
  let m = f64x2.splat(0);
  const end = p + (<usize>count << 3);
  for (; p < end; p += 16) m = f64x2.max(m, f64x2.abs(v128.load(p)));
  return max(f64x2.extract_lane(m, 0), f64x2.extract_lane(m, 1));
}

/**
 * Part of the tolerance that a time may be left without, by the size of a block's last two terms: they grow with k, and of
 * T_k and T_{k-1} only one can vanish.
 */
const SPARED: f64 = 1e-6;

/** Adds the terms first .. first + count - 1, in the ring from its start, to the results of the times that need them. */
function flush(
  times: i32, terms: i32, size: i32, coefficients: usize, first: i32, count: i32, ring: usize, out: usize, absolute: f64,
): void {
  // The coefficients fall with the term and, past the first terms, grow with the time: the earliest times need the fewest.
  const spare = times > 1 && count > 1;
  const most = spare ? largest(ring + (<usize>((count - 2) * size) << 3), 2 * size) : 0.0;
  let from = 0;
  while (
    spare && from < times - 1 &&
    abs(load<f64>(coefficients + (<usize>(from * terms + first) << 3))) * most < SPARED * absolute
  ) from++;
  const rows = coefficients + (<usize>(from * terms + first) << 3);
  const target = out + ((<usize>from * <usize>size) << 3);
  gemmBlocks(0, 0, times - from, size, count, 1.0, rows, terms, ring, size, target, size, 0);
}

/**
 * @param states number of vectors, even
 * @param coefficients c_k(t), row-major [times x terms], the times ascending
 * @param start the vectors, row-major [n x 2 states], each row real parts then imaginary parts
 * @param ring work, [16 x n x 2 states]
 * @param product work, [n x 2 states]
 * @param packed work, [n rounded up to 4, x n]
 * @param out the results, [times x n x 2 states]
 * @param absolute the size of a term of the last row below which the series ends
 * @returns the number of terms used, or -1 if the series did not converge
 */
export function chebyshev(
  n: i32, states: i32, terms: i32, times: i32, rho: f64, w: usize, lambda: usize, q: usize,
  coefficients: usize, start: usize, ring: usize, product: usize, packed: usize, out: usize, absolute: f64,
): i32 {
  const size = n * 2 * states;
  const bytes = <usize>size << 3;
  memory.fill(out, 0, <usize>times * bytes);
  memory.copy(ring, start, bytes);
  packWhole(n, n, w, n, packed);
  let used = 1;
  let flushed = 0;
  let done = false;
  const longest = coefficients + ((<usize>(times - 1) * <usize>terms) << 3);
  while (!done && used < terms) {
    const k = used;
    const current = ring + <usize>((k - 1) % RING) * bytes;
    const previous = ring + <usize>((k + RING - 2) % RING) * bytes;
    const next = ring + <usize>(k % RING) * bytes;
    memory.fill(product, 0, bytes);
    gemmWithPacked(n, 2 * states, n, packed, current, 2 * states, product, 2 * states);
    step(
      n, states, k == 1 ? 1.0 : 2.0, rho, lambda, q, product, current, k == 1 ? current : previous, k == 1 ? 0 : 1, next,
    );
    used++;
    if (k % CHECK == CHECK - 1) {
      const weight = max(
        abs(load<f64>(longest + (<usize>k << 3))) * largest(next, size),
        abs(load<f64>(longest + (<usize>(k - 1) << 3))) * largest(current, size),
      );
      // Written so that a NaN never counts as converged.
      done = weight <= absolute;
    }
    if (done || used == terms || used - flushed == RING) {
      flush(times, terms, size, coefficients, flushed, used - flushed, ring, out, absolute);
      flushed = used;
    }
  }
  if (flushed < used) {
    flush(times, terms, size, coefficients, flushed, used - flushed, ring, out, absolute);
  }
  return done || terms == 1 ? used : -1;
}
