/**
 * One step of one pulse of a reduced system, ready for the Chebyshev kernel.
 *
 * @module
 */
import { encodeProtocol } from "../../core/diffusion/protocol/mod.ts";
import type { ReducedModel } from "../../core/diffusion/reduced/mod.ts";
import { type PulsePlan, type RunPlan, runPlan } from "../../core/diffusion/reduced/plan.ts";
import { runsOf } from "../../core/diffusion/reduced/run.ts";
import { besselITerms, scaledBesselI } from "../../core/special/mod.ts";
import type { PgseProtocol } from "../../mod.ts";
import {
  CHEBYSHEV_RING,
  type ChebyshevBatch,
  type ChebyshevSeries,
  Workspace,
} from "../../wasm/mod.ts";

/** What the kernel takes, for the first step of a group. */
export interface ChebyshevStep {
  readonly workspace: Workspace;
  readonly batch: ChebyshevBatch;
  readonly series: ChebyshevSeries;
}

/** Relative size of a term below which the series ends. */
const TOLERANCE = 1e-12;

/** A pulse of a protocol, with the kernel's arrays made on demand. */
export interface ChebyshevPulse {
  readonly plan: PulsePlan;
  /** Number of states propagated together. */
  readonly states: number;
  readonly step: () => ChebyshevStep;
}

/** All pulses of a protocol. */
export function chebyshevSteps(model: ReducedModel, protocol: PgseProtocol): ChebyshevPulse[] {
  return runsOf(model, encodeProtocol(protocol), "shared")
    .map((run) => runPlan(model, run, false))
    .flatMap((run) =>
      run.plans.filter((plan) => plan.kind === "pulse").map((plan) => {
        return { plan, states: run.states, step: () => stepOf(model, run, plan) };
      })
    );
}

function stepOf(model: ReducedModel, run: RunPlan, plan: PulsePlan): ChebyshevStep {
  const n = model.modes, { states, grid } = run, { rho, direction } = plan, block = 2 * n * states;
  const time = rho * plan.interval.duration / plan.steps;
  const terms = besselITerms(time, 1e-70);
  const coefficients = scaledBesselI(time, terms).map((value, k) =>
    (k === 0 ? 1 : k % 2 === 0 ? 2 : -2) * value
  );
  const rows = 4 * Math.ceil(n / 4);
  const workspace = new Workspace({
    float64: [n * n, n, states, terms, block, block, block, CHEBYSHEV_RING * block, rows * n],
  });
  const coupling = workspace.float64(n * n);
  model.moments.forEach((w, k) => w.forEach((value, e) => coupling[e] += direction[k] * value));
  for (let j = 0; j < n; j++) coupling[j * (n + 1)] -= plan.centre;
  const q = workspace.float64(states), start = workspace.float64(block);
  q.set(grid.nodes.map((value) => value * plan.factor));
  for (let j = 0; j < n; j++) {
    start.fill(model.start[j], 2 * j * states, 2 * j * states + grid.nodes.length);
  }
  const batch: ChebyshevBatch = {
    n,
    states,
    eigenvalues: workspace.copyFloat64(model.eigenvalues),
    coupling,
    q,
    start,
    out: workspace.float64(block),
    product: workspace.float64(block),
    ring: workspace.float64(CHEBYSHEV_RING * block),
    packed: workspace.float64(rows * n),
  };
  const scale = Math.max(...model.start.map(Math.abs));
  const series: ChebyshevSeries = {
    rho,
    times: 1,
    coefficients: workspace.copyFloat64(coefficients),
    tolerance: TOLERANCE * scale,
  };
  return { workspace, batch, series };
}
