import { assertAlmostEquals, assertLess } from "@std/assert";
import { besselModel } from "../../../testing/bessel_model.ts";
import {
  type CutCase,
  cutCases,
  exactResults,
  permeableRows,
  pulsePieces,
} from "../../../testing/exact_reference.ts";
import { sharedJson } from "../../../testing/reference_data.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import { type ExactShape, exactSignal, layeredSignal } from "./mod.ts";
import { propagate, propagatorOf } from "./propagate.ts";
import { ballFrame, cylinderFrame, labFrame, timelineOf } from "./timeline.ts";

const shapeOf = ({ dimension, size }: CutCase): ExactShape =>
  dimension === 1
    ? { kind: "slab", width: size }
    : dimension === 2
    ? { kind: "cylinder", radius: size, height: Infinity }
    : { kind: "sphere", radius: size };

/** The signals of the first encoding with the eigenfunctions below a cut alone. */
function cutSignal(
  { dimension, size, diffusivity, protocol }: Omit<CutCase, "name" | "signal">,
  cut: number,
): number[] {
  const propagator = propagatorOf(besselModel(dimension, size, diffusivity, cut));
  const [encoding] = protocol.encodings;
  const frame = [() => labFrame, cylinderFrame, ballFrame][dimension - 1](encoding);
  return Array.from(
    protocol.amplitudes[0],
    (q) => propagate(propagator, timelineOf(encoding, q, frame), false).real,
  );
}

Deno.test("exactSignal() agrees with the tabulated signals to 1e-6, beyond what their cut leaves out", () => {
  // The table is that of the eigenfunctions with roots below 36; of the widest shapes in the shortest times that leaves out up to
  // 1e-5. Where it shows, roots up to 66 leave out 1/20 of it: the errors fall as the fifth power of the cut.
  for (const entry of cutCases()) {
    const { name, signal } = entry;
    const exact = exactSignal(shapeOf(entry), entry.diffusivity, entry.protocol);
    const worst = Math.max(...exact.map((s, k) => Math.abs(s - signal[k])));
    if (worst <= 1e-6) continue;
    const finer = cutSignal(entry, 66);
    exact.forEach((s, k) => {
      assertAlmostEquals(s, finer[k], 1e-6, name);
      assertLess(Math.abs(s - finer[k]), Math.abs(s - signal[k]) / 10 + 1e-9, name);
    });
  }
});

Deno.test("the table of exact signals is that of the eigenfunctions with roots below 36", () => {
  for (const entry of cutCases()) {
    cutSignal(entry, 36).forEach((s, k) =>
      assertAlmostEquals(s, entry.signal[k], 1e-11, `${entry.name}, ${k}`)
    );
  }
});

Deno.test("exactSignal() agrees with the exact sphere and cylinder of the reference meshes, all sequences", () => {
  // Their sets of eigenfunctions are cut, too: pulses err by up to 9e-8, oscillating gradients by up to 9e-7.
  const shapes = {
    sphere_r5: { kind: "sphere", radius: 5 },
    cyl_r2_h20: { kind: "cylinder", radius: 2, height: 20 },
  } as const;
  for (const file of ["sphere_r5", "cyl_r2_h20"] as const) {
    for (const { name, protocol, exact } of exactResults(file)) {
      const tolerance = name.includes("OGSE") ? 1e-6 : 1e-7;
      exactSignal(shapes[file], 2, protocol).forEach((s, k) =>
        assertAlmostEquals(s, exact[k], tolerance, `${name}, ${k}`)
      );
    }
  }
});

Deno.test("the exact signals of the reference sphere are those of the eigenfunctions with roots below 28", () => {
  for (const { name, protocol, exact } of exactResults("sphere_r5")) {
    const cut = cutSignal({ dimension: 3, size: 5, diffusivity: 2, protocol }, 28);
    // They are given to 9 digits.
    cut.forEach((s, k) => assertAlmostEquals(s, exact[k], 3e-9, `${name}, ${k}`));
  }
});

Deno.test("layeredSignal() agrees with the exact cell with a nucleus and two T2, all sequences", () => {
  const cell = (protocol: EncodedProtocol) =>
    layeredSignal({ kind: "sphere", radii: [3, 5] }, {
      compartments: [{ diffusivity: 2, T2: 20 }, { diffusivity: 2, T2: 80 }],
      interfaces: [{ between: [0, 1], permeability: 0.01 }],
    }, protocol)().real.data;
  for (const { name, protocol, exact } of exactResults("sphere_nucleus_k1e-5_T2")) {
    const tolerance = name.includes("OGSE") ? 1e-6 : 1e-7;
    cell(protocol).forEach((s, k) => assertAlmostEquals(s, exact[k], tolerance, `${name}, ${k}`));
  }
});

Deno.test("layeredSignal() agrees with the row of permeable cells to 1e-8", () => {
  for (const { widths, permeability, diffusivity, protocol, signal } of permeableRows()) {
    const interfaces = widths.slice(1).map((_, i) => ({
      between: [i, i + 1] as [number, number],
      permeability,
    }));
    const row = layeredSignal({ kind: "slab", widths }, {
      compartments: [{ diffusivity }],
      interfaces,
    }, protocol)();
    assertAlmostEquals(row.real.data[0], signal, 1e-8, `κ = ${permeability} µm/ms`);
    assertAlmostEquals(row.imag.data[0], 0, 1e-14);
  }
});

interface MisstFile {
  cases: {
    geometry: "cylinder" | "sphere";
    radius_m: number;
    D_m2_per_s: number;
    delta_s: number;
    Delta_s: number;
    b_s_per_m2: number[];
    misst: number[];
    mcf_own: number[];
  }[];
}

const misst = sharedJson<MisstFile>("diffusion/analytic/misst.json");

Deno.test({
  name: misst
    ? "exactSignal() agrees with the MISST toolbox to 2e-3, and to 1e-6 with the exact values beside it"
    : "exactSignal() against the MISST toolbox (skipped: its data is not here)",
  ignore: misst === undefined,
  fn: () => {
    for (const all of misst!.cases) {
      // Of the 100 b-values every fourth.
      const entry = { ...all };
      for (const key of ["b_s_per_m2", "misst", "mcf_own"] as const) {
        entry[key] = all[key].filter((_, k) => k % 4 === 3);
      }
      const [delta, Delta] = [entry.delta_s * 1000, entry.Delta_s * 1000];
      const radius = entry.radius_m * 1e6;
      const shape: ExactShape = entry.geometry === "sphere"
        ? { kind: "sphere", radius }
        : { kind: "cylinder", radius, height: Infinity };
      const q = entry.b_s_per_m2.map((b) =>
        Math.sqrt(b * 1e-9 / (delta ** 2 * (Delta - delta / 3)))
      );
      const signal = exactSignal(shape, entry.D_m2_per_s * 1e9, {
        shape: [q.length],
        encodings: [{ pieces: pulsePieces(delta, Delta, [1, 0, 0]) }],
        amplitudes: [Float64Array.from(q)],
      });
      signal.forEach((s, k) => {
        assertAlmostEquals(s, entry.misst[k], 2e-3);
        assertAlmostEquals(s, entry.mcf_own[k], 1e-6);
      });
    }
  },
});
