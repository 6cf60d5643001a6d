import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { echoTimeOf } from "../encoding/mod.ts";
import { sampleEncoding } from "../waveform/mod.ts";
import {
  bTensorEncoding,
  encodeProtocol,
  gradientWaveform,
  pgse,
  protocol,
  protocolBTensors,
  protocolShape,
  protocolWarnings,
} from "./mod.ts";

Deno.test("b-tensors have the shape, size and axis asked for, whatever the direction", () => {
  const direction = fc.tuple(
    ...Array(3).fill(fc.double({ min: -1, max: 1, noNaN: true })) as [fc.Arbitrary<number>],
  ).filter((v) => Math.hypot(...v) > 0.1);
  const shape = fc.oneof(
    fc.constantFrom(-0.5, 0, 1),
    fc.double({ min: -0.5, max: 1, noNaN: true }),
  );
  const method = fc.constantFrom<"qMAS" | "sequential">("qMAS", "sequential");
  fc.assert(
    fc.property(direction, shape, method, fc.boolean(), (d, wanted, method, twice) => {
      const given = bTensorEncoding({
        shape: wanted,
        method,
        delta: 30,
        ...(twice && { Delta: 40 }),
        bValues: [2000],
        directions: [d],
      });
      const [{ tensor, bValue, shape, asymmetry }] = protocolBTensors(given);
      assertAlmostEquals(bValue, 2000, 1e-9);
      assertAlmostEquals(shape, Math.abs(wanted) < 1e-13 ? 0 : wanted, 1e-11);
      if (Math.abs(wanted) > 1e-3) assertAlmostEquals(asymmetry, 0, 1e-9);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const isotropic = i === j ? (1 - wanted) / 3 : 0;
          const axial = given.directions[i] * given.directions[j] * wanted;
          assertAlmostEquals(tensor[3 * i + j], 2000 * (isotropic + axial), 1e-8);
        }
      }
      assertEquals(protocolWarnings(given), []);
    }),
    { numRuns: 60 },
  );
});

Deno.test("q-vector magic-angle spinning keeps its angle: |F·d| = |F| cos ζ", () => {
  const given = bTensorEncoding({
    shape: 0,
    delta: 20,
    samples: 256,
    qValues: [1],
    directions: [[0, 0, 1]],
  });
  const times = Array.from({ length: 39 }, (_, i) => 0.5 * (i + 1));
  const { integral } = sampleEncoding(encodeProtocol(given).encodings[0], times);
  for (let i = 0; i < times.length; i++) {
    const F = integral.subarray(3 * i, 3 * i + 3), length = Math.hypot(...F);
    // Straight lines between 256 samples follow the spiral to 1e-4 of its radius.
    if (length > 1) assertAlmostEquals(F[2] / length, 1 / Math.sqrt(3), 2e-4);
  }
});

Deno.test("a literal waveform is what its samples say", () => {
  const gradient = [[10, 0, 0], [0, 20, 0], [-10, -20, 5]];
  const step = gradientWaveform({ dt: 2, gradient });
  assertEquals(protocolShape(step), [1, 1, 1]);
  const { encodings: [encoding], amplitudes } = encodeProtocol(step);
  assertEquals(amplitudes[0][0], 267.522187e-6);
  assertEquals([...sampleEncoding(encoding, [1, 3, 5]).gradient], gradient.flat());
  const linear = gradientWaveform({ dt: 2, gradient, interpolation: "linear" });
  const [ramps] = encodeProtocol(linear).encodings;
  assertEquals(echoTimeOf(ramps), 4);
  assertEquals([...sampleEncoding(ramps, [0, 1, 2]).gradient], [10, 0, 0, 5, 10, 0, 0, 20, 0]);
  assertEquals(protocolWarnings(step), [
    "Sequence 1 (Waveform) does not refocus: its residual moment ∫q dt is (0, 0, 0.00268) rad/µm",
  ]);
  const [{ bValue }] = protocolBTensors(linear);
  assertAlmostEquals(linear.bValues[0], bValue, 1e-12 * bValue);
});

Deno.test("literal and scaled waveforms stand beside other sequences", () => {
  const gradient = [[0, 0, 50], [0, 0, 0], [0, 0, -50]];
  const mixed = protocol({
    sequences: [
      { type: "Waveform", dt: 4, gradient },
      { type: "Waveform", dt: 4, gradient, scaled: true },
      { type: "PGSE", delta: 4, Delta: 8 },
    ],
    bValues: [0, 1000],
    directions: [[1, 0, 0], [0, 1, 0]],
  });
  assertEquals(protocolShape(mixed), [3, 2, 2]);
  const literal = gradientWaveform({ dt: 4, gradient }).bValues[0];
  assertEquals([...mixed.bValues], [literal, literal, 0, 1000, 0, 1000]);
  const { encodings, amplitudes } = encodeProtocol(mixed);
  assertEquals(encodings[1], encodings[0]);
  // The shape scaled to b along x is the PGSE sequence.
  assertEquals(encodings[2].pieces[0].vectors, Float64Array.of(50, 0, 0));
  assertAlmostEquals(50 * amplitudes[2][1], amplitudes[4][1], 1e-15);
  assertEquals(protocolWarnings(mixed), []);
});

Deno.test("the waveform turns with the direction and keeps the direction's bits", () => {
  const directions = [[1, 2, 3], [-1, 0, 0], [0, 0, -1], [1e-9, 0, -1], [0.3, -0.4, -0.9]];
  const given = pgse({ delta: 5, Delta: 20, bValues: [1000], directions });
  encodeProtocol(given).encodings.forEach(({ pieces }, d) => {
    assertEquals(pieces[0].vectors, given.directions.slice(3 * d, 3 * d + 3));
  });
  // A planar shape stays orthogonal to its direction.
  const planar = bTensorEncoding({ shape: "planar", delta: 20, bValues: [1000], directions });
  encodeProtocol(planar).encodings.forEach(({ pieces }, d) => {
    for (const { vectors } of pieces) {
      for (let v = 0; v < vectors.length; v += 3) {
        const overlap = [0, 1, 2].reduce(
          (sum, k) => sum + vectors[v + k] * planar.directions[3 * d + k],
          0,
        );
        assertAlmostEquals(overlap, 0, 1e-15);
      }
    }
  });
});
