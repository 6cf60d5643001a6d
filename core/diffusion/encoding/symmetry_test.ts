import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  echoTimeOf,
  type Encoding,
  type EncodingPiece,
  type EncodingSymmetry,
  encodingSymmetry,
  type Profile,
  profileValues,
} from "./mod.ts";

const constant = (duration: number, x: number): EncodingPiece => ({
  duration,
  profile: { kind: "constant" },
  vectors: Float64Array.of(x, 2 * x, -x),
});
const free = (duration: number, stored = false): EncodingPiece => ({
  ...constant(duration, 0),
  stored,
});
const ramp = (duration: number, from: number, to: number): EncodingPiece => ({
  duration,
  profile: { kind: "ramp" },
  vectors: Float64Array.of(from, 0, from, to, 0, to),
});
const wave = (
  kind: "cosine" | "sine",
  duration: number,
  periods: number,
  x: number,
): EncodingPiece => ({
  duration,
  profile: { kind, periods },
  vectors: Float64Array.of(0, x, 0),
});
const encoding = (...pieces: EncodingPiece[]): Encoding => ({ pieces });

/** q(t) at unit amplitude; t inside a piece. */
function waveform({ pieces }: Encoding, t: number): number[] {
  let start = 0;
  for (const { duration, profile, vectors } of pieces) {
    if (t < start + duration) {
      const values = profileValues(profile, (t - start) / duration);
      return [0, 1, 2].map((k) => values.reduce((sum, b, j) => sum + b * vectors[3 * j + k], 0));
    }
    start += duration;
  }
  return [0, 0, 0];
}

Deno.test("encodingSymmetry() knows the sequences of the field", () => {
  const cases: [EncodingSymmetry, Encoding][] = [
    ["odd", encoding(constant(10, 1), free(10), constant(10, -1))],
    ["even", encoding(constant(10, 1), free(10), constant(10, 1))],
    ["none", encoding(constant(10, 1), free(10), constant(10, -0.5))],
    ["none", encoding(constant(10, 1), free(10), constant(9, -1))],
    ["odd", encoding(constant(10, 1), constant(10, -1))],
    // Double PGSE +−+−, with parallel and with opposite second direction.
    ["odd", encoding(...[1, -1, 1, -1].flatMap((x) => [constant(2, x), free(3)]).slice(0, -1))],
    ["even", encoding(...[1, -1, -1, 1].flatMap((x) => [constant(2, x), free(3)]).slice(0, -1))],
    [
      "odd",
      encoding(
        ramp(1, 0, 1),
        constant(4, 1),
        ramp(1, 1, 0),
        ramp(1, 0, -1),
        constant(4, -1),
        ramp(1, -1, 0),
      ),
    ],
    ["odd", encoding(wave("cosine", 10, 2, 1), free(5), wave("cosine", 10, 2, -1))],
    ["even", encoding(wave("sine", 10, 2, 1), free(5), wave("sine", 10, 2, -1))],
    ["even", encoding(wave("cosine", 10, 1.5, 1), free(5), wave("cosine", 10, 1.5, -1))],
    ["odd", encoding(wave("sine", 10, 0.5, 1), free(5), wave("sine", 10, 0.5, -1))],
    ["none", encoding(wave("cosine", 10, 0.7, 1), free(5), wave("cosine", 10, 0.7, -1))],
    ["odd", encoding(wave("sine", 10, 3, 1))],
    ["even", encoding(wave("cosine", 10, 3, 1))],
    ["odd", encoding(constant(3, 1), free(1), free(20, true), free(1), constant(3, -1))],
    ["none", encoding(constant(3, 1), free(20, true), free(1), constant(3, -1))],
    ["none", encoding(constant(3, 1), { ...constant(3, -1), stored: true })],
    ["odd", encoding(free(3))],
    ["odd", encoding()],
  ];
  cases.forEach(([expected, given], i) => assertEquals(encodingSymmetry(given), expected, `${i}`));
});

Deno.test("encodingSymmetry() sees through rounding, splitting, empty pieces and disguised profiles", () => {
  const disguised = encoding(
    ramp(0, 3, 4),
    { ...ramp(4, 1, 1), vectors: Float64Array.of(1, 2, -1, 1, 2, -1) },
    constant(0.1 + 0.2, 1),
    wave("sine", 7, 1.3, 0),
    free(1 - 0.9 - 0.1),
    constant(3, -1),
    constant(1.3, -1),
  );
  assertEquals(encodingSymmetry(disguised), "odd");
  // The weight of the echo plays no part.
  assertEquals(encodingSymmetry({ ...disguised, weight: 0.5 }), "odd");
});

Deno.test("encodingSymmetry() agrees with the waveform sampled forwards and backwards", () => {
  const profile: fc.Arbitrary<Profile> = fc.oneof(
    fc.constant<Profile>({ kind: "constant" }),
    fc.constant<Profile>({ kind: "ramp" }),
    fc.record({
      kind: fc.constantFrom<"cosine" | "sine">("cosine", "sine"),
      periods: fc.constantFrom(0.3, 0.5, 1, 1.5, 2),
    }),
  );
  const piece = fc.record({
    duration: fc.constantFrom(0, 1, 2.5),
    profile,
    values: fc.array(fc.constantFrom(-1, 0, 1), { minLength: 6, maxLength: 6 }),
  }).map(({ duration, profile, values }): EncodingPiece => ({
    duration,
    profile,
    vectors: Float64Array.from(values.slice(0, profile.kind === "ramp" ? 6 : 3)),
  }));
  const mirrorSign = fc.constantFrom(-1, 0, 1);
  let odd = 0, even = 0, none = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 4 }), mirrorSign, (half, sign) => {
      const back = half.toReversed().map((p): EncodingPiece => ({
        ...p,
        vectors: p.profile.kind === "ramp"
          ? Float64Array.of(...p.vectors.slice(3), ...p.vectors.slice(0, 3)).map((x) => sign * x)
          : p.vectors.map((x) => sign * x),
      }));
      const given = encoding(...half, ...back);
      const TE = echoTimeOf(given);
      let isOdd = true, isEven = true;
      // Times that fall on no boundary between pieces, nor do their mirror images.
      for (let i = 0; i < 400; i++) {
        const t = TE * (i + Math.SQRT1_2) / 400;
        const q = waveform(given, t), mirrored = waveform(given, TE - t);
        isOdd &&= q.every((x, k) => Math.abs(x + mirrored[k]) < 1e-9);
        isEven &&= q.every((x, k) => Math.abs(x - mirrored[k]) < 1e-9);
      }
      const expected = isOdd ? "odd" : isEven ? "even" : "none";
      if (expected === "odd") odd++;
      else if (expected === "even") even++;
      else none++;
      assertEquals(encodingSymmetry(given), expected);
    }),
    { numRuns: 300, seed: 7 },
  );
  // Each answer came up.
  assertEquals([odd, even, none].every((count) => count > 20), true);
});
