/**
 * The Chebyshev series and the layout of pulse integrals in plain TypeScript.
 *
 * @module
 */
import type {
  ChebyshevBatch,
  ChebyshevSeries,
  PulseOperands,
  PulseStates,
} from "../../wasm/mod.ts";
import { multiplyTwin } from "./dense.ts";

/** exp(−tA_i)·v_i at one time by Clenshaw-free forward recurrence of T_k(A/ρ − 1)v, with `terms` terms. */
export function chebyshevTwin(batch: ChebyshevBatch, series: ChebyshevSeries, terms: number): void {
  const { n, states, eigenvalues, coupling, q, start, out } = batch, { rho, coefficients } = series;
  const row = 2 * states, size = n * row;
  let now = start.slice(), before = new Float64Array(size);
  const product = new Float64Array(size);
  out.fill(0);
  for (let k = 0; k < terms; k++) {
    for (let e = 0; e < size; e++) out[e] += coefficients[k] * now[e];
    multiplyTwin(n, row, n, coupling, now, product.fill(0));
    const factor = k === 0 ? 1 : 2;
    for (let j = 0; j < n; j++) {
      const own = eigenvalues[j] / rho - 1;
      for (let i = 0, e = j * row, f = e + states; i < states; i++, e++, f++) {
        const amplitude = q[i] / rho;
        before[e] = factor * (own * now[e] - amplitude * product[f]) - before[e];
        before[f] = factor * (own * now[f] + amplitude * product[e]) - before[f];
      }
    }
    [now, before] = [before, now];
  }
}

/** What the kernel `pulsePairing` does. */
export function pairingTwin(pulse: PulseStates, operands: PulseOperands): void {
  const { n, states, weights, q, adjoint, forward } = pulse;
  const row = 2 * states, times = weights.length;
  for (let j = 0; j < n; j++) {
    for (let g = 0; g < times; g++) {
      const to = (j * times + g) * row;
      const from = (g * n + j) * row, mirrored = ((times - 1 - g) * n + j) * row;
      for (let i = 0; i < states; i++) {
        const re = weights[g] * forward[from + i], im = weights[g] * forward[from + states + i];
        operands.y[to + i] = adjoint[mirrored + i];
        operands.y[to + states + i] = adjoint[mirrored + states + i];
        operands.s[to + i] = re;
        operands.s[to + states + i] = -im;
        operands.t[to + i] = q[i] * im;
        operands.t[to + states + i] = q[i] * re;
      }
    }
  }
}
