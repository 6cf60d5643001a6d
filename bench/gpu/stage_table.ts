/**
 * The table of what the stages of the matrix formalism ask of a device.
 *
 * @module
 */
import { median } from "../compare/comparison.ts";
import type { Table } from "../markdown.ts";
import type { StageRun } from "./matrix_formalism/stages.ts";

/** What a device does at best, per second. */
export interface Ceilings {
  readonly flops: number;
  readonly bytes: number;
}

const show = (value: number) => value < 1e4 ? `${value}` : value.toExponential(2);

/**
 * Makes the table.
 *
 * @param runs Several runs of the same; times are their medians.
 * @param ceilings What the device does at best, where it was measured: the nearer of the two is told.
 * @returns The table, with a last row for the sum of all stages.
 */
export function stageTable(runs: readonly StageRun[], ceilings?: Ceilings): Table {
  const timed = runs[0].stages.map((own, s) => {
    return { ...own, time: median(runs.map((run) => run.stages[s].time)) };
  });
  const sum = (key: "runs" | "flops" | "bytes" | "up" | "readBacks" | "time") =>
    timed.reduce((total, own) => total + own[key], 0);
  const all = {
    stage: "all",
    runs: sum("runs"),
    flops: sum("flops"),
    bytes: sum("bytes"),
    up: sum("up"),
    readBacks: sum("readBacks"),
    time: sum("time"),
  };
  const rows = [...timed, all].map(({ stage, runs, flops, bytes, up, readBacks, time }) => {
    const seconds = time / 1000;
    const share = ceilings &&
      Math.max(flops / seconds / ceilings.flops, bytes / seconds / ceilings.bytes);
    return [
      stage,
      ...[runs, flops, bytes, up, readBacks].map(show),
      time.toFixed(1),
      ...[flops, bytes].map((x) => (x / seconds / 1e9).toPrecision(3)),
      ...share === undefined ? [] : [`${(100 * share).toPrecision(2)} %`],
    ];
  });
  const header = [
    "stage",
    "runs",
    "flops",
    "bytes moved",
    "bytes up",
    "read-backs",
    "ms",
    "GFLOP/s",
    "GB/s",
    ...ceilings ? ["of the nearer ceiling"] : [],
  ];
  return { caption: "Stages of value and gradient, each waited for", header, rows };
}
