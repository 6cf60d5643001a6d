/**
 * One step of one pulse of a reduced system, ready for the Chebyshev kernel.
 *
 * @module
 */
import {
  type PulseGroup,
  pulseGroups,
  type ReducedModel,
} from "../../core/diffusion/reduced/mod.ts";
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

/** The groups of a protocol, each with the kernel's arrays made on demand. */
export function chebyshevSteps(
  model: ReducedModel,
  protocol: PgseProtocol,
): { group: PulseGroup; step: () => ChebyshevStep }[] {
  return pulseGroups(model, protocol).map((group) => ({
    group,
    step: () => stepOf(model, group, protocol.directions.subarray(3 * group.direction)),
  }));
}

function stepOf(model: ReducedModel, group: PulseGroup, direction: Float64Array): ChebyshevStep {
  const n = model.modes, { states, rho } = group, block = 2 * n * states;
  const time = rho * group.delta / group.steps;
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
  for (let j = 0; j < n; j++) coupling[j * (n + 1)] -= group.centre;
  const q = workspace.float64(states), start = workspace.float64(block);
  q.set(group.grid.nodes);
  for (let j = 0; j < n; j++) {
    start.fill(model.start[j], 2 * j * states, 2 * j * states + group.grid.nodes.length);
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
