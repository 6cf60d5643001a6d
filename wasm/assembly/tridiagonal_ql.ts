// Eigenpairs of a small symmetric tridiagonal matrix by the implicit QL iteration with Wilkinson's shift
// (Dubrulle, Martin & Wilkinson, Numer. Math. 12, 1968).
import { entry, offset, rotate } from "./rows";

/** Sweeps allowed for one eigenvalue; two are usual. */
const SWEEPS: i32 = 80;
/** Off-diagonals below this are zero whatever their neighbours: the matrix is scaled near one, squares must not vanish. */
const NEGLIGIBLE: f64 = 1e-130;

/**
 * d (n) -> eigenvalues, unsorted; e (n-1) is destroyed; row i of Q (n x n), identity at first, -> eigenvector i.
 * Returns 0, or 1 if it does not converge (entries not finite).
 */
export function tridiagonalQl(n: i32, d: usize, e: usize, q: usize, ldq: i32): i32 {
  for (let low = 0; low < n; low++) {
    for (let sweep = 0;; sweep++) {
      let high = low;
      for (; high < n - 1; high++) {
        const size = abs(load<f64>(offset(d, high))) + abs(load<f64>(offset(d, high + 1)));
        if (abs(load<f64>(offset(e, high))) <= f64.EPSILON * 0.5 * size + NEGLIGIBLE) break;
      }
      if (high == low) break;
      if (sweep == SWEEPS) return 1;
      const d0 = load<f64>(offset(d, low)), e0 = load<f64>(offset(e, low));
      const half = (load<f64>(offset(d, low + 1)) - d0) / (2 * e0);
      let g = load<f64>(offset(d, high)) - d0 + e0 / (half + copysign<f64>(sqrt<f64>(half * half + 1), half));
      let s: f64 = 1, c: f64 = 1, p: f64 = 0;
      let i = high - 1;
      for (; i >= low; i--) {
        const ei = load<f64>(offset(e, i));
        const f = s * ei, b = c * ei;
        let r = sqrt<f64>(f * f + g * g);
        if (i + 1 < high) store<f64>(offset(e, i + 1), r);
        const below = offset(d, i + 1);
        if (r == 0) {
          // The bulge vanished: the matrix splits here.
          store<f64>(below, load<f64>(below) - p);
          break;
        }
        s = f / r;
        c = g / r;
        g = load<f64>(below) - p;
        r = (load<f64>(offset(d, i)) - g) * s + 2 * c * b;
        p = s * r;
        store<f64>(below, g + p);
        g = c * r - b;
        rotate(n, c, s, entry(q, i + 1, 0, ldq), entry(q, i, 0, ldq));
      }
      if (i >= low) continue;
      store<f64>(offset(d, low), d0 - p);
      store<f64>(offset(e, low), g);
    }
  }
  return 0;
}
