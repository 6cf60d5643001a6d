import { assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { decayIntegrals } from "../../core/diffusion/reduced/mod.ts";
import { randomSource } from "../../wasm/testing.ts";
import { pairPausesKernel } from "./pair_pauses.wgsl.ts";
import { addSlicesKernel, PAIR_TILE, pairPulsesKernel } from "./pair_pulses.wgsl.ts";
import { SLOPE_WORDS, slopesKernel } from "./slopes.wgsl.ts";
import { FREE, PULSE, STORED } from "./team.ts";
import { relativeError } from "./testing.ts";

const randoms = (length: number, seed: number) => {
  const random = randomSource(seed);
  return Float64Array.from({ length }, () => Math.fround(2 * random() - 1));
};

/** y_i s_j of a pair, complex. */
function product(pairs: Float64Array, n: number, row: number, i: number, j: number) {
  const y = 2 * (2 * row * n + i), s = 2 * ((2 * row + 1) * n + j);
  return {
    real: pairs[y] * pairs[s] - pairs[y + 1] * pairs[s + 1],
    imag: pairs[y] * pairs[s + 1] + pairs[y + 1] * pairs[s],
  };
}

const SIZES = [[1, 1, 1], [1, 40, 3], [5, 1, 1], [31, 17, 2], [33, 50, 4], [70, 9, 1]];

for (const [n, rows, count] of SIZES) {
  gpuTest(`pairs of ${n} modes in ${rows} rows and ${count} slices add up`, async (gpu) => {
    const pairs = randoms(4 * n * rows, 1), weights = randoms(4 * rows, 2);
    // The first row belongs to others.
    const first = rows > 1 ? 1 : 0, length = Math.ceil((rows - first) / count);
    using p = gpu.upload("pairs", pairs);
    using w = gpu.upload("weights", weights);
    using slices = gpu.array("slices", 4 * n * n * count);
    using out = gpu.zeros("sums", 8 * n * n);
    const tiles = Math.ceil(n / PAIR_TILE);
    for (let twice = 0; twice < 2; twice++) {
      gpu.run(pairPulsesKernel, {
        arrays: { pairs: p, weights: w, out: slices },
        params: { n, first, last: rows, length },
        size: { groups: [tiles, tiles, count] },
      });
      gpu.run(addSlicesKernel, {
        arrays: { slices, out },
        params: { size: n * n, count, to: n * n },
        size: { threads: n * n },
      });
    }
    const expected = new Float64Array(8 * n * n);
    for (let row = first; row < rows; row++) {
      for (let e = 0; e < n * n; e++) {
        const { real, imag } = product(pairs, n, row, Math.floor(e / n), e % n);
        for (let k = 0; k < 4; k++) {
          expected[4 * (n * n + e) + k] += 2 * weights[4 * row + k] * (k === 0 ? real : imag);
        }
      }
    }
    const [read] = await gpu.read(out);
    assertLess(relativeError(read, expected), 1e-6);
  });
}

const rising = (n: number) => Float64Array.from({ length: n }, (_, j) => 0.02 + 3 * (j / n) ** 2);

for (const [n, rows] of [[1, 1], [1, 7], [9, 1], [33, 5]]) {
  for (const duration of [1e-3, 0.7, 30]) {
    gpuTest(`pairs of ${n} modes over a pause of ${duration} ms, ${rows} rows`, async (gpu) => {
      const pairs = randoms(4 * n * rows, 3), rates = rising(n);
      // Equal rates and nearly equal ones.
      if (n > 3) rates.set([rates[1], rates[1] + 1e-4], 2);
      using p = gpu.upload("pairs", pairs);
      using both = gpu.upload("rates", Float64Array.of(...new Float64Array(n).fill(9), ...rates));
      using list = gpu.upload("rows", Uint32Array.from({ length: rows + 1 }, (_, k) => k % rows));
      using out = gpu.zeros("sums", 2 * n * n + 1);
      gpu.run(pairPausesKernel, {
        arrays: { pairs: p, rates: both, rows: list, out },
        params: { n, first: 1, last: rows + 1, rates: n, duration, to: 1, stride: 2 },
        size: { threads: n * n },
      });
      const factors = decayIntegrals(rates)(duration);
      const expected = new Float64Array(2 * n * n + 1);
      for (let e = 0; e < n * n; e++) {
        for (let row = 0; row < rows; row++) {
          const { real } = product(pairs, n, row, Math.floor(e / n), e % n);
          expected[1 + 2 * e] += factors[e] * real;
        }
      }
      const [read] = await gpu.read(out);
      assertLess(relativeError(read, expected), 2e-6);
    });
  }
}

for (const n of [1, 6, 130]) {
  gpuTest(`the slopes of steps are Re yΛs and Im yW_ks: ${n} modes`, async (gpu) => {
    const points = [1, 5, 4], pulses = 10, rows = pulses + 3, duration = 1.7;
    const moments = randoms(3 * n * n, 4), pairs = randoms(4 * n * rows, 5);
    // W_k are symmetric.
    for (let k = 0; k < 3; k++) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) moments[(k * n + i) * n + j] = moments[(k * n + j) * n + i];
      }
    }
    const weights = randoms(4 * pulses, 6),
      free = rising(n),
      stored = free.map((x) => 1.1 * x + 0.3);
    const bits = new DataView(new ArrayBuffer(4));
    bits.setFloat32(0, duration);
    const length = bits.getUint32(0);
    const items = [
      ...points.map((count, k) => [PULSE, [0, 1, 6][k], count, 0]),
      ...[[FREE, pulses, 1, length], [STORED, pulses + 1, 1, length], [FREE, pulses + 2, 1, 0]],
    ];
    using w = gpu.upload("moments", moments);
    using p = gpu.upload("pairs", pairs);
    using weighted = gpu.upload("weights", weights);
    using rates = gpu.upload("rates", Float64Array.of(...free, ...stored));
    using list = gpu.upload("items", Uint32Array.from(items.flat()));
    using out = gpu.array("slopes", 4 * items.length);
    gpu.run(slopesKernel, {
      arrays: { moments: w, pairs: p, weights: weighted, rates, items: list, out },
      params: { n, count: list.length / SLOPE_WORDS },
      size: { groups: [2, 3, 1] },
    });
    const factors = decayIntegrals(free)(Math.fround(duration));
    const mean = (time: number, e: number) => time > 0 ? factors[e] / Math.fround(duration) : 1;
    const expected = items.flatMap(([kind, first, count, time]) => {
      const sum = [0, 0, 0, 0], theta = kind === STORED ? stored : free;
      for (let row = first; row < first + count; row++) {
        for (let e = 0; e < n * n; e++) {
          const i = Math.floor(e / n), j = e % n, { real, imag } = product(pairs, n, row, i, j);
          const weight = kind === PULSE ? weights[4 * row] : mean(time, e);
          const decay = kind === STORED ? Math.exp(-theta[i] * duration) : weight;
          if (i === j) sum[0] += decay * theta[i] * real;
          if (kind === STORED) continue;
          for (let k = 0; k < 3; k++) sum[1 + k] += weight * moments[k * n * n + e] * imag;
        }
      }
      return sum;
    });
    const [read] = await gpu.read(out);
    items.forEach((_, k) =>
      assertLess(
        relativeError(read.subarray(4 * k, 4 * k + 4), expected.slice(4 * k, 4 * k + 4)),
        3e-6,
      )
    );
  });
}
