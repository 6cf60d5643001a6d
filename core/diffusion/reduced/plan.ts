/**
 * What a run needs to be propagated: the amplitudes, and for each interval the steps and the quadrature.
 *
 * @module
 */
import { PHASE_PER_STEP } from "../../linalg/exponential/mod.ts";
import { type AmplitudeGrid, amplitudeGrid } from "./amplitude_grid.ts";
import type { Interval } from "./intervals.ts";
import type { ReducedModel } from "./model.ts";
import type { Run } from "./run.ts";

/**
 * Relative accuracy of the states: of the interpolation in q and of the Chebyshev series. Both converge faster than
 * geometrically, so it costs little, and it is a thousand times below any truncation error of interest.
 */
export const STATE_TOLERANCE = 1e-12;

/** How an interval under a gradient is propagated. */
export interface PulsePlan {
  readonly kind: "pulse";
  readonly interval: Interval;
  /** Unit direction; the same array for neighbours that are parallel. */
  readonly direction: Float64Array;
  /** f with v = f·direction. */
  readonly factor: number;
  /** The middle of the tissue along the direction where only |s|² matters, else 0, µm: W is used about it. */
  readonly centre: number;
  /** The greatest phase per time that spins collect, 1/ms. */
  readonly rate: number;
  /** Number of equal steps. */
  readonly steps: number;
  /** ρ of the Chebyshev series, 1/ms. */
  readonly rho: number;
  /** Gauss points per step. */
  readonly quadraturePoints: number;
}

/** An interval without gradient: Λ alone acts, or Λ + E where the magnetisation is stored. */
export interface PausePlan {
  readonly kind: "free" | "stored";
  readonly interval: Interval;
}

/** A run with how it is propagated. */
export interface RunPlan {
  readonly run: Run;
  /** The amplitudes; the wanted ones in the order of the run. */
  readonly grid: AmplitudeGrid;
  /** Number of nodes of the grid, rounded up to an even number. */
  readonly states: number;
  readonly plans: readonly (PulsePlan | PausePlan)[];
  /** Relative accuracy of the states. */
  readonly tolerance: number;
}

/**
 * Gauss points that integrate a product of two states over a step: the states vary over boundary layers 1/λ_max thin,
 * which points that crowd as the square root resolve, and over the phase.
 */
function quadraturePoints(decay: number, phase: number): number {
  return Math.ceil(3 + 1.4 * Math.sqrt(decay) + 0.8 * phase);
}

/** v as a factor and a direction: the last one where v is parallel to it. */
function factored(
  vector: Float64Array,
  last: Float64Array | undefined,
): { factor: number; direction: Float64Array } {
  const size = Math.hypot(...vector);
  if (last) {
    const along = vector[0] * last[0] + vector[1] * last[1] + vector[2] * last[2];
    if (Math.abs(along) >= size * (1 - 1e-15)) return { factor: along, direction: last };
  }
  return { factor: size, direction: vector.map((x) => x / size) };
}

/**
 * How each interval of a run is propagated.
 *
 * @param model The reduced system.
 * @param run The run.
 * @returns The plans, and a bound of the phase that a spin collects in all of them by amplitude, µm ms.
 */
export function intervalPlans(
  model: Pick<ReducedModel, "eigenvalues" | "range">,
  run: Run,
): { plans: (PulsePlan | PausePlan)[]; reach: number } {
  const qMax = run.wanted.reduce((most, q) => Math.max(most, Math.abs(q)), 0);
  const largest = model.eigenvalues.reduce((m, value) => Math.max(m, value), 0);
  let last: Float64Array | undefined, reach = 0;
  const plans = run.intervals.map((interval): PulsePlan | PausePlan => {
    const { vector, duration, stored } = interval;
    if (stored) return { kind: "stored", interval };
    if (duration === 0 || vector.every((value) => value === 0)) return { kind: "free", interval };
    const { factor, direction } = factored(vector, last);
    last = direction;
    const [low, high] = model.range(direction);
    const centred = run.symmetry === "odd";
    const extent = centred ? (high - low) / 2 : Math.max(Math.abs(low), Math.abs(high));
    reach += Math.abs(factor) * duration * extent;
    const rate = qMax * Math.abs(factor) * extent;
    const steps = Math.max(1, Math.ceil(rate * duration / PHASE_PER_STEP));
    // ρ must be positive and not tiny beside the imaginary part, also for a single mode.
    const rho = Math.max(largest / 2, rate / 2, 1e-6 / duration);
    return {
      kind: "pulse",
      interval,
      direction,
      factor,
      centre: centred ? (low + high) / 2 : 0,
      rate,
      steps,
      rho,
      quadraturePoints: quadraturePoints(2 * rho * duration / steps, rate * duration / steps),
    };
  });
  return { plans, reach };
}

/**
 * Plans the propagation of a run.
 *
 * @param model The reduced system.
 * @param run The run.
 * @param sloped Whether derivatives with respect to its amplitudes are wanted.
 * @param tolerance Relative accuracy of the states.
 */
export function runPlan(
  model: ReducedModel,
  run: Run,
  sloped: boolean,
  tolerance: number = STATE_TOLERANCE,
): RunPlan {
  const { plans, reach } = intervalPlans(model, run);
  const grid = amplitudeGrid(run.wanted, reach, tolerance, sloped);
  return { run, grid, states: 2 * Math.ceil(grid.nodes.length / 2), plans, tolerance };
}
