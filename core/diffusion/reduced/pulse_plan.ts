/**
 * What a pulse needs to be propagated: for each duration and direction the amplitudes, steps and quadrature.
 *
 * @module
 */
import { PHASE_PER_STEP } from "../../linalg/exponential/mod.ts";
import type { PgseProtocol } from "../protocol/mod.ts";
import { type AmplitudeGrid, amplitudeGrid } from "./amplitude_grid.ts";
import type { ReducedModel } from "./model.ts";

/**
 * Relative accuracy of the states: of the interpolation in q and of the Chebyshev series. Both converge faster than
 * geometrically, so it costs little, and it is a thousand times below any truncation error of interest.
 */
export const STATE_TOLERANCE = 1e-12;

/** All states that share a pulse duration and a gradient direction. */
export interface PulseGroup {
  /** Pulse duration δ, ms. */
  readonly delta: number;
  /** Index of the direction. */
  readonly direction: number;
  /** Sequences with that δ, indices into the protocol. */
  readonly sequences: readonly number[];
  /** The middle of the tissue along the direction, µm: W is used about it. */
  readonly centre: number;
  /** Amplitudes; the wanted ones are ordered [sequences × bValues]. */
  readonly grid: AmplitudeGrid;
  /** Number of nodes of the grid, rounded up to an even number. */
  readonly states: number;
  /** Number of equal steps the pulse is cut into. */
  readonly steps: number;
  /** ρ of the Chebyshev series, 1/ms. */
  readonly rho: number;
  /** Gauss points per step. */
  readonly quadraturePoints: number;
}

/**
 * Gauss points that integrate a product of two states over a step: the states vary over boundary layers 1/λ_max thin,
 * which points that crowd as the square root resolve, and over the phase.
 */
function quadraturePoints(decay: number, phase: number): number {
  return Math.ceil(3 + 1.4 * Math.sqrt(decay) + 0.8 * phase);
}

/** Groups a protocol's measurements by pulse duration and direction and chooses how each group is propagated. */
export function pulseGroups(model: ReducedModel, protocol: PgseProtocol): PulseGroup[] {
  const { sequences, directions, q } = protocol;
  const amplitudes = q.length / sequences.length;
  const byDelta = Map.groupBy(sequences.keys(), (index) => sequences[index].delta);
  const groups: PulseGroup[] = [];
  for (const [delta, members] of byDelta) {
    const wanted = new Float64Array(members.length * amplitudes);
    // s(−q) is the conjugate of s(q): the signal and its derivatives do not know the sign.
    members.forEach((index, i) =>
      wanted.set(
        q.subarray(index * amplitudes, (index + 1) * amplitudes).map(Math.abs),
        i * amplitudes,
      )
    );
    const qMax = wanted.reduce((most, value) => Math.max(most, value), 0);
    for (let direction = 0; 3 * direction < directions.length; direction++) {
      const [low, high] = model.range(directions.subarray(3 * direction, 3 * direction + 3));
      const halfWidth = (high - low) / 2;
      const grid = amplitudeGrid(wanted, delta * halfWidth, STATE_TOLERANCE);
      const phase = qMax * delta * halfWidth;
      const steps = Math.max(1, Math.ceil(phase / PHASE_PER_STEP));
      // ρ must be positive and not tiny beside the imaginary part, also for a single mode.
      const largest = model.eigenvalues[model.modes - 1];
      const rho = Math.max(largest / 2, qMax * halfWidth / 2, 1e-6 / delta);
      groups.push({
        delta,
        direction,
        sequences: members,
        centre: (low + high) / 2,
        grid,
        states: 2 * Math.ceil(grid.nodes.length / 2),
        steps,
        rho,
        quadraturePoints: quadraturePoints(2 * rho * delta / steps, phase / steps),
      });
    }
  }
  return groups;
}
