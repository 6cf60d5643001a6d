/**
 * Torrey against the programs of bench/reference and against other ways of its own, alternately in the same run: medians.
 *
 * `deno run -A bench/compare.ts [--repeats N] [--record MACHINE] [gemm] [eigh] …`; all comparisons if none is named.
 * `--record` appends the figures to bench/history.csv, with the machine in your words. `taskset -c 1` before it keeps both
 * sides to one core.
 *
 * @module
 */
import {
  advantage,
  type Comparison,
  type Figure,
  median,
  reached,
  type Study,
} from "./compare/comparison.ts";
import { compareEigen } from "./compare/eigen.ts";
import { compareEigh } from "./compare/eigh.ts";
import { compareGemm } from "./compare/gemm.ts";
import { studyPropagation } from "./compare/propagation.ts";
import { compareSimulation } from "./compare/simulation.ts";
import { studyTolerance } from "./compare/tolerance.ts";
import { compareWhole } from "./compare/whole.ts";
import { appendHistory, takeFlag } from "./history.ts";
import { markdownRow, markdownTable } from "./markdown.ts";

const comparisons: Readonly<Record<string, Comparison>> = {
  gemm: compareGemm,
  eigh: compareEigh,
  eigen: compareEigen,
  simulation: compareSimulation,
  whole: compareWhole,
};
const studies: Readonly<Record<string, Study>> = {
  propagation: studyPropagation,
  tolerance: studyTolerance,
};

function cells(figure: Figure): string[] {
  const { what, unit, ours, theirs, target, limit } = figure;
  const numbers = [median(ours), median(theirs)].map((x) => `${x.toPrecision(4)} ${unit}`);
  const goals = [
    ...(target === undefined ? [] : [`≥ ${target} times`]),
    ...(limit === undefined ? [] : [`≤ ${limit.toPrecision(3)} ${unit}`]),
  ];
  const goal = goals.length === 0
    ? ""
    : `${goals.join(", ")}: ${reached(figure) ? "reached" : "missed"}`;
  return [what, ...numbers, advantage(figure).toFixed(2), goal];
}

const args = [...Deno.args];
const machine = takeFlag(args, "--record");
const repeats = Number(takeFlag(args, "--repeats") ?? 5);
const known = [...Object.keys(comparisons), ...Object.keys(studies)];
const names = args.length > 0 ? args : known;
const unknown = names.find((name) => !known.includes(name));
if (unknown !== undefined || !(Number.isInteger(repeats) && repeats > 0) || machine === "") {
  console.error(
    unknown !== undefined
      ? `'${unknown}' is not a comparison: choose from ${known.join(", ")}`
      : machine === ""
      ? "'--record' takes the machine in general words"
      : "'--repeats' takes a positive whole number",
  );
  Deno.exit(2);
}
const figures: { part: string; figure: Figure }[] = [];
for (const part of names.filter((name) => name in comparisons)) {
  if (figures.length === 0) {
    console.log("| what, against what | Torrey | reference | times better | target |");
    console.log("|---|---|---|---|---|");
  }
  for (const figure of await comparisons[part](repeats)) {
    console.log(markdownRow(cells(figure)));
    figures.push({ part, figure });
  }
}
for (const name of names.filter((name) => name in studies)) {
  console.log(markdownTable(studies[name](repeats)));
}
if (machine !== undefined) {
  appendHistory(
    machine,
    figures.map(({ part, figure }) => ({
      part,
      what: figure.what,
      unit: figure.unit,
      ours: median(figure.ours),
      theirs: median(figure.theirs),
    })),
  );
}
