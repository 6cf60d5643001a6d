import { assertAlmostEquals, assertEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { blockOf, uploadBlock, withoutPadding } from "../block.ts";
import { randomSingles } from "../sparse/testing.ts";
import { startStates, turnStates } from "./columns.ts";

for (const [rows, states] of [[1, 4], [7, 8], [130, 12]] as const) {
  gpuTest(`${states} states of ${rows} nodes are set and turned`, async (gpu) => {
    const width = 2 * states, values = randomSingles(rows * width, 1);
    const factors = randomSingles(width, 2);
    using x = uploadBlock(gpu, "states", values, rows, width);
    using given = gpu.upload("factors", factors);
    using start = blockOf(gpu, "start", rows, width);
    using turned = blockOf(gpu, "turned", rows, width);
    startStates(gpu, start);
    turnStates(gpu, x, given, turned);
    const data = await gpu.read(start.array, turned.array);
    const [one, two] = [withoutPadding(start, data[0]), withoutPadding(turned, data[1])];
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < states; c++) {
        const re = row * width + c, im = re + states, a = factors[c], b = factors[states + c];
        assertEquals([one[re], one[im]], [1, 0]);
        assertAlmostEquals(two[re], a * values[re] - b * values[im], 2e-7);
        assertAlmostEquals(two[im], -a * values[im] - b * values[re], 2e-7);
      }
    }
  });
}
