/**
 * Signals of a reference mesh that were computed once more because its file's own basis was too small for them.
 *
 * @module
 */

/** A signal per volume, at a direction and a b-value of the file. */
export interface RecomputedSignal {
  /** Indices of the direction and of the b-value. */
  readonly at: readonly [direction: number, bValue: number];
  /** Re S/V. */
  readonly real: number;
}

/**
 * S/V of the oscillating gradients of bundle3_ecs_k1e-5 along x and z, by sequence: the whole system of the file's mesh, assembled and
 * stepped in scipy by the commutator-free Magnus method of fourth order with a Padé exponential, in steps of 50 and 25 µs (25 and
 * 12.5 µs where the file is farthest off), extrapolated; good to 1e-9. A Crank-Nicolson method agrees to 1e-12 where it was tried. The
 * file's basis of 200 modes and 300 corrections, rebuilt there, gives the file's values to 2e-8.
 */
export const RECOMPUTED: Readonly<Record<string, readonly RecomputedSignal[]>> = {
  "CosOGSE 10/20": [
    { at: [0, 1], real: 8.218935436245e-1 },
    { at: [0, 2], real: 3.874299178082e-1 },
    { at: [0, 3], real: 1.614366556976e-1 },
    { at: [0, 4], real: 3.298233532785e-2 },
    { at: [0, 5], real: 6.263836594622e-4 },
    { at: [1, 3], real: 4.340923747533e-2 },
  ],
  "SinOGSE 10/20": [
    { at: [0, 1], real: 8.761977863194e-1 },
    { at: [0, 4], real: 1.51897387582e-1 },
    { at: [0, 5], real: 2.797519730802e-2 },
  ],
};
