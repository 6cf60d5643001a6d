/**
 * The layout of forward and adjoint states for a pulse's integral: 84 modes, 12 states, 21 quadrature times.
 *
 * @module
 */
import { pulsePairing, Workspace } from "../wasm/mod.ts";
import { fillRandom, randomSource } from "../wasm/testing.ts";
import { agree } from "./twins/agree.ts";
import { pairingTwin } from "./twins/propagation.ts";

const n = 84, states = 12, times = 21, size = times * n * 2 * states;
const workspace = new Workspace({ float64: [times, states, ...new Array(5).fill(size)] });
const random = randomSource(1);
const filled = (length: number) => fillRandom(workspace.float64(length), random);
const pulse = {
  n,
  states,
  weights: filled(times),
  q: filled(states),
  adjoint: filled(size),
  forward: filled(size),
};
const empty = () => workspace.float64(size), plainEmpty = () => new Float64Array(size);
const operands = { y: empty(), s: empty(), t: empty() };
const plain = { y: plainEmpty(), s: plainEmpty(), t: plainEmpty() };
pulsePairing(workspace, pulse, operands);
pairingTwin(pulse, plain);
agree("pulsePairing", operands.t, plain.t);

const group = "operands of a pulse integral";
Deno.bench("pairing, WASM", { group }, () => {
  pulsePairing(workspace, pulse, operands);
});
Deno.bench("pairing, TypeScript", { group, baseline: true }, () => {
  pairingTwin(pulse, plain);
});
