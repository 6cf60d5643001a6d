import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import {
  cosineOgse,
  doublePgse,
  fibonacciHemisphere,
  gradientWaveform,
  pgse,
  protocolShape,
  type SequenceDescription,
} from "../protocol/mod.ts";
import {
  acquisitionGrid,
  acquisitionOf,
  formatBvals,
  formatBvecs,
  parseFsl,
  readFsl,
  writeFsl,
} from "./mod.ts";

Deno.test("parseFsl() reads three rows, N rows, commas, blank lines and Windows line ends alike", () => {
  const expected = {
    bValues: Float64Array.of(0, 1000, 2000, 3000),
    directions: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 0.6, 0.8, 0, 0, -1),
  };
  const rowPerAxis = "0 1 0 0\n0 0 0.6 0\n0 0 0.8 -1\n";
  const rowPerVolume = "0 0 0\r\n1 0 0\r\n0 .6 8e-1\r\n\r\n0 0 -1";
  for (const bvals of ["0 1000 2000 3000\n", "0\n1000\n2000\n3000\n", "  0, 1000\t2000 3e3  "]) {
    assertEquals(parseFsl(bvals, rowPerAxis), expected);
    assertEquals(parseFsl(bvals, rowPerVolume), expected);
  }
});

Deno.test("parseFsl() reads 3×3 a row per axis", () => {
  const { directions } = parseFsl("1 2 3", "1 0 0.6\n0 1 0.8\n0 0 0\n");
  assertEquals(directions, Float64Array.of(1, 0, 0, 0, 1, 0, 0.6, 0.8, 0));
});

Deno.test("parseFsl() normalises rounded directions and takes small b without direction as 0", () => {
  const { bValues, directions } = parseFsl("5 1000", "0 0.5774\n0 0.5773\n0 0.5773");
  assertEquals(bValues, Float64Array.of(0, 1000));
  assertAlmostEquals(Math.hypot(...directions.subarray(3)), 1, 1e-15);
});

Deno.test("parseFsl() says what is wrong and where", () => {
  const good = "1 0\n0 1\n0 0\n";
  const cases: [string, string, string][] = [
    ["", good, "Cannot read 'bvals': it holds no numbers"],
    ["0 x", good, "'bvals': line 1 column 2 is 'x', which is not a finite number"],
    ["0 nan", good, "line 1 column 2 is 'nan'"],
    ["0 -5", good, "b-value 2 is -5 s/mm² but must not be negative"],
    ["0 1 2", good, "'bvecs': it has 2 directions but there are 3 b-values"],
    ["0 1", "1 0\n0 1\n0\n", "'bvecs': line 3 has 1 columns, expected 2"],
    [
      "0 1",
      "1 0\n0 1\n",
      "it has 2 rows of 2 numbers, expected three rows of 2 or 2 rows of three",
    ],
    ["0 1000", "1 0\n0 0\n0 0\n", "direction 2 (column 2) is zero but its b-value is 1000 s/mm²"],
    [
      "0 1000",
      "1 0.5\n0 0\n0 0\n",
      "direction 2 (column 2) has length 0.5000, which is 0.500 less than 1: normalise it, or make it 0",
    ],
    [
      "0 1000 5",
      "0 0 0\n\n0 1.02 0\n0 0 1\n0 0 1\n",
      "'bvecs': it has 4 directions but there are 3 b-values",
    ],
    [
      "0 1000 5 5",
      "0 0 0\n\n0 1.02 0\n0 0 1\n0 0 1\n",
      "direction 2 (line 3) has length 1.020, which is 0.0200 more than 1",
    ],
  ];
  for (const [bvals, bvecs, message] of cases) {
    assertThrows(() => parseFsl(bvals, bvecs), InputError, message);
  }
  assertThrows(() => readFsl("/nowhere.bval", "b"), InputError, "Cannot read '/nowhere.bval'");
});

Deno.test("formatting then parsing keeps every bit of the b-values and 1e-15 of the directions", () => {
  const component = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.double({ min: 0, max: 1e5, noNaN: true }), component, component, component)
          .filter(([, x, y, z]) => Math.hypot(x, y, z) > 1e-3),
        { minLength: 1, maxLength: 20 },
      ),
      (rows) => {
        const bValues = Float64Array.from(rows, ([b]) => b);
        const directions = Float64Array.from(
          rows.flatMap(([, x, y, z]) => [x, y, z].map((c) => c / Math.hypot(x, y, z))),
        );
        const back = parseFsl(
          formatBvals({ bValues, directions }),
          formatBvecs({ bValues, directions }),
        );
        assertEquals(back.bValues, bValues);
        back.directions.forEach((x, i) => assertAlmostEquals(x, directions[i], 1e-15));
      },
    ),
  );
});

Deno.test("acquisitionGrid() finds the grid a protocol came from", () => {
  const directions = fibonacciHemisphere(7);
  const protocol = pgse({ delta: 5, Delta: 20, bValues: [0, 700, 2000], directions });
  const grid = acquisitionGrid(acquisitionOf(protocol), { delta: 5, Delta: 20 });
  assertEquals(grid.protocol.bValues, protocol.bValues);
  assertEquals(grid.protocol.q, protocol.q);
  grid.protocol.directions.forEach((x, i) => assertAlmostEquals(x, directions[i], 1e-15));
  assertEquals([...grid.gridIndices], [...Array(21).keys()]);
});

Deno.test("acquisitionGrid() gives each volume of a list its own b-value and direction", () => {
  const acquisition = parseFsl(
    "0 1000 2000 0 1000 30",
    "0 0 0\n1 0 0\n0 1 0\n0 0 1\n0 0 1\n0 0 0\n",
  );
  const { protocol, gridIndices } = acquisitionGrid(acquisition, { delta: 5, Delta: 20 });
  assertEquals(protocolShape(protocol), [1, 3, 3]);
  gridIndices.forEach((index, v) => {
    const b = index % 3;
    const d = Math.floor(index / 3);
    assertEquals(protocol.bValues[b], acquisition.bValues[v]);
    if (acquisition.bValues[v] > 0) {
      const direction = protocol.directions.subarray(3 * d, 3 * d + 3);
      assertEquals([...direction], [...acquisition.directions.subarray(3 * v, 3 * v + 3)]);
    }
  });
});

Deno.test("acquisitionGrid() gathers jittered b-values into shells", () => {
  const acquisition = parseFsl("0 995 1005 1990 2010", "0 1 0 1 0\n0 0 1 0 1\n0 0 0 0 0\n");
  const options = { delta: 5, Delta: 20, shellWidth: 25 };
  const { protocol, gridIndices } = acquisitionGrid(acquisition, options);
  assertEquals(protocol.bValues, Float64Array.of(0, 1000, 2000));
  assertEquals(gridIndices, Int32Array.of(0, 1, 4, 2, 5));
  const exact = acquisitionGrid(acquisition, { delta: 5, Delta: 20 }).protocol;
  assertEquals(exact.bValues, Float64Array.of(0, 995, 1005, 1990, 2010));
});

Deno.test("acquisitionGrid() covers an acquisition without gradients", () => {
  const { protocol, gridIndices } = acquisitionGrid(parseFsl("0 0", "0 0\n0 0\n0 0"), {
    delta: 1,
    Delta: 2,
  });
  assertEquals(protocolShape(protocol), [1, 1, 1]);
  assertEquals(gridIndices, Int32Array.of(0, 0));
});

Deno.test("acquisitionOf() turns a negative amplitude into the opposite direction", () => {
  const protocol = pgse({ delta: 1, Delta: 2, qValues: [0.1, -0.1], directions: [[0, 1, 0]] });
  assertEquals([...acquisitionOf(protocol).directions], [0, 1, 0, 0, -1, 0]);
  assertThrows(() => acquisitionOf(protocol, 1), RangeError, "The sequence index 1 is outside");
});

Deno.test("acquisitionGrid() takes any sequence that takes b-values", () => {
  const acquisition = parseFsl("0 1000 2000", "0 1 0\n0 0 1\n0 0 0");
  const measurement = { bValues: [0, 1000, 2000], directions: [[1, 0, 0], [0, 1, 0]] };
  const { protocol } = acquisitionGrid(acquisition, {
    type: "CosOGSE",
    delta: 10,
    Delta: 20,
    periods: 2,
  });
  assertEquals(protocol, cosineOgse({ delta: 10, Delta: 20, periods: 2, ...measurement }));
  const waveform: SequenceDescription = {
    type: "Waveform",
    dt: 1,
    gradient: [[1, 0, 0], [-1, 0, 0]],
  };
  assertThrows(() => acquisitionGrid(acquisition, waveform), InputError, "takes no b-values");
  assertThrows(
    () => acquisitionGrid(acquisition, { delta: 10, Delta: 5 }),
    InputError,
    "'Delta' is 5 ms but must be at least delta = 10 ms",
  );
  const twice = doublePgse({ delta: 1, Delta: 2, secondDirections: [[1, 0, 0]], ...measurement });
  assertThrows(
    () => acquisitionOf(twice),
    InputError,
    "Sequence 1 (DoublePGSE) has no single direction",
  );
  const literal = gradientWaveform({ dt: 1, gradient: [[1, 0, 0]] });
  assertThrows(() => acquisitionOf(literal), InputError, "Sequence 1 (Waveform) has no single");
});

Deno.test("writeFsl() then readFsl() returns the acquisition and leaves no other file", () => {
  const folder = Deno.makeTempDirSync();
  const acquisition = parseFsl("0 1000", "0 1\n0 0\n0 0");
  writeFsl(`${folder}/a.bval`, `${folder}/a.bvec`, acquisition);
  assertEquals(readFsl(`${folder}/a.bval`, `${folder}/a.bvec`), acquisition);
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["a.bval", "a.bvec"]);
  Deno.removeSync(folder, { recursive: true });
});
