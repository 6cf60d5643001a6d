/**
 * The signal of a real mouse microglia against a P1 computation with 300 modes: converged, and with the same 300 modes.
 *
 * @module
 */
import { pgse, readMesh, simulateSignal } from "../../mod.ts";
import { sharedFile, sharedJson } from "../../testing/reference_data.ts";
import { type AccuracyRow, largestError } from "./row.ts";

/** µs in a ms. */
const MS = 1000;
const TOLERANCE = 1e-7;
/** Most that |Δ(S/S0)| may be. */
const TARGET = 2e-6;

interface SignalsFile {
  readonly D: number;
  readonly modes: number;
  readonly b_values: number[];
  readonly directions: [number, number, number][];
  readonly results: {
    readonly delta_us: number;
    readonly Delta_us: number;
    readonly S_over_S0: number[][];
    readonly difference_200_vs_300_modes: number;
  }[];
}

/** |Δ(S/S0)| over both sequences, all directions and b-values. */
export function* microglia(): Iterable<AccuracyRow> {
  const file = sharedJson<SignalsFile>("cells/microglia_a.signals.json");
  const node = sharedFile("cells/microglia_a.node");
  if (!file || !node) {
    const reference = "../shared/data/cells is absent";
    yield { what: "microglia_a: \\|Δ(S/S0)\\|", target: TARGET, reference };
    return;
  }
  const mesh = readMesh(decodeURIComponent(node.pathname));
  const protocol = pgse({
    delta: file.results.map((result) => result.delta_us / MS),
    Delta: file.results.map((result) => result.Delta_us / MS),
    bValues: file.b_values,
    directions: file.directions,
  });
  const expected = file.results.flatMap((result) => result.S_over_S0.flat());
  const stated = Math.max(...file.results.map((result) => result.difference_200_vs_300_modes));
  const reference = `200 against 300 modes: ${stated.toExponential(1)}`;
  for (const options of [{ tolerance: TOLERANCE }, { modes: file.modes }]) {
    const tissue = { diffusivity: file.D * MS };
    const { signal, volume, modes, corrections, truncationError } = simulateSignal(
      mesh,
      tissue,
      protocol,
      options,
    );
    const basis = options.tolerance === undefined
      ? `with the same ${modes} modes`
      : `at tolerance ${TOLERANCE} (modes + corrections: ${modes} + ${corrections})`;
    yield {
      what: `microglia_a: \\|Δ(S/S0)\\| ${basis}`,
      target: TARGET,
      measured: largestError(signal.real.data.map((s) => s / volume), expected, () => 1),
      reference: `${reference}; our estimate of this basis: ${truncationError.toExponential(1)}`,
    };
  }
}
