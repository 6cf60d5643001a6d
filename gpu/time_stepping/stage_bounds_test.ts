import { assert, assertLess } from "@std/assert";
import { denseSymmetricEigen } from "../../core/linalg/dense/mod.ts";
import { sphere } from "../../core/mesh/mod.ts";
import { assembledSpace } from "../../testing/p1_system.ts";
import { stageBounds } from "./stage_bounds.ts";

Deno.test("bounds for any time step hold all eigenvalues, and little more", () => {
  const { pattern, nodes, matrices: { stiffness, mass } } = assembledSpace(
    sphere({ radius: 2, edgeLength: 1 }),
    1,
    2,
  );
  const boundsAt = stageBounds(pattern, stiffness, mass);
  for (const tau of [0.11, 0, 0.02, 7, 0.003, 0.0625, 1, 0.12, 1e-4, 100, 20, 2, 0.5]) {
    const { low, high, diagonal } = boundsAt(tau), scaled = new Float64Array(nodes * nodes);
    for (let a = 0; a < nodes; a++) {
      for (let e = pattern.rowStart[a]; e < pattern.rowStart[a + 1]; e++) {
        const b = pattern.columnIndex[e];
        scaled[a * nodes + b] = (mass[e] + tau * stiffness[e]) /
          Math.sqrt(diagonal[a] * diagonal[b]);
      }
    }
    const { values } = denseSymmetricEigen(scaled, nodes);
    assert(low <= values[0] && values[nodes - 1] <= high, `at ${tau}`);
    // The number of iterations grows with the root.
    assertLess(values[0] / low, 1.6);
    assertLess(high / values[nodes - 1], 1.3);
  }
});
