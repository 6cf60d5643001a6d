import { assertAlmostEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, withoutPadding } from "../block.ts";
import { applyCoupling, uploadPattern } from "./mod.ts";
import { plainProduct, poisonedBlock, randomPattern, randomSingles } from "./testing.ts";

for (const [rows, states] of [[1, 1], [37, 1], [300, 2], [129, 3], [40, 17]] as const) {
  gpuTest(`the coupling of ${states} states of ${rows} rows is −iΣqJx`, async (gpu) => {
    const pattern = randomPattern(rows, 13), entries = pattern.columnIndex.length;
    const columns = 2 * states, count = rows * columns;
    const moments = [1, 2, 3].map((seed) => randomSingles(entries, seed));
    const q = randomSingles(3 * states, 4), x = randomSingles(count, 5);
    const start = randomSingles(count, 6);
    using onGpu = uploadPattern(gpu, pattern);
    const upload = (k: number) => gpu.upload(`J_${k}`, moments[k]);
    using jx = upload(0);
    using jy = upload(1);
    using jz = upload(2);
    using gradients = gpu.upload("q", q);
    using from = poisonedBlock(gpu, x, rows, columns);
    using fresh = blockOf(gpu, "fresh", rows, columns);
    using added = poisonedBlock(gpu, start, rows, columns);
    applyCoupling(gpu, onGpu, [jx, jy, jz], gradients, from, fresh, { states });
    applyCoupling(gpu, onGpu, [jx, jy, jz], gradients, from, added, { states, add: true });
    const [first, second] = await gpu.read(fresh.array, added.array);
    const one = withoutPadding(fresh, first), two = withoutPadding(added, second);
    const products = moments.map((values) => plainProduct(pattern, values, x, columns));
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < states; c++) {
        const re = row * columns + c, im = re + states;
        // −i (a + ib) = b − ia.
        for (const [to, of, sign] of [[re, im, 1], [im, re, -1]] as const) {
          let exact = 0, size = Math.abs(start[to]);
          products.forEach((part, k) => {
            exact += sign * q[k * states + c] * part.product[of];
            size += Math.abs(q[k * states + c]) * part.size[of];
          });
          assertAlmostEquals(one[to], exact, 1e-6 * size);
          assertAlmostEquals(two[to], start[to] + exact, 1e-6 * size);
        }
      }
    }
  });
}
