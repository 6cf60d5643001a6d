import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { constantPiece, encoded, pausePiece, rampPiece } from "../../../testing/encodings.ts";
import { InputError } from "../../input_error.ts";
import type { Encoding } from "../encoding/mod.ts";
import { pgse } from "../protocol/mod.ts";
import type { Tissue } from "../tissue/mod.ts";
import { exactSignal, type LayeredShape, layeredSignal } from "./mod.ts";

/** Two ramped pulses along any direction, stored in between. */
const echo = (d: number[], stored: boolean): Encoding => {
  const back = d.map((x) => -x);
  return {
    pieces: [
      rampPiece(1, [0, 0, 0], d),
      constantPiece(3, d),
      pausePiece(2),
      pausePiece(12, stored),
      constantPiece(3, back),
      rampPiece(1, back, [0, 0, 0]),
    ],
  };
};

const protocol = encoded([
  [echo([0.4, 0.3, 0.9], false), [0, 0.1, 0.3]],
  [echo([0.4, -0.3, 0.2], true), [0, 0.1, 0.3]],
]);

Deno.test("layeredSignal() of slabs that do not exchange is the mean of theirs", () => {
  // Different D along the free directions, T1, T2 and densities in each, so that every term of the model counts.
  const compartments = [
    { diffusivity: 1.2, T2: 40, T1: 300, spinDensity: 0.7 },
    { diffusivity: 2.4, T2: 90, T1: 900, spinDensity: 1 },
    { diffusivity: 0.6, T2: 60, spinDensity: 0.4 },
  ];
  const widths = [3, 4.5, 2];
  const row = layeredSignal({ kind: "slab", widths }, { compartments }, protocol)();
  const weights = widths.map((width, c) => width * compartments[c].spinDensity);
  const whole = weights.reduce((sum, x) => sum + x, 0);
  const parts = widths.map((width, c) =>
    exactSignal({ kind: "slab", width }, compartments[c], protocol)
  );
  row.real.data.forEach((s, k) => {
    const mean = parts.reduce((sum, part, c) => sum + weights[c] * part[k], 0) / whole;
    assertAlmostEquals(s, mean, 2e-10, `measurement ${k}`);
    assertAlmostEquals(row.imag.data[k], 0, 1e-10);
  });
});

Deno.test("layeredSignal() of a core that does not exchange: the core's part is that of the core alone", () => {
  const core = { diffusivity: 1.2, T2: 40, T1: 300, spinDensity: 0.7 };
  const shell = { diffusivity: 2.4, T2: 90, T1: 900 };
  for (const kind of ["cylinder", "sphere"] as const) {
    const shape: LayeredShape = { kind, radii: [2, 3.5] };
    const power = kind === "cylinder" ? 2 : 3;
    const volumes = [2 ** power, 3.5 ** power - 2 ** power];
    const both = layeredSignal(shape, { compartments: [core, shell] }, protocol)();
    // The shell alone: its core without spins.
    const outside = layeredSignal(shape, {
      compartments: [{ ...core, spinDensity: 0 }, shell],
    }, protocol)();
    const inside = kind === "cylinder"
      ? exactSignal({ kind, radius: 2, height: Infinity }, core, protocol)
      : exactSignal({ kind, radius: 2 }, core, protocol);
    const weight = volumes[0] * 0.7;
    both.real.data.forEach((s, k) => {
      const mean = (weight * inside[k] + volumes[1] * outside.real.data[k]) / (weight + volumes[1]);
      assertAlmostEquals(s, mean, 2e-10, `${kind}, measurement ${k}`);
    });
  }
});

Deno.test("layeredSignal() of fast exchange without a gradient relaxes by the mean rate", () => {
  const [T2, other] = [40, 90];
  const still = encoded([[echo([0, 0, 1], false), [0]]]);
  const cell = layeredSignal({ kind: "sphere", radii: [0.2, 0.3] }, {
    compartments: [{ diffusivity: 2, T2, spinDensity: 0.5 }, { diffusivity: 2, T2: other }],
    interfaces: [{ between: [0, 1], permeability: 500 }],
  }, still)();
  const [inner, outer] = [0.5 * 0.2 ** 3, 0.3 ** 3 - 0.2 ** 3];
  const rate = (inner / T2 + outer / other) / (inner + outer);
  // The correction is of the second order in the difference of rates over the exchange.
  assertAlmostEquals(cell.real.data[0], Math.exp(-22 * rate), 1e-6);
});

Deno.test("layeredSignal() exchanges in proportion to the densities: without a gradient nothing moves", () => {
  for (const kind of ["cylinder", "sphere"] as const) {
    const cell = layeredSignal({ kind, radii: [1, 2, 2.5] }, {
      compartments: [{ diffusivity: 1 }, { diffusivity: 2, spinDensity: 0.3 }, { diffusivity: 3 }],
      interfaces: [{ between: [0, 1], permeability: 0.3 }, { between: [2, 1], permeability: 2 }],
    }, protocol)();
    assertAlmostEquals(cell.real.data[0], 1, 1e-13);
    assertLess(cell.real.data[2], 0.99);
  }
});

Deno.test("layeredSignal() of equal layers with walls open wide is that of one", () => {
  const tissue = (walls: number): Tissue => ({
    compartments: [{ diffusivity: 2, T2: 70 }],
    interfaces: Array.from({ length: walls }, (_, i) => ({
      between: [i, i + 1] as [number, number],
      permeability: 1e6,
    })),
  });
  const pairs: [LayeredShape, LayeredShape][] = [
    [{ kind: "slab", widths: [6] }, { kind: "slab", widths: [2, 1, 3] }],
    [{ kind: "cylinder", radii: [4] }, { kind: "cylinder", radii: [1, 2.5, 4] }],
    [{ kind: "cylinder", radii: [4], height: 5 }, { kind: "cylinder", radii: [1, 4], height: 5 }],
    [{ kind: "sphere", radii: [4] }, { kind: "sphere", radii: [1, 2.5, 4] }],
  ];
  for (const [one, many] of pairs) {
    const walls = (many.kind === "slab" ? many.widths : many.radii).length - 1;
    const plain = layeredSignal(one, tissue(0), protocol)().real.data;
    const layered = layeredSignal(many, tissue(walls), protocol)().real.data;
    // The jump at a wall is D/κ of the gradient, 2e-6 µm.
    layered.forEach((s, k) => assertAlmostEquals(s, plain[k], 3e-6, `${one.kind}, ${k}`));
  }
});

Deno.test("layeredSignal() of a row of slabs keeps the sign of its phase, and the mirror image turns it", () => {
  // A waveform equal to minus its own reverse has a real signal whatever the row: this one is not.
  const lopsided = encoded([[{
    pieces: [constantPiece(2, [0, 0, 1]), pausePiece(5), constantPiece(8, [0, 0, -0.25])],
  }, [0, 0.3, 0.6]]]);
  const compartments = [{ diffusivity: 0.5 }, { diffusivity: 2 }];
  const interfaces = [{ between: [0, 1] as [number, number], permeability: 0.5 }];
  const one = layeredSignal(
    { kind: "slab", widths: [2, 5] },
    { compartments, interfaces },
    lopsided,
  )();
  const mirror = layeredSignal({ kind: "slab", widths: [5, 2] }, {
    compartments: compartments.toReversed(),
    interfaces,
  }, lopsided)();
  assertLess(0.001, Math.abs(one.imag.data[2]));
  one.real.data.forEach((real, k) => {
    assertAlmostEquals(mirror.real.data[k], real, 1e-11);
    assertAlmostEquals(mirror.imag.data[k], -one.imag.data[k], 1e-11);
  });
});

Deno.test("layeredSignal() refuses what it cannot mean", () => {
  const measured = pgse({ delta: 5, Delta: 10, bValues: [500], directions: [[1, 0, 0]] });
  const fails = (shape: LayeredShape, tissue: Tissue, message: string) =>
    assertThrows(() => layeredSignal(shape, tissue, measured), InputError, message);
  const two = { compartments: [{ diffusivity: 1 }, { diffusivity: 2 }] };
  const ball: LayeredShape = { kind: "sphere", radii: [2, 3] };
  fails(
    { kind: "sphere", radii: [3, 2] },
    two,
    "The radius of layer 1 of the sphere is 2 µm but that",
  );
  fails({ kind: "sphere", radii: [-1, 2] }, two, "The radius of layer 0 of the sphere is -1 µm");
  fails({ kind: "slab", widths: [1, 0] }, two, "The width of layer 1 of the slab is 0 µm");
  fails({ kind: "sphere", radii: [] }, two, "'radii' of the sphere is empty");
  fails({ kind: "sphere", radii: [1, 2, 3] }, two, "2 compartments but the sphere has 3 layers");
  const wall = (between: [number, number], permeability: number): Tissue => ({
    ...two,
    interfaces: [{ between, permeability }],
  });
  fails(ball, wall([0, 1], -0.1), "permeability of 'interfaces[0]' is -0.1");
  fails(ball, wall([0, 2], 0.1), "names compartment 2");
  const three = { compartments: [...two.compartments, { diffusivity: 1 }] };
  fails({ kind: "sphere", radii: [1, 2, 3] }, {
    ...three,
    interfaces: [{ between: [0, 2], permeability: 1 }],
  }, "joins layers 0 and 2, which do not touch");
  fails(ball, { ...two, wallRelaxivity: -1 }, "wall relaxivity is -1");
  fails({ kind: "cylinder", radii: [1, 2], height: 4 }, two, "between ends they must have one");
  const tensor = [[1, 0, 0], [0, 1, 0], [0, 0, 2]];
  fails({ kind: "sphere", radii: [1] }, { diffusivity: tensor }, "not isotropic");
  const signal = layeredSignal(ball, two, measured);
  assertThrows(() => signal({ widths: 2 }), InputError, "A sphere has no 'widths': give 'radii'");
  assertThrows(() => signal({ radii: 2 }), InputError, "'radii' has 1 values but 2 are needed");
  assertThrows(() => signal({ diffusivity: -2 }), InputError, "diffusivity 0 is -2 µm²/ms");
  assertThrows(() => signal({ height: 2 }), InputError, "has no ends");
  const once = layeredSignal(ball, two, encoded([[echo([0, 0, 1], false), [0.1]]]));
  const q = { shape: [1], data: Float64Array.of(0.1) };
  assertThrows(() => once({ qValues: q }), InputError, "The protocol is given as encoded");
  assertEquals(signal().real.shape, [1, 1, 1]);
});
