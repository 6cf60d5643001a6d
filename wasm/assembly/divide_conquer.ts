// All eigenpairs of a symmetric tridiagonal matrix by divide and conquer (Cuppen, Numer. Math. 36, 1981; deflation as in
// Dongarra & Sorensen, SIAM J. Sci. Stat. Comput. 8, 1987; block structure of the product as in Rutter, 1994).
import { gemm } from "./gemm";
import { entry, offset, rotate } from "./rows";
import { secular } from "./secular";
import { tridiagonalQl } from "./tridiagonal_ql";

/** Order at which the QL iteration takes over. */
const LEAF: i32 = 32;
/** Unit roundoff. */
const UNIT: f64 = f64.EPSILON * 0.5;

/** Which half of the rows' entries is not zero. */
const UPPER: i32 = 0, BOTH: i32 = 1, LOWER: i32 = 2, DEFLATED: i32 = 3;

// The problem in hand: order, diagonal, off-diagonal, eigenvectors by row, and the row of each eigenvalue in ascending order.
let order: i32 = 0;
let diagonal: usize = 0;
let coupling: usize = 0;
let vectors: usize = 0;
let ascending: usize = 0;
// Scratch: two n x n matrices, 8 n doubles, 4 n integers.
let groups: usize = 0;
let rotations: usize = 0;
let reals: usize = 0;
let integers: usize = 0;

@inline
function int(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

function solveLeaf(first: i32, n: i32): i32 {
  const d = offset(diagonal, first), perm = int(ascending, first);
  for (let i = 0; i < n; i++) {
    const row = entry(vectors, first + i, first, order);
    memory.fill(row, 0, <usize>n << 3);
    store<f64>(offset(row, i), 1);
  }
  const failed = tridiagonalQl(n, d, offset(coupling, first), entry(vectors, first, first, order), order);
  for (let i = 0; i < n; i++) {
    const value = load<f64>(offset(d, i));
    let j = i;
    for (; j > 0; j--) {
      const before = load<i32>(int(perm, j - 1));
      if (load<f64>(offset(d, before)) <= value) break;
      store<i32>(int(perm, j), before);
    }
    store<i32>(int(perm, j), i);
  }
  return failed;
}

/** Merges the ascending orders `left` of 0..n1 and `right` of n1..n (stored from zero) of the values d into `out`. */
function mergeOrders(n1: i32, n: i32, d: usize, perm: usize, out: usize): void {
  let i = 0, j = n1;
  for (let t = 0; t < n; t++) {
    const left = i < n1 ? load<i32>(int(perm, i)) : -1;
    const right = j < n ? load<i32>(int(perm, j)) + n1 : -1;
    const takeLeft = right < 0 || (left >= 0 && load<f64>(offset(d, left)) <= load<f64>(offset(d, right)));
    store<i32>(int(out, t), takeLeft ? left : right);
    if (takeLeft) i++;
    else j++;
  }
}

/** Joins the solved halves of n = n1 + n2 rows from `first`; only the `wanted` lowest eigenvectors are needed. */
function merge(first: i32, n1: i32, n: i32, wanted: i32): void {
  const n2 = n - n1;
  const d = offset(diagonal, first), perm = int(ascending, first);
  const z = reals, poles = offset(z, n), weights = offset(poles, n), lambda = offset(weights, n), work = offset(lambda, n);
  const sorted = integers, kind = int(sorted, n), source = int(kind, n), position = int(source, n);

  // T = diag(T1', T2') + rho z z^T, z = (last row of Q1, +- first row of Q2) / sqrt 2.
  const off = load<f64>(offset(coupling, first + n1 - 1));
  const rho = 2 * abs(off);
  const upper = sqrt<f64>(0.5), lower = copysign<f64>(upper, off);
  let largest: f64 = 0, zLargest: f64 = 0;
  for (let i = 0; i < n; i++) {
    const inUpper = i < n1;
    const q = load<f64>(entry(vectors, first + i, first + (inUpper ? n1 - 1 : n1), order));
    const value = (inUpper ? upper : lower) * q;
    store<f64>(offset(z, i), value);
    store<i32>(int(kind, i), inUpper ? UPPER : LOWER);
    zLargest = max(zLargest, abs(value));
    largest = max(largest, abs(load<f64>(offset(d, i))));
  }
  mergeOrders(n1, n, d, perm, sorted);
  const tolerance = 8 * UNIT * max(largest, zLargest);
  if (rho * zLargest <= tolerance) {
    memory.copy(perm, sorted, <usize>n << 2);
    return;
  }

  // Deflation: k poles remain, `source` holds their rows; the deflated rows take the start of `sorted`, read by then.
  let k = 0, deflated = 0, held = -1;
  for (let t = 0; t < n; t++) {
    const row = load<i32>(int(sorted, t));
    const zr = load<f64>(offset(z, row));
    if (rho * abs(zr) <= tolerance) {
      store<i32>(int(kind, row), DEFLATED);
      store<i32>(int(sorted, deflated++), row);
      continue;
    }
    if (held >= 0) {
      const zh = load<f64>(offset(z, held));
      const norm = sqrt<f64>(zr * zr + zh * zh);
      const c = zr / norm, s = -zh / norm;
      const dh = load<f64>(offset(d, held)), dr = load<f64>(offset(d, row));
      if (abs((dr - dh) * c * s) <= tolerance) {
        // Two poles too close: a rotation moves all the weight to the second.
        store<f64>(offset(z, row), norm);
        if (load<i32>(int(kind, row)) != load<i32>(int(kind, held))) store<i32>(int(kind, row), BOTH);
        rotate(n, c, s, entry(vectors, first + held, first, order), entry(vectors, first + row, first, order));
        store<f64>(offset(d, held), dh * c * c + dr * s * s);
        store<f64>(offset(d, row), dh * s * s + dr * c * c);
        store<i32>(int(kind, held), DEFLATED);
        store<i32>(int(sorted, deflated++), held);
      } else {
        store<i32>(int(source, k++), held);
      }
    }
    held = row;
  }
  store<i32>(int(source, k++), held);

  // Where each pole's row goes when the rows are grouped by kind; the deflated ones last.
  let both = 0, low = 0;
  for (let t = 0; t < k; t++) {
    const type = load<i32>(int(kind, load<i32>(int(source, t))));
    if (type == UPPER) both++;
    if (type != LOWER) low++;
  }
  const k1 = both, k12 = low, k23 = k - k1;
  const block1 = groups, block2 = offset(block1, k12 * n1), rest = offset(block2, k23 * n2);
  let next1 = 0;
  for (let t = 0; t < k; t++) {
    const row = load<i32>(int(source, t));
    const type = load<i32>(int(kind, row));
    const place = type == UPPER ? next1++ : type == BOTH ? both++ : low++;
    store<i32>(int(position, t), place);
    store<f64>(offset(poles, t), load<f64>(offset(d, row)));
    store<f64>(offset(weights, t), load<f64>(offset(z, row)));
    const from = entry(vectors, first + row, first, order);
    if (type != LOWER) memory.copy(entry(block1, place, 0, n1), from, <usize>n1 << 3);
    if (type != UPPER) memory.copy(entry(block2, place - k1, 0, n2), offset(from, n1), <usize>n2 << 3);
  }
  // The deflated rows in ascending order; rotations may have left them slightly out of it.
  for (let t = 0; t < deflated; t++) {
    const row = load<i32>(int(sorted, t));
    const value = load<f64>(offset(d, row));
    let at = t;
    for (; at > 0 && load<f64>(offset(d, load<i32>(int(sorted, at - 1)))) > value; at--) {
      store<i32>(int(sorted, at), load<i32>(int(sorted, at - 1)));
    }
    store<i32>(int(sorted, at), row);
  }
  for (let t = 0; t < deflated; t++) {
    const row = load<i32>(int(sorted, t));
    store<f64>(offset(z, t), load<f64>(offset(d, row)));
    memory.copy(entry(rest, t, 0, n), entry(vectors, first + row, first, order), <usize>n << 3);
  }

  // Roots first, then only the eigenvectors that end among the wanted ones.
  const rows = min(k, wanted);
  secular(k, rows, poles, weights, rho, position, lambda, rotations, work);
  memory.copy(d, lambda, <usize>k << 3);
  memory.copy(offset(d, k), z, <usize>deflated << 3);
  for (let t = 0; t < deflated; t++) {
    memory.copy(entry(vectors, first + k + t, first, order), entry(rest, t, 0, n), <usize>n << 3);
  }
  for (let t = 0; t < n; t++) store<i32>(int(perm, t), t < k ? t : t - k);
  mergeOrders(k, n, d, perm, sorted);
  memory.copy(perm, sorted, <usize>n << 2);
  for (let t = 0; t < rows; t++) memory.fill(entry(vectors, first + t, first, order), 0, <usize>n << 3);
  const out = entry(vectors, first, first, order);
  gemm(0, 0, rows, n1, k12, 1, rotations, k, block1, n1, out, order);
  gemm(0, 0, rows, n2, k23, 1, offset(rotations, k1), k, block2, n2, offset(out, n1), order);
}

function solve(first: i32, n: i32, wanted: i32): i32 {
  if (n <= LEAF) return solveLeaf(first, n);
  const n1 = n >> 1;
  // Cuppen's cut: the halves lose |e| on both sides of it.
  const off = abs(load<f64>(offset(coupling, first + n1 - 1)));
  const before = offset(diagonal, first + n1 - 1);
  store<f64>(before, load<f64>(before) - off);
  store<f64>(before, load<f64>(before, 8) - off, 8);
  if (solve(first, n1, n1) || solve(first + n1, n - n1, n - n1)) return 1;
  merge(first, n1, n, wanted);
  return 0;
}

/**
 * d (n) -> eigenvalues in the order of the rows of Q (n x n), the eigenvectors (only those of the `wanted` lowest are
 * complete); perm (n): the row of each eigenvalue in ascending order. e (n-1) is destroyed.
 * work: 2 n^2 doubles, vectorWork: 8 n doubles, iwork: 4 n integers. Returns 0, or 1 if it does not converge (entries not finite).
 */
export function divideAndConquer(
  n: i32, wanted: i32, d: usize, e: usize, q: usize, perm: usize, work: usize, vectorWork: usize, iwork: usize,
): i32 {
  order = n;
  diagonal = d;
  coupling = e;
  vectors = q;
  ascending = perm;
  groups = work;
  rotations = offset(groups, n * n);
  reals = vectorWork;
  integers = iwork;
  return solve(0, n, wanted);
}
