/**
 * The PGSE signal of a reduced system.
 *
 * The second pulse is the time reversal of the first, so S = Σ_j e^{−λ_j(Δ−δ)} |s_j(δ)|²: one pulse per state.
 *
 * @module
 */
import { gemm, type Workspace } from "../../../wasm/mod.ts";
import type { PgseProtocol } from "../protocol/mod.ts";
import type { ReducedModel } from "./model.ts";
import { type Propagator, propagator } from "./propagator.ts";
import { type PulseGroup, pulseGroups } from "./pulse_plan.ts";

/** What the adjoint needs of a group's forward pass. */
export interface GroupStates {
  readonly group: PulseGroup;
  /** States at the quadrature times of every step, [steps][points × n × 2 states]. */
  readonly inside: readonly Float64Array[];
  /** s(δ) at the grid's amplitudes, [n × 2 states]. */
  readonly end: Float64Array;
}

/** The signal and, where a gradient will follow, the states it came from. */
export interface ReducedSignal {
  /** S, real, [sequences × directions × bValues]. */
  readonly signal: Float64Array;
  /** One per group when kept, else empty. */
  readonly states: readonly GroupStates[];
}

/** Real and imaginary parts of s(δ) at the wanted amplitudes, [n × wanted] each, as views of a workspace. */
export interface WantedStates {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Interpolates the states of a group to its wanted amplitudes. */
export function wantedStates(
  workspace: Workspace,
  n: number,
  group: PulseGroup,
  end: Float64Array,
  views: { end: Float64Array; weights: Float64Array; real: Float64Array; imaginary: Float64Array },
): WantedStates {
  const { grid, states } = group;
  const nodes = grid.nodes.length, wanted = grid.even.length / nodes;
  const real = views.real.subarray(0, n * wanted).fill(0);
  const imaginary = views.imaginary.subarray(0, n * wanted).fill(0);
  views.end.set(end);
  views.weights.set(grid.even);
  gemm(
    workspace,
    {},
    n,
    wanted,
    nodes,
    1,
    views.end,
    2 * states,
    views.weights,
    wanted,
    real,
    wanted,
  );
  views.weights.set(grid.odd);
  gemm(
    workspace,
    {},
    n,
    wanted,
    nodes,
    1,
    views.end.subarray(states),
    2 * states,
    views.weights,
    wanted,
    imaginary,
    wanted,
  );
  return { real, imaginary };
}

/** Sizes of the views `wantedStates` needs, largest over the groups. */
export function wantedSizes(
  n: number,
  groups: readonly PulseGroup[],
): [number, number, number, number] {
  const most = (measure: (group: PulseGroup) => number) =>
    groups.reduce((m, g) => Math.max(m, measure(g)), 0);
  const wanted = most((g) => g.grid.even.length / g.grid.nodes.length);
  return [most((g) => n * 2 * g.states), most((g) => g.grid.even.length), n * wanted, n * wanted];
}

/** The initial states of a group: a, real, in every column that is a node. */
export function initialStates(model: ReducedModel, group: PulseGroup): Float64Array {
  const n = model.modes, row = 2 * group.states;
  const start = new Float64Array(n * row);
  for (let j = 0; j < n; j++) {
    start.fill(model.start[j], j * row, j * row + group.grid.nodes.length);
  }
  return start;
}

function runGroup(
  model: ReducedModel,
  pulse: Propagator,
  group: PulseGroup,
  keep: boolean,
): GroupStates {
  const inside: Float64Array[] = [];
  let state: Float64Array = initialStates(model, group);
  for (let step = 0; step < group.steps; step++) {
    const states = pulse.step(state);
    if (keep) inside.push(states.inside.slice());
    state = states.end.slice();
  }
  return { group, inside, end: state };
}

/**
 * Computes the signal of every measurement of a protocol.
 *
 * @param model The reduced system.
 * @param protocol The measurements.
 * @param keep Whether to keep the states for {@linkcode reducedCotangent}.
 * @returns The signal, µm³ × spin density.
 */
export function reducedSignal(
  model: ReducedModel,
  protocol: PgseProtocol,
  keep: boolean,
): ReducedSignal {
  const n = model.modes;
  const groups = pulseGroups(model, protocol);
  const sizes = wantedSizes(n, groups);
  const pulse = propagator(model, groups, keep, sizes);
  const [end, weights, real, imaginary] = sizes.map((size) => pulse.workspace.float64(size));
  const amplitudes = protocol.q.length / protocol.sequences.length;
  const directions = protocol.directions.length / 3;
  const signal = new Float64Array(protocol.q.length * directions);
  const kept: GroupStates[] = [];
  const decay = protocol.sequences.map(({ delta, Delta }) =>
    model.eigenvalues.map((lambda) => Math.exp(-lambda * (Delta - delta)))
  );
  for (const group of groups) {
    pulse.enter(group, protocol.directions.subarray(3 * group.direction, 3 * group.direction + 3));
    const states = runGroup(model, pulse, group, keep);
    if (keep) kept.push(states);
    const s = wantedStates(pulse.workspace, n, group, states.end, {
      end,
      weights,
      real,
      imaginary,
    });
    const wanted = group.sequences.length * amplitudes;
    group.sequences.forEach((sequence, i) => {
      const out = (sequence * directions + group.direction) * amplitudes;
      for (let j = 0; j < n; j++) {
        const e = decay[sequence][j];
        const row = j * wanted + i * amplitudes;
        for (let b = 0; b < amplitudes; b++) {
          signal[out + b] += e * (s.real[row + b] ** 2 + s.imaginary[row + b] ** 2);
        }
      }
    });
  }
  return { signal, states: kept };
}
