import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import fc from "fast-check";
import { gaussLegendre } from "../../special/mod.ts";
import {
  echoTimeOf,
  type Encoding,
  type EncodingPiece,
  type Profile,
  profileFunctions,
  profileValues,
} from "../encoding/mod.ts";
import {
  amplitudePerGradient,
  bTensor,
  diffusionSpectrum,
  encodingMoments,
  maximalGradient,
  maximalSlewRate,
  sampleEncoding,
  squaredIntegral,
  squaredIntegralTensor,
} from "./mod.ts";
import { profileIntegrals, profilePrimitives } from "./profile_integrals.ts";

const rule = gaussLegendre(40);

/** ∫₀¹ f by 40 Gauss points on each of 20 parts. */
function integral(f: (u: number) => number): number {
  let sum = 0;
  for (let part = 0; part < 20; part++) {
    rule.points.forEach((u, i) => sum += rule.weights[i] / 20 * f((part + u) / 20));
  }
  return sum;
}

const profile: fc.Arbitrary<Profile> = fc.oneof(
  fc.constant<Profile>({ kind: "constant" }),
  fc.constant<Profile>({ kind: "ramp" }),
  fc.record({
    kind: fc.constantFrom<"cosine" | "sine">("cosine", "sine"),
    periods: fc.oneof(
      fc.constantFrom(0.5, 1, 1.5, 2, 7, 20),
      fc.double({ min: 1e-9, max: 10, noNaN: true }),
    ),
  }),
);

const piece: fc.Arbitrary<EncodingPiece> = fc.record({
  duration: fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 20, noNaN: true })),
  profile,
  values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
}).map(({ duration, profile, values }) => ({
  duration,
  profile,
  vectors: Float64Array.from(values.slice(0, 3 * profileFunctions(profile))),
}));

const encoding: fc.Arbitrary<Encoding> = fc.array(piece, { minLength: 1, maxLength: 4 }).map((
  pieces,
) => ({ pieces }));

/** F at unit amplitude by quadrature of v from the start. */
function integralTo({ pieces }: Encoding, last: number, u: number, k: number): number {
  return pieces.slice(0, last + 1).reduce((sum, { duration, profile, vectors }, p) => {
    const end = p === last ? u : 1;
    return sum +
      duration * end *
        integral((x) =>
          profileValues(profile, end * x).reduce((s, b, j) => s + b * vectors[3 * j + k], 0)
        );
  }, 0);
}

Deno.test("the integrals of every profile are those of a quadrature, to 1e-14", () => {
  fc.assert(
    fc.property(profile, (given) => {
      const { moments, areas, products } = profileIntegrals(given);
      const count = profileFunctions(given);
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < 3; k++) {
          const expected = integral((u) => profileValues(given, u)[i] * u ** k);
          assertAlmostEquals(moments[k][i], expected, 1e-14);
        }
        const primitive = (u: number) => profilePrimitives(given, u);
        assertAlmostEquals(areas[i], integral((u) => primitive(u)[i]), 1e-14);
        for (let j = 0; j < count; j++) {
          assertAlmostEquals(
            products[i][j],
            integral((u) => primitive(u)[i] * primitive(u)[j]),
            1e-14,
          );
        }
        // C' = B, through C(u) = ∫₀ᵘ B.
        const u = 0.37;
        const expected = u * integral((x) => profileValues(given, u * x)[i]);
        assertAlmostEquals(primitive(u)[i], expected, 1e-14);
      }
    }),
    { seed: 3, numRuns: 60 },
  );
});

Deno.test("sampleEncoding() gives v and F at any time", () => {
  fc.assert(
    fc.property(encoding, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (given, u) => {
      let start = 0;
      given.pieces.forEach((piece, p) => {
        const at = start + u * piece.duration;
        start += piece.duration;
        if (piece.duration < 1e-3) return;
        const { gradient, integral: F } = sampleEncoding(given, [at]);
        const values = profileValues(piece.profile, u);
        for (let k = 0; k < 3; k++) {
          const v = values.reduce((sum, b, j) => sum + b * piece.vectors[3 * j + k], 0);
          assertAlmostEquals(gradient[k], v, 1e-8);
          assertAlmostEquals(F[k], integralTo(given, p, u, k), 1e-11);
        }
      });
      const outside = sampleEncoding(given, [-1, echoTimeOf(given) + 1]);
      assertEquals([...outside.gradient, ...outside.integral.slice(0, 3)], Array(9).fill(0));
      const { zeroth } = encodingMoments(given);
      zeroth.forEach((x, k) => assertAlmostEquals(outside.integral[3 + k], x, 1e-12));
    }),
    { seed: 5, numRuns: 40 },
  );
});

Deno.test("∫F Fᵀ and the moments are those of a quadrature of F", () => {
  fc.assert(
    fc.property(encoding, (given) => {
      const tensor = new Float64Array(9), moments = [0, 1, 2].map(() => new Float64Array(3));
      let start = 0;
      given.pieces.forEach(({ duration }) => {
        for (let part = 0; part < 20; part++) {
          const times = rule.points.map((u) => start + duration * (part + u) / 20);
          const { gradient, integral: F } = sampleEncoding(given, times);
          times.forEach((t, i) => {
            const weight = rule.weights[i] / 20 * duration;
            for (let a = 0; a < 3; a++) {
              for (let b = 0; b < 3; b++) tensor[3 * a + b] += weight * F[3 * i + a] * F[3 * i + b];
              moments.forEach((m, k) => m[a] += weight * gradient[3 * i + a] * t ** k);
            }
          });
        }
        start += duration;
      });
      const scale = echoTimeOf(given);
      squaredIntegralTensor(given).forEach((x, i) =>
        assertAlmostEquals(x, tensor[i], 1e-13 * scale ** 3)
      );
      const { zeroth, first, second } = encodingMoments(given);
      [zeroth, first, second].forEach((m, k) =>
        m.forEach((x, a) => assertAlmostEquals(x, moments[k][a], 1e-12 * scale ** (k + 1)))
      );
      const { value } = squaredIntegral(given);
      assertAlmostEquals(value, tensor[0] + tensor[4] + tensor[8], 1e-13 * scale ** 3);
    }),
    { seed: 11, numRuns: 40 },
  );
});

Deno.test("the derivatives of ∫|F|² are its finite differences, to 1e-8", () => {
  fc.assert(
    fc.property(encoding, (given) => {
      const { durations, vectors } = squaredIntegral(given);
      const scale = (1 + echoTimeOf(given)) ** 3, h = 1e-4;
      const value = (pieces: EncodingPiece[]) => squaredIntegral({ pieces }).value;
      given.pieces.forEach((piece, p) => {
        const replaced = (change: Partial<EncodingPiece>) =>
          given.pieces.map((other, i) => i === p ? { ...piece, ...change } : other);
        const byDuration = (value(replaced({ duration: piece.duration + h })) -
          value(replaced({ duration: piece.duration - h }))) / (2 * h);
        assertAlmostEquals(durations[p], byDuration, 1e-8 * scale);
        piece.vectors.forEach((x, i) => {
          const moved = (y: number) => value(replaced({ vectors: piece.vectors.with(i, y) }));
          assertAlmostEquals(vectors[p][i], (moved(x + h) - moved(x - h)) / (2 * h), 1e-8 * scale);
        });
      });
    }),
    { seed: 13, numRuns: 40 },
  );
});

const constant = (duration: number, ...vectors: number[]): EncodingPiece => ({
  duration,
  profile: { kind: "constant" },
  vectors: Float64Array.from(vectors),
});

Deno.test("bTensor() tells linear, planar, spherical and skew tensors apart", () => {
  const pair = (...v: number[]) => [constant(2, ...v), constant(2, ...v.map((x) => -x))];
  const [x, y, z] = [pair(1, 0, 0), pair(0, 1, 0), pair(0, 0, 1)];
  const shape = (...pieces: EncodingPiece[][]) => bTensor({ pieces: pieces.flat() });
  const linear = shape(pair(0.6, 0, 0.8));
  assertAlmostEquals(linear.shape, 1, 1e-14);
  assertAlmostEquals(linear.asymmetry, 0, 1e-12);
  assertAlmostEquals(linear.tensor[2] / linear.bValue, 0.48, 1e-14);
  const planar = shape(x, z);
  assertAlmostEquals(planar.shape, -1 / 2, 1e-14);
  assertAlmostEquals(planar.asymmetry, 0, 1e-12);
  const spherical = shape(x, y, z);
  assertEquals([spherical.shape, spherical.asymmetry], [0, 0]);
  assertAlmostEquals(spherical.bValue, 3 * 1000 * 16 / 3, 1e-9);
  // Parts 4 : 2 : 0 of b: b_zz = 2/3 is the farthest from ⅓; b_Δ = ½, b_η = (3/2)(1/3)/(1/2) = 1.
  const skew = shape(x, x, x, x, y, y);
  assertAlmostEquals(skew.shape, 1 / 2, 1e-14);
  assertAlmostEquals(skew.asymmetry, 1, 1e-13);
  assertEquals(shape(pair(0, 0, 0)).shape, 0);
});

Deno.test("the spectrum's integral is 2π ∫|F|² and its value at rest the squared integral of F", () => {
  // F has a kink where v jumps: |F̂|² falls as ω⁻⁴ or faster, and the cut at ±Ω leaves a part of order Ω⁻³. The sum over ω is exact for
  // steps below 2π/(2 TE) = 0.39 rad/ms.
  const pieces: EncodingPiece[] = [
    { duration: 3, profile: { kind: "sine", periods: 1.5 }, vectors: Float64Array.of(1, 0, 0.5) },
    constant(2, 0, 0, 0),
    { duration: 3, profile: { kind: "sine", periods: 1.5 }, vectors: Float64Array.of(-1, 0, -0.5) },
  ];
  const top = 120, steps = 1000, step = 2 * top / steps;
  const frequencies = Float64Array.from({ length: steps }, (_, i) => (i + 0.5) * step - top);
  const sum = diffusionSpectrum({ pieces }, frequencies).reduce((total, x) => total + x * step, 0);
  const expected = 2 * Math.PI * squaredIntegral({ pieces }).value;
  assertLess(Math.abs(sum / expected - 1), 1e-6);
  // F is −M₁ in total: ∫F = −∫ v t.
  const { first } = encodingMoments({ pieces });
  const atRest = diffusionSpectrum({ pieces }, [0])[0];
  assertAlmostEquals(atRest, first.reduce((s, x) => s + x * x, 0), 1e-12);
  const F = frequencies.slice(0, 3);
  const mirrored = diffusionSpectrum({ pieces }, F.map((w) => -w));
  diffusionSpectrum({ pieces }, F).forEach((x, i) => assertAlmostEquals(x, mirrored[i], 1e-15));
});

Deno.test("maximalGradient() and maximalSlewRate() bound the waveform and are reached", () => {
  const q = 50 * amplitudePerGradient;
  const sine: Encoding = {
    pieces: [{
      duration: 4,
      profile: { kind: "sine", periods: 1 },
      vectors: Float64Array.of(0, 3, 4),
    }],
  };
  assertAlmostEquals(maximalGradient(sine, q), 250, 1e-10);
  assertAlmostEquals(maximalSlewRate(sine, q), 250 * 2 * Math.PI / 4, 1e-10);
  assertEquals(maximalSlewRate({ pieces: [constant(1, 1, 0, 0)] }, q), Infinity);
  assertEquals(maximalSlewRate({ pieces: [constant(1, 1, 0, 0)] }, 0), 0);
  const quarter: EncodingPiece = {
    duration: 1,
    profile: { kind: "cosine", periods: 0.1 },
    vectors: Float64Array.of(1, 0, 0),
  };
  assertAlmostEquals(maximalGradient({ pieces: [quarter] }, q), 50, 1e-10);
  fc.assert(
    fc.property(encoding, (given) => {
      const times = Float64Array.from({ length: 4001 }, (_, i) => echoTimeOf(given) * i / 4000);
      const { gradient } = sampleEncoding(given, times);
      let largest = 0;
      for (let i = 0; i < times.length; i++) {
        largest = Math.max(largest, Math.hypot(...gradient.subarray(3 * i, 3 * i + 3)));
      }
      const bound = maximalGradient(given, amplitudePerGradient);
      assertLess(largest, bound + 1e-12);
      const shortest = Math.min(...given.pieces.map(({ duration }) => duration));
      // Sampled at least 200 times per period, unless the piece is too short to be met.
      if (shortest > echoTimeOf(given) / 10) assertGreater(largest, 0.98 * bound);
    }),
    { seed: 17, numRuns: 60 },
  );
});
