/**
 * Propagation of the pulses: Chebyshev series at a few amplitudes and interpolation between them, against an Arnoldi
 * approximation per measurement.
 *
 * @module
 */
import { encodeProtocol } from "../../core/diffusion/protocol/mod.ts";
import { reducedSignal } from "../../core/diffusion/reduced/mod.ts";
import { chebyshev } from "../../wasm/mod.ts";
import { bendingCase } from "../cases/bending.ts";
import { chebyshevSteps } from "../cases/chebyshev_step.ts";
import { reducedCase } from "../cases/reduced_case.ts";
import type { Table } from "../markdown.ts";
import { arnoldiSignal } from "./arnoldi.ts";
import { median, milliseconds } from "./comparison.ts";

/** Size of the Krylov spaces that the errors are told by. */
const CONVERGED = 60;

/** Errors, numbers of products and times. */
export function studyPropagation(repeats: number): Table {
  const { name, case: of } = bendingCase();
  const model = reducedCase(of), { protocol } = of;
  const truth = arnoldiSignal(model, protocol, CONVERGED).signal;
  const error = (signal: Float64Array) => {
    const largest = Math.max(...signal.map((s, i) => Math.abs(s - truth[i])));
    return (largest / Math.max(...truth)).toExponential(1);
  };
  const rows = [20, 25, 30].map((krylov) => {
    const runs = Array.from({ length: repeats }, () => {
      let result = { signal: truth, products: 0, productTime: 0, smallTime: 0 };
      const time = milliseconds(() => result = arnoldiSignal(model, protocol, krylov));
      return { ...result, time };
    });
    const { products, signal } = runs[0];
    return [
      `Arnoldi, ${krylov} products a measurement`,
      String(truth.length),
      String(products),
      error(signal),
      median(runs.map((run) => run.productTime)).toFixed(1),
      median(runs.map((run) => run.smallTime)).toFixed(1),
      median(runs.map((run) => run.time)).toFixed(1),
    ];
  });
  let states = 0, products = 0, kernel = 0;
  for (const { plan, states: together, step } of chebyshevSteps(model, protocol)) {
    const { workspace, batch, series } = step();
    let terms = 0;
    const times = Array.from(
      { length: repeats },
      () => milliseconds(() => terms = chebyshev(workspace, batch, series)),
    );
    kernel += plan.steps * median(times);
    states += together;
    products += plan.steps * together * terms;
  }
  const encoded = encodeProtocol(protocol);
  let signal = reducedSignal(model, encoded).real;
  const times = Array.from(
    { length: 3 * repeats },
    () => milliseconds(() => signal = reducedSignal(model, encoded).real),
  );
  return {
    caption: `Pulses of ${name}, ${model.modes} modes, ${truth.length} measurements`,
    header: [
      "method",
      "states",
      "products n×n by vector",
      "\\|ΔS\\|/S0",
      "products, ms",
      "small exponentials, ms",
      "all, ms",
    ],
    rows: [...rows, [
      "Chebyshev series, interpolated in q",
      String(states),
      String(products),
      error(signal),
      kernel.toFixed(1),
      "",
      median(times).toFixed(1),
    ]],
  };
}
