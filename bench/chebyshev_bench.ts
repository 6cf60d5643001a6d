/**
 * One pulse of one direction of an axon with 84 modes: exp(−δA) of a batch of states by the Chebyshev series.
 *
 * @module
 */
import { chebyshev } from "../wasm/mod.ts";
import { bendingCase } from "./cases/bending.ts";
import { chebyshevSteps } from "./cases/chebyshev_step.ts";
import { reducedCase } from "./cases/reduced_case.ts";
import { agree } from "./twins/agree.ts";
import { chebyshevTwin } from "./twins/propagation.ts";

const { case: of } = bendingCase();
const { workspace, batch, series } = chebyshevSteps(reducedCase(of), of.protocol)[0].step();
const terms = chebyshev(workspace, batch, series);
const plain = { ...batch, out: new Float64Array(batch.out.length) };
chebyshevTwin(plain, series, terms);
agree("chebyshev", batch.out, plain.out, 1e-10);

const group = `exp(−δA), n = ${batch.n}, ${batch.states} states, ${terms} terms`;
Deno.bench("Chebyshev, WASM", { group }, () => {
  chebyshev(workspace, batch, series);
});
Deno.bench("Chebyshev, TypeScript", { group, baseline: true }, () => {
  chebyshevTwin(plain, series, terms);
});
