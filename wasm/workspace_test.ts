import { assertEquals, assertThrows } from "@std/assert";
import { panelGram, syrk, Workspace } from "./mod.ts";

Deno.test("Workspace hands out zeroed, aligned views that do not overlap", () => {
  const workspace = new Workspace({ float64: [3, 5], int32: [7] });
  const a = workspace.copyFloat64([1, 2, 3]), b = workspace.float64(5), c = workspace.int32(7);
  for (const view of [a, b, c]) assertEquals(view.byteOffset % 64, 0);
  b.fill(9);
  c.fill(-1);
  assertEquals([...a], [1, 2, 3]);
  assertEquals([...b], [9, 9, 9, 9, 9]);
});

Deno.test("Workspace gives back what was taken since a mark, and zeroes it when taken again", () => {
  const workspace = new Workspace({ float64: [4, 4] });
  const kept = workspace.copyFloat64([1, 2, 3, 4]), mark = workspace.mark();
  workspace.float64(4).fill(7);
  workspace.release(mark);
  assertEquals([...workspace.float64(4)], [0, 0, 0, 0]);
  assertEquals([...kept], [1, 2, 3, 4]);
});

Deno.test("Workspace refuses more than it holds, more than WASM holds, and arrays from elsewhere", () => {
  const workspace = new Workspace({ float64: [16] });
  assertThrows(() => workspace.float64(1e6), RangeError, "has no room for 1000000 more elements");
  assertThrows(
    () => new Workspace({ float64: [2 ** 29] }),
    RangeError,
    "The problem needs 4.0 GiB of working memory but a WASM memory holds 4 GiB",
  );
  const own = workspace.float64(16), other = new Float64Array(16);
  const message = "The array does not live in this workspace";
  assertThrows(() => syrk(workspace, false, 4, 4, 1, other, 4, own, 4), TypeError, message);
  assertThrows(() => panelGram(workspace, 4, 4, 4, own, other, own), TypeError, message);
});
