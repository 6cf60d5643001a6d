import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { assembledSpace, gram, largest, sparseTimes } from "../../testing/p1_system.ts";
import { isotropicCoefficients } from "../fem/mod.ts";
import { box, cylinder, sphere, type TetMesh, tetMesh, totalVolume } from "../mesh/mod.ts";
import {
  atGap,
  denseSolver,
  lanczosSolver,
  type SpectralBasis,
  spectralSolver,
  splitsCluster,
} from "./mod.ts";

const shift = 0.02;

/** Two boxes that share no node. */
function twoBoxes(): TetMesh {
  const a = box({ size: [2, 1.5, 1.2], edgeLength: 0.5 });
  const b = box({ size: [1.8, 1.4, 1], edgeLength: 0.5 });
  const nodes = a.points.shape[0];
  return tetMesh({
    points: Float64Array.of(...a.points.data, ...b.points.data.map((x) => x + 5)),
    tets: Int32Array.of(...a.tets, ...b.tets.map((node) => node + nodes)),
  });
}

const meshes: Record<string, { mesh: TetMesh; modes: number }> = {
  sphere: { mesh: sphere({ radius: 2, edgeLength: 0.8 }), modes: 24 },
  cylinder: { mesh: cylinder({ radius: 1, height: 6, edgeLength: 0.7 }), modes: 20 },
  "two boxes": { mesh: twoBoxes(), modes: 18 },
};

for (const [name, { mesh, modes: most }] of Object.entries(meshes)) {
  const space = assembledSpace(mesh, most, 2), { nodes } = space;
  const { stiffness, mass } = space.matrices;
  const all = denseSolver(space, most, shift)();
  const modes = atGap(all.eigenvalues, all.next, most);
  const dense = denseSolver(space, modes, shift)(), lanczos = lanczosSolver(space, modes, shift)();
  const solvers: [string, SpectralBasis][] = [["dense", dense], ["Lanczos", lanczos]];

  Deno.test(`dense and Lanczos modes of a ${name} are the same`, () => {
    const last = dense.eigenvalues[modes - 1];
    dense.eigenvalues.forEach((value, j) =>
      assertAlmostEquals(lanczos.eigenvalues[j], value, 1e-11 * last)
    );
    assertAlmostEquals(lanczos.next, dense.next, 5e-12 * last);
    // Sines of the angles between the spans: what is left of one basis outside the other.
    const mp = sparseTimes(space, mass, dense.vectors);
    const overlap = gram(nodes, mp, lanczos.vectors);
    const outside = lanczos.vectors.map((value, e) => {
      const row = Math.floor(e / modes), j = e % modes;
      for (let i = 0; i < modes; i++) {
        value -= dense.vectors[row * modes + i] * overlap[i * modes + j];
      }
      return value;
    });
    const sines = gram(nodes, outside, sparseTimes(space, mass, outside));
    assertLess(Math.sqrt(largest(sines)), 5e-10);
  });

  for (const [kind, basis] of solvers) {
    Deno.test(`${kind} modes of a ${name} are orthonormal, their residuals true, a constant among them`, () => {
      const { vectors, eigenvalues, residuals } = basis;
      const mp = sparseTimes(space, mass, vectors), kp = sparseTimes(space, stiffness, vectors);
      const identity = gram(nodes, vectors, mp).map((x, e) => x - (e % (modes + 1) ? 0 : 1));
      assertLess(largest(identity), 2e-13);
      const rest = kp.map((x, e) => x - eigenvalues[e % modes] * mp[e]);
      const top = gram(nodes, rest, rest), bottom = gram(nodes, mp, mp);
      residuals.forEach((residual, j) => {
        const e = j * (modes + 1);
        assertAlmostEquals(residual, Math.sqrt(top[e] / bottom[e]), 1e-12);
        assertLess(residual, kind === "dense" ? 3e-12 : 4e-8);
      });
      const constant = gram(nodes, mp, new Float64Array(nodes).fill(1));
      const volume = totalVolume(mesh);
      assertAlmostEquals(constant.reduce((sum, a) => sum + a * a, 0), volume, 1e-12 * volume);
    });

    Deno.test(`${kind} complement of a ${name} solves (K − λM)w = F outside the modes`, () => {
      const { vectors, eigenvalues } = basis;
      const f = Float64Array.from(
        { length: nodes * modes },
        (_, e) => Math.sin(e * e % 1009 + 0.2),
      );
      const w = basis.complement(f);
      const mp = sparseTimes(space, mass, vectors), along = gram(nodes, vectors, f);
      const kw = sparseTimes(space, stiffness, w), mw = sparseTimes(space, mass, w);
      const wrong = f.map((right, e) => {
        const row = Math.floor(e / modes), j = e % modes;
        for (let i = 0; i < modes; i++) right -= mp[row * modes + i] * along[i * modes + j];
        return kw[e] - eigenvalues[j] * mw[e] - right;
      });
      assertLess(largest(wrong), kind === "dense" ? 1e-12 : 7e-10);
      assertLess(largest(gram(nodes, vectors, mw)), 5e-15 * largest(w));
    });

    Deno.test(`${kind} response of a ${name} solves (K + σM)x = f`, () => {
      const columns = 5;
      const f = Float64Array.from({ length: nodes * columns }, (_, e) => Math.cos(e * e % 811));
      const x = basis.respond(f, columns);
      const kx = sparseTimes(space, stiffness, x), mx = sparseTimes(space, mass, x);
      const wrong = f.map((right, e) => kx[e] + shift * mx[e] - right);
      assertLess(largest(wrong), kind === "dense" ? 3e-11 : 3e-12);
    });
  }

  Deno.test(`dense and Lanczos complements of a ${name} are the same`, () => {
    // A right-hand side that does not depend on how the modes are turned within a cluster.
    const f = sparseTimes(space, space.matrices.moments[0], dense.vectors);
    const turn = gram(nodes, sparseTimes(space, mass, dense.vectors), lanczos.vectors);
    const fLanczos = turned(f, turn, modes);
    const w = turned(dense.complement(f), turn, modes);
    const gap = lanczos.complement(fLanczos).map((x, e) => x - w[e]);
    assertLess(largest(gap), 1e-8 * largest(w));
  });
}

/** X T for a block X [rows × n] and T [n × n]. */
function turned(x: Float64Array, t: Float64Array, n: number): Float64Array {
  return x.map((_, e) => {
    const row = Math.floor(e / n), j = e % n;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += x[row * n + i] * t[i * n + j];
    return sum;
  });
}

Deno.test("two boxes have two eigenvalues 0 with a gap behind, and no cut splits them", () => {
  const mesh = twoBoxes(), space = assembledSpace(mesh, 3);
  for (const solve of [denseSolver(space, 3, shift), lanczosSolver(space, 3, shift)]) {
    const { eigenvalues } = solve();
    assertAlmostEquals(eigenvalues[0], 0, 1e-12);
    assertAlmostEquals(eigenvalues[1], 0, 1e-12);
    assert(eigenvalues[2] > 0.5);
    assertEquals(splitsCluster(eigenvalues[0], eigenvalues[1]), true);
    assertEquals(splitsCluster(eigenvalues[1], eigenvalues[2]), false);
    assertEquals(atGap(eigenvalues, Infinity, 3), 3);
  }
});

Deno.test("a basis answers for its own matrices after its solver has served others", () => {
  const { mesh } = meshes.cylinder, space = assembledSpace(mesh, 6);
  const moved = mesh.points.data.map((x, i) => i % 3 === 2 ? 1.3 * x : x);
  const f = Float64Array.from({ length: space.nodes * 6 }, (_, e) => Math.sin(3 * e));
  for (const solve of [denseSolver(space, 6, shift), lanczosSolver(space, 6, shift)]) {
    space.assemble(mesh.points.data, isotropicCoefficients(1));
    const first = solve(), w = first.complement(f), x = first.respond(f, 6);
    space.assemble(moved, isotropicCoefficients(1));
    const second = solve(), other = second.complement(f);
    space.assemble(mesh.points.data, isotropicCoefficients(1));
    assertEquals(first.complement(f), w);
    assertEquals(first.respond(f, 6), x);
    space.assemble(moved, isotropicCoefficients(1));
    assertEquals(second.complement(f), other);
  }
});

Deno.test("a basis gives more modes of the same matrices, as if they had been asked for at once", () => {
  const { mesh } = meshes.cylinder, room = 17, space = assembledSpace(mesh, room);
  const { stiffness, mass } = space.matrices;
  for (const make of [denseSolver, lanczosSolver, spectralSolver]) {
    const solve = make(space, room, shift), few = solve(6), more = few.lowest(room);
    const once = make(space, room, shift)();
    assertEquals([few.modes, more.modes, once.modes], [6, room, room]);
    const last = once.eigenvalues[room - 1];
    once.eigenvalues.forEach((value, j) => {
      assertAlmostEquals(more.eigenvalues[j], value, 1e-11 * last);
      assertLess(more.residuals[j], 4e-8);
    });
    assertAlmostEquals(more.next, once.next, 1e-10 * last);
    const mp = sparseTimes(space, mass, more.vectors);
    const identity = gram(space.nodes, more.vectors, mp);
    assertLess(largest(identity.map((x, e) => x - (e % (room + 1) ? 0 : 1))), 2e-13);

    // Both answer for themselves, whatever the solver has done since.
    const f = sparseTimes(space, space.matrices.moments[2], more.vectors);
    const ofFew = sparseTimes(space, space.matrices.moments[2], few.vectors);
    const w = more.complement(f), x = few.complement(ofFew);
    const kw = sparseTimes(space, stiffness, w), mw = sparseTimes(space, mass, w);
    const along = gram(space.nodes, more.vectors, f);
    const wrong = f.map((right, e) => {
      const row = Math.floor(e / room), j = e % room;
      for (let i = 0; i < room; i++) right -= mp[row * room + i] * along[i * room + j];
      return kw[e] - more.eigenvalues[j] * mw[e] - right;
    });
    assertLess(largest(wrong), 1e-9);
    solve(3);
    assertEquals(more.complement(f), w);
    assertEquals(few.complement(ofFew), x);
  }
});
