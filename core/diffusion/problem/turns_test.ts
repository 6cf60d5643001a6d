import { assertEquals } from "@std/assert";
import { turns } from "./turns.ts";

/** A task that takes some time, and tells when it begins and ends. */
function taskOf(log: string[], name: string): () => Promise<string> {
  return async () => {
    log.push(`${name} begins`);
    for (let k = 0; k < 3; k++) await new Promise((resolve) => setTimeout(resolve, 0));
    log.push(`${name} ends`);
    return name;
  };
}

Deno.test("evaluations do not overlap and keep their order", async () => {
  const log: string[] = [], { evaluation } = turns();
  const names = ["a", "b", "c"];
  const found = await Promise.all(names.map((name) => evaluation(taskOf(log, name))));
  assertEquals(found, names);
  assertEquals(log, names.flatMap((name) => [`${name} begins`, `${name} ends`]));
});

Deno.test("a pullback that is asked for when its evaluation is there comes before the next evaluation", async () => {
  const log: string[] = [], { evaluation, pullback } = turns();
  await Promise.all(["a", "b"].map(async (name) => {
    await evaluation(taskOf(log, name));
    // Whoever waited may have waited through promises of their own.
    for (let k = 0; k < 20; k++) await Promise.resolve();
    await pullback(taskOf(log, `${name}'s first pullback`));
    await pullback(taskOf(log, `${name}'s second pullback`));
  }));
  assertEquals(
    log.filter((line) => line.endsWith("begins")).map((line) => line.replace(" begins", "")),
    ["a", "b"].flatMap((name) => [name, `${name}'s first pullback`, `${name}'s second pullback`]),
  );
});

Deno.test("a task that fails, now or later, is its caller's and holds up nobody", async () => {
  const log: string[] = [], { evaluation, pullback } = turns();
  const bad = [
    evaluation(() => {
      throw new Error("at once");
    }),
    evaluation(() => Promise.reject(new Error("later"))),
    pullback(() => Promise.reject(new Error("backwards"))),
  ];
  const settled = await Promise.allSettled([...bad, evaluation(taskOf(log, "a"))]);
  assertEquals(
    settled.map((one) => one.status === "rejected" ? one.reason.message : one.value),
    ["at once", "later", "backwards", "a"],
  );
});
