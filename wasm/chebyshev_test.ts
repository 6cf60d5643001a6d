import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { besselITerms, scaledBesselI } from "../core/special/mod.ts";
import { exponentialAction } from "../testing/exponential_action.ts";
import { chebyshev, CHEBYSHEV_RING, Workspace } from "./mod.ts";
import { fillRandom, randomSource } from "./testing.ts";

/** One batch: λ_max t = `decay`, |q| ‖W‖_F t ≤ `phase` for the longest time. */
interface Trial {
  n: number;
  states: number;
  times: number[];
  decay: number;
  phase: number;
  /** Part of the needed coefficients that are given, 1 by default. */
  given?: number;
  /** What the vectors are multiplied with, 1 by default. */
  scale?: number;
}

/** Runs the kernel; returns the number of terms, and the largest error relative to the largest vector. */
function run({ n, states, times, decay, phase, given = 1, scale = 1 }: Trial) {
  const random = randomSource(n + 100 * states + 10_000 * times.length);
  const last = times[times.length - 1], largest = decay / last, rho = Math.max(largest / 2, 1e-9);
  const needed = besselITerms(rho * last, 1e-70), terms = Math.max(1, Math.round(given * needed));
  const size = n * 2 * states;
  const workspace = new Workspace({
    float64: [
      n,
      n * n,
      states,
      size,
      times.length * size,
      CHEBYSHEV_RING * size,
      size,
      times.length * terms,
    ],
  });
  const eigenvalues = workspace.float64(n), coupling = workspace.float64(n * n);
  for (let i = 0; i < n; i++) {
    eigenvalues[i] = i === n - 1 ? largest : largest * random();
    for (let j = 0; j <= i; j++) coupling[i * n + j] = coupling[j * n + i] = 2 * random() - 1;
  }
  const norm = Math.sqrt(coupling.reduce((sum, value) => sum + value * value, 0));
  const q = fillRandom(workspace.float64(states), random).map((x) => x * phase / (norm * last));
  const batch = {
    n,
    states,
    eigenvalues,
    coupling,
    q: workspace.float64(0).length === 0 ? workspace.copyFloat64(q) : q,
    start: fillRandom(workspace.float64(size), random),
    out: workspace.float64(times.length * size),
    ring: workspace.float64(CHEBYSHEV_RING * size),
    product: workspace.float64(size),
  };
  for (let e = 0; e < size; e++) batch.start[e] *= scale;
  const coefficients = workspace.float64(times.length * terms);
  times.forEach((t, row) =>
    scaledBesselI(rho * t, terms).forEach((value, k) => {
      coefficients[row * terms + k] = (k === 0 ? 1 : k % 2 ? -2 : 2) * value;
    })
  );
  const tolerance = 1e-16 * Math.abs(scale);
  const used = chebyshev(workspace, batch, { rho, times: times.length, coefficients, tolerance });
  return { used, needed, batch };
}
