/**
 * The accuracy Torrey should have, measured: each figure with its target and the error its reference states.
 *
 * `deno run -A bench/accuracy.ts [--record MACHINE] [--walkers N] [tissues] [microglia] …`; all rows if none is named. Exits
 * with 1 if a target is missed. `--walkers` is for the part of that name, a million by default. `--record` appends the figures to bench/history.csv, with the machine in your words.
 *
 * @module
 */
import { adcAndKarger } from "./accuracy/adc_karger.ts";
import { convergence } from "./accuracy/convergence.ts";
import { exactShapes } from "./accuracy/exact_shapes.ts";
import { finiteDifferences } from "./accuracy/finite_differences.ts";
import { inputGradients } from "./accuracy/input_gradients.ts";
import { microglia } from "./accuracy/microglia.ts";
import { monteCarloAgreement } from "./accuracy/monte_carlo.ts";
import { remidiGradients, remidiSignals } from "./accuracy/remidi.ts";
import { type AccuracyRows, cells, passes } from "./accuracy/row.ts";
import { timeSteppingAgreement } from "./accuracy/time_stepping.ts";
import { tissueSignals } from "./accuracy/tissue_signals.ts";
import { appendHistory, type HistoryLine, takeFlag } from "./history.ts";
import { markdownHeader, markdownRow } from "./markdown.ts";

const args = [...Deno.args];
const machine = takeFlag(args, "--record");
const walkers = takeFlag(args, "--walkers");

const parts: Readonly<Record<string, AccuracyRows>> = {
  tissues: tissueSignals,
  adc: adcAndKarger,
  exact: exactShapes,
  stepping: timeSteppingAgreement,
  inputs: inputGradients,
  microglia,
  convergence,
  signals: remidiSignals,
  gradients: remidiGradients,
  differences: finiteDifferences,
  walkers: () => monteCarloAgreement(walkers === undefined ? {} : { walkers: Number(walkers) }),
};

const names = args.length > 0 ? args : Object.keys(parts);
const unknown = names.find((name) => !(name in parts));
if (unknown !== undefined || machine === "") {
  console.error(
    unknown === undefined
      ? "'--record' takes the machine in general words"
      : `'${unknown}' is not a row: choose from ${Object.keys(parts).join(", ")}`,
  );
  Deno.exit(2);
}
let missed = 0;
const lines: HistoryLine[] = [];
console.log(markdownHeader(["what", "target", "measured", "reference", ""]));
for (const name of names) {
  for await (const row of parts[name]()) {
    console.log(markdownRow(cells(row)));
    if (!passes(row)) missed++;
    if (row.measured !== undefined) {
      lines.push({ part: name, what: row.what, unit: "", ours: row.measured });
    }
  }
}
if (machine !== undefined) appendHistory(machine, lines);
if (missed > 0) Deno.exit(1);
