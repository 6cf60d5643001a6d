/**
 * exp(−tA_i)·v_i for a batch of complex-symmetric A_i = Λ + i q_i W.
 *
 * @module
 */
import { chebyshev, CHEBYSHEV_RING, Workspace } from "../../../wasm/mod.ts";
import { InputError } from "../../input_error.ts";
import { chebyshevSeries, PHASE_PER_STEP } from "./chebyshev_series.ts";

/** Size of the last term of a series relative to the vectors. */
const TOLERANCE = 1e-13;

/** A batch of operators A_i = Λ + i q_i W. */
export interface OperatorBatch {
  /** Λ, not negative, [n]. */
  readonly eigenvalues: Float64Array;
  /** W, real symmetric, row-major [n × n]. */
  readonly coupling: Float64Array;
  /** q_i, [m]. */
  readonly amplitudes: Float64Array;
}

/** Complex columns, row-major [n × m]. */
export interface ComplexColumns {
  /** Real parts. */
  readonly real: Float64Array;
  /** Imaginary parts. */
  readonly imag: Float64Array;
}

function check(
  { eigenvalues, coupling, amplitudes }: OperatorBatch,
  start: ComplexColumns,
  times: readonly number[],
) {
  const n = eigenvalues.length, m = amplitudes.length;
  if (coupling.length !== n * n || start.real.length !== n * m || start.imag.length !== n * m) {
    throw new InputError(
      `The batch has ${n} eigenvalues and ${m} amplitudes, so the coupling must be ${n} × ${n} and the columns ${n} × ${m}`,
    );
  }
  const bad = eigenvalues.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (bad >= 0) {
    throw new InputError(
      `Eigenvalue ${bad} is ${eigenvalues[bad]} but must be finite and not negative`,
    );
  }
  if (times.some((t, k) => !(t >= (k === 0 ? 0 : times[k - 1]) && Number.isFinite(t)))) {
    throw new InputError("The times must be finite, not negative and in ascending order");
  }
}

/** A bound of ‖W‖: its largest row sum. */
function rowSumNorm(w: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(w[i * n + j]);
    most = Math.max(most, sum);
  }
  return most;
}

/**
 * Computes exp(−t(Λ + i q_i W))·v_i for every column i at every time, by Chebyshev series whose terms are real matrix products
 * over the whole batch.
 *
 * @param batch The operators.
 * @param start The columns v_i.
 * @param times Times, ascending, ≥ 0.
 * @returns The columns at each time; errors about 1e-12 of the starting columns.
 * @throws {InputError} If sizes do not fit, an eigenvalue is negative, or the times do not ascend.
 *
 * @example One mode of rate 2 and a real coupling 3 turned by q = 0.5
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { exponentialAction } from "@torrey/torrey/linalg";
 *
 * const batch = {
 *   eigenvalues: Float64Array.of(2),
 *   coupling: Float64Array.of(3),
 *   amplitudes: Float64Array.of(0.5),
 * };
 * const start = { real: Float64Array.of(1), imag: Float64Array.of(0) };
 * const [end] = exponentialAction(batch, start, [0.7]);
 * assertAlmostEquals(end.real[0], Math.exp(-1.4) * Math.cos(1.05), 1e-12);
 * assertAlmostEquals(end.imag[0], -Math.exp(-1.4) * Math.sin(1.05), 1e-12);
 * ```
 */
export function exponentialAction(
  batch: OperatorBatch,
  start: ComplexColumns,
  times: readonly number[],
): ComplexColumns[] {
  check(batch, start, times);
  const { eigenvalues, coupling, amplitudes } = batch;
  const n = eigenvalues.length,
    m = amplitudes.length,
    states = 2 * Math.ceil(m / 2),
    row = 2 * states;
  const phaseRate = rowSumNorm(coupling, n) *
    amplitudes.reduce((most, q) => Math.max(most, Math.abs(q)), 0);
  const decay = eigenvalues.reduce((most, value) => Math.max(most, value), 0);
  const sizes = [
    n,
    n * n,
    states,
    n * row,
    n * row,
    CHEBYSHEV_RING * n * row,
    n * row,
    (n + 3) * n,
  ];
  const block = new Float64Array(n * row);
  for (let j = 0; j < n; j++) {
    block.set(start.real.subarray(j * m, (j + 1) * m), j * row);
    block.set(start.imag.subarray(j * m, (j + 1) * m), j * row + states);
  }

  /** Advances the block by a step. */
  const advance = (step: number): void => {
    const rho = Math.max(decay / 2, phaseRate / 2, 1e-6 / step);
    const series = chebyshevSeries(rho, [step]);
    const workspace = new Workspace({ float64: [...sizes, series.length] });
    const [lambda, w, q, from, out, ring, product, packed] = sizes.map((size) =>
      workspace.float64(size)
    );
    lambda.set(eigenvalues);
    w.set(coupling);
    q.set(amplitudes);
    from.set(block);
    const coefficients = workspace.copyFloat64(series);
    const arrays = { eigenvalues: lambda, coupling: w, q, start: from, out, ring, product, packed };
    const size = block.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    chebyshev(workspace, { n, states, ...arrays }, {
      rho,
      times: 1,
      coefficients,
      tolerance: TOLERANCE * size,
    });
    block.set(out);
  };

  const columns = (offset: number) => {
    const part = new Float64Array(n * m);
    for (let j = 0; j < n; j++) {
      part.set(block.subarray(j * row + offset, j * row + offset + m), j * m);
    }
    return part;
  };
  let reached = 0;
  return times.map((t) => {
    const steps = Math.ceil(phaseRate * (t - reached) / PHASE_PER_STEP) || (t > reached ? 1 : 0);
    for (let k = 0; k < steps; k++) advance((t - reached) / steps);
    reached = t;
    return { real: columns(0), imag: columns(states) };
  });
}
