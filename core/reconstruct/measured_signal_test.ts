import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { pgse } from "../diffusion/mod.ts";
import { InputError } from "../input_error.ts";
import { attenuation } from "./measured_signal.ts";

const directions = [[1, 0, 0], [0, 0, 1]];
const protocol = pgse({ delta: 5, Delta: [10, 20], bValues: [0, 1000], directions });
const signal = (...data: number[]) => ({ shape: [2, 2, 2], data: Float64Array.from(data) });

Deno.test("attenuation() divides each sequence by its own mean at b = 0", () => {
  const { shape, data } = attenuation(signal(3, 1, 5, 2, 10, 5, 10, 1), protocol);
  assertEquals(shape, [2, 2, 2]);
  [0.75, 0.25, 1.25, 0.5, 1, 0.5, 1, 0.1].forEach((x, i) => assertAlmostEquals(data[i], x, 1e-15));
});

Deno.test("attenuation() takes the S0 it is given, and needs one without measurements at b = 0", () => {
  const weighted = pgse({ delta: 5, Delta: [10, 20], bValues: [500, 1000], directions });
  const { data } = attenuation(signal(3, 1, 5, 2, 10, 5, 10, 1), weighted, [2, 10]);
  assertEquals([...data], [1.5, 0.5, 2.5, 1, 1, 0.5, 1, 0.1]);
  const bare = () => attenuation(signal(3, 1, 5, 2, 10, 5, 10, 1), weighted);
  assertThrows(bare, InputError, "Sequence 0 has no measurement at b = 0: measure one, or give");
});

Deno.test("attenuation() refuses what does not fit", () => {
  const fails = (act: () => unknown, message: string) => assertThrows(act, InputError, message);
  const good = signal(3, 1, 5, 2, 10, 5, 10, 1);
  fails(
    () => attenuation({ ...good, shape: [1, 4, 2] }, protocol),
    "The measured signal has shape [1, 4, 2] but the protocol's is [2, 2, 2]",
  );
  fails(() => attenuation(signal(3, 1, 5), protocol), "holds 3 numbers");
  fails(
    () => attenuation(signal(3, 1, 5, 2, 10, 5, NaN, 1), protocol),
    "The measured signal at [1][1][0] is NaN",
  );
  fails(
    () => attenuation(good, protocol, [1]),
    "1 unweighted signals are given but the protocol has 2",
  );
  fails(
    () => attenuation(signal(-3, 1, -5, 2, 10, 5, 10, 1), protocol),
    "The unweighted signal of sequence 0 is -4 but must be positive",
  );
});
