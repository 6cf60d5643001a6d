import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { exponentialAction as twin } from "../../../testing/exponential_action.ts";
import { fillRandom, randomSource } from "../../../wasm/testing.ts";
import { InputError } from "../../input_error.ts";
import { exponentialAction } from "./mod.ts";

for (const [n, m, scale] of [[1, 1, 1], [5, 3, 2], [17, 4, 0.5], [30, 7, 12]]) {
  Deno.test(`exponentialAction of ${m} operators of order ${n} equals Taylor steps at every time`, () => {
    const random = randomSource(n + m);
    const eigenvalues = Float64Array.from({ length: n }, () => 40 * random());
    const coupling = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) coupling[i * n + j] = coupling[j * n + i] = 2 * random() - 1;
    }
    const amplitudes = Float64Array.from({ length: m }, () => scale * (2 * random() - 1));
    const start = {
      real: fillRandom(new Float64Array(n * m), random),
      imag: fillRandom(new Float64Array(n * m), random),
    };
    const times = [0, 0.3, 0.3, 1.1];
    const results = exponentialAction({ eigenvalues, coupling, amplitudes }, start, times);
    assertEquals(results[0], start);
    times.forEach((t, k) => {
      for (let i = 0; i < m; i++) {
        const column = (part: Float64Array) =>
          Float64Array.from({ length: n }, (_, j) => part[j * m + i]);
        const v = { real: column(start.real), imaginary: column(start.imag) };
        const expected = twin(eigenvalues, coupling, amplitudes[i], t, v);
        column(results[k].real).forEach((x, j) => assertAlmostEquals(x, expected.real[j], 2e-12));
        column(results[k].imag).forEach((x, j) =>
          assertAlmostEquals(x, expected.imaginary[j], 2e-12)
        );
      }
    });
  });
}

Deno.test("exponentialAction refuses sizes that do not fit, negative rates and descending times", () => {
  const batch = {
    eigenvalues: Float64Array.of(1, 2),
    coupling: new Float64Array(4),
    amplitudes: Float64Array.of(1),
  };
  const start = { real: new Float64Array(2), imag: new Float64Array(2) };
  assertThrows(
    () => exponentialAction(batch, { ...start, real: new Float64Array(3) }, [1]),
    InputError,
    "2 × 1",
  );
  const negative = { ...batch, eigenvalues: Float64Array.of(1, -2) };
  assertThrows(() => exponentialAction(negative, start, [1]), InputError, "Eigenvalue 1 is -2");
  assertThrows(() => exponentialAction(batch, start, [1, 0.5]), InputError, "ascending");
});
