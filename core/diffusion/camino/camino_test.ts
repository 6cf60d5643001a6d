import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { encodingMoments } from "../waveform/mod.ts";
import {
  cosineOgse,
  encodeProtocol,
  pgse,
  protocolBTensors,
  protocolShape,
  protocolWarnings,
  stimulatedEcho,
  unitDirections,
} from "../protocol/mod.ts";
import {
  caminoProtocol,
  type CaminoPulses,
  caminoPulses,
  caminoWaveforms,
  formatCamino,
  parseCamino,
  readCamino,
  writeCamino,
} from "./mod.ts";
import { fromMilli, toMilli } from "./milli.ts";

const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
// −0 is written as 0.
const component = fc.double({ min: -1, max: 1, noNaN: true }).map((x) => x + 0);
const direction = fc.tuple(component, component, component).filter((v) => Math.hypot(...v) > 1e-3);

Deno.test("thousandths move the decimal point and read back to the bit", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      assertEquals(toMilli(fromMilli(x)), x);
    }),
    { numRuns: 3000 },
  );
  assertEquals([80, 0.1, -30, 0, 1e-9, 1e25].map(fromMilli), [
    "0.08",
    "0.0001",
    "-0.03",
    "0",
    "1e-12",
    "1e+22",
  ]);
  assertEquals(["0.08", ".5", "5.", "-1E-3", "+2e+1"].map(toMilli), [80, 500, 5000, -1, 20_000]);
  assertEquals(["", "x", "1e", "0x10", "Infinity", "1 2"].map(toMilli), Array(6).fill(NaN));
});

Deno.test("pulse schemes are written and read back to the bit", () => {
  const row = fc.tuple(direction, positive, positive, positive, positive, fc.boolean());
  fc.assert(fc.property(
    fc.array(row, { minLength: 1, maxLength: 12 }),
    fc.constantFrom<"1" | "STEJSKALTANNER">("1", "STEJSKALTANNER"),
    (rows, version) => {
      const scheme: CaminoPulses = {
        version,
        directions: Float64Array.from(
          rows.flatMap(([d, , , , , free]) => free ? [0, 0, 0] : [...unitDirections([d])]),
        ),
        gradientStrengths: Float64Array.from(rows, ([, g, , , , free]) => free ? 0 : g),
        Delta: Float64Array.from(rows, ([, , delta, gap]) => delta + gap),
        delta: Float64Array.from(rows, ([, , delta]) => delta),
        echoTimes: Float64Array.from(rows, ([, , delta, gap, wait]) => 2 * delta + gap + wait),
      };
      const text = formatCamino(scheme);
      assertEquals(parseCamino(text), scheme);
      assertEquals(formatCamino(parseCamino(text)), text);
    },
  ));
});

Deno.test("waveform schemes are written and read back to the bit", () => {
  const waveform = fc.tuple(
    positive,
    fc.array(fc.tuple(...Array(3).fill(fc.double({ min: -500, max: 500, noNaN: true }))), {
      minLength: 1,
      maxLength: 30,
    }),
  ).map(([dt, samples]) => ({ dt, gradient: Float64Array.from(samples.flat()) }));
  fc.assert(fc.property(fc.array(waveform, { minLength: 1, maxLength: 5 }), (waveforms) => {
    // −0 is written as 0.
    const gradients = waveforms.map(({ dt, gradient }) => ({
      dt,
      gradient: gradient.map((x) => x + 0),
    }));
    const scheme = { version: "GRADIENT_WAVEFORM" as const, waveforms: gradients };
    const text = formatCamino(scheme);
    assertEquals(parseCamino(text), scheme);
    assertEquals(formatCamino(parseCamino(text)), text);
  }));
});

Deno.test("parseCamino() reads comments, blank lines, tabs and Windows line ends", () => {
  const text = "# made by hand\r\n\r\nVERSION: STEJSKALTANNER\r\n# b = 0\r\n" +
    "0 0 0 0 0 0 0.08\r\n  0.6\t0.8 0 4e-2 .03 1E-2 0.06  \r\n";
  assertEquals(parseCamino(text), {
    version: "STEJSKALTANNER",
    directions: Float64Array.of(0, 0, 0, 0.6, 0.8, 0),
    gradientStrengths: Float64Array.of(0, 40),
    Delta: Float64Array.of(0, 30),
    delta: Float64Array.of(0, 10),
    echoTimes: Float64Array.of(80, 60),
  });
});

Deno.test("parseCamino() says what is wrong and in which line", () => {
  const pulses = (row: string) => `VERSION: 1\n# pulses\n1 0 0 0.04 0.03 0.01 0.06\n${row}\n`;
  const waves = (row: string) => `VERSION: GRADIENT_WAVEFORM\n${row}\n`;
  const cases: [string, string][] = [
    ["", "Cannot read 'a.scheme': it holds no lines"],
    ["1 0 0\n", "line 1 is '1 0 0', expected 'VERSION: …'"],
    [
      "VERSION: STEJSKALTANER\n",
      "line 1 has the unknown version 'STEJSKALTANER': did you mean 'STEJSKALTANNER'?",
    ],
    [
      "# b\nVERSION: 4.2\n",
      "line 2 has the unknown version '4.2': known are 'STEJSKALTANNER', '1', 'GRADIENT_WAVEFORM'",
    ],
    ["VERSION: 1\n", "it holds no measurements"],
    [
      pulses("1 0 0 0.04 0.03"),
      "line 4 has 5 columns, expected 7 (x y z |G| DELTA delta TE): the file may be truncated",
    ],
    [
      pulses("1 0 0 0.04 0.03 x 0.06"),
      "line 4 column 6 (delta) is 'x', which is not a finite number",
    ],
    [pulses("1 0 nan 0.04 0.03 0.01 0.06"), "line 4 column 3 (z) is 'nan'"],
    [
      pulses("1 0.3 0 0.04 0.03 0.01 0.06"),
      "line 4 has a direction of length 1.044, which is 0.0440 more than 1: normalise it",
    ],
    [pulses("0 0 0 0.04 0.03 0.01 0.06"), "line 4 has no direction but |G| = 0.04 T/m"],
    [pulses("1 0 0 -0.04 0.03 0.01 0.06"), "line 4 has |G| = -0.04 but it must not be negative"],
    [pulses("1 0 0 0.04 0.03 0 0.06"), "line 4 has delta = 0 s but a gradient must last some time"],
    [
      pulses("1 0 0 0.04 0.01 0.03 0.06"),
      "line 4 has DELTA = 10 ms but it must be at least delta = 30 ms",
    ],
    [pulses("1 0 0 0.04 0.03 0.01 0.03"), "line 4 has TE = 30 ms but DELTA + delta = 40 ms"],
    [waves("1.5 0.01 1 1 1"), "line 2 has K = 1.5 blocks, expected a whole number, at least 1"],
    [
      waves("2 0.01 1 1 1 2"),
      "line 2 has 6 columns, expected 8 for K = 2 blocks: the file may be truncated",
    ],
    [waves("1 0 1 1 1"), "line 2 has dt = 0 s but it must be positive"],
    [waves("2 1e-3 1 1 1 1 y 1"), "line 2 column 7 (Gy of block 2) is 'y'"],
  ];
  for (const [text, message] of cases) {
    assertThrows(() => parseCamino(text, { name: "a.scheme" }), InputError, message);
  }
  assertThrows(() => readCamino("/nowhere.scheme"), InputError, "Cannot read '/nowhere.scheme'");
});

Deno.test("caminoProtocol() gives every measurement its sequence, direction and strength", () => {
  const scheme = parseCamino(`VERSION: 1
0 0 0 0    0    0    0.06
1 0 0 0.04 0.03 0.01 0.06
0 1 0 0.08 0.03 0.01 0.06
0 1 0 0.08 0.05 0.01 0.06
-1 0 0 0.02 0.05 0.01 0.06
0 0 0 0    0.05 0.01 0.09
`);
  assert(scheme.version === "1");
  const { protocol, gridIndices } = caminoProtocol(scheme);
  const [sequences, directions, count] = protocolShape(protocol);
  assertEquals([sequences, directions, count], [3, 3, 3]);
  gridIndices.forEach((index, m) => {
    const s = Math.floor(index / (directions * count));
    const d = Math.floor(index / count) % directions, b = index % count;
    const { timings } = protocol.sequences[s];
    assertAlmostEquals(
      protocol.q[s * count + b] / 267.522187e-6,
      scheme.gradientStrengths[m],
      1e-12,
    );
    const echoTime = timings.echoTime ?? timings.Delta + timings.delta;
    assertAlmostEquals(echoTime, scheme.echoTimes[m], 1e-12);
    if (scheme.gradientStrengths[m] === 0) return;
    assertEquals([timings.delta, timings.Delta], [scheme.delta[m], scheme.Delta[m]]);
    assertEquals(
      protocol.directions.slice(3 * d, 3 * d + 3),
      scheme.directions.slice(3 * m, 3 * m + 3),
    );
  });
  assertEquals(protocol.sequences[1].timings, { delta: 10, Delta: 50 });
});

Deno.test("a protocol becomes a scheme and comes back", () => {
  const protocol = pgse({
    delta: [10, 5],
    Delta: [30, 40],
    echoTime: [70, 60],
    gradientStrengths: [0, 33.3, 80],
    directions: [[1, 2, 3], [0, 0, -1]],
  });
  const scheme = caminoPulses(protocol);
  const back = caminoProtocol(parseCamino(formatCamino(scheme)));
  assertEquals([...back.gridIndices], [...Array(12).keys()]);
  assertEquals(back.protocol.sequences, protocol.sequences);
  back.protocol.q.forEach((q, i) => assertAlmostEquals(q, protocol.q[i], 1e-16));
  back.protocol.directions.forEach((x, i) => assertAlmostEquals(x, protocol.directions[i], 1e-15));
  const negative = caminoPulses(
    pgse({ delta: 1, Delta: 2, qValues: [-0.1], directions: [[0, 1, 0]] }),
  );
  assertEquals([...negative.directions], [0, -1, 0]);
  assertLess(0, negative.gradientStrengths[0]);
});

Deno.test("any protocol can be sampled as waveforms with its b-tensor", () => {
  const directions = [[1, 2, 3], [0, 0, -1]];
  const square = pgse({ delta: 10, Delta: 30, bValues: [1000], directions });
  const exact = caminoProtocol(caminoWaveforms(square, { dt: 5 })).protocol;
  assertEquals(protocolShape(exact), [2, 1, 1]);
  protocolBTensors(exact).forEach(({ tensor }, d) =>
    protocolBTensors(square)[d].tensor.forEach((x, i) => assertAlmostEquals(tensor[i], x, 1e-9))
  );
  assertEquals(protocolWarnings(exact), []);
  // A smooth waveform: blocks err by the square of their length.
  const smooth = cosineOgse({ delta: 12, Delta: 15, periods: 2, bValues: [1000], directions });
  const errors = [0.1, 0.05].map((dt) => {
    const { protocol } = caminoProtocol(caminoWaveforms(smooth, { dt }));
    const { zeroth } = encodingMoments(encodeProtocol(protocol).encodings[0]);
    zeroth.forEach((x) => assertAlmostEquals(x, 0, 1e-11));
    return Math.abs(protocol.bValues[0] - 1000);
  });
  assertLess(errors[0], 2);
  assertAlmostEquals(errors[0] / errors[1], 4, 0.02);
  assertThrows(() => caminoWaveforms(smooth, { dt: 0 }), InputError, "'dt' is 0 ms");
  assertThrows(() => caminoPulses(smooth), InputError, "Sequence 1 is of type 'CosOGSE' but");
  const late = pgse({ delta: 5, Delta: 10, initialPause: 1, bValues: [1], directions });
  assertThrows(() => caminoPulses(late), InputError, "Sequence 1 has 'initialPause', which");
  const timing = { delta: 5, Delta: 100, mixingTime: 80 };
  const stored = stimulatedEcho({ ...timing, bValues: [1], directions });
  assertThrows(() => caminoWaveforms(stored, { dt: 1 }), InputError, "stores magnetisation");
});

Deno.test("writeCamino() then readCamino() returns the scheme", () => {
  const folder = Deno.makeTempDirSync();
  const scheme = caminoPulses(
    pgse({ delta: 10, Delta: 30, bValues: [0, 700], directions: [[1, 1, 1]] }),
  );
  writeCamino(`${folder}/a.scheme`, scheme);
  assertEquals(readCamino(`${folder}/a.scheme`), scheme);
  Deno.removeSync(folder, { recursive: true });
});
