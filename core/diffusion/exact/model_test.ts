import { assertAlmostEquals, assertLess } from "@std/assert";
import { besselModel } from "../../../testing/bessel_model.ts";
import type { LayerParameters } from "./layer_parameters.ts";
import { exactModel } from "./model.ts";

function layers(edges: number[], more: Partial<Record<keyof LayerParameters, number[]>> = {}) {
  const count = edges.length - 1;
  const fill = (key: keyof LayerParameters, value: number, length = count): Float64Array =>
    Float64Array.from(more[key] ?? Array<number>(length).fill(value));
  return {
    edges: Float64Array.from(edges),
    diffusivities: fill("diffusivities", 2),
    rates: fill("rates", 0),
    storedRates: fill("storedRates", 0),
    densities: fill("densities", 1),
    permeabilities: fill("permeabilities", 0, count - 1),
    wallRelaxivity: fill("wallRelaxivity", 0, 1),
  };
}

Deno.test("exactModel() has the eigenvalues and matrix elements of the Bessel functions", () => {
  for (const dimension of [1, 2, 3] as const) {
    const size = 4;
    const twin = besselModel(dimension, size, 2, 18);
    const edges = dimension === 1 ? [-2, 2] : [0, 4];
    const orders = twin.radial.length;
    const model = exactModel(dimension, layers(edges), { degree: 60, orders, rank: 1 });
    for (let l = 0; l < orders; l++) {
      const own = model.radial[l], other = twin.radial[l];
      for (let k = 0; k < other.count; k++) {
        const value = twin.eigenvalues[other.at + k];
        assertAlmostEquals(model.eigenvalues[own.at + k], value, 1e-9, `order ${l}, mode ${k}`);
      }
      const above = dimension === 1 ? 0 : l + 1;
      if (above >= orders) continue;
      for (let i = 0; i < other.count; i++) {
        for (let j = 0; j < twin.radial[above].count; j++) {
          // Eigenvectors are known up to their sign.
          const mine = Math.abs(own.moment[i * model.radial[above].count + j]);
          const known = Math.abs(other.moment[i * twin.radial[above].count + j]);
          assertAlmostEquals(mine, known, 1e-10, `order ${l}, ${i}, ${j}`);
        }
      }
    }
  }
});

Deno.test("exactModel() has the decay rates of relaxing walls", () => {
  // Brownstein and Tarr, Phys. Rev. A 19, 2446, 1979: x tan x = κL/2D, x cot x = 1 − κR/D, x J₁/J₀ = κR/D.
  const [D, kappa] = [2, 0.7];
  const resolution = { degree: 30, orders: 1, rank: 1 };
  const wall = { wallRelaxivity: [kappa] };
  const slab = exactModel(1, layers([-3, 3], wall), resolution).eigenvalues;
  [0, 2].forEach((mode) => {
    const x = Math.sqrt(slab[mode] / D) * 3;
    assertAlmostEquals(x * Math.tan(x), kappa * 3 / D, 1e-11);
  });
  const ball = exactModel(3, layers([0, 3], wall), resolution).eigenvalues;
  for (let mode = 0; mode < 4; mode++) {
    const x = Math.sqrt(ball[mode] / D) * 3;
    assertAlmostEquals(x / Math.tan(x), 1 - kappa * 3 / D, 1e-10);
  }
});

Deno.test("exactModel() of layers without walls between them is that of one", () => {
  for (const dimension of [1, 2, 3] as const) {
    const inner = dimension === 1 ? -2 : 0;
    const resolution = { degree: 30, orders: 5, rank: 1 };
    const one = exactModel(dimension, layers([inner, 2]), resolution);
    // 1e7 µm/ms over 2 µm: the jump at the wall is 1e-7 of the gradient across it.
    const many = exactModel(
      dimension,
      layers([inner, 0.5, 1.1, 2], { permeabilities: [1e7, 1e7] }),
      resolution,
    );
    one.radial.forEach(({ at }, l) => {
      for (let k = 0; k < 3; k++) {
        const [value, other] = [one.eigenvalues[at + k], many.eigenvalues[many.radial[l].at + k]];
        assertAlmostEquals(other, value, 2e-6 * (1 + value), `order ${l}, mode ${k}`);
      }
    });
    assertAlmostEquals(many.content, one.content, 1e-13);
  }
});

Deno.test("exactModel() finds pairs of eigenvalues that all but coincide", () => {
  // Two equal slabs with an all but closed wall: even and odd modes split by about κ.
  const kappa = 1e-7;
  const model = exactModel(1, layers([-2, 0, 2], { permeabilities: [kappa] }), {
    degree: 30,
    orders: 1,
    rank: 1,
  });
  for (let pair = 0; pair < 6; pair++) {
    const [even, odd] = model.eigenvalues.subarray(2 * pair, 2 * pair + 2);
    assertAlmostEquals(even, 2 * (pair * Math.PI / 2) ** 2, 1e-9);
    assertLess(odd - even, 3 * kappa);
    // To first order 2κ(ψ(0)² of each side): κ for the constant, 2κ for the others.
    assertAlmostEquals(odd - even, pair === 0 ? kappa : 2 * kappa, 1e-9);
  }
});
