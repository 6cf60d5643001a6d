import { assertAlmostEquals } from "@std/assert";
import { randomSource } from "../../../wasm/testing.ts";
import { gaussLegendre } from "../../special/mod.ts";
import {
  type Encoding,
  type EncodingPiece,
  type Profile,
  profileFunctions,
  profileValues,
} from "../encoding/mod.ts";
import { lagMoments } from "./lag_moments.ts";
import { SYMMETRIC_ENTRIES } from "./symmetric.ts";
import { timeKernel, timeKernelPullback, waveformCotangent } from "./time_kernel.ts";

const PROFILES: readonly Profile[] = [
  { kind: "constant" },
  { kind: "ramp" },
  { kind: "cosine", periods: 2 },
  { kind: "sine", periods: 1.25 },
  { kind: "cosine", periods: 0.1 },
  { kind: "ramp" },
];

function randomEncoding(seed: number, profiles: readonly Profile[] = PROFILES): Encoding {
  const random = randomSource(seed);
  const pieces = profiles.map((profile): EncodingPiece => ({
    duration: 1 + 2 * random() ** 2,
    profile,
    vectors: Float64Array.from({ length: 3 * profileFunctions(profile) }, () => 2 * random() - 1),
  }));
  pieces.splice(2, 0, {
    duration: 1.7,
    profile: { kind: "constant" },
    vectors: new Float64Array(3),
  });
  return { pieces };
}

const rule = gaussLegendre(24);

/** ∫∫_{s<t} f f k(t − s) by quadrature: products of rules between pieces, triangles within. */
function byQuadrature({ pieces }: Encoding, kernel: (lag: number) => number): number[] {
  const out = new Array(6).fill(0);
  const at = ({ profile, vectors }: EncodingPiece, u: number) => {
    const b = profileValues(profile, u);
    return [0, 1, 2].map((k) => b.reduce((sum, x, j) => sum + x * vectors[3 * j + k], 0));
  };
  const add = (a: number[], b: number[], weight: number) =>
    SYMMETRIC_ENTRIES.forEach(([i, j], e) => out[e] += weight * (a[i] * b[j] + a[j] * b[i]) / 2);
  let start = 0;
  pieces.forEach((late, p) => {
    rule.points.forEach((u, m) => {
      let began = 0;
      pieces.slice(0, p + 1).forEach((early, e) => {
        rule.points.forEach((v, n) => {
          const w = e === p ? u * v : v;
          const lag = start + u * late.duration - began - w * early.duration;
          const measure = rule.weights[m] * rule.weights[n] * late.duration * early.duration *
            (e === p ? u : 1);
          add(at(late, u), at(early, w), measure * kernel(lag));
        });
        began += early.duration;
      });
    });
    start += late.duration;
  });
  return out;
}

Deno.test("lagMoments() are ∫ h^m e^{−wh} dh, on both sides of the change of method", () => {
  for (
    const [re, im] of [[0, 0], [1e-3, 0], [2.99, 0], [3.01, 0], [40, 0], [0.4, 2], [2, -9], [
      2.2,
      2.1,
    ]]
  ) {
    const { real, imag } = lagMoments(re, im, 5);
    for (let m = 0; m < 5; m++) {
      const sum = (f: (h: number) => number) =>
        gaussLegendre(40).points.reduce(
          (total, h, i) => total + gaussLegendre(40).weights[i] * f(h),
          0,
        );
      assertAlmostEquals(real[m], sum((h) => h ** m * Math.exp(-re * h) * Math.cos(im * h)), 2e-15);
      assertAlmostEquals(
        imag[m],
        -sum((h) => h ** m * Math.exp(-re * h) * Math.sin(im * h)),
        2e-15,
      );
    }
  }
});

Deno.test("timeKernel() equals the double integral, for every profile", () => {
  for (const seed of [1, 2]) {
    const encoding = randomEncoding(seed), rates = Float64Array.of(0, 1e-4, 0.07, 0.9, 3);
    const { values, slopes } = timeKernel(encoding, rates);
    rates.forEach((rate, r) => {
      byQuadrature(encoding, (h) => Math.exp(-rate * h)).forEach((x, e) =>
        assertAlmostEquals(values[6 * r + e], x, 1e-12 * (1 + Math.abs(x)))
      );
      byQuadrature(encoding, (h) => -h * Math.exp(-rate * h)).forEach((x, e) =>
        assertAlmostEquals(slopes[6 * r + e], x, 1e-12 * (1 + Math.abs(x)))
      );
    });
  }
});

Deno.test("timeKernel() at rates far above 1/duration is ½ Σ |jumps|²/λ² + … and finite", () => {
  // A constant of 1 over 1 ms: (λ − 1 + e^{−λ})/λ².
  const encoding = {
    pieces: [{
      duration: 1,
      profile: { kind: "constant" as const },
      vectors: Float64Array.of(1, 0, 0),
    }],
  };
  for (const rate of [1e3, 1e8, 1e12]) {
    const { values } = timeKernel(encoding, Float64Array.of(rate));
    assertAlmostEquals(values[0] * rate, 1 - 1 / rate, 1e-14);
  }
});

Deno.test("timeKernelPullback() is the derivative by durations and vectors", () => {
  const encoding = randomEncoding(3),
    rates = Float64Array.of(0, 0.05, 1.3),
    random = randomSource(4);
  const weights = Float64Array.from({ length: 18 }, () => 2 * random() - 1);
  const value = (pieces: readonly EncodingPiece[]) =>
    timeKernel({ pieces }, rates).values.reduce((sum, x, i) => sum + x * weights[i], 0);
  const out = waveformCotangent(encoding);
  timeKernelPullback(encoding, rates, weights, out);
  const moved = (p: number, change: (piece: EncodingPiece) => EncodingPiece) =>
    value(encoding.pieces.map((piece, i) => i === p ? change(piece) : piece));
  const h = 1e-5;
  encoding.pieces.forEach((_, p) => {
    const stretch = (by: number) =>
      moved(p, (piece) => ({ ...piece, duration: piece.duration + by }));
    const slope = (stretch(h) - stretch(-h)) / (2 * h);
    assertAlmostEquals(out.durations[p], slope, 1e-8 * (1 + Math.abs(slope)));
    out.vectors[p].forEach((x, k) => {
      const shift = (by: number) =>
        moved(
          p,
          (piece) => ({ ...piece, vectors: piece.vectors.map((v, i) => i === k ? v + by : v) }),
        );
      const expected = (shift(h) - shift(-h)) / (2 * h);
      assertAlmostEquals(x, expected, 1e-8 * (1 + Math.abs(expected)));
    });
  });
});
