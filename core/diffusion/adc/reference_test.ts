import { assertAlmostEquals, assertLess } from "@std/assert";
import { tetMesh } from "../../mesh/mod.ts";
import { protocol } from "../protocol/mod.ts";
import { adcTensors, homogenisedAdc, shortTimeAdc } from "./mod.ts";

interface Sequence {
  readonly type: "PGSE" | "DoublePGSE" | "CosOGSE" | "SinOGSE";
  readonly delta_us: number;
  readonly Delta_us: number;
  readonly tpause_us?: number;
  readonly nperiod?: number;
}

interface Adc {
  readonly sequence: Sequence;
  readonly D_tensor_MF400?: number[][];
  readonly hadc_ode: Record<
    "x" | "z" | "oblique",
    { adc: number; sta?: number; mf?: number | null }
  >;
}

const file = (name: string) =>
  JSON.parse(
    Deno.readTextFileSync(new URL(`../../../testdata/diffusion/fem/${name}.json`, import.meta.url)),
  );

const references: Record<string, { compartments: { adc: Adc[] }[] }> = file("hadc_sta_karger");
const directions = { x: [1, 0, 0], z: [0, 0, 1], oblique: [1, 2, 3] };
/** µm²/ms in a µm²/µs. */
const D = 1000;

function describe({ type, delta_us, Delta_us, tpause_us = 0, nperiod = 1 }: Sequence) {
  const timing = { delta: delta_us / 1000, Delta: Delta_us / 1000 };
  if (type === "PGSE") return { type, ...timing };
  return type === "DoublePGSE"
    ? { type, ...timing, pause: tpause_us / 1000 }
    : { type, ...timing, periods: nperiod };
}

/** A reference mesh; the two compartment meshes have their own nodes on both sides of a wall. */
function cell(name: string) {
  const { points, tets, tet_compartment } = file(name);
  const mesh = tetMesh({ points, tets, compartments: tet_compartment });
  return { mesh, compartments: references[name].compartments };
}

for (const name of ["sphere_r5", "cyl_r2_h20", "sphere_nucleus_k1e-5_T2", "bundle3_ecs_k1e-5"]) {
  Deno.test(`the ADCs of ${name} are the reference's`, () => {
    const { mesh, compartments } = cell(name), tissue = { compartments: [{ diffusivity: 2 }] };
    const sequences = compartments[0].adc.map(({ sequence }) => describe(sequence));
    const measured = protocol({
      sequences,
      bValues: [1000],
      directions: Object.values(directions),
    });
    const homogenised = homogenisedAdc(mesh, tissue, measured)();
    const short = shortTimeAdc(mesh, tissue, measured)();
    let worst = 0, worstShort = 0;
    compartments.forEach(({ adc }, c) =>
      adc.forEach(({ hadc_ode }, s) =>
        Object.keys(directions).forEach((direction, d) => {
          const at = (c * sequences.length + s) * 3 + d;
          const { adc: expected, sta } = hadc_ode[direction as keyof typeof directions];
          worst = Math.max(worst, Math.abs(homogenised.data[at] / (D * expected) - 1));
          if (sta === undefined) return;
          worstShort = Math.max(worstShort, Math.abs(short.data[at] / (D * sta) - 1));
        })
      )
    );
    // The reference steps an ordinary differential equation; oscillating gradients cost it most.
    assertLess(worst, 1e-6);
    assertLess(worstShort, 1e-9);
  });
}

Deno.test("adcTensors() of 400 modes is the matrix formalism's, and without truncation the homogenised", () => {
  const { mesh, compartments } = cell("sphere_nucleus_k1e-5_T2"),
    tissue = { compartments: [{ diffusivity: 2 }] };
  const used = compartments[0].adc.map((x, s) => ({ ...x, s })).filter((x) => x.D_tensor_MF400);
  const measured = protocol({
    sequences: used.map(({ sequence }) => describe(sequence)),
    bValues: [1000],
    directions: Object.values(directions),
  });
  const truncated = adcTensors(mesh, tissue, measured, { modes: 400 })();
  compartments.forEach(({ adc }, c) =>
    used.forEach(({ s }, u) =>
      adc[s].D_tensor_MF400!.flat().forEach((expected, k) => {
        const at = (c * used.length + u) * 9;
        assertAlmostEquals(truncated.data[at + k], D * expected, 1e-10 * truncated.data[at]);
      })
    )
  );
  const whole = adcTensors(mesh, tissue, measured)(),
    along = homogenisedAdc(mesh, tissue, measured)();
  for (let at = 0; at < 2 * used.length; at++) {
    Object.values(directions).forEach((d, k) => {
      const square = d.reduce((sum, x) => sum + x * x, 0);
      const form = d.reduce(
        (sum, x, i) =>
          sum + d.reduce((part, y, j) => part + x * y * whole.data[9 * at + 3 * i + j], 0),
        0,
      );
      assertAlmostEquals(along.data[3 * at + k], form / square, 1e-12);
    });
  }
});
