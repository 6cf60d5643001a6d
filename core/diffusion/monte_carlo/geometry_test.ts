import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { box, cylinder, sphere, tetMesh, totalVolume } from "../../mesh/mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { choleskyFactor, turnAcross, type Vector } from "./anisotropic_step.ts";
import { wallClearances } from "./clearances.ts";
import { squaredDistances } from "./distance_field.ts";
import { inSpatialOrder } from "./spatial_order.ts";
import { compartmentSizes } from "./time_step.ts";
import { walkGeometry } from "./walk_mesh.ts";

Deno.test("a tetrahedron's planes bound it, and neighbours share theirs to the last bit", () => {
  const mesh = sphere({ radius: 3, edgeLength: 0.9 });
  const separated = tissueMesh(mesh, { diffusivity: 2 });
  const geometry = walkGeometry(separated, tissueCoefficients(separated, { diffusivity: 2 }));
  const { planes, neighbours, corners, compartments } = geometry.mesh;
  const plane = (t: number, k: number) => [0, 1, 2, 3].map((part) => planes[16 * t + 4 * part + k]);
  let walls = 0;
  for (let t = 0; t < compartments.length; t++) {
    for (let k = 0; k < 4; k++) {
      const [nx, ny, nz, d] = plane(t, k);
      for (let node = 0; node < 4; node++) {
        const [x, y, z] = corners.subarray(12 * t + 3 * node);
        const beyond = nx * x + ny * y + nz * z - d;
        if (node === k) assertLess(beyond, -0.01);
        else assertAlmostEquals(beyond, 0, 1e-14);
      }
      const other = neighbours[4 * t + k];
      if (other < 0) {
        walls++;
        continue;
      }
      const back = [0, 1, 2, 3].find((j) => neighbours[4 * other + j] === t)!;
      assertEquals(plane(other, back), plane(t, k).map((x) => -x));
    }
  }
  assertEquals(walls, mesh.boundaryFaces.length / 3);
  assertAlmostEquals(geometry.spins, totalVolume(mesh), 1e-10);
});

Deno.test("the spatial order keeps the mesh", () => {
  const mesh = cylinder({ radius: 2, height: 3, edgeLength: 0.8 }), ordered = inSpatialOrder(mesh);
  const again = tetMesh({ points: mesh.points, tets: ordered.tets });
  assertEquals(ordered.adjacency, again.adjacency);
  assertEquals([...ordered.tets].sort(), [...mesh.tets].sort());
});

Deno.test("the distance field is that of the nearest mark", () => {
  const size = [7, 9, 5] as const, values = new Float64Array(7 * 9 * 5).fill(Infinity);
  const marks = [[1, 2, 3], [6, 8, 0], [0, 7, 4], [3, 3, 3]];
  for (const [i, j, k] of marks) values[i + 7 * (j + 9 * k)] = 0;
  squaredDistances(values, size);
  for (let k = 0; k < 5; k++) {
    for (let j = 0; j < 9; j++) {
      for (let i = 0; i < 7; i++) {
        const nearest = Math.min(
          ...marks.map(([a, b, c]) => (i - a) ** 2 + (j - b) ** 2 + (k - c) ** 2),
        );
        assertEquals(values[i + 7 * (j + 9 * k)], nearest);
      }
    }
  }
});

Deno.test("clearances bound the distance to the wall, to a few cells of the grid", () => {
  const size = [4, 3, 2] as const, mesh = box({ size, edgeLength: 0.7 });
  const walls = [...mesh.adjacency.keys()].filter((face) => mesh.adjacency[face] < 0);
  const clearances = wallClearances(mesh, walls), cell = Math.cbrt(24 / (2 * mesh.tets.length));
  for (let t = 0; 4 * t < clearances.length; t++) {
    const [x, y, z, clearance] = clearances.subarray(4 * t, 4 * t + 4);
    const exact = Math.min(...[x, y, z].map((at, axis) => size[axis] / 2 - Math.abs(at)));
    assertLess(clearance, exact);
    assertLess(exact, clearance + 4 * cell);
  }
});

Deno.test("a displacement that crosses keeps its normal numbers and its way through the wall", () => {
  const tensors = [[2, 0.5, 0.1, 1, -0.2, 0.7], [0.3, 0, 0.1, 0.9, 0, 2]];
  const [here, there] = tensors.map(choleskyFactor);
  const normal: Vector = [0.36, -0.48, 0.8];
  const turn = turnAcross(here, there, normal), back = turnAcross(there, here, normal);
  const apply = (m: number[], v: number[]) =>
    [0, 3, 6].map((r) => m[r] * v[0] + m[r + 1] * v[1] + m[r + 2] * v[2]);
  const quadratic = (c: number, [x, y, z]: readonly number[]) => {
    const [xx, xy, xz, yy, yz, zz] = tensors[c];
    return xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z);
  };
  for (const u of [[1, 0, 0], [0.2, -1, 0.5], [0.3, 0.3, 2]]) {
    const crossed = apply(turn, u);
    apply(back, crossed).forEach((x, i) => assertAlmostEquals(x, u[i], 1e-13));
    const through = (v: number[]) => v.reduce((sum, x, i) => sum + x * normal[i], 0);
    // ξ·m with the unit whitened normal m, so u·n/√(nᵀDn), is the same on both sides.
    assertAlmostEquals(
      through(crossed) / Math.sqrt(quadratic(1, normal)),
      through(u) / Math.sqrt(quadratic(0, normal)),
      1e-13,
    );
  }
  const [lxx, lyx, lyy, lzx, lzy, lzz] = here;
  const product = [
    lxx * lxx,
    lxx * lyx,
    lxx * lzx,
    lyx * lyx + lyy * lyy,
    lyx * lzx + lyy * lzy,
    lzx * lzx + lzy * lzy + lzz * lzz,
  ];
  product.forEach((x, i) => assertAlmostEquals(x, tensors[0][i], 1e-15));
  assert(
    turnAcross(here, here, normal).every((x, i) => Math.abs(x - (i % 4 === 0 ? 1 : 0)) < 1e-14),
  );
});

Deno.test("the size of a compartment is 3V/S", () => {
  const mesh = box({ size: [4, 4, 4], edgeLength: 2 });
  const separated = tissueMesh(mesh, { diffusivity: 2 });
  const geometry = walkGeometry(separated, tissueCoefficients(separated, { diffusivity: 2 }));
  assertAlmostEquals(compartmentSizes(geometry)[0], 2, 1e-12);
});
