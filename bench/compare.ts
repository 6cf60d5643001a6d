/**
 * Torrey against the programs of bench/reference, alternately in the same run: medians and ratios.
 *
 * `deno run -A bench/compare.ts [--repeats N] [gemm] [eigh] …`; all comparisons if none is named.
 *
 * @module
 */
import { advantage, type Comparison, type Figure, median } from "./compare/comparison.ts";
import { compareEigh } from "./compare/eigh.ts";
import { compareGemm } from "./compare/gemm.ts";

const comparisons: Readonly<Record<string, Comparison>> = {
  gemm: compareGemm,
  eigh: compareEigh,
};

function row(figure: Figure): string {
  const ratio = advantage(figure);
  const goal = figure.target === undefined
    ? ""
    : `≥ ${figure.target}: ${ratio >= figure.target ? "reached" : "missed"}`;
  const numbers = [median(figure.ours), median(figure.theirs)].map((x) =>
    `${x.toPrecision(4)} ${figure.unit}`
  );
  return `| ${[figure.what, ...numbers, ratio.toFixed(2), goal].join(" | ")} |`;
}

const args = [...Deno.args];
const flag = args.indexOf("--repeats");
const repeats = flag < 0 ? 5 : Number(args.splice(flag, 2)[1]);
const names = args.length > 0 ? args : Object.keys(comparisons);
const unknown = names.find((name) => !(name in comparisons));
if (unknown !== undefined || !(Number.isInteger(repeats) && repeats > 0)) {
  const known = Object.keys(comparisons).join(", ");
  console.error(
    unknown === undefined
      ? "'--repeats' takes a positive whole number"
      : `'${unknown}' is not a comparison: choose from ${known}`,
  );
  Deno.exit(2);
}
console.log("| what, against what | Torrey | reference | times better | target |");
console.log("|---|---|---|---|---|");
for (const name of names) {
  for (const figure of await comparisons[name](repeats)) console.log(row(figure));
}
