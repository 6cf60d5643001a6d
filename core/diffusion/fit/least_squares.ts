/**
 * Small dense least squares by Householder QR, and nonlinear least squares by Levenberg and Marquardt's method.
 *
 * @module
 */

/** Below this fraction of its column's norm a diagonal entry of R counts as zero. */
const RANK_TOLERANCE = 1e-10;

/**
 * The x that minimises ‖A x − y‖.
 *
 * @param matrix A, [rows × columns] row-major, rows ≥ columns.
 * @param columns Number of columns.
 * @param y Right-hand side, [rows].
 * @returns x, [columns], or `undefined` if the columns are linearly dependent.
 */
export function leastSquares(
  matrix: Float64Array,
  columns: number,
  y: Float64Array,
): Float64Array | undefined {
  const rows = y.length;
  const a = matrix.slice();
  const rhs = y.slice();
  const diagonal = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    let whole = 0;
    let below = 0;
    for (let i = 0; i < rows; i++) {
      const square = a[i * columns + k] ** 2;
      whole += square;
      if (i >= k) below += square;
    }
    if (!(below > (RANK_TOLERANCE ** 2) * whole)) return undefined;
    // The reflection v = a_k + sign(a_kk) ‖a_k‖ e_k, kept in the column itself.
    const norm = Math.sqrt(below);
    const head = a[k * columns + k];
    diagonal[k] = head > 0 ? -norm : norm;
    a[k * columns + k] = head - diagonal[k];
    const scale = -1 / (diagonal[k] * a[k * columns + k]);
    const reflect = (target: Float64Array, stride: number, column: number): void => {
      let dot = 0;
      for (let i = k; i < rows; i++) dot += a[i * columns + k] * target[i * stride + column];
      dot *= scale;
      for (let i = k; i < rows; i++) target[i * stride + column] -= dot * a[i * columns + k];
    };
    for (let j = k + 1; j < columns; j++) reflect(a, columns, j);
    reflect(rhs, 1, 0);
  }
  const x = new Float64Array(columns);
  for (let k = columns - 1; k >= 0; k--) {
    let sum = rhs[k];
    for (let j = k + 1; j < columns; j++) sum -= a[k * columns + j] * x[j];
    x[k] = sum / diagonal[k];
  }
  return x;
}

/** Residuals and their derivatives, [rows] and [rows × parameters] row-major. */
export interface ResidualModel {
  /** Residuals at the parameters. */
  residuals(parameters: Float64Array): Float64Array;
  /** Derivative of each residual with respect to each parameter. */
  jacobian(parameters: Float64Array): Float64Array;
}

const sumOfSquares = (v: Float64Array): number => v.reduce((sum, x) => sum + x * x, 0);

/** The damped step: minimises ‖J d + r‖² + μ ‖diag(‖J_k‖) d‖². */
function dampedStep(
  jacobian: Float64Array,
  r: Float64Array,
  n: number,
  damping: number,
): Float64Array | undefined {
  const rows = r.length;
  const matrix = new Float64Array((rows + n) * n);
  matrix.set(jacobian);
  for (let k = 0; k < n; k++) {
    let norm = 0;
    for (let i = 0; i < rows; i++) norm += jacobian[i * n + k] ** 2;
    matrix[(rows + k) * n + k] = Math.sqrt(damping * norm);
  }
  const rhs = new Float64Array(rows + n);
  rhs.set(r.map((x) => -x));
  return leastSquares(matrix, n, rhs);
}

/**
 * Minimises a sum of squared residuals from a starting point.
 *
 * @param model Residuals and derivatives.
 * @param start Parameters to start from.
 * @returns The parameters at the minimum; each step lowered the sum.
 */
export function nonlinearLeastSquares(model: ResidualModel, start: Float64Array): Float64Array {
  let parameters = start;
  let r = model.residuals(parameters);
  let damping = 1e-4;
  for (let iteration = 0; iteration < 200; iteration++) {
    const step = dampedStep(model.jacobian(parameters), r, start.length, damping);
    if (step === undefined) break;
    const next = parameters.map((x, k) => x + step[k]);
    const nextR = model.residuals(next);
    if (sumOfSquares(nextR) <= sumOfSquares(r)) {
      const size = Math.sqrt(sumOfSquares(step) / sumOfSquares(parameters));
      [parameters, r] = [next, nextR];
      damping /= 10;
      if (size < 1e-13) break;
    } else {
      damping *= 10;
      if (damping > 1e12) break;
    }
  }
  return parameters;
}
