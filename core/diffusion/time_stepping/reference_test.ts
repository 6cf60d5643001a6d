import { assertLess } from "@std/assert";
import { encodeProtocol, pgse } from "../protocol/mod.ts";
import { RECOMPUTED } from "../../../testing/recomputed_signals.ts";
import { referenceTissue, type ReferenceTissueName } from "../../../testing/reference_tissue.ts";
import { timeSteppingEvaluator } from "./mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";

interface CrankNicolsonFile {
  btpde_cn_richardson_check: { b: number; S: [number, number] };
}

const names: ReferenceTissueName[] = [
  "sphere_r5",
  "cyl_r2_h20",
  "bundle3_ecs_k1e-5",
  "sphere_nucleus_k1e-5_T2",
];

const TOLERANCE = 1e-6;

for (const name of names) {
  Deno.test(`the signals of ${name} are those of the reference`, () => {
    const { mesh, tissue, volume, sequences } = referenceTissue(name);
    const geometry = tissueMesh(mesh, tissue);
    for (const { name: sequence, protocol, real, imag, error } of sequences) {
      const whole = encodeProtocol(protocol), columns = whole.amplitudes[0].length;
      // Oscillating gradients as strong as the strongest turn the phase so fast that a test would take minutes.
      const oscillates = sequence.includes("OGSE");
      const encodings = oscillates ? [0] : [0, whole.encodings.length - 1];
      const amplitudes = oscillates ? [1, 2] : [1, columns - 1];
      const initial = {
        points: geometry.mesh.points.data,
        coefficients: tissueCoefficients(geometry, tissue),
        protocol: {
          shape: [encodings.length, amplitudes.length],
          encodings: encodings.map((e) => whole.encodings[e]),
          amplitudes: encodings.map((e) =>
            Float64Array.from(amplitudes, (a) => whole.amplitudes[e][a])
          ),
        },
      };
      const evaluate = timeSteppingEvaluator(geometry, initial, { tolerance: TOLERANCE });
      const signal = evaluate(initial, false);
      encodings.forEach((e, i) =>
        amplitudes.forEach((a, j) => {
          const at = e * columns + a, got = i * amplitudes.length + j;
          const off = Math.hypot(signal.real[got] - real[at], signal.imag[got] - imag[at]);
          assertLess(off / volume, TOLERANCE + error);
        })
      );
    }
  });

  Deno.test(`one signal of ${name} is that of Crank-Nicolson with extrapolation`, () => {
    const url = new URL(`../../../testdata/diffusion/fem/${name}.json`, import.meta.url);
    const { b, S } = (JSON.parse(Deno.readTextFileSync(url)) as CrankNicolsonFile)
      .btpde_cn_richardson_check;
    const { mesh, tissue, volume } = referenceTissue(name);
    const protocol = pgse({ delta: 10, Delta: 20, bValues: [b], directions: [[1, 2, 3]] });
    const geometry = tissueMesh(mesh, tissue);
    const initial = {
      points: geometry.mesh.points.data,
      coefficients: tissueCoefficients(geometry, tissue),
      protocol: encodeProtocol(protocol),
    };
    const signal = timeSteppingEvaluator(geometry, initial, { tolerance: 1e-8 })(initial, false);
    const off = Math.hypot(signal.real[0] - S[0], signal.imag[0] - S[1]) / volume;
    assertLess(off, 1e-8);
  });
}

Deno.test("strong oscillating gradients, of which the bundle's file is 2e-6 off, are as recomputed", () => {
  const { mesh, tissue, volume, sequences } = referenceTissue("bundle3_ecs_k1e-5");
  const geometry = tissueMesh(mesh, tissue);
  for (const { name, protocol } of sequences) {
    const along = (RECOMPUTED[name] ?? []).filter(({ at: [direction] }) => direction === 0);
    if (along.length === 0) continue;
    const whole = encodeProtocol(protocol);
    const amplitudes = Float64Array.from(along, ({ at: [e, b] }) => whole.amplitudes[e][b]);
    const initial = {
      points: geometry.mesh.points.data,
      coefficients: tissueCoefficients(geometry, tissue),
      protocol: {
        shape: [along.length],
        encodings: [whole.encodings[0]],
        amplitudes: [amplitudes],
      },
    };
    const evaluate = timeSteppingEvaluator(geometry, initial, { tolerance: 5e-7 });
    const { real } = evaluate(initial, false);
    along.forEach((value, i) => assertLess(Math.abs(real[i] / volume - value.real), 5e-7));
  }
});
