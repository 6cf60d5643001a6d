import { assertAlmostEquals, assertLess } from "@std/assert";
import { fromArray, tensor } from "../../autodiff/mod.ts";
import { tetMesh } from "../../mesh/mod.ts";
import { pgse, protocol } from "../protocol/mod.ts";
import { karger, kargerCompartments } from "./mod.ts";

const file = (path: string) =>
  JSON.parse(
    Deno.readTextFileSync(new URL(`../../../testdata/diffusion/${path}.json`, import.meta.url)),
  );

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

Deno.test("kargerCompartments() gives the closed form of narrow pulses to 1e-8", () => {
  const cases: ClosedForm[] = file("analytic/exchange").karger;
  for (const { f, Da, Db, kab, delta, Delta, b, signal } of cases) {
    // The closed form is that of pulses without length, an effective diffusion time Δ − δ/3 apart.
    const time = 1000 * (Delta - delta / 3), k = kab / 1000;
    const narrow = pgse({ delta: 1e-7, Delta: time, bValues: [b * 1e-6], directions: [[1, 0, 0]] });
    const simulate = kargerCompartments({
      fractions: tensor([f, 1 - f]),
      diffusivity: tensor([Da * 1e9, Db * 1e9]),
      exchangeRates: fromArray([[0, k], [k * f / (1 - f), 0]]),
    }, narrow);
    assertAlmostEquals(simulate().real.data[0] / signal, 1, 1e-8);
  }
});

interface Sequence {
  readonly type: "PGSE" | "CosOGSE" | "SinOGSE";
  readonly delta_us: number;
  readonly Delta_us: number;
  readonly nperiod?: number;
}

interface KargerSignal {
  readonly sequence: Sequence;
  readonly direction: "x" | "z" | "oblique";
  readonly b: number[];
  readonly S: number[];
}

const directions = { x: [1, 0, 0], z: [0, 0, 1], oblique: [1, 2, 3] };

for (
  const [name, compartments] of [
    ["sphere_nucleus_k1e-5_T2", [{ diffusivity: 2, T2: 20 }, { diffusivity: 2, T2: 80 }]],
    ["bundle3_ecs_k1e-5", [{ diffusivity: 2 }]],
  ] as const
) {
  Deno.test(`karger() of ${name} is the reference's to 1e-8`, () => {
    const { points, tets, tet_compartment } = file(`fem/${name}`);
    const mesh = tetMesh({ points, tets, compartments: tet_compartment });
    const outer = Math.max(...tet_compartment);
    // The nucleus lies in the cell, the axons in the last compartment; κ = 1e-5 m/s.
    const interfaces = Array.from({ length: outer }, (_, c) => {
      return { between: [c, outer] as const, permeability: 0.01 };
    });
    const signals: KargerSignal[] = file("fem/hadc_sta_karger")[name].karger;
    const sequences = [
      ...new Map(signals.map(({ sequence }) => [JSON.stringify(sequence), sequence])).values(),
    ];
    const simulate = karger(
      mesh,
      { compartments, interfaces },
      protocol({
        sequences: sequences.map(({ type, delta_us, Delta_us, nperiod = 1 }) => {
          const timing = { delta: delta_us / 1000, Delta: Delta_us / 1000 };
          return type === "PGSE" ? { type, ...timing } : { type, ...timing, periods: nperiod };
        }),
        bValues: signals[0].b,
        directions: Object.values(directions),
      }),
      { modes: 400 },
    );
    const { data } = simulate().real;
    const S0 = Math.max(...signals.flatMap(({ S }) => S));
    for (const { sequence, direction, b, S } of signals) {
      const s = sequences.findIndex((one) => JSON.stringify(one) === JSON.stringify(sequence));
      S.forEach((expected, k) => {
        const value = data[(s * 3 + Object.keys(directions).indexOf(direction)) * b.length + k];
        // The reference's own integration leaves 1e-11 of the signal without gradient.
        assertLess(
          Math.abs(value - expected),
          1e-8 * expected + 2e-11 * S0,
          `${sequence.type} ${direction} ${b[k]}`,
        );
      });
    }
  });
}
