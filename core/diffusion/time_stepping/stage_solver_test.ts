import { assertEquals, assertLess } from "@std/assert";
import { sphere } from "../../mesh/mod.ts";
import { constantPiece, encoded } from "../../../testing/encodings.ts";
import { pieceInputs, tissuePieces } from "../problem/mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { applyCoupling, couplingAt } from "./coupling.ts";
import { innerIterations, solveStage } from "./stage_solver.ts";
import { blochTorreySystem } from "./system.ts";

const mesh = sphere({ radius: 4, edgeLength: 1.6 }), tissue = { diffusivity: 2 };
const geometry = tissueMesh(mesh, tissue), [piece] = tissuePieces(geometry);
const protocol = encoded([
  [{ pieces: [constantPiece(1, [1, 0, 0])] }, [0, 0.4, -0.9]],
  [{ pieces: [constantPiece(1, [0, 1, 1])] }, [0.5]],
]);
const inputs = {
  points: geometry.mesh.points.data,
  coefficients: tissueCoefficients(geometry, tissue),
  protocol,
};
const blocks = {
  "one direction": { encodings: [0, 0, 0], amplitudes: [0, 1, 2], measurements: [0, 1, 2] },
  "two directions": { encodings: [0, 1], amplitudes: [1, 0], measurements: [0, 1] },
  "no gradient": { encodings: [0], amplitudes: [0], measurements: [0] },
};

for (const [name, block] of Object.entries(blocks)) {
  for (const tau of [0.05, 0.5, 3]) {
    Deno.test(`a stage with ${name} and τ = ${tau} ms is solved`, () => {
      const states = block.encodings.length, columns = 2 * states;
      const system = blochTorreySystem(piece, columns, 8);
      system.load(pieceInputs(piece, inputs));
      const [x, b, a, c, ...work] = system.takeBlocks(8);
      const coupling = couplingAt(system, protocol, block, 0, 0);
      assertEquals(coupling.single !== undefined, name === "one direction");
      for (let i = 0; i < b.length; i++) b[i] = Math.sin(1 + i * i);
      x.set(b);
      solveStage(system, { tau, gradientTau: tau, stored: false, coupling }, x, work);
      // (M + τK + iτQ)x − b.
      const residual = b.map((value) => -value);
      const add = (factor: number, part: Float64Array) =>
        part.forEach((value, i) => residual[i] += factor * value);
      system.apply(system.matrices.mass, x, columns, a);
      add(1, a);
      system.apply(system.matrices.stiffness, x, columns, a);
      add(tau, a);
      applyCoupling(system, coupling, x, a, c);
      add(-tau, a);
      const size = Math.max(...b.map(Math.abs));
      assertLess(Math.max(...residual.map(Math.abs)) / size, 3e-11);
    });
  }
}

Deno.test("the inner iteration is as short as its bound allows", () => {
  assertEquals(innerIterations(0), 1);
  assertEquals(innerIterations(0.06), 9);
  assertLess(innerIterations(1), 34);
});
