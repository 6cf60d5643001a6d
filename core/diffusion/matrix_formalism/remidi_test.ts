import { assertEquals, assertLess } from "@std/assert";
import { sharedJson } from "../../../testing/reference_data.ts";
import {
  divide,
  magnitude,
  matmul,
  meanSquaredError,
  multiply,
  slice,
  type Tensor,
  transpose,
  valueAndGrad,
} from "../../autodiff/mod.ts";
import { tetMesh, withPoints } from "../../mesh/mod.ts";
import { pgse, type PgseProtocol } from "../protocol/mod.ts";
import { protocolShape } from "../protocol/mod.ts";
import { matrixFormalism } from "./mod.ts";

/** A file of ../shared/data/diffusion/remidi; signals are [bValues][sequences][directions], lengths µm, times µs. */
interface RemidiFile {
  points: number[][];
  tets: number[][];
  rotation_matrix: number[][];
  points_rotated: number[][];
  diffusivity: number;
  sequences: { delta: number; Delta: number }[];
  qvalues: number[][];
  directions: number[][];
  neig: number;
  eigenvalues: number[];
  volume: number;
  S_real: number[][][];
  Sref_real: number[][][];
  loss: number;
  dloss_dpoints: number[][];
}

function matrix(rows: number[][]): Tensor {
  return { shape: [rows.length, rows[0].length], data: Float64Array.from(rows.flat()) };
}

/** The signals of a file in the order of a protocol. */
function inOrder(signals: number[][][], protocol: PgseProtocol): Tensor {
  const shape = protocolShape(protocol), [sequences, directions, bValues] = shape;
  const data: number[] = [];
  for (let s = 0; s < sequences; s++) {
    for (let d = 0; d < directions; d++) {
      for (let b = 0; b < bValues; b++) data.push(signals[b][s][d]);
    }
  }
  return { shape, data: Float64Array.from(data) };
}

/** 100 |S| / |S| of the first b-value and direction of each sequence. */
function percent(amplitude: Tensor): Tensor {
  const first = slice(amplitude, [[0, amplitude.shape[0]], [0, 1], [0, 1]]);
  return multiply(100, divide(amplitude, first));
}

function simulation(file: RemidiFile) {
  const mesh = withPoints(
    tetMesh({ points: file.points, tets: file.tets }),
    matrix(file.points_rotated),
  );
  const sequences = file.sequences.map(({ delta, Delta }) => ({
    delta: delta / 1000,
    Delta: Delta / 1000,
  }));
  const protocol = pgse({
    delta: sequences.map(({ delta }) => delta),
    Delta: sequences.map(({ Delta }) => Delta),
    directions: file.directions,
    qValues: sequences.map((_, s) => file.qvalues.map((row) => 1000 * row[s])),
  });
  const diffusivity = 1000 * file.diffusivity;
  return {
    protocol,
    simulate: matrixFormalism(mesh, { diffusivity }, protocol, { modes: file.neig }),
  };
}

const difference = (a: Float64Array, b: Float64Array) =>
  Math.hypot(...a.map((x, i) => x - b[i])) / Math.hypot(...b);

const names = [
  "small_bend",
  "mid_10x4",
  "large_12x6",
  "config_bending",
  "config_beading",
  "config_fanning",
];
for (const name of names) {
  const file = sharedJson<RemidiFile>(`diffusion/remidi/${name}.json`);
  Deno.test({
    name: file === undefined
      ? `ReMiDi's ${name} is skipped: ../shared/data/diffusion/remidi is absent`
      : `signals, loss and dloss/dpoints of ${name} are those of ReMiDi`,
    ignore: file === undefined,
    fn: () => {
      if (file === undefined) return;
      const { protocol, simulate } = simulation(file);
      const signal = simulate().real, expected = inOrder(file.S_real, protocol);
      assertEquals(signal.shape, expected.shape);
      const worst = signal.data.reduce(
        (most, s, i) => Math.max(most, Math.abs(s / expected.data[i] - 1)),
        0,
      );

      const reference = percent(inOrder(file.Sref_real, protocol));
      const rotation = matrix(file.rotation_matrix);
      const loss = (points: Tensor) => {
        const rotated = matmul(points, transpose(rotation));
        const error = meanSquaredError(percent(magnitude(simulate(rotated))), reference);
        return multiply(250, error);
      };
      const [value, slope] = valueAndGrad(loss)(matrix(file.points));
      const wanted = Float64Array.from(file.dloss_dpoints.flat());
      assertLess(worst, 2e-11);
      assertLess(Math.abs(value / file.loss - 1), 1e-9);
      assertLess(difference(slope.data, wanted), 5e-9);
    },
  });
}
