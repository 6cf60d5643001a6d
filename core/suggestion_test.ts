import { assertEquals } from "@std/assert";
import { nearestWord, suggestion } from "./suggestion.ts";

Deno.test("nearestWord() forgives case and a letter or two, not more", () => {
  const known = ["bValues", "T2", "tolerance"];
  assertEquals(nearestWord("bvals", known), "bValues");
  assertEquals(nearestWord("t2", known), "T2");
  assertEquals(nearestWord("tolerence", known), "tolerance");
  assertEquals(nearestWord("", known), undefined);
  assertEquals(nearestWord("radius", known), undefined);
});

Deno.test("suggestion() names the nearest word or all", () => {
  assertEquals(suggestion("modse", ["modes", "out"]), "did you mean 'modes'?");
  assertEquals(suggestion("x", ["modes", "out"]), "known are 'modes', 'out'");
});
