import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { constantPiece, pausePiece, pulsePair, wavePiece } from "../../../testing/encodings.ts";
import { coarseGrid, type Grid, mirroredGrid, refinedGrid, stepsOf, uniformGrid } from "./grid.ts";
import { pieceSymmetry, segmentsOf } from "./segments.ts";

/** Where each segment's steps end. */
function ends(grid: Grid): number[] {
  return grid.map((runs) => runs.reduce((sum, { count, length }) => sum + count * length, 0));
}

Deno.test("half of a pulse pair is the pulse and half of the gap", () => {
  const encoding = pulsePair(10, 25, [1, 0, 0]);
  assertEquals(pieceSymmetry(encoding), "odd");
  const segments = segmentsOf(3, "odd");
  assertEquals(segments, [{ piece: 0, end: 1 }, { piece: 1, end: 1 / 2 }]);
  assertEquals(segmentsOf(2, "even"), [{ piece: 0, end: 1 }]);
  assertEquals(segmentsOf(2, "none").length, 2);
  const uneven = { pieces: [pausePiece(1), pausePiece(2), constantPiece(1, [1, 0, 0])] };
  assertEquals(pieceSymmetry(uneven), "none");
});

Deno.test("steps fill their piece and double where there is no gradient", () => {
  const encoding = pulsePair(10, 90, [1, 0, 0]), segments = segmentsOf(3, "odd");
  const grid = coarseGrid(encoding, segments, () => 0.8);
  assertEquals(grid[0], [{ count: 4, length: 1 / 4 }]);
  ends(grid).forEach((end, s) => assertAlmostEquals(end, segments[s].end, 1e-15));
  const [first, ...later] = grid[1].map(({ length }) => 80 * length);
  assertLess(first, 2.5 + 1e-12);
  later.forEach((length, d) => assertAlmostEquals(length, first * 2 ** (d + 1), 1e-12));
  const steps = stepsOf(grid);
  steps.forEach((step, n) => {
    const before = steps[n - 1];
    const start = before?.piece === step.piece ? before.start + before.length : 0;
    assertAlmostEquals(step.start, start, 1e-15);
  });
});

Deno.test("oscillations, empty pieces and long pulses have the steps they need", () => {
  const pieces = [
    wavePiece(10, "cosine", 4, [1, 0, 0]),
    pausePiece(0),
    constantPiece(40, [1, 0, 0]),
  ];
  const grid = coarseGrid({ pieces }, segmentsOf(3, "none"), () => 1);
  assertEquals(grid.map((runs) => runs[0].count), [24, 1, 20]);
});

Deno.test("a refined grid has parts of the same steps, a mirrored one the second half", () => {
  const encoding = pulsePair(10, 90, [1, 0, 0]);
  const half = coarseGrid(encoding, segmentsOf(3, "odd"), () => 0.8);
  const fine = refinedGrid(half, 3);
  assertEquals(stepsOf(fine).length, 3 * stepsOf(half).length);
  ends(fine).forEach((end, s) => assertAlmostEquals(end, ends(half)[s], 1e-14));
  const whole = mirroredGrid(half, 3);
  ends(whole).forEach((end) => assertAlmostEquals(end, 1, 1e-14));
  const lengths = stepsOf(whole).map(({ length }) => length);
  assertEquals(lengths, [...lengths].reverse());
  assertEquals(mirroredGrid([[{ count: 2, length: 1 / 2 }]], 2).length, 2);
});

Deno.test("equal steps are no longer than asked for", () => {
  const encoding = pulsePair(10, 25, [1, 0, 0]);
  const grid = uniformGrid(encoding, segmentsOf(3, "odd"), 2.5);
  assertEquals(grid[0], [{ count: 4, length: 1 / 4 }]);
  assertEquals(grid[1][0].count, 3);
});
