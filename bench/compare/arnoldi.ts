/**
 * The PGSE signal of a reduced system by one Arnoldi approximation of exp(−δA)·a per measurement: what Torrey's propagation
 * is compared with. The products with W of all measurements that share a direction are one matrix product.
 *
 * Saad, "Analysis of some Krylov subspace approximations to the matrix exponential operator", SIAM J. Numer. Anal. 29 (1992).
 *
 * @module
 */
import type { ReducedModel } from "../../core/diffusion/reduced/mod.ts";
import type { PgseProtocol } from "../../mod.ts";
import { gemm, Workspace } from "../../wasm/mod.ts";
import { milliseconds } from "./comparison.ts";
import { smallExponential } from "./small_exponential.ts";

/** The signal and what it took. */
export interface ArnoldiSignal {
  /** [sequences × directions × bValues]. */
  readonly signal: Float64Array;
  /** Products of an n×n matrix with a complex vector. */
  readonly products: number;
  /** Time of those products, ms. */
  readonly productTime: number;
  /** Time of the small exponentials and the combinations of the Krylov vectors, ms. */
  readonly smallTime: number;
}

/** What the Krylov spaces of all states of one direction live in; a panel is [n × 2 states], rows real then imaginary. */
interface Room {
  readonly workspace: Workspace;
  readonly coupling: Float64Array;
  readonly panels: readonly Float64Array[];
  readonly image: Float64Array;
}

/** w ← w − v (vᴴw) for every state; the coefficients go to row `row` of `h`. */
function orthogonalise(
  n: number,
  states: number,
  v: Float64Array,
  w: Float64Array,
  h: { real: Float64Array[]; imaginary: Float64Array[] },
  at: number,
): void {
  const re = new Float64Array(states), im = new Float64Array(states), row = 2 * states;
  for (let from = 0; from < n * row; from += row) {
    for (let i = from, j = from + states, s = 0; s < states; i++, j++, s++) {
      re[s] += v[i] * w[i] + v[j] * w[j];
      im[s] += v[i] * w[j] - v[j] * w[i];
    }
  }
  for (let from = 0; from < n * row; from += row) {
    for (let i = from, j = from + states, s = 0; s < states; i++, j++, s++) {
      w[i] -= v[i] * re[s] - v[j] * im[s];
      w[j] -= v[i] * im[s] + v[j] * re[s];
    }
  }
  for (let s = 0; s < states; s++) {
    h.real[s][at] = re[s];
    h.imaginary[s][at] = im[s];
  }
}

/** Scales every state to length 1; returns the lengths. */
function normalise(n: number, states: number, w: Float64Array): Float64Array {
  const lengths = new Float64Array(states), row = 2 * states;
  for (let i = 0; i < n * row; i++) lengths[i % states] += w[i] * w[i];
  for (let s = 0; s < states; s++) lengths[s] = Math.sqrt(lengths[s]);
  // A state that is exhausted (q = 0) stays zero.
  for (let i = 0; i < n * row; i++) {
    w[i] = lengths[i % states] > 1e-13 ? w[i] / lengths[i % states] : 0;
  }
  return lengths;
}

/** exp(−δA_i)a for every amplitude of one direction, as a panel. */
function propagate(
  model: ReducedModel,
  q: Float64Array,
  delta: number,
  krylov: number,
  room: Room,
): { panel: Float64Array; productTime: number; smallTime: number } {
  const n = model.modes, states = q.length, row = 2 * states;
  const { workspace, coupling, panels, image } = room;
  const square = () => Array.from(q, () => new Float64Array(krylov * krylov));
  const h = { real: square(), imaginary: square() };
  for (let j = 0; j < n; j++) {
    panels[0].fill(model.start[j], j * row, j * row + states);
    panels[0].fill(0, j * row + states, (j + 1) * row);
  }
  const length = normalise(n, states, panels[0]);
  let productTime = 0;
  for (let k = 0; k < krylov; k++) {
    const v = panels[k];
    productTime += milliseconds(() => {
      image.fill(0);
      gemm(workspace, {}, n, row, n, 1, coupling, n, v, row, image, row);
    });
    const w = panels[k + 1];
    for (let j = 0; j < n; j++) {
      for (let s = 0, i = j * row; s < states; s++, i++) {
        w[i] = model.eigenvalues[j] * v[i] - q[s] * image[i + states];
        w[i + states] = model.eigenvalues[j] * v[i + states] + q[s] * image[i];
      }
    }
    for (let p = 0; p <= k; p++) orthogonalise(n, states, panels[p], w, h, p * krylov + k);
    const next = normalise(n, states, w);
    if (k + 1 < krylov) h.real.forEach((own, s) => own[(k + 1) * krylov + k] = next[s]);
  }
  const panel = image.fill(0), begin = performance.now();
  const exponential = smallExponential(krylov, model.eigenvalues[n - 1] / 2, delta);
  for (let s = 0; s < states; s++) {
    const { real, imaginary } = exponential({ real: h.real[s], imaginary: h.imaginary[s] });
    for (let k = 0; k < krylov; k++) {
      const re = length[s] * real[k], im = length[s] * imaginary[k], v = panels[k];
      for (let i = s; i < n * row; i += row) {
        panel[i] += v[i] * re - v[i + states] * im;
        panel[i + states] += v[i] * im + v[i + states] * re;
      }
    }
  }
  return { panel, productTime, smallTime: performance.now() - begin };
}

/**
 * The signal by Krylov spaces of a fixed size.
 *
 * @param model The reduced system.
 * @param protocol The measurements, of one δ.
 * @param krylov Products per measurement.
 * @returns The signal, µm³.
 */
export function arnoldiSignal(
  model: ReducedModel,
  protocol: PgseProtocol,
  krylov: number,
): ArnoldiSignal {
  const { sequences, q, directions } = protocol, n = model.modes, states = q.length;
  const block = 2 * n * states, bValues = q.length / sequences.length;
  const workspace = new Workspace({ float64: [n * n, ...new Array(krylov + 2).fill(block)] });
  const take = () => workspace.float64(block);
  const room = {
    workspace,
    coupling: workspace.float64(n * n),
    image: take(),
    panels: Array.from({ length: krylov + 1 }, take),
  };
  const count = directions.length / 3, signal = new Float64Array(count * states);
  let productTime = 0, smallTime = 0;
  for (let d = 0; d < count; d++) {
    const [x, y, z] = directions.subarray(3 * d, 3 * d + 3), [wx, wy, wz] = model.moments;
    for (let e = 0; e < n * n; e++) room.coupling[e] = x * wx[e] + y * wy[e] + z * wz[e];
    const propagated = propagate(model, q, sequences[0].delta, krylov, room);
    productTime += propagated.productTime;
    smallTime += propagated.smallTime;
    sequences.forEach(({ delta, Delta }, sequence) => {
      for (let j = 0; j < n; j++) {
        const decay = Math.exp(-model.eigenvalues[j] * (Delta - delta));
        for (let b = 0; b < bValues; b++) {
          const i = 2 * j * states + sequence * bValues + b;
          signal[(sequence * count + d) * bValues + b] += decay *
            (propagated.panel[i] ** 2 + propagated.panel[i + states] ** 2);
        }
      }
    });
  }
  return { signal, products: krylov * states * count, productTime, smallTime };
}
