/**
 * Apparent diffusion coefficients and Kärger signals of the reference meshes against an independent P1 code.
 *
 * @module
 */
import {
  adcTensors,
  homogenisedAdc,
  karger,
  kargerCompartments,
  pgse,
  protocol,
  shortTimeAdc,
  tensor,
} from "../../mod.ts";
import type { SequenceDescription, Tissue } from "../../mod.ts";
import { referenceTissue } from "../../testing/reference_tissue.ts";
import { type AccuracyRow, largestError } from "./row.ts";

interface SequenceFile {
  readonly type: "PGSE" | "DoublePGSE" | "CosOGSE" | "SinOGSE";
  readonly delta_us: number;
  readonly Delta_us: number;
  readonly tpause_us?: number;
  readonly nperiod?: number;
}

type Direction = "x" | "z" | "oblique";

interface AdcFile {
  readonly sequence: SequenceFile;
  readonly D_tensor_MF400?: number[][];
  readonly hadc_ode: Record<Direction, { adc: number; err: number; sta?: number }>;
}

interface KargerFile {
  readonly sequence: SequenceFile;
  readonly direction: Direction;
  readonly b: number[];
  readonly S: number[];
}

interface CellFile {
  readonly compartments: { readonly adc: AdcFile[] }[];
  readonly karger?: KargerFile[];
}

interface ClosedForm {
  readonly f: number;
  readonly Da: number;
  readonly Db: number;
  readonly kab: number;
  readonly delta: number;
  readonly Delta: number;
  readonly b: number;
  readonly signal: number;
}

const names = ["sphere_r5", "cyl_r2_h20", "bundle3_ecs_k1e-5", "sphere_nucleus_k1e-5_T2"] as const;
const directions: Record<Direction, number[]> = { x: [1, 0, 0], z: [0, 0, 1], oblique: [1, 2, 3] };
const directionNames = Object.keys(directions) as Direction[];
/** µs in a ms; also the µm²/ms in a µm²/µs. */
const MS = 1000;
/** Modes of the reference's tensors and Kärger signals. */
const MODES = 400;
/** Share of S0 below which a Kärger signal's error counts relative to it: oscillating gradients leave down to 1e-7 of S0. */
const KARGER_FLOOR = 2e-3;

function readJson<T>(path: string): T {
  const url = new URL(`../../testdata/diffusion/${path}.json`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(url));
}

function describe(sequence: SequenceFile): SequenceDescription {
  const { type, delta_us, Delta_us, tpause_us = 0, nperiod: periods = 1 } = sequence;
  const timing = { delta: delta_us / MS, Delta: Delta_us / MS };
  if (type === "PGSE") return { type, ...timing };
  return type === "DoublePGSE"
    ? { type, ...timing, pause: tpause_us / MS }
    : { type, ...timing, periods };
}

const measured = (sequences: readonly SequenceFile[]) =>
  protocol({
    sequences: sequences.map(describe),
    bValues: [1000],
    directions: Object.values(directions),
  });

const relative = (a: number[], b: number[]) => largestError(a, b, (i) => Math.abs(b[i]));

function* adcRows(name: typeof names[number], { compartments }: CellFile): Iterable<AccuracyRow> {
  const { mesh } = referenceTissue(name), tissue: Tissue = { compartments: [{ diffusivity: 2 }] };
  const sequences = compartments[0].adc.map(({ sequence }) => sequence);
  const whole = measured(sequences);
  const homogenised = homogenisedAdc(mesh, tissue, whole)();
  const short = shortTimeAdc(mesh, tissue, whole)();
  const entries = compartments.flatMap(({ adc }, c) =>
    adc.flatMap(({ hadc_ode }, s) =>
      directionNames.map((direction, d) => ({
        at: (c * sequences.length + s) * directionNames.length + d,
        ...hadc_ode[direction],
      }))
    )
  );
  const stated = Math.max(...entries.map(({ err }) => err));
  yield {
    what: `${name}: homogenised ADC, relative, ${entries.length} values`,
    target: 1e-6,
    measured: relative(
      entries.map(({ at }) => homogenised.data[at]),
      entries.map(({ adc }) => adc * MS),
    ),
    reference: `their error ${stated.toExponential(1)}`,
  };
  const timed = entries.filter(({ sta }) => sta !== undefined);
  yield {
    what: `${name}: short-time ADC, relative, ${timed.length} values`,
    target: 1e-6,
    measured: relative(
      timed.map(({ at }) => short.data[at]),
      timed.map(({ sta }) => sta! * MS),
    ),
    reference: "closed form",
  };
  const used = compartments[0].adc.flatMap(({ D_tensor_MF400: own }, s) => own ? [s] : []);
  const tensors = adcTensors(mesh, tissue, measured(used.map((s) => sequences[s])), {
    modes: MODES,
  })();
  const errors = compartments.flatMap(({ adc }, c) =>
    used.map((s, u) => {
      const expected = adc[s].D_tensor_MF400!.flat().map((d) => d * MS);
      const at = 9 * (c * used.length + u);
      return Math.hypot(...expected.map((d, k) => tensors.data[at + k] - d)) /
        Math.hypot(...expected);
    })
  );
  yield {
    what: `${name}: ADC tensor of ${MODES} modes, relative in norm, ${errors.length} tensors`,
    target: 1e-6,
    measured: Math.max(...errors),
    reference: "no error stated",
  };
}

function kargerRow(name: typeof names[number], signals: readonly KargerFile[]): AccuracyRow {
  const { mesh, tissue } = referenceTissue(name);
  const keys = signals.map(({ sequence }) => JSON.stringify(sequence)), unique = [...new Set(keys)];
  const simulate = karger(
    mesh,
    tissue,
    protocol({
      sequences: unique.map((key) => describe(JSON.parse(key))),
      bValues: signals[0].b,
      directions: Object.values(directions),
    }),
    { modes: MODES },
  );
  const { data } = simulate().real;
  const start = Math.max(...signals.flatMap(({ S }) => S));
  const errors = signals.flatMap(({ direction, b, S }, i) => {
    const row = unique.indexOf(keys[i]) * directionNames.length + directionNames.indexOf(direction);
    return S.map((expected, k) =>
      Math.abs(data[row * b.length + k] - expected) / Math.max(expected, KARGER_FLOOR * start)
    );
  });
  return {
    what:
      `${name}: Kärger signal, relative to it or to ${KARGER_FLOOR} S0, ${errors.length} values`,
    target: 1e-8,
    measured: Math.max(...errors),
    reference: "no error stated",
  };
}

function closedForms(): AccuracyRow {
  const { karger: cases } = readJson<{ karger: ClosedForm[] }>("analytic/exchange");
  const errors = cases.map(({ f, Da, Db, kab, delta, Delta, b, signal }) => {
    // The closed form is that of pulses without length, an effective diffusion time Δ − δ/3 apart.
    const time = MS * (Delta - delta / 3), k = kab / MS;
    const narrow = pgse({ delta: 1e-7, Delta: time, bValues: [b * 1e-6], directions: [[1, 0, 0]] });
    const simulate = kargerCompartments({
      fractions: tensor([f, 1 - f]),
      diffusivity: tensor([Da * 1e9, Db * 1e9]),
      exchangeRates: { shape: [2, 2], data: Float64Array.of(0, k, k * f / (1 - f), 0) },
    }, narrow);
    return Math.abs(simulate().real.data[0] / signal - 1);
  });
  return {
    what: `exchange.json: Kärger signal of two pools, relative, ${errors.length} values`,
    target: 1e-8,
    measured: Math.max(...errors),
    reference: "closed form of short pulses; ours last 1e-7 ms",
  };
}

/** Homogenised, short-time and matrix-formalism ADC of each compartment; Kärger signals. */
export function* adcAndKarger(): Iterable<AccuracyRow> {
  const file = readJson<Record<string, CellFile>>("fem/hadc_sta_karger");
  for (const name of names) yield* adcRows(name, file[name]);
  for (const name of names) {
    const { karger: signals } = file[name];
    if (signals) yield kargerRow(name, signals);
  }
  yield closedForms();
}
