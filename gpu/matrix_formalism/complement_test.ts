import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { randomSource } from "../../wasm/testing.ts";
import { pgse } from "../../core/diffusion/protocol/mod.ts";
import { denseProduct } from "../../core/linalg/dense/mod.ts";
import { cylinder } from "../../core/mesh/mod.ts";
import { denseSolver } from "../../core/spectral/mod.ts";
import { uploadBlock, withoutPadding } from "../block.ts";
import type { Gpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { checkResiduals, completeSolver, iterativeSolver } from "./complement.ts";
import { completeModes, lowestOf, type PieceModes } from "./piece_modes.ts";
import { pieceSpace } from "./piece_space.ts";
import { staticResponses } from "./responses.ts";
import { firstPiece, relativeDistance } from "./testing.ts";

const { piece, inputs } = firstPiece(
  cylinder({ radius: 1.5, height: 4, edgeLength: 0.9 }),
  { diffusivity: 2 },
  pgse({ delta: 3, Delta: 8, bValues: [1000], directions: [[1, 0, 0]] }),
);
const MODES = 9, GUARDS = 6;
/** What single precision and the tolerance of the iteration leave. */
const TOLERANCE = { complete: 2e-6, iterative: 2e-5 };

/** The space, its modes with all others as guards, and with a few. */
function prepared(gpu: Gpu) {
  const space = pieceSpace(gpu, piece, inputs, { modes: MODES, corrected: 0 });
  space.assemble(inputs);
  const all = denseSolver(space.core, space.core.nodes, space.shift)();
  const complete = completeModes(gpu, all, MODES);
  const few = lowestOf(gpu, completeModes(gpu, all, MODES + GUARDS), MODES);
  const { guards } = few;
  const known: PieceModes = {
    ...few,
    complete: false,
    guards: {
      eigenvalues: guards!.eigenvalues.slice(0, GUARDS),
      block: uploadBlock(
        gpu,
        "guards",
        columns(all.vectors, all.modes, MODES, MODES + GUARDS),
        all.modes,
        GUARDS,
      ),
    },
  };
  return { space, all, complete, known };
}

function columns(x: Float64Array, n: number, from: number, to: number): Float64Array {
  const rows = x.length / n, out = new Float64Array(rows * (to - from));
  for (let row = 0; row < rows; row++) {
    out.set(x.subarray(row * n + from, row * n + to), row * (to - from));
  }
  return out;
}

function randomBlock(length: number): Float64Array {
  const random = randomSource(3);
  return Float64Array.from({ length }, () => 2 * random() - 1);
}

gpuTest("both solvers divide by the eigenvalues past the cut", async (gpu) => {
  const { space, all, complete, known } = prepared(gpu), { nodes } = space.core;
  const f = randomBlock(nodes * MODES), shifts = complete.eigenvalues;
  const expected = all.lowest(MODES).complement(f);
  for (const kind of ["complete", "iterative"] as const) {
    using solver = kind === "complete"
      ? completeSolver(gpu, complete)
      : iterativeSolver(gpu, space, known);
    using right = uploadBlock(gpu, "right-hand sides", f, nodes, MODES);
    const before = gpu.counters.readBacks;
    using residuals = gpu.array("residuals", MODES);
    using x = solver.solve(right, shifts, residuals);
    assertEquals(gpu.counters.readBacks, before);
    const [data, left] = await gpu.read(x.array, residuals);
    checkResiduals(left);
    assertLess(relativeDistance(withoutPadding(x, data), expected), TOLERANCE[kind]);
  }
});

gpuTest("static responses solve (K + σM)x = f, in the span of the modes as well", async (gpu) => {
  const { space, all, complete, known } = prepared(gpu), { nodes } = space.core;
  const f = randomBlock(nodes * 5), expected = all.respond(f, 5);
  const inSpan = (x: Float64Array) =>
    denseProduct(complete.vectors, x, MODES, nodes, 5, { transA: true });
  for (const kind of ["complete", "iterative"] as const) {
    const modes = kind === "complete" ? complete : known;
    using solver = kind === "complete"
      ? completeSolver(gpu, modes)
      : iterativeSolver(gpu, space, modes);
    const before = gpu.counters.readBacks;
    const found = await staticResponses(gpu, space.core, modes, solver)(f, 5);
    assertEquals(gpu.counters.readBacks, before + 1);
    assertLess(relativeDistance(found, expected), TOLERANCE[kind]);
    assertLess(relativeDistance(inSpan(found), inSpan(expected)), TOLERANCE[kind]);
  }
});

gpuTest("residuals that are too large, or no numbers, are refused", () => {
  checkResiduals(Float32Array.of(0, 1e-6));
  for (const value of [1e-2, NaN, Infinity]) {
    const error = assertThrows(() => checkResiduals(Float32Array.of(0, value, 0)), GpuError);
    assertEquals(error.failure, "precision");
  }
});
