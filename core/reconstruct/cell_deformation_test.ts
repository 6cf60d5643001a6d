import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { checkGrads, fromArray, matmul, type Tensor, toNumber } from "../autodiff/mod.ts";
import { bend, rigidMotion, twist } from "../mesh/deform/mod.ts";
import { box, cylinder, totalVolume, withPoints } from "../mesh/mod.ts";
import { cellDeformation } from "./cell_deformation.ts";
import { elementGuard } from "./element_guard.ts";
import { meshVolume } from "./mesh_volume.ts";
import { centreOfVolume, principalFrame } from "./principal_frame.ts";

const UNCHANGED = { bendFirst: 0, bendSecond: 0, twist: 0, width: 1, length: 1 };
const brick = box({ size: [2, 3, 6], edgeLength: 1 });
const rotation = fromArray([[0.3, -0.8, 0.5]]).data;
const turned = withPoints(
  brick,
  rigidMotion(brick.points, {
    rotation: { shape: [3], data: rotation },
    translation: { shape: [3], data: Float64Array.of(4, -5, 6) },
  }),
);

function assertNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assertEquals(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assertAlmostEquals(actual[i], expected[i], tolerance, `entry ${i}`);
  }
}

Deno.test("principalFrame() follows a cell that is moved and turned", () => {
  assertNear(principalFrame(brick).axes, [0, 1, 0, -1, 0, 0, 0, 0, 1], 1e-12);
  const { centre, axes } = principalFrame(turned);
  assertNear(centre, [4, -5, 6], 1e-12);
  const own = rigidMotion(fromArray([[0, 1, 0], [1, 0, 0], [0, 0, 1]]), {
    rotation: { shape: [3], data: rotation },
  }).data;
  // Rows of the frame are the images of y, x and z, up to their signs.
  for (let row = 0; row < 3; row++) {
    const along = [0, 1, 2].reduce((sum, k) => sum + own[3 * row + k] * axes[3 * row + k], 0);
    assertAlmostEquals(Math.abs(along), 1, 1e-12);
  }
});

Deno.test("principalFrame() of a cylinder takes its first axis from the coordinates", () => {
  assertNear(principalFrame(cylinder({ radius: 1, height: 4, edgeLength: 0.7 })).axes, [
    1,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    1,
  ], 1e-9);
});

Deno.test("centreOfVolume() weighs by volume, however the nodes crowd", () => {
  const crowded = brick.points.data.map((x, i) => i % 3 === 2 ? x + 0.05 * (9 - x * x) : x);
  const mesh = withPoints(brick, { shape: brick.points.shape, data: crowded });
  assertNear(centreOfVolume(mesh), [0, 0, 0], 0.02);
  assertNear(centreOfVolume(turned), [4, -5, 6], 1e-12);
});

Deno.test("cellDeformation() on a cell along z is stretch, bends and twist", () => {
  const axon = cylinder({ radius: 1, height: 4, edgeLength: 0.7 });
  const { deformation } = cellDeformation(axon);
  const p = axon.points;
  assertNear(deformation(p, UNCHANGED).data, p.data, 1e-12);
  assertNear(deformation(p, { ...UNCHANGED, bendFirst: 0.8 }).data, bend(p, 0.2).data, 1e-12);
  assertNear(deformation(p, { ...UNCHANGED, twist: 0.8 }).data, twist(p, 0.2).data, 1e-12);
  // The bend towards the second axis is the other one turned by a right angle.
  const quarter = fromArray([[0, 1, 0], [-1, 0, 0], [0, 0, 1]]);
  const back = fromArray([[0, -1, 0], [1, 0, 0], [0, 0, 1]]);
  const expected = matmul(bend(matmul(p, back), 0.2), quarter);
  assertNear(deformation(p, { ...UNCHANGED, bendSecond: 0.8 }).data, expected.data, 1e-12);
});

Deno.test("cellDeformation() goes along with a cell that is moved and turned", () => {
  const parameters = { bendFirst: 0.7, bendSecond: -0.4, twist: 0.9, width: 1.1, length: 0.9 };
  const [here, there] = [brick, turned].map((mesh) => {
    const { data } = cellDeformation(mesh).deformation(mesh.points, parameters);
    return withPoints(mesh, { shape: mesh.points.shape, data });
  });
  // The frames may differ by signs of axes, which mirror neither volume nor the distance of far ends.
  assertAlmostEquals(totalVolume(here), totalVolume(there), 0.02 * totalVolume(here));
  const { parameters: start, starts, regularisation } = cellDeformation(brick);
  assertEquals(starts.length, 16);
  assert(start.bendFirst > 0 && start.bendSecond > 0);
  assertEquals(toNumber(regularisation(UNCHANGED)), 0);
  assertAlmostEquals(
    toNumber(regularisation({ ...UNCHANGED, twist: 2, width: 0.5 })),
    4.25e-8,
    1e-20,
  );
});

Deno.test("cellDeformation() is differentiable in its parameters", () => {
  const { deformation } = cellDeformation(turned);
  const at = { bendFirst: 0.3, bendSecond: 0.2, twist: -0.4, width: 1.1, length: 0.9 };
  const check = (parameters: typeof at) => deformation(turned.points, parameters);
  assertLess(checkGrads(check, at, { tolerance: 1e-8 }).maximum, 1e-8);
});

Deno.test("meshVolume() is the volume, and its gradient exact", () => {
  const volume = meshVolume(turned.tets);
  assertAlmostEquals(toNumber(volume(turned.points)), 36, 1e-12);
  assertLess(checkGrads(volume, turned.points, { tolerance: 1e-9 }).maximum, 1e-9);
});

Deno.test("elementGuard() refuses tetrahedra that collapse, turn inside out or are nowhere", () => {
  const guard = elementGuard(brick);
  const scaled = (factor: number): Tensor => ({
    shape: brick.points.shape,
    data: brick.points.data.map((x, i) => i % 3 === 0 ? factor * x : x),
  });
  assertEquals(guard(scaled(1)), true);
  assertEquals(guard(scaled(0.06)), true);
  assertEquals(
    /^tetrahedron \d+ would shrink to 4.0 % of its volume$/.test(`${guard(scaled(0.04))}`),
    true,
  );
  for (const factor of [-1, NaN, Infinity]) {
    assertEquals(
      /^tetrahedron \d+ would turn inside out$/.test(`${guard(scaled(factor))}`),
      true,
      `${factor}`,
    );
  }
});
