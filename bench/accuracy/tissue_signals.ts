/**
 * Signals of all sequences on the meshes of testdata, in total and by compartment, against those of an independent P1 code with a
 * full Crank-Nicolson check.
 *
 * @module
 */
import {
  type ComplexTensor,
  matrixFormalism,
  simulateSignal,
  type TetMesh,
  timeStepping,
  type Tissue,
} from "../../mod.ts";
import {
  type ReferenceSequence,
  referenceTissue,
  type ReferenceTissueName,
} from "../../testing/reference_tissue.ts";
import { RECOMPUTED } from "../../testing/recomputed_signals.ts";
import type { AccuracyRow } from "./row.ts";

const names: readonly ReferenceTissueName[] = [
  "sphere_r5",
  "cyl_r2_h20",
  "bundle3_ecs_k1e-5",
  "sphere_nucleus_k1e-5_T2",
];
const TARGET = 1e-6;
const TOLERANCE = 1e-7;
/**
 * A basis for oscillating gradients of up to 4.7 T/m across the bundle's 14 µm: 3e-9 from that of 500 modes and 1200 corrections. On
 * smaller ones (140 modes and 300 corrections) truncation errs by 2e-6.
 */
const STRONG = { modes: 400, corrected: 300 };

interface CompartmentFile {
  readonly results: readonly {
    readonly S_compartment: readonly [number, number][][][] | null;
  }[];
}

/** Im S of each compartment of each sequence; a single one's is the total's, and the file leaves it out. */
function compartmentsImag(name: ReferenceTissueName): (Float64Array[] | undefined)[] {
  const path = new URL(`../../testdata/diffusion/fem/${name}.json`, import.meta.url);
  const { results }: CompartmentFile = JSON.parse(Deno.readTextFileSync(path));
  return results.map(({ S_compartment: compartments }) =>
    compartments?.map((signal) => Float64Array.from(signal.flat(), ([, imag]) => imag))
  );
}

interface Simulated {
  readonly total: ComplexTensor;
  readonly compartments: readonly ComplexTensor[];
  readonly basis: string;
}

function simulateAtTolerance(
  mesh: TetMesh,
  tissue: Tissue,
  { protocol }: ReferenceSequence,
): Simulated {
  const { signal, signalByCompartment, modes, corrections } = simulateSignal(
    mesh,
    tissue,
    protocol,
    { tolerance: TOLERANCE },
  );
  return {
    total: signal,
    compartments: signalByCompartment,
    basis: `at tolerance ${TOLERANCE} (${modes} modes + ${corrections} corrections)`,
  };
}

function simulateStrong(mesh: TetMesh, tissue: Tissue, { protocol }: ReferenceSequence): Simulated {
  const { real, imag } = matrixFormalism(mesh, tissue, protocol, {
    ...STRONG,
    byCompartment: true,
  })();
  const [count, ...shape] = real.shape, size = real.data.length / count;
  const part = (data: Float64Array, c: number) => data.subarray(c * size, (c + 1) * size);
  const sum = (data: Float64Array) => ({
    shape,
    data: part(data, 0).map((_, m) => {
      let total = 0;
      for (let c = 0; c < count; c++) total += data[c * size + m];
      return total;
    }),
  });
  return {
    total: { real: sum(real.data), imag: sum(imag.data) },
    compartments: Array.from({ length: count }, (_, c) => ({
      real: { shape, data: part(real.data, c) },
      imag: { shape, data: part(imag.data, c) },
    })),
    basis: `on ${STRONG.modes} modes + ${3 * STRONG.corrected} corrections`,
  };
}

/** |ΔS|/V over all directions and b-values of one signal. */
function errors(signal: ComplexTensor, real: Float64Array, imag: Float64Array, volume: number) {
  return Array.from(
    real,
    (re, m) =>
      Math.max(Math.abs(signal.real.data[m] - re), Math.abs(signal.imag.data[m] - imag[m])) /
      volume,
  );
}

/** The values recomputed against both of our own ways to them. */
function* recomputedRows(
  { name, real }: ReferenceSequence,
  ours: Readonly<Record<string, Float64Array>>,
  volume: number,
): Iterable<AccuracyRow> {
  const values = RECOMPUTED[name], bValues = real.length / 3;
  const largest = (of: Float64Array) =>
    Math.max(
      ...values.map(({ at: [d, b], real: own }) => Math.abs(of[d * bValues + b] / volume - own)),
    );
  for (const [model, signal] of Object.entries(ours)) {
    yield {
      what:
        `bundle3_ecs_k1e-5, ${name}, ${values.length} values recomputed in scipy: \\|ΔS\\|/V by ${model}`,
      target: TARGET,
      measured: largest(signal),
      reference: `1e-9; the file is ${largest(real).toExponential(1)} from them`,
    };
  }
}

/** The largest |ΔS|/V of real and imaginary parts, total and compartments, directions and b-values: a row per mesh and sequence. */
export function* tissueSignals(): Iterable<AccuracyRow> {
  for (const name of names) {
    const { mesh, tissue, volume, sequences } = referenceTissue(name);
    const imaginary = compartmentsImag(name);
    for (const [s, sequence] of sequences.entries()) {
      const strong = name === "bundle3_ecs_k1e-5" && sequence.name.includes("OGSE");
      const simulate = strong ? simulateStrong : simulateAtTolerance;
      const { total, compartments, basis } = simulate(mesh, tissue, sequence);
      const { real, imag, error } = sequence;
      const all = [
        ...errors(total, real, imag, volume),
        ...sequence.compartments.flatMap((own, c) =>
          errors(compartments[c], own, imaginary[s]?.[c] ?? imag, volume)
        ),
      ];
      const above = all.filter((x) => x > TARGET).length;
      yield {
        what: `${name}, ${sequence.name}: \\|ΔS\\|/V ${basis}`,
        target: TARGET,
        measured: all.reduce((most, x) => Math.max(most, x), 0),
        reference: `their error ${error.toExponential(1)}` +
          (above > 0 ? `; ${above} of ${all.length} values above the target` : ""),
      };
      if (!strong) continue;
      const options = { tolerance: TOLERANCE };
      const stepped = timeStepping(mesh, tissue, sequence.protocol, options)();
      yield* recomputedRows(sequence, {
        "matrix formalism": total.real.data,
        [`time stepping to ${TOLERANCE}`]: stepped.real.data,
      }, volume);
    }
  }
}
