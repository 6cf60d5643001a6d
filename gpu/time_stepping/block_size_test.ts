import { assertEquals } from "@std/assert";
import type { AdjointMethod, BlockPlan } from "../../core/diffusion/time_stepping/mod.ts";
import { affordableAdjoint, statesOf } from "./block_size.ts";
import { protocols } from "./testing.ts";

const limits = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 };

Deno.test("small meshes are stepped with many states together, large ones with few", () => {
  assertEquals(statesOf(limits, 60, 500), 60);
  assertEquals(statesOf(limits, 1000, 500), 256);
  assertEquals(statesOf(limits, 1000, 2 ** 14), 128);
  assertEquals(statesOf(limits, 1000, 200_000), 16);
});

Deno.test("an array of a block is no larger than the device takes", () => {
  // 16 states of 3 million nodes would be 384 MB.
  assertEquals(statesOf(limits, 60, 3e6), 4);
  assertEquals(statesOf({ ...limits, maxStorageBufferBindingSize: 2 ** 30 }, 60, 3e6), 8);
});

Deno.test("fewer states are kept where memory would run short", () => {
  const protocol = protocols["a pulse pair"];
  const plan = (count: number): BlockPlan => ({
    block: { encodings: [0, 0, 0], amplitudes: [0, 1, 2], measurements: [0, 1, 2] },
    symmetry: "none",
    grid: [[{ count, length: 1 / count }]],
  });
  const chosen = (asked: AdjointMethod, steps: number, nodes: number) =>
    affordableAdjoint(asked, [plan(steps), plan(steps)], protocol, nodes);
  assertEquals(chosen("stored", 100, 1e5), "stored");
  // 800 blocks of 3.2 MB, 40 of them.
  assertEquals(chosen("stored", 400, 1e5), "checkpointed");
  assertEquals(chosen("checkpointed", 400, 1e5), "checkpointed");
  assertEquals(chosen("checkpointed", 400, 1e6), "recomputed");
  assertEquals(chosen("recomputed", 1, 1), "recomputed");
});
