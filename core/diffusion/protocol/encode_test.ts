import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";
import { bTensor } from "../waveform/mod.ts";
import {
  encodeProtocol,
  pgse,
  type Protocol,
  protocol,
  protocolCotangent,
  type ProtocolInputs,
  protocolShape,
  type SequenceDescription,
} from "./mod.ts";

const directions = [[1, 2, 3], [-1, 0.5, -0.2]];
const secondDirections = [[0, 1, 1], [3, 0, -1]];

const sequences: SequenceDescription[] = [
  { type: "PGSE", delta: 5, Delta: 17, echoTime: 30 },
  { type: "TrapezoidPGSE", delta: 5, Delta: 17, rampTime: 1, echoTime: 30, initialPause: 2 },
  { type: "DoublePGSE", delta: 4, Delta: 9, pause: 3, secondDirections },
  { type: "CosOGSE", delta: 12, Delta: 15, periods: 2 },
  { type: "SinOGSE", delta: 12, Delta: 15, periods: 2, echoTime: 40 },
  { type: "SinOGSE", delta: 12, Delta: 15, periods: 1.3 },
  { type: "SquareOGSE", delta: 12, periods: 3, phase: "cosine", initialPause: 4 },
  { type: "TwiceRefocused", delta1: 6, delta2: 5, delta3: 4, pause: 2, middlePause: 1 },
  { type: "StimulatedEcho", delta: 3, Delta: 60, mixingTime: 50 },
  { type: "BTensor", shape: "planar", delta: 30, samples: 16 },
  { type: "BTensor", shape: "spherical", delta: 20, Delta: 25, method: "sequential" },
  { type: "Waveform", dt: 2, gradient: [[30, 5, 0], [0, 10, 9], [-31, -12, -9]] },
  {
    type: "Waveform",
    dt: 3,
    gradient: [[0, 0, 0], [1, 0.2, 0], [-1, 0.3, 1], [0, 0, 0]],
    interpolation: "linear",
    scaled: true,
  },
];

/** Numbers in (−1, 1), the same every time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (16807 * state) % 2147483647) / 1073741823.5 - 1;
}

/** A linear functional of an encoded protocol. */
function functional(encoded: EncodedProtocol, seed: number): EncodedCotangent {
  const next = numbers(seed);
  return {
    durations: encoded.encodings.map(({ pieces }) => Float64Array.from(pieces, next)),
    vectors: encoded.encodings.map(({ pieces }) => pieces.map(({ vectors }) => vectors.map(next))),
    amplitudes: encoded.amplitudes.map((q) => q.map(() => 50 * next())),
  };
}

function apply(weights: EncodedCotangent, { encodings, amplitudes }: EncodedProtocol): number {
  let sum = 0;
  encodings.forEach(({ pieces }, e) => {
    pieces.forEach(({ duration, vectors }, p) => {
      sum += weights.durations[e][p] * duration;
      vectors.forEach((x, i) => sum += weights.vectors[e][p][i] * x);
    });
    amplitudes[e].forEach((q, b) => sum += weights.amplitudes[e][b] * q);
  });
  return sum;
}

/** The inputs of a protocol as they are, with one kind of amplitude. */
function allInputs(given: Protocol, key: "bValues" | "gradientStrengths" | "qValues") {
  const names = [...new Set(given.sequences.flatMap(({ timings }) => Object.keys(timings)))];
  const amplitude = key === "bValues"
    ? given.bValues
    : key === "qValues"
    ? given.q
    : given.q.map((q) => q / 267.522187e-6);
  return {
    [key]: amplitude,
    timings: Object.fromEntries(
      names.map((
        name,
      ) => [name, Float64Array.from(given.sequences, (s) => s.timings[name] ?? NaN)]),
    ),
    waveforms: given.sequences.filter((s) => s.samples).map((s) => s.samples!.gradient),
  } as Required<Pick<ProtocolInputs, "timings" | "waveforms">> & ProtocolInputs;
}

/** Central difference of fourth order. */
function slope(f: (x: number) => number, x: number, h: number): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

for (const key of ["bValues", "gradientStrengths", "qValues"] as const) {
  Deno.test(`protocolCotangent() is the finite difference of encodeProtocol(): ${key}, timings, samples`, () => {
    const given = protocol({ sequences, bValues: [300, 2000], directions });
    const inputs = allInputs(given, key);
    const weights = functional(encodeProtocol(given, inputs), 7);
    const loss = (changed: ProtocolInputs) => apply(weights, encodeProtocol(given, changed));
    const slopes = protocolCotangent(given, inputs, weights);
    assertEquals(Object.keys(slopes), [key, "timings", "waveforms"]);
    const values = inputs[key]!;
    values.forEach((x, i) => {
      const at = (y: number) => loss({ ...inputs, [key]: values.with(i, y) });
      const literal = given.sequences[Math.floor(i / 2)].literal;
      const expected = literal ? 0 : slope(at, x, 1e-3 * x);
      assertLess(Math.abs(slopes[key]![i] - expected), 1e-9 * (Math.abs(expected) + 1 / x));
    });
    for (const [name, times] of Object.entries(inputs.timings)) {
      times.forEach((x, s) => {
        if (Number.isNaN(x)) return assertEquals(slopes.timings![name][s], 0);
        const at = (y: number) =>
          loss({ ...inputs, timings: { ...inputs.timings, [name]: times.with(s, y) } });
        assertAlmostEquals(slopes.timings![name][s], slope(at, x, 1e-3), 1e-9);
      });
    }
    inputs.waveforms.forEach((samples, w) =>
      samples.forEach((x, i) => {
        const at = (y: number) =>
          loss({ ...inputs, waveforms: inputs.waveforms.with(w, samples.with(i, y)) });
        assertAlmostEquals(slopes.waveforms![w][i], slope(at, x, 1e-3), 1e-9);
      })
    );
  });
}

Deno.test("protocolCotangent() holds what the amplitude was given by when only a timing varies", () => {
  const timing = { delta: 5, Delta: 17 };
  for (const amplitude of [{ bValues: [1000] }, { gradientStrengths: [60] }, { qValues: [0.02] }]) {
    const given = pgse({ ...timing, ...amplitude, directions });
    const inputs = { timings: { delta: Float64Array.of(5) } };
    const weights = functional(encodeProtocol(given, inputs), 3);
    const at = (delta: number) =>
      apply(weights, encodeProtocol(given, { timings: { delta: Float64Array.of(delta) } }));
    const { timings } = protocolCotangent(given, inputs, weights);
    assertAlmostEquals(timings!.delta[0], slope(at, 5, 1e-3), 1e-10);
    const { encodings, amplitudes } = encodeProtocol(given, {
      timings: { Delta: Float64Array.of(40) },
    });
    const { bValue } = bTensor(encodings[0], amplitudes[0][0]);
    const [{ bValue: before }] = [bTensor(encodeProtocol(given).encodings[0], given.q[0])];
    assertAlmostEquals(
      bValue / before,
      given.given === "bValues" ? 1 : (40 - 5 / 3) / (17 - 5 / 3),
      1e-12,
    );
  }
});

Deno.test("the derivative by b at b = 0 is its limit for a signal even in q", () => {
  const given = protocol({ sequences: sequences.slice(0, 6), bValues: [0, 1000], directions });
  const inputs = { bValues: given.bValues };
  const encoded = encodeProtocol(given, inputs);
  // S = Σ exp(−q² D I): ∂S/∂b = −D exp(−b D), with D I b-like in units of s/mm².
  const D = 0.7e-3;
  const measured = encoded.encodings.map((encoding, e) =>
    encoded.amplitudes[e].map((q) => bTensor(encoding, q).bValue)
  );
  measured.forEach((b) => {
    assertLess(b[0], 1.1e-10);
    assertAlmostEquals(b[1], 1000, 1e-9);
  });
  const { bValues } = protocolCotangent(given, inputs, {
    durations: encoded.encodings.map(({ pieces }) => new Float64Array(pieces.length)),
    vectors: encoded.encodings.map(({ pieces }) => pieces.map((p) => p.vectors.map(() => 0))),
    amplitudes: encoded.amplitudes.map((q, e) =>
      q.map((x, b) => -D * Math.exp(-D * measured[e][b]) * 2 * measured[e][b] / x)
    ),
  });
  bValues!.forEach((x, i) => {
    assertAlmostEquals(x, -2 * D * Math.exp(-D * given.bValues[i]), 1e-15);
  });
  // Where b is no input, 0 is 0.
  assertEquals(encodeProtocol(given).amplitudes[0][0], 0);
});

Deno.test("encodeProtocol() has the shape and order of the signal", () => {
  const given = protocol({ sequences, bValues: [300, 2000], directions });
  const { shape, encodings, amplitudes } = encodeProtocol(given);
  assertEquals(shape, protocolShape(given));
  assertEquals([encodings.length, amplitudes.length], [26, 26]);
  amplitudes.forEach((q, e) => {
    const s = Math.floor(e / 2);
    assertEquals([...q], [...given.q.subarray(2 * s, 2 * s + 2)]);
    q.forEach((x, b) => {
      assertLess(Math.abs(bTensor(encodings[e], x).bValue / given.bValues[2 * s + b] - 1), 1e-13);
    });
  });
  // The second block of double PGSE goes along its own direction.
  const { pieces } = encodings[2 * 2 + 1];
  const second = Math.hypot(3, 1);
  assertEquals(pieces[0].vectors, given.directions.slice(3));
  assertAlmostEquals(pieces[4].vectors[0], 3 / second, 1e-15);
  assertAlmostEquals(pieces[6].vectors[2], 1 / second, 1e-15);
});

Deno.test("encodeProtocol() refuses inputs that do not fit", () => {
  const given = pgse({ delta: 5, Delta: [10, 20], bValues: [0, 1000], directions });
  const four = Float64Array.of(1, 2, 3, 4);
  const cases: [ProtocolInputs, string][] = [
    [{ bValues: Float64Array.of(1) }, "'bValues' has 1 numbers but must have 4"],
    [{ bValues: four, qValues: four }, "The inputs give the amplitude by 'bValues' and 'qValues'"],
    [{ bValues: four.with(2, -1) }, "'bValues[2]' is -1 s/mm² but must not be negative"],
    [{ qValues: four.with(1, NaN) }, "'qValues[1]' is NaN but must be finite"],
    [{ timings: { pause: four } }, "No sequence has a timing 'pause': there are 'delta', 'Delta'"],
    [{ timings: { delta: four } }, "'timings.delta' has 4 numbers but must have 2"],
    [{ timings: { delta: Float64Array.of(1, NaN) } }, "'timings.delta[1]' is NaN"],
    [
      { timings: { Delta: Float64Array.of(10, 4) } },
      "The timings of sequence 2 (PGSE) are impossible: Delta − delta is -1 ms but must not be negative",
    ],
    [
      { waveforms: [four] },
      "'waveforms' has 1 entries but there are 0 sequences of type 'Waveform'",
    ],
  ];
  for (const [inputs, message] of cases) {
    assertThrows(() => encodeProtocol(given, inputs), InputError, message);
  }
});
