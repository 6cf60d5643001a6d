import { assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { assembledSpace, gram, largest, sparseTimes } from "../../../testing/p1_system.ts";
import { bend } from "../../mesh/deform/mod.ts";
import { cylinder, withPoints } from "../../mesh/mod.ts";
import { lanczosSolver } from "../../spectral/mod.ts";
import { finerBasis, finerColumns, galerkinBasis } from "./mod.ts";

const rod = cylinder({ radius: 1.5, height: 6, edgeLength: 0.7 });
const mesh = withPoints(rod, bend(rod.points, 0.15));
const modes = 7, shift = 0.05, nodes = mesh.points.shape[0];

/** The largest entry of what the M-orthonormal Q leaves of the unit vectors X, relative to the largest of X. */
function outside(q: Float64Array, x: Float64Array, mx: Float64Array): number {
  const n = q.length / nodes, width = x.length / nodes, along = gram(nodes, q, mx);
  const left = x.map((value, e) => {
    const row = Math.floor(e / width), j = e % width;
    for (let i = 0; i < n; i++) value -= q[row * n + i] * along[i * width + j];
    return value;
  });
  return largest(left) / largest(x);
}

for (const low of [0, 5]) {
  Deno.test(`a finer basis is orthonormal, diagonal and holds the coarser one: ${low} of ${modes} modes corrected`, () => {
    const columns = finerColumns(modes, low, nodes);
    const space = assembledSpace(mesh, columns, 2), { matrices } = space;
    const spectral = lanczosSolver(space, modes, shift)();
    const basis = galerkinBasis(space, spectral, low), finer = finerBasis(space, basis);
    const n = finer.columns,
      times = (values: Float64Array, x: Float64Array) => sparseTimes(space, values, x);
    assertLess(basis.columns, n);
    assertLessOrEqual(n, columns);
    assertEquals(finer.corrections, undefined);
    const mass = gram(nodes, finer.vectors, times(matrices.mass, finer.vectors));
    const stiffness = gram(nodes, finer.vectors, times(matrices.stiffness, finer.vectors));
    assertLess(largest(mass.map((x, e) => x - (e % (n + 1) ? 0 : 1))), 5e-14);
    assertLess(
      largest(stiffness.map((x, e) => x - (e % (n + 1) ? 0 : finer.values[e / (n + 1)]))),
      1e-10 * finer.values[n - 1],
    );
    const within = outside(finer.vectors, basis.vectors, times(matrices.mass, basis.vectors));
    assertLess(within, 1e-13);
    // The responses to the moments of all modes, and where there are corrections to those of the first one.
    const causes = matrices.moments.map((values) => times(values, spectral.vectors));
    if (basis.corrections) {
      const v = basis.corrections.responses.filter((_, e) => e % (3 * low) === 0);
      causes.push(times(matrices.moments[0], v), times(matrices.mass, v));
    }
    for (const f of causes) {
      const x = spectral.respond(f, f.length / nodes);
      assertLess(outside(finer.vectors, x, times(matrices.mass, x)), 1e-10);
    }
  });
}
