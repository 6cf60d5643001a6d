import { assertAlmostEquals } from "@std/assert";
import { randomSource } from "../../../wasm/testing.ts";
import { gaussLegendre } from "../../special/mod.ts";
import { type Encoding, type EncodingPiece, type Profile, profileValues } from "../encoding/mod.ts";
import { pullShortTimeKernel, shortTimeKernel } from "./short_time_kernel.ts";
import { waveformCotangent } from "./time_kernel.ts";

const constant: Profile = { kind: "constant" };
const piece = (duration: number, profile: Profile, ...vectors: number[]): EncodingPiece => {
  return { duration, profile, vectors: Float64Array.from(vectors) };
};

Deno.test("shortTimeKernel() of PGSE is the closed form, to 1e-10", () => {
  for (const [d, D] of [[10, 20], [10, 50], [2, 40], [0.01, 30], [5, 5]]) {
    const pieces = [
      piece(d, constant, 0, 1, 0),
      piece(D - d, constant, 0, 0, 0),
      piece(d, constant, 0, -1, 0),
    ];
    const exact = 4 / 35 * ((D + d) ** 3.5 + (D - d) ** 3.5 - 2 * d ** 3.5 - 2 * D ** 3.5);
    const [xx, , , yy] = shortTimeKernel({ pieces });
    // The closed form itself cancels by (D/d)².
    assertAlmostEquals(yy / exact, 1, 1e-10 + 1e-15 * (D / d) ** 2);
    assertAlmostEquals(xx, 0, 1e-13);
  }
});

/** C by quadrature: lags squared make (t − s)^{3/2} smooth within a piece; pieces apart are far enough to be smooth. */
function byQuadrature({ pieces }: Encoding): number {
  const rule = gaussLegendre(60);
  const at = ({ profile, vectors }: EncodingPiece, u: number) =>
    profileValues(profile, u).reduce((sum, b, j) => sum + b * vectors[3 * j], 0);
  let sum = 0, start = 0;
  pieces.forEach((late, p) => {
    let began = 0;
    pieces.slice(0, p).forEach((early) => {
      rule.points.forEach((u, m) =>
        rule.points.forEach((w, n) => {
          const lag = start + u * late.duration - began - w * early.duration;
          sum -= rule.weights[m] * rule.weights[n] * late.duration * early.duration * lag ** 1.5 *
            at(late, u) * at(early, w);
        })
      );
      began += early.duration;
    });
    // Lag h = x², the later time u = h + (1 − h) v.
    rule.points.forEach((x, m) =>
      rule.points.forEach((v, n) => {
        const h = x * x, w = (1 - h) * v;
        sum -= rule.weights[m] * rule.weights[n] * 2 * x * (1 - h) * x ** 3 * late.duration ** 3.5 *
          at(late, w + h) * at(late, w);
      })
    );
    start += late.duration;
  });
  return sum;
}

Deno.test("shortTimeKernel() of oscillating gradients is the double integral", () => {
  const free = piece(4, constant, 0, 0, 0);
  for (const kind of ["cosine", "sine"] as const) {
    const wave: Profile = { kind, periods: 2 };
    const encoding = { pieces: [piece(6, wave, 1, 0, 0), free, piece(6, wave, -1, 0, 0)] };
    assertAlmostEquals(shortTimeKernel(encoding)[0] / byQuadrature(encoding), 1, 1e-9);
  }
  const trapezoid = (sign: number) => [
    piece(1, { kind: "ramp" }, 0, 0, 0, sign, 0, 0),
    piece(3, constant, sign, 0, 0),
    piece(1, { kind: "ramp" }, sign, 0, 0, 0, 0, 0),
  ];
  const encoding = { pieces: [...trapezoid(1), free, ...trapezoid(-1)] };
  // Pieces that touch are not smooth at the corner: the quadrature itself has 1e-6.
  assertAlmostEquals(shortTimeKernel(encoding)[0] / byQuadrature(encoding), 1, 1e-6);
});

Deno.test("pullShortTimeKernel() is the derivative along waveforms that refocus", () => {
  const random = randomSource(1),
    weights = Float64Array.from({ length: 6 }, () => 2 * random() - 1);
  const make = ([d, D, x, y, z, w]: readonly number[]): Encoding => {
    return {
      pieces: [
        piece(d, constant, x, y, z),
        piece(D, { kind: "cosine", periods: 2 }, y, w, x),
        piece(d, constant, -x, -y, -z),
      ],
    };
  };
  const at = [4, 9, 0.7, -0.3, 0.4, 0.5];
  const value = (p: readonly number[]) =>
    shortTimeKernel(make(p)).reduce((sum, c, e) => sum + c * weights[e], 0);
  const encoding = make(at), out = waveformCotangent(encoding);
  pullShortTimeKernel(encoding, weights, out);
  const [first, wave, last] = out.vectors;
  const slopes = [
    out.durations[0] + out.durations[2],
    out.durations[1],
    first[0] - last[0] + wave[2],
    first[1] - last[1] + wave[0],
    first[2] - last[2],
    wave[1],
  ];
  slopes.forEach((slope, k) => {
    const moved = (h: number) => value(at.map((x, i) => i === k ? x + h : x)), h = 1e-3;
    const expected = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
    assertAlmostEquals(slope, expected, 1e-8 * Math.abs(value(at)));
  });
});
