/**
 * The gradient's part of the operator for a block of states that each feel a gradient of their own: −iΣ_k q_k J_k.
 *
 * @module
 */
import { type EncodedProtocol, profileValues } from "../encoding/mod.ts";
import type { BlochTorreySystem } from "./system.ts";

/** Measurements that are stepped through together: they share durations, profiles and symmetry. */
export interface ColumnBlock {
  /** Index of each state's encoding, [states]. */
  readonly encodings: readonly number[];
  /** Index of each state's amplitude in its encoding, [states]. */
  readonly amplitudes: readonly number[];
  /** Index of each state's measurement in the signal, [states]. */
  readonly measurements: readonly number[];
}

/** The gradients of a block at one time. */
export interface Coupling {
  readonly states: number;
  /** q of each state, rad/(µm ms), [3 × states] with the axis first. */
  readonly q: Float64Array;
  /** The one direction all gradients have, and how strong each is along it; absent where there are several. */
  readonly single?: { readonly direction: Float64Array; readonly strengths: Float64Array };
  /** Upper bound on |q·x| over states and nodes, rad/ms; 0 where no state feels a gradient. */
  readonly reach: number;
}

/** Sines of angles between gradients below this are rounding. */
const PARALLEL = 1e-14;

function singleDirection(q: Float64Array, states: number): Coupling["single"] | undefined {
  const axes = [0, 1, 2];
  const norms = Float64Array.from(
    { length: states },
    (_, c) => Math.hypot(...axes.map((k) => q[k * states + c])),
  );
  const largest = norms.indexOf(Math.max(...norms));
  const direction = Float64Array.from(axes, (k) => q[k * states + largest] / norms[largest]);
  const strengths = norms.map((_, c) =>
    axes.reduce((sum, k) => sum + q[k * states + c] * direction[k], 0)
  );
  const parallel = norms.every((norm, c) =>
    axes.every((k) => Math.abs(q[k * states + c] - strengths[c] * direction[k]) <= PARALLEL * norm)
  );
  return parallel ? { direction, strengths } : undefined;
}

/**
 * The gradients of a block.
 *
 * @param system The system, for how far its nodes reach.
 * @param protocol The protocol.
 * @param block The block.
 * @param piece Index of the waveforms' piece.
 * @param u Local time in the piece.
 * @returns The coupling.
 */
export function couplingAt(
  system: BlochTorreySystem,
  protocol: EncodedProtocol,
  block: ColumnBlock,
  piece: number,
  u: number,
): Coupling {
  const states = block.encodings.length, q = new Float64Array(3 * states);
  block.encodings.forEach((e, c) => {
    const { profile, vectors, stored } = protocol.encodings[e].pieces[piece];
    // Magnetisation along the main field does not precess.
    if (stored) return;
    const amplitude = protocol.amplitudes[e][block.amplitudes[c]];
    profileValues(profile, u).forEach((value, j) => {
      for (let k = 0; k < 3; k++) q[k * states + c] += amplitude * value * vectors[3 * j + k];
    });
  });
  if (q.every((x) => x === 0)) return { states, q, reach: 0 };
  const single = singleDirection(q, states);
  if (single) {
    const strongest = single.strengths.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return { states, q, single, reach: strongest * system.reach(single.direction) };
  }
  let reach = 0;
  for (let c = 0; c < states; c++) {
    reach = Math.max(reach, system.reach([0, 1, 2].map((k) => q[k * states + c])));
  }
  return { states, q, reach };
}

/** y (+)= −i diag(strengths) x for blocks of complex columns. */
function addTurned(
  x: Float64Array,
  strengths: Float64Array,
  states: number,
  y: Float64Array,
  add: boolean,
): void {
  for (let row = 0; row < x.length; row += 2 * states) {
    for (let c = 0; c < states; c++) {
      const re = row + c, im = re + states;
      const yRe = strengths[c] * x[im], yIm = -strengths[c] * x[re];
      y[re] = add ? y[re] + yRe : yRe;
      y[im] = add ? y[im] + yIm : yIm;
    }
  }
}

/**
 * y = −iΣ_k q_k J_k x.
 *
 * @param system The system.
 * @param coupling The gradients.
 * @param x The states, [nodes × 2 states].
 * @param y Where the product goes.
 * @param work Room for a block.
 */
export function applyCoupling(
  system: BlochTorreySystem,
  { states, q, single, reach }: Coupling,
  x: Float64Array,
  y: Float64Array,
  work: Float64Array,
): void {
  if (reach === 0) {
    y.fill(0);
    return;
  }
  if (single) {
    system.apply(system.moment(single.direction), x, 2 * states, work);
    addTurned(work, single.strengths, states, y, false);
    return;
  }
  system.matrices.moments.forEach((moment, k) => {
    system.apply(moment, x, 2 * states, work);
    addTurned(work, q.subarray(k * states, (k + 1) * states), states, y, k > 0);
  });
}
