/**
 * Solves (K − λ_jM) w_j = f_j on the M-orthogonal complement of the lowest eigenvectors, for all j together.
 *
 * With T = (K + σM)⁻¹M the equation is (1 − (λ_j + σ)T) w = (K + σM)⁻¹f. The Krylov space that gave the eigenvectors also
 * holds good approximations of the next few hundred, so a Galerkin solution there leaves conjugate gradients (in the
 * M-inner product, where T is symmetric) only the part of the spectrum far above λ_j, on which they converge fast.
 *
 * @module
 */
import { gemm, panelGram, panelSubtract, Workspace } from "../../../wasm/mod.ts";
import { denseProduct } from "../dense/mod.ts";
import { BLOCK, type KrylovSpace } from "./krylov_space.ts";
import type { LanczosResult } from "./lowest_eigenpairs.ts";
import { type RitzPairs, ritzPairs } from "./ritz.ts";

/** ‖residual‖_M / ‖right-hand side‖_M at which a column is solved. */
const TOLERANCE = 1e-11;
/** Iterations after which the columns are taken not to converge. */
const MOST_ITERATIONS = 400;

/** Sums of a·b over the rows, column by column. */
function columnDots(a: Float64Array, b: Float64Array): Float64Array {
  const sums = new Float64Array(BLOCK);
  for (let row = 0; row < a.length; row += BLOCK) {
    for (let j = 0; j < BLOCK; j++) sums[j] += a[row + j] * b[row + j];
  }
  return sums;
}

/** y += x diag(factors). */
function addScaled(y: Float64Array, x: Float64Array, factors: Float64Array): void {
  for (let row = 0; row < y.length; row += BLOCK) {
    for (let j = 0; j < BLOCK; j++) y[row + j] += factors[j] * x[row + j];
  }
}

/** y ← x + y diag(factors). */
function scaleAndAdd(y: Float64Array, x: Float64Array, factors: Float64Array): void {
  for (let row = 0; row < y.length; row += BLOCK) {
    for (let j = 0; j < BLOCK; j++) y[row + j] = x[row + j] + factors[j] * y[row + j];
  }
}

/** Solves in the Krylov space: x = Σ_i u_i (u_iᵀMf)/(1 − s_jθ_i) over the Ritz vectors past the first `skip`. */
function galerkin(space: KrylovSpace, ritz: RitzPairs, skip: number) {
  const { order } = ritz,
    small = new Workspace({ float64: [order * order, order * BLOCK, order * BLOCK] });
  const s = small.copyFloat64(ritz.vectors),
    a = small.float64(order * BLOCK),
    b = small.float64(order * BLOCK);
  const { workspace, rows, panels, coefficients } = space, size = BLOCK * BLOCK;
  return (mf: Float64Array, scale: Float64Array, x: Float64Array): void => {
    coefficients.fill(0, 0, order * BLOCK);
    for (let p = 0; p * BLOCK < order; p++) {
      panelGram(
        workspace,
        rows,
        BLOCK,
        BLOCK,
        panels[p],
        mf,
        coefficients.subarray(p * size, (p + 1) * size),
      );
    }
    a.set(coefficients.subarray(0, order * BLOCK));
    b.fill(0);
    gemm(small, { transA: true }, order, BLOCK, order, 1, s, order, a, BLOCK, b, BLOCK);
    for (let i = 0; i < order; i++) {
      for (let j = 0; j < BLOCK; j++) {
        b[i * BLOCK + j] *= i < skip ? 0 : -1 / (1 - scale[j] * ritz.theta[i]);
      }
    }
    a.fill(0);
    gemm(small, {}, order, BLOCK, order, 1, s, order, b, BLOCK, a, BLOCK);
    coefficients.set(a);
    x.fill(0);
    for (let p = 0; p * BLOCK < order; p++) {
      panelSubtract(
        workspace,
        rows,
        BLOCK,
        BLOCK,
        panels[p],
        coefficients.subarray(p * size, (p + 1) * size),
        x,
      );
    }
  };
}

/** x −= P (Pᵀ mx) for the eigenvectors P. */
function deflate(space: KrylovSpace, mx: Float64Array, x: Float64Array): void {
  const { workspace, rows, deflated } = space, c = space.small[0];
  for (const panel of deflated) {
    c.fill(0);
    panelGram(workspace, rows, BLOCK, BLOCK, panel, mx, c);
    panelSubtract(workspace, rows, BLOCK, BLOCK, panel, c, x);
  }
}

/** Writes the columns of P into panels, the last one padded with zeros. */
function loadDeflated(space: KrylovSpace, p: Float64Array, n: number): void {
  space.deflated.forEach((panel, k) => {
    for (let row = 0; row < space.rows; row++) {
      for (let j = 0; j < BLOCK; j++) {
        const column = k * BLOCK + j;
        panel[row * BLOCK + j] = column < n ? p[row * n + column] : 0;
      }
    }
  });
}

/** Conjugate gradients for (1 − s_jT) x_j = f_j in the M-inner product, from a start in x; f is overwritten. */
function conjugateGradients(
  space: KrylovSpace,
  views: readonly Float64Array[],
  scale: Float64Array,
  target: Float64Array,
): void {
  const [x, residual, direction, massDirection, image, massResidual] = views;
  const minus = scale.map((value) => -value);
  // residual ← f − x + s T x
  space.applyMass(x, image);
  space.solve(image);
  addScaled(residual, x, new Float64Array(BLOCK).fill(-1));
  addScaled(residual, image, scale);
  let previous: Float64Array | undefined;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    // T enlarges what rounding leaves of the lowest modes by up to λ_j/σ each time: keep them out.
    space.applyMass(residual, massResidual);
    deflate(space, massResidual, residual);
    const square = columnDots(residual, massResidual);
    if (square.every((value, j) => value <= target[j])) return;
    const ratio = square.map((value, j) => previous && previous[j] > 0 ? value / previous[j] : 0);
    scaleAndAdd(direction, residual, ratio);
    space.applyMass(direction, massDirection);
    previous = square;
    image.set(massDirection);
    space.solve(image);
    scaleAndAdd(image, direction, minus);
    const curvature = columnDots(massDirection, image);
    const step = square.map((value, j) =>
      value > 1e-4 * target[j] && curvature[j] > 0 ? value / curvature[j] : 0
    );
    addScaled(x, direction, step);
    addScaled(residual, image, step.map((value) => -value));
  }
  throw new Error(
    `The modes' derivatives did not converge in ${MOST_ITERATIONS} iterations: cut the basis at a wider gap`,
  );
}

/** F − MP(PᵀF), or X − P(MP)ᵀX: removes `span` as measured by `dual`; all row-major [rows × n]. */
function remove(
  rows: number,
  n: number,
  span: Float64Array,
  dual: Float64Array,
  x: Float64Array,
): Float64Array {
  const c = denseProduct(dual, x, n, rows, n, { transA: true });
  const along = denseProduct(span, c, rows, n, n);
  return x.map((value, e) => value - along[e]);
}

/**
 * Solves for all columns.
 *
 * @param space The space the eigenpairs were computed in, not used for others since.
 * @param result The eigenpairs.
 * @param massVectors MP, [rows × n].
 * @param f Right-hand sides, [rows × n].
 * @returns W with (K − λ_jM) w_j = f_j − MPPᵀf_j and w_j ⟂ MP, [rows × n].
 */
export function solveComplement(
  space: KrylovSpace,
  result: LanczosResult,
  massVectors: Float64Array,
  f: Float64Array,
): Float64Array {
  const { rows } = space, n = result.values.length;
  const right = remove(rows, n, massVectors, result.vectors, f);
  const solution = new Float64Array(rows * n);
  const inKrylov = galerkin(space, ritzPairs(result.projection, Infinity), n);
  const [x, residual, direction, , , massResidual] = space.work;
  loadDeflated(space, result.vectors, n);
  const scale = new Float64Array(BLOCK), target = new Float64Array(BLOCK);
  for (let first = 0; first < n; first += BLOCK) {
    const width = Math.min(BLOCK, n - first);
    residual.fill(0);
    for (let j = 0; j < BLOCK; j++) {
      scale[j] = result.values[Math.min(first + j, n - 1)] + result.shift;
    }
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < width; j++) residual[row * BLOCK + j] = right[row * n + first + j];
    }
    space.solve(residual);
    space.applyMass(residual, massResidual);
    target.set(columnDots(residual, massResidual).map((square) => square * TOLERANCE ** 2));
    inKrylov(massResidual, scale, x);
    direction.fill(0);
    conjugateGradients(space, space.work, scale, target);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < width; j++) solution[row * n + first + j] = x[row * BLOCK + j];
    }
  }
  return remove(rows, n, result.vectors, massVectors, solution);
}
