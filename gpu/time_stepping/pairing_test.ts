import { assertAlmostEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { uploadBlock } from "../block.ts";
import { uploadPattern } from "../sparse/mod.ts";
import { plainProduct, randomPattern, randomSingles } from "../sparse/testing.ts";
import {
  pairedLength,
  pairSlopes,
  pairStates,
  SLOPES,
  slopeWorkLength,
  sumPaired,
} from "./pairing.ts";

/** Σ uv of each state over the rows that count: real parts, then imaginary. */
function paired(
  u: Float64Array,
  v: Float64Array,
  states: number,
  counts: (row: number) => boolean = () => true,
): Float64Array {
  const sums = new Float64Array(2 * states);
  for (let at = 0; at < u.length; at += 2 * states) {
    if (!counts(at / (2 * states))) continue;
    for (let c = 0; c < states; c++) {
      const re = at + c, im = re + states;
      sums[c] += u[re] * v[re] - u[im] * v[im];
      sums[states + c] += u[re] * v[im] + u[im] * v[re];
    }
  }
  return sums;
}

for (const [rows, states] of [[1, 4], [16, 4], [17, 8], [1100, 12]] as const) {
  gpuTest(`pairings of ${states} states on ${rows} nodes`, async (gpu) => {
    const width = 2 * states, pattern = randomPattern(rows, 3), tolerance = 1e-5 * rows;
    const [u, v, alpha, product] = [1, 2, 3, 4].map((seed) => randomSingles(rows * width, seed));
    const moments = [5, 6, 7].map((seed) => randomSingles(pattern.columnIndex.length, seed));
    const compartments = Int32Array.from({ length: rows }, (_, row) => row % 3);
    const [onU, onV, onAlpha, onProduct] = [u, v, alpha, product].map((values) =>
      uploadBlock(gpu, "states", values, rows, width)
    );
    using onGpu = uploadPattern(gpu, pattern);
    const [jx, jy, jz] = moments.map((values) => gpu.upload("moment", values));
    using ofNodes = gpu.upload("compartments", compartments);
    using whole = gpu.array("sums", pairedLength(onU));
    using second = gpu.array("sums", pairedLength(onU));
    using work = gpu.array("work", slopeWorkLength(onU));
    const place = 8;
    using slopes = gpu.zeros("slopes", place + SLOPES * states);
    pairStates(gpu, onU, onV, ofNodes, whole);
    pairStates(gpu, onU, onV, ofNodes, second, 1);
    const pairs = { diffusion: [onAlpha, onProduct], gradient: [onU, onV] } as const;
    pairSlopes(gpu, onGpu, [jx, jy, jz], pairs, work, slopes, place);
    const data = await gpu.read(whole, second, slopes);

    const check = (got: ArrayLike<number>, expected: Float64Array) =>
      expected.forEach((value, i) => assertAlmostEquals(got[i], value, tolerance));
    const summed = (array: Float32Array) => {
      const { real, imag } = sumPaired(array, width, states);
      return [...real, ...imag];
    };
    check(summed(data[0]), paired(u, v, states));
    check(summed(data[1]), paired(u, v, states, (row) => compartments[row] === 1));
    check(data[2].subarray(place), paired(alpha, product, states));
    moments.forEach((moment, k) => {
      const { product: jv } = plainProduct(pattern, moment, v, width);
      check(data[2].subarray(place + (k + 1) * width), paired(u, jv, states));
    });
  });
}
