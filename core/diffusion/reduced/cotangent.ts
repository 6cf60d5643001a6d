/**
 * The exact adjoint of the reduced PGSE signal: from ∂L/∂S to the cotangents of Λ, B, W_k and a.
 *
 * With y the adjoint state (y' = +A y backwards), dS = −∫ y(t)ᵀ dA(t) s(t) dt. The integral over the second pulse is the
 * conjugate transpose of the first's, so the first counts twice; in between both states decay by Λ and the integral is a
 * divided difference of e^{−λτ}. Nothing is divided by a difference of eigenvalues that may vanish.
 *
 * @module
 */
import { gemm, type Workspace } from "../../../wasm/mod.ts";
import type { PgseProtocol } from "../protocol/mod.ts";
import type { ReducedCotangent, ReducedModel } from "./model.ts";
import { propagator } from "./propagator.ts";
import { addPulses, type Sums } from "./pulse_integrals.ts";
import type { PulseGroup } from "./pulse_plan.ts";
import { type GroupStates, wantedSizes, type WantedStates, wantedStates } from "./signal.ts";

/** (e^{−λ_iτ} − e^{−λ_jτ})/(λ_j − λ_i), or τe^{−λτ} where they meet: ∫₀^τ e^{−λ_i(τ−t)} e^{−λ_jt} dt. */
function dividedDecay(a: number, b: number, tau: number): number {
  const low = Math.min(a, b), x = Math.abs(a - b) * tau;
  return Math.exp(-low * tau) * tau * (x < 1e-8 ? 1 - x / 2 : -Math.expm1(-x) / x);
}

/** Makes a square matrix symmetric: (X + Xᵀ)/2. */
function symmetrise(x: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      x[i * n + j] = x[j * n + i] = (x[i * n + j] + x[j * n + i]) / 2;
    }
  }
  return x;
}

/** ∂L/∂Re S of a group's measurements, in the order of its wanted amplitudes. */
function groupWeights(
  protocol: PgseProtocol,
  group: PulseGroup,
  weights: Float64Array,
): Float64Array {
  const amplitudes = protocol.q.length / protocol.sequences.length;
  const directions = protocol.directions.length / 3;
  const own = new Float64Array(group.sequences.length * amplitudes);
  group.sequences.forEach((sequence, i) => {
    const from = (sequence * directions + group.direction) * amplitudes;
    own.set(weights.subarray(from, from + amplitudes), i * amplitudes);
  });
  return own;
}

/** Adds w·(Re Reᵀ + Im Imᵀ) of each sequence of the group to its sum. */
function addMiddles(
  workspace: Workspace,
  n: number,
  group: PulseGroup,
  s: WantedStates,
  own: Float64Array,
  weighted: Float64Array,
  sums: Sums,
): void {
  const wanted = own.length, amplitudes = wanted / group.sequences.length;
  for (const part of [s.real, s.imaginary]) {
    for (let j = 0; j < n * wanted; j += wanted) {
      for (let b = 0; b < wanted; b++) weighted[j + b] = own[b] * part[j + b];
    }
    group.sequences.forEach((sequence, i) => {
      const from = i * amplitudes;
      const a = weighted.subarray(from), b = part.subarray(from);
      gemm(
        workspace,
        { transB: true },
        n,
        n,
        amplitudes,
        1,
        a,
        wanted,
        b,
        wanted,
        sums.middles[sequence],
        n,
      );
    });
  }
}

/** The adjoint state at the end of the first pulse, 2 w e^{−Λτ} conj s, pulled back to the nodes: [n × 2 states]. */
function adjointStart(
  workspace: Workspace,
  model: ReducedModel,
  protocol: PgseProtocol,
  group: PulseGroup,
  s: WantedStates,
  own: Float64Array,
  views: { end: Float64Array; weights: Float64Array; weighted: Float64Array },
): Float64Array {
  const n = model.modes,
    wanted = own.length,
    nodes = group.grid.nodes.length,
    row = 2 * group.states;
  const amplitudes = wanted / group.sequences.length;
  const result = views.end.subarray(0, n * row).fill(0);
  [s.real, s.imaginary].forEach((part, half) => {
    const sign = half === 0 ? 2 : -2;
    for (let j = 0; j < n; j++) {
      group.sequences.forEach((sequence, i) => {
        const { delta, Delta } = protocol.sequences[sequence];
        const factor = sign * Math.exp(-model.eigenvalues[j] * (Delta - delta));
        for (let b = i * amplitudes; b < (i + 1) * amplitudes; b++) {
          views.weighted[j * wanted + b] = factor * own[b] * part[j * wanted + b];
        }
      });
    }
    views.weights.set(half === 0 ? group.grid.even : group.grid.odd);
    const out = result.subarray(half * group.states);
    gemm(
      workspace,
      { transB: true },
      n,
      nodes,
      wanted,
      1,
      views.weighted,
      wanted,
      views.weights,
      wanted,
      out,
      row,
    );
  });
  return result.slice();
}

/** C_B = −(C_AΛ + Σ C_kW_k + ½c₀aᵀ), its symmetric part: s' = −B⁻¹As, s(0) = B⁻¹a, and c₀ = 2 Re y(0). */
function massCotangent(
  workspace: Workspace,
  model: ReducedModel,
  stiffness: Float64Array,
  sums: Sums,
  views: { moment: Float64Array; mass: Float64Array },
): Float64Array {
  const n = model.modes, mass = views.mass.fill(0);
  for (let k = 0; k < 3; k++) {
    views.moment.set(model.moments[k]);
    gemm(workspace, {}, n, n, n, -1, sums.moments[k], n, views.moment, n, mass, n);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      mass[i * n + j] -= stiffness[i * n + j] * model.eigenvalues[j] +
        sums.start[i] * model.start[j] / 2;
    }
  }
  return symmetrise(mass, n);
}

/**
 * The cotangents of the reduced matrices for a loss of the signal.
 *
 * @param model The reduced system.
 * @param protocol The measurements.
 * @param states What {@linkcode reducedSignal} kept.
 * @param weights ∂L/∂S, [sequences × directions × bValues].
 * @returns The cotangents, symmetric.
 */
export function reducedCotangent(
  model: ReducedModel,
  protocol: PgseProtocol,
  states: readonly GroupStates[],
  weights: Float64Array,
): ReducedCotangent {
  const n = model.modes, square = n * n;
  const groups = states.map(({ group }) => group);
  const wanted = wantedSizes(n, groups);
  const most = (measure: (s: GroupStates) => number) =>
    states.reduce((m, s) => Math.max(m, measure(s)), 0);
  const inside = most((s) => s.inside[0].length);
  const points = most(({ group }) => group.quadraturePoints),
    count = most(({ group }) => group.states);
  const scratch = [
    ...wanted,
    wanted[2],
    inside,
    inside,
    2 * inside,
    points,
    count,
    2 * square,
    square,
    square,
    n,
  ];
  const sumSizes = new Array(4 + protocol.sequences.length).fill(square);
  const pulse = propagator(model, groups, true, [...scratch, ...sumSizes]);
  const { workspace } = pulse;
  const [
    end,
    interpolation,
    real,
    imaginary,
    weighted,
    forward,
    y,
    both,
    quadrature,
    q,
    integral,
    moment,
    mass,
    start,
  ] = scratch.map((size) => workspace.float64(size));
  const takeSquare = () => workspace.float64(square);
  const sums: Sums = {
    pulses: takeSquare(),
    moments: [takeSquare(), takeSquare(), takeSquare()],
    middles: protocol.sequences.map(takeSquare),
    start,
  };
  for (const kept of states) {
    const { group } = kept;
    const direction = protocol.directions.subarray(3 * group.direction, 3 * group.direction + 3);
    const own = groupWeights(protocol, group, weights);
    const views = { end, weights: interpolation, real, imaginary };
    const at = wantedStates(workspace, n, group, kept.end, views);
    addMiddles(workspace, n, group, at, own, weighted, sums);
    const from = adjointStart(workspace, model, protocol, group, at, own, {
      end,
      weights: interpolation,
      weighted,
    });
    addPulses(pulse, n, kept, from, direction, { forward, y, both, quadrature, q, integral }, sums);
  }
  const stiffness = symmetrise(sums.pulses, n);
  protocol.sequences.forEach(({ delta, Delta }, sequence) => {
    const middle = sums.middles[sequence];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const e = i * n + j;
        stiffness[e] -= middle[e] *
          dividedDecay(model.eigenvalues[i], model.eigenvalues[j], Delta - delta);
      }
    }
  });
  sums.moments.forEach((c) => symmetrise(c, n));
  const b = massCotangent(workspace, model, stiffness, sums, { moment, mass });
  return {
    stiffness: stiffness.slice(),
    mass: b.slice(),
    moments: [sums.moments[0].slice(), sums.moments[1].slice(), sums.moments[2].slice()],
    start: start.slice(),
  };
}
