/**
 * How far the graphics processor is from double precision on the processor, on every case of the physics.
 *
 *     deno run -A bench/gpu/accuracy.ts [sequences] [stepping] …
 *
 * Both use the same basis or the same steps, so that single precision alone is measured; `tolerance` alone lets the graphics processor
 * choose. All parts if none is named; on an adapter that computes on the processor those that take many minutes there (marked LONG
 * below) only by name. Exits with 1 if a target is missed.
 *
 * @module
 */
import { backendOn } from "../../gpu/backend.ts";
import { openGpu } from "../../gpu/device.ts";
import type { GpuBackend, Protocol } from "../../mod.ts";
import { markdownHeader, markdownRow } from "../markdown.ts";
import { toleranceRows } from "./accuracy/at_tolerance.ts";
import { evaluateBoth } from "./accuracy/matrix_formalism.ts";
import { microgliaRows } from "./accuracy/microglia.ts";
import { referenceTissueRows, steppedTissueRows } from "./accuracy/reference_tissues.ts";
import { remidiRows } from "./accuracy/remidi.ts";
import { cells, type GpuAccuracyRow, type GpuAccuracyRows, header, meets } from "./accuracy/row.ts";
import { cell, protocols, tissue } from "./accuracy/sequences.ts";
import { spinsOf, stepBoth } from "./accuracy/time_stepping.ts";

/** Longest step of time stepping, ms. */
const STEP = 0.5;

/** The same sequences for all, by one method or the other. */
async function* sequenceRows(
  evaluate: (name: string, protocol: Protocol) => Promise<GpuAccuracyRow>,
): AsyncIterable<GpuAccuracyRow> {
  for (const [name, protocol] of Object.entries(protocols)) yield await evaluate(name, protocol);
}

type Part = GpuAccuracyRows<GpuBackend>;

const SHORT: Readonly<Record<string, Part>> = {
  sequences: (backend) =>
    sequenceRows(async (name, protocol) => {
      const what = `a cell with a nucleus, ${name}`;
      return (await evaluateBoth(backend, { what, mesh: cell, tissue, protocol })).row;
    }),
  stepping: (backend) =>
    sequenceRows((name, protocol) => {
      const what = `a cell with a nucleus, ${name}`;
      return stepBoth(backend, { what, mesh: cell, tissue, protocol, step: STEP });
    }),
  tolerance: (backend) =>
    toleranceRows(backend, cell, tissue, protocols["PGSE 5/15"], spinsOf(cell, tissue)),
  sphere: (backend) => referenceTissueRows(backend, "sphere_r5"),
  nucleus: (backend) => referenceTissueRows(backend, "sphere_nucleus_k1e-5_T2"),
  cylinder: (backend) => referenceTissueRows(backend, "cyl_r2_h20"),
};

const LONG: Readonly<Record<string, Part>> = {
  tissues: (backend) => steppedTissueRows(backend, STEP),
  bundle: (backend) => referenceTissueRows(backend, "bundle3_ecs_k1e-5"),
  remidi: (backend) => remidiRows(backend),
  microglia: microgliaRows,
};

const parts = { ...SHORT, ...LONG };
using device = await openGpu();
const usual = device.software ? SHORT : parts;
const names = Deno.args.length > 0 ? Deno.args : Object.keys(usual);
const unknown = names.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`'${unknown}' is not a part: choose from ${Object.keys(parts).join(", ")}`);
  Deno.exit(2);
}
const backend = backendOn(device);
console.log(`${backend.description}\n\n${markdownHeader(header)}`);
let missed = 0;
for (const name of names) {
  for await (const row of parts[name](backend)) {
    console.log(markdownRow(cells(row)));
    if (!meets(row)) missed++;
  }
}
const left = Object.keys(parts).filter((name) => !names.includes(name));
if (left.length > 0) console.error(`Left out: ${left.join(", ")}`);
if (missed > 0) Deno.exit(1);
