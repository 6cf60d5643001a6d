import { assertThrows } from "@std/assert";
import { zeros } from "../../autodiff/mod.ts";
import { bend, rigidMotion, stretch } from "./mod.ts";

Deno.test("deformations refuse what is not a list of points", () => {
  for (const shape of [[3], [4, 2], [0, 3], [2, 3, 1]]) {
    const message = `Cannot deform points of shape [${shape.join(", ")}]`;
    assertThrows(() => bend(zeros(shape), 0), RangeError, message);
    assertThrows(() => stretch(zeros(shape), {}), RangeError, message);
    assertThrows(() => rigidMotion(zeros(shape), {}), RangeError, message);
  }
});
