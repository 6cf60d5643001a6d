/**
 * Exact signals of slab, cylinder, sphere and rows of permeable cells against tabulated ones.
 *
 * @module
 */
import { type ExactShape, exactSignal, layeredSignal, pgse } from "../../mod.ts";
import { propagate, propagatorOf } from "../../core/diffusion/exact/propagate.ts";
import {
  ballFrame,
  cylinderFrame,
  labFrame,
  timelineOf,
} from "../../core/diffusion/exact/timeline.ts";
import { besselModel } from "../../testing/bessel_model.ts";
import { type CutCase, cutCases, permeableRows } from "../../testing/exact_reference.ts";
import { sharedJson } from "../../testing/reference_data.ts";
import { type AccuracyRow, largestError } from "./row.ts";

const TARGET = 1e-6;
/** Largest roots of the table's eigenfunctions, and of those it is continued with where the rest shows. */
const CUT = 36, FINER_CUT = 66;

const one = () => 1;

function shapeOf({ dimension, size }: CutCase): ExactShape {
  if (dimension === 1) return { kind: "slab", width: size };
  return dimension === 2
    ? { kind: "cylinder", radius: size, height: Infinity }
    : { kind: "sphere", radius: size };
}

/** The signals of the eigenfunctions with roots below a cut alone, by a way of their own to the eigenfunctions. */
function cutSignal({ dimension, size, diffusivity, protocol }: CutCase, cut: number): number[] {
  const propagator = propagatorOf(besselModel(dimension, size, diffusivity, cut));
  const [encoding] = protocol.encodings;
  const frame = [() => labFrame, cylinderFrame, ballFrame][dimension - 1](encoding);
  return Array.from(
    protocol.amplitudes[0],
    (q) => propagate(propagator, timelineOf(encoding, q, frame), false).real,
  );
}

function* tabulated(): Iterable<AccuracyRow> {
  let within = 0, continued = 0, cut = 0, table = 0, plain = 0, more = 0;
  for (const entry of cutCases()) {
    const exact = exactSignal(shapeOf(entry), entry.diffusivity, entry.protocol);
    const apart = largestError(exact, entry.signal, one);
    table = Math.max(table, largestError(cutSignal(entry, CUT), entry.signal, one));
    if (apart <= TARGET) {
      within = Math.max(within, apart);
      plain += exact.length;
      continue;
    }
    cut = Math.max(cut, apart);
    more += exact.length;
    continued = Math.max(continued, largestError(exact, cutSignal(entry, FINER_CUT), one));
  }
  yield {
    what: `mcf.json as tabulated: \\|Δ(S/S0)\\|, ${plain} values`,
    target: TARGET,
    measured: within,
    reference: `roots up to ${CUT} suffice; with them alone we reproduce the table to ${
      table.toExponential(1)
    }`,
  };
  yield {
    what:
      `mcf.json continued from roots up to ${CUT} to roots up to ${FINER_CUT}: \\|Δ(S/S0)\\|, ${more} values`,
    target: TARGET,
    measured: continued,
    reference: `the table's own cut leaves out ${cut.toExponential(1)}`,
  };
}

function permeable(): AccuracyRow {
  const rows = permeableRows();
  const errors = rows.map(({ widths, permeability, diffusivity, protocol, signal }) => {
    const interfaces = widths.slice(1).map((_, i) => {
      return { between: [i, i + 1] as [number, number], permeability };
    });
    const tissue = { compartments: [{ diffusivity }], interfaces };
    const { real } = layeredSignal({ kind: "slab", widths }, tissue, protocol)();
    return Math.abs(real.data[0] - signal);
  });
  return {
    what: `exchange.json, rows of permeable cells: \\|Δ(S/S0)\\|, ${errors.length} values`,
    target: TARGET,
    measured: Math.max(...errors),
    reference: "1e-6; extrapolated finite volumes",
  };
}

interface MisstFile {
  readonly cases: {
    readonly geometry: "cylinder" | "sphere";
    readonly radius_m: number;
    readonly D_m2_per_s: number;
    readonly delta_s: number;
    readonly Delta_s: number;
    readonly b_s_per_m2: number[];
    readonly misst: number[];
    readonly mcf_own: number[];
  }[];
}

function* misst(): Iterable<AccuracyRow> {
  const what = "misst.json: \\|Δ(S/S0)\\|", target = 2e-3;
  const file = sharedJson<MisstFile>("diffusion/analytic/misst.json");
  if (!file) {
    yield { what, target, reference: "../shared/data/diffusion/analytic is absent" };
    return;
  }
  let ofToolbox = 0, ofExact = 0, count = 0;
  for (const entry of file.cases) {
    const radius = entry.radius_m * 1e6;
    const shape: ExactShape = entry.geometry === "sphere"
      ? { kind: "sphere", radius }
      : { kind: "cylinder", radius, height: Infinity };
    const protocol = pgse({
      delta: entry.delta_s * 1000,
      Delta: entry.Delta_s * 1000,
      bValues: entry.b_s_per_m2.map((b) => b * 1e-6),
      directions: [[1, 0, 0]],
    });
    const signal = exactSignal(shape, entry.D_m2_per_s * 1e9, protocol);
    ofToolbox = Math.max(ofToolbox, largestError(signal, entry.misst, one));
    ofExact = Math.max(ofExact, largestError(signal, entry.mcf_own, one));
    count += signal.length;
  }
  yield {
    what: `${what}, ${count} values of the MISST toolbox`,
    target,
    measured: ofToolbox,
    reference: "up to 1.4e-3 from exact",
  };
  yield {
    what: `${what}, the exact values beside them`,
    target: TARGET,
    measured: ofExact,
    reference: "no error stated",
  };
}

/** `mcf.json`, `exchange.json` and `misst.json`. */
export function* exactShapes(): Iterable<AccuracyRow> {
  yield* tabulated();
  yield permeable();
  yield* misst();
}
