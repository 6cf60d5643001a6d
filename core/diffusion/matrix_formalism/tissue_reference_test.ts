import { assertEquals, assertLess } from "@std/assert";
import { type ReferenceSequence, referenceTissue } from "../../../testing/reference_tissue.ts";
import { type TetMesh, tetMesh } from "../../mesh/mod.ts";
import { type SignalReport, simulateSignal } from "./mod.ts";

/** The largest difference of two signals. */
function apart(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}

/** The mesh with one node wherever nodes coincide: conforming, its compartments share nodes. */
function merged(mesh: TetMesh): TetMesh {
  const seen = new Map<string, number>();
  const to = Int32Array.from({ length: mesh.points.shape[0] }, (_, node) => {
    const key = mesh.points.data.subarray(3 * node, 3 * node + 3).join();
    const first = seen.get(key) ?? node;
    seen.set(key, first);
    return first;
  });
  const { points, tets, compartments } = mesh;
  return tetMesh({ points, tets: tets.map((node) => to[node]), compartments }, { repair: true });
}

/** Checks totals and compartments; returns the report. */
function check(
  report: SignalReport,
  { real, imag, compartments, error }: ReferenceSequence,
  volume: number,
  bound: number,
): void {
  const { signal, signalByCompartment } = report;
  assertLess(apart(signal.real.data, real) / volume, bound + error);
  assertLess(apart(signal.imag.data, imag) / volume, bound + error);
  assertEquals(signalByCompartment.length, compartments.length);
  compartments.forEach((expected, c) =>
    assertLess(apart(signalByCompartment[c].real.data, expected) / volume, bound + error)
  );
}

/**
 * The first b-values of a sequence: the bundle's oscillating gradients at the strongest, 4.7 T/m, take 800 basis vectors, and the
 * file's own truncation errs by up to 2.2e-6 there (time_stepping/reference_test.ts).
 */
function weakest(sequence: ReferenceSequence, count: number): ReferenceSequence {
  const { protocol } = sequence, bValues = protocol.bValues.length;
  const first = (signal: Float64Array) => signal.filter((_, i) => i % bValues < count);
  return {
    ...sequence,
    protocol: {
      ...protocol,
      q: protocol.q.slice(0, count),
      bValues: protocol.bValues.slice(0, count),
    },
    real: first(sequence.real),
    imag: first(sequence.imag),
    compartments: sequence.compartments.map(first),
  };
}

for (const name of ["sphere_nucleus_k1e-5_T2", "bundle3_ecs_k1e-5"] as const) {
  const { mesh, tissue, volume, eigenvalues, sequences } = referenceTissue(name);
  for (const given of sequences) {
    const strong = name === "bundle3_ecs_k1e-5" && given.name.includes("OGSE");
    const sequence = strong ? weakest(given, 3) : given;
    Deno.test(`${sequence.name} of ${name}, total and by compartment, is that of the reference`, () => {
      const report = simulateSignal(mesh, tissue, sequence.protocol, { tolerance: 1e-6 });
      check(report, sequence, volume, 1e-6);
      assertLess(Math.abs(report.volume / volume - 1), 1e-12);
    });
  }

  Deno.test(`the eigenvalues of ${name}, relaxation and permeability in them, are those of the reference`, () => {
    const report = simulateSignal(mesh, tissue, sequences[0].protocol, { modes: 40 });
    assertLess(apart(report.eigenvalues, eigenvalues) / eigenvalues[39], 1e-10);
  });

  Deno.test(`${name} gives the same signals whether compartments share nodes or not`, () => {
    const options = { modes: 30, corrected: 20 }, { protocol } = sequences[1];
    const apartReport = simulateSignal(mesh, tissue, protocol, options);
    const shared = merged(mesh);
    assertLess(shared.points.shape[0], mesh.points.shape[0]);
    const { signal } = simulateSignal(shared, tissue, protocol, options);
    assertLess(apart(signal.real.data, apartReport.signal.real.data) / volume, 1e-11);
  });
}
