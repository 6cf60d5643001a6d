import { assertEquals, assertRejects } from "@std/assert";
import { withResponses } from "./with_responses.ts";

/** Doubles, later; keeps what it was asked. */
function doubling() {
  const asked: number[][] = [];
  const respond = (f: Float64Array, columns: number) => {
    asked.push([...f, columns]);
    return Promise.resolve(f.map((x) => 2 * x));
  };
  return { asked, respond };
}

Deno.test("questions that depend on earlier answers are each asked once, in order", async () => {
  const { asked, respond } = doubling();
  const result = await withResponses((answer) => {
    const first = answer(Float64Array.of(1, 2), 2);
    const second = answer(first, 1);
    return [...first, ...second];
  }, respond);
  assertEquals(result, [2, 4, 4, 8]);
  assertEquals(asked, [[1, 2, 2], [2, 4, 1]]);
});

Deno.test("an answer that the computation changes is given unchanged again", async () => {
  const { respond } = doubling();
  const result = await withResponses((answer) => {
    const first = answer(Float64Array.of(1), 1);
    first[0] += 1;
    return [first[0], answer(Float64Array.of(5), 1)[0]];
  }, respond);
  assertEquals(result, [3, 10]);
});

Deno.test("a computation without questions, and one that fails", async () => {
  const { asked, respond } = doubling();
  assertEquals(await withResponses(() => 7, respond), 7);
  const failing = () =>
    withResponses((answer) => {
      throw new RangeError(`failed at ${answer(Float64Array.of(3), 1)[0]}`);
    }, respond);
  await assertRejects(failing, RangeError, "failed at 6");
  assertEquals(asked, [[3, 1]]);
});
