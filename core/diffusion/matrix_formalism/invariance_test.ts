import { assertAlmostEquals, assertLess, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { fromArray, tensor } from "../../autodiff/mod.ts";
import { rigidMotion } from "../../mesh/deform/mod.ts";
import { cylinder, type TetMesh, tetMesh, totalVolume } from "../../mesh/mod.ts";
import { randomSource } from "../../../wasm/testing.ts";
import { pgse, type PgseOptions } from "../protocol/mod.ts";
import { matrixFormalism, type MatrixFormalismOptions } from "./mod.ts";

const D = 2;

/** A cell without symmetry, small for the dense solver, larger for Lanczos. */
function cell(large: boolean, seed: number): TetMesh {
  const mesh = large
    ? cylinder({ radius: 1.5, height: 7, edgeLength: 0.6 })
    : cylinder({ radius: 1.5, height: 4, edgeLength: 0.9 });
  const random = randomSource(seed);
  return tetMesh({
    points: mesh.points.data.map((x) => x + 0.1 * random()),
    tets: mesh.tets,
  });
}

const timing = { delta: [2, 5], Delta: [4, 12], bValues: [0, 500, 3000] };
const directions = [[1, 0, 0], [0.3, -0.5, 0.8], [0, 0.6, 0.8]];

function signal(
  mesh: TetMesh,
  changes: Partial<PgseOptions> & { diffusivity?: number } = {},
  options: MatrixFormalismOptions = { modes: 24, corrected: 6 },
): Float64Array {
  const { diffusivity = D, ...rest } = changes;
  const protocol = pgse({ ...timing, directions, ...rest });
  return matrixFormalism(mesh, { diffusivity }, protocol, options)().real.data;
}

function assertSame(actual: Float64Array, expected: Float64Array, factor = 1): void {
  const volume = expected[0];
  let worst = 0;
  actual.forEach((s, i) => worst = Math.max(worst, Math.abs(s / factor - expected[i]) / volume));
  assertLess(worst, 2e-11);
}

/** The indices 0 … count − 1 in random order. */
function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

const seed = fc.nat(1000);
const angle = fc.double({ min: -3, max: 3, noNaN: true });
for (const large of [false, true]) {
  const kind = large ? "a mesh for Lanczos" : "a mesh for the dense solver";
  const numRuns = large ? 4 : 10;

  Deno.test(`the signal does not change with translation, or rotation with the directions: ${kind}`, () => {
    fc.assert(
      fc.property(
        seed,
        angle,
        angle,
        angle,
        fc.integer({ min: -300, max: 300 }),
        (n, a, b, c, far) => {
          const mesh = cell(large, n);
          const rotation = tensor([a, b, c]), translation = tensor([far, -2 * far, 7]);
          const turned = rigidMotion(fromArray(directions), { rotation });
          const moved = { ...mesh, points: rigidMotion(mesh.points, { rotation, translation }) };
          assertSame(signal(moved, { directions: turned.data }), signal(mesh));
        },
      ),
      { numRuns },
    );
  });

  Deno.test(`the signal does not change with the order of nodes, tetrahedra and their corners: ${kind}`, () => {
    fc.assert(
      fc.property(seed, (n) => {
        const mesh = cell(large, n), random = randomSource(n);
        const place = shuffled(mesh.points.shape[0], random);
        const points = new Float64Array(mesh.points.data.length);
        place.forEach((to, from) =>
          points.set(mesh.points.data.subarray(3 * from, 3 * from + 3), 3 * to)
        );
        const tets = new Int32Array(mesh.tets.length);
        shuffled(tets.length / 4, random).forEach((from, to) => {
          const [a, b, c, d] = mesh.tets.subarray(4 * from, 4 * from + 4).map((x) => place[x]);
          // Even permutations keep the orientation.
          tets.set(from % 2 ? [b, c, a, d] : [c, d, a, b], 4 * to);
        });
        assertSame(signal(tetMesh({ points, tets })), signal(mesh));
      }),
      { numRuns },
    );
  });

  Deno.test(`lengths times s and times times s² leave S/V at the same b: ${kind}`, () => {
    fc.assert(
      fc.property(seed, fc.double({ min: 0.05, max: 20, noNaN: true }), (n, s) => {
        const mesh = cell(large, n);
        const scaled = tetMesh({ points: mesh.points.data.map((x) => s * x), tets: mesh.tets });
        const changes = {
          delta: timing.delta.map((t) => t * s * s),
          Delta: timing.Delta.map((t) => t * s * s),
        };
        assertSame(signal(scaled, changes), signal(mesh), s ** 3);
      }),
      { numRuns },
    );
  });

  Deno.test(`the signal is V at b = 0, never above, and the same for opposite directions: ${kind}`, () => {
    fc.assert(
      fc.property(seed, (n) => {
        const mesh = cell(large, n), volume = totalVolume(mesh);
        const s = signal(mesh), opposite = directions.map((d) => d.map((x) => -x));
        for (let i = 0; i < s.length; i++) {
          if (i % 3 === 0) assertAlmostEquals(s[i], volume, 1e-11 * volume);
          assertLessOrEqual(Math.abs(s[i]), volume * (1 + 1e-11));
        }
        assertSame(signal(mesh, { directions: opposite }), s);
      }),
      { numRuns },
    );
  });
}
