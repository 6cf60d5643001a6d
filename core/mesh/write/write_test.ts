import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { box, concentricSpheres, cylindersInBox, sphere, stackedPlates } from "../generate/mod.ts";
import { parseGmsh, parseTetgen, parseVtk } from "../read/mod.ts";
import { boundarySurface, compartmentSurface } from "../surface.ts";
import { type TetMesh, tetMesh } from "../tet_mesh.ts";
import { surfaceArea, totalVolume } from "../volumes.ts";
import {
  formatBinaryStl,
  formatGmsh,
  formatObj,
  formatPly,
  formatStl,
  formatTetgen,
  formatVtk,
  formatVtkSurface,
} from "./mod.ts";

const BASE = box({ size: [1, 1, 1], edgeLength: 0.5 });

/** Boxes whose nodes are shaken, so that all digits are in use, scaled, and split into compartments. */
const meshes: fc.Arbitrary<TetMesh> = fc.record({
  shake: fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), {
    minLength: 81,
    maxLength: 81,
  }),
  scale: fc.constantFrom(1e-300 ** (1 / 3), 1e-7, 1, 1e9, 1e80),
  split: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 40, maxLength: 40 }),
}).map(({ shake, scale, split }) => {
  const ids = [...new Set(split)].sort();
  return tetMesh({
    points: BASE.points.data.map((x, i) => scale * (x + shake[i])),
    tets: BASE.tets,
    compartments: split.map((id) => ids.indexOf(id)),
  });
});

Deno.test("meshes come back from every volume format exactly", () => {
  fc.assert(fc.property(meshes, (mesh) => {
    const { node, ele } = formatTetgen(mesh);
    assertEquals(parseTetgen(node, ele), mesh);
    assertEquals(parseGmsh(formatGmsh(mesh, { version: "2.2" })), mesh);
    assertEquals(parseGmsh(formatGmsh(mesh, { version: "4.1" })), mesh);
    assertEquals(parseVtk(formatVtk(mesh)), mesh);
  }));
});

Deno.test("meshes of many compartments come back with their ids from every volume format", () => {
  const bundle = [[-1, 0], [1.2, 0], [0, 1.9]].map((center, i) => {
    return { center: center as [number, number], radius: 1, layers: i === 1 ? [0.7] : [] };
  });
  const made = [
    cylindersInBox({ cylinders: bundle, padding: 0.2, height: 1, edgeLength: 0.6 }),
    concentricSpheres({ radii: [1, 1.2, 2], edgeLength: 0.8 }),
    stackedPlates({ thicknesses: [1, 0.2, 2], width: [1, 1], edgeLength: 0.5 }),
  ];
  for (const mesh of made) {
    const { node, ele } = formatTetgen(mesh);
    assertEquals(parseTetgen(node, ele), mesh);
    assertEquals(parseGmsh(formatGmsh(mesh, { version: "2.2" })), mesh);
    assertEquals(parseGmsh(formatGmsh(mesh, { version: "4.1" })), mesh);
    assertEquals(parseVtk(formatVtk(mesh)), mesh);
  }
  assertEquals(new Set(made[0].compartments), new Set([0, 1, 2, 3, 4]));
});

Deno.test("a zero keeps its sign", () => {
  const points = BASE.points.data.map((x) => x === 0 ? -0 : x);
  const mesh = tetMesh({ points, tets: BASE.tets });
  assert(mesh.points.data.some((x) => Object.is(x, -0)));
  assertEquals(parseVtk(formatVtk(mesh)).points.data, mesh.points.data);
});

/** Breaks one place of a text: cuts the rest off, or puts a character there. */
const damage = (text: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(text.length - 1), fc.constantFrom("", "x", "-", " ", "\n", "9", ".", "$")).map(
    ([at, put]) => put === "" ? text.slice(0, at) : text.slice(0, at) + put + text.slice(at + 1),
  );

Deno.test("a damaged file gives a mesh or one clear sentence, never another failure", () => {
  const mesh = box({ size: [1, 1, 1], edgeLength: 1 });
  const { node, ele } = formatTetgen(mesh);
  const readers: [string, (text: string) => TetMesh][] = [
    [node, (text) => parseTetgen(text, ele)],
    [ele, (text) => parseTetgen(node, text)],
    [formatGmsh(mesh, { version: "2.2" }), parseGmsh],
    [formatGmsh(mesh, { version: "4.1" }), parseGmsh],
    [formatVtk(mesh), parseVtk],
  ];
  for (const [text, read] of readers) {
    fc.assert(
      fc.property(damage(text), (damaged) => {
        try {
          assertEquals(read(damaged).tets.length % 4, 0);
        } catch (error) {
          assert(error instanceof InputError, `${error}`);
          assert(/^Cannot (read|use) .*[^.\n]$/.test(error.message), error.message);
        }
      }),
      { numRuns: 300 },
    );
    // Cut between lines, all but the last must be missed.
    const lines = text.trimEnd().split("\n");
    for (let keep = 0; keep < lines.length; keep++) {
      if (text.startsWith("# vtk") && keep >= lines.indexOf("CELL_DATA 5")) break;
      assertThrows(() => read(lines.slice(0, keep).join("\n")), InputError);
    }
  }
});

Deno.test("VTK carries data of nodes and tetrahedra", () => {
  const mesh = box({ size: [1, 1, 1], edgeLength: 1 });
  const text = formatVtk(mesh, {
    pointData: {
      "real part": Float64Array.from({ length: 8 }, (_, i) => i / 3),
      gradient: new Float64Array(24),
    },
    cellData: { volume: [1, 2, 3, 4, 5] },
  });
  assert(text.includes(`POINT_DATA 8\nFIELD data 2\nreal%20part 1 8 double\n0\n${1 / 3}\n`));
  assert(text.includes("gradient 3 8 double\n0 0 0\n"));
  assert(text.includes("FIELD data 1\nvolume 1 5 double\n1\n2\n3\n4\n5\nPOINT_DATA"));
  assertEquals(parseVtk(text), mesh);
  assertThrows(
    () => formatVtk(mesh, { pointData: { signal: [1, 2, 3] } }),
    InputError,
    "Cannot write the array 'signal': it has 3 values for 8 nodes, expected a multiple",
  );
  assertThrows(
    () => formatVtk(mesh, { cellData: { T2: [80, Infinity, 80, 80, 80] } }),
    InputError,
    "Cannot write the array 'T2': value 1 is Infinity, expected a finite number",
  );
});

/** Six times the volume a surface encloses, by the divergence theorem: right only if all normals point outwards. */
function enclosedVolume(corners: number[][]): number {
  return corners.reduce((sum, [ax, ay, az, bx, by, bz, cx, cy, cz]) => {
    return sum + ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }, 0) / 6;
}

Deno.test("PLY holds the boundary exactly", () => {
  const mesh = sphere({ radius: 2, edgeLength: 0.7 });
  const lines = formatPly(mesh).trimEnd().split("\n");
  const count = (name: string) =>
    Number(lines.find((line) => line.startsWith(`element ${name}`))!.split(" ")[2]);
  const body = lines.slice(lines.indexOf("end_header") + 1).map((line) =>
    line.split(" ").map(Number)
  );
  assertEquals(body.length, count("vertex") + count("face"));
  const vertices = body.slice(0, count("vertex"));
  assertEquals(vertices.flat(), [...boundarySurface(mesh).points.data]);
  const corners = body.slice(count("vertex")).map(([n, a, b, c]) => {
    assertEquals(n, 3);
    return [...vertices[a], ...vertices[b], ...vertices[c]];
  });
  assertAlmostEquals(enclosedVolume(corners), totalVolume(mesh), 1e-12);
});

Deno.test("STL holds the boundary, as text exactly, as bytes in single precision", () => {
  const mesh = sphere({ radius: 2, edgeLength: 0.7 });
  const numbers = (text: string) => text.trim().split(/\s+/).map(Number);
  const facets = [...formatStl(mesh).matchAll(/facet normal (.*)\nouter loop\n([^]*?)endloop/g)];
  const corners = facets.map(([, , loop]) => numbers(loop.replaceAll("vertex", "")));
  assertEquals(facets.length, mesh.boundaryFaces.length / 3);
  assertAlmostEquals(enclosedVolume(corners), totalVolume(mesh), 1e-12);
  facets.forEach(([, normal], f) => {
    const [x, y, z] = numbers(normal);
    assertAlmostEquals(Math.hypot(x, y, z), 1, 1e-15);
    // On a sphere about the origin the normal points along the position.
    assert(x * corners[f][0] + y * corners[f][1] + z * corners[f][2] > 0);
  });

  const bytes = formatBinaryStl(mesh);
  const view = new DataView(bytes.buffer);
  assertEquals(view.getUint32(80, true), facets.length);
  assertEquals(bytes.length, 84 + 50 * facets.length);
  corners.forEach((corner, f) => {
    corner.forEach((x, i) =>
      assertEquals(view.getFloat32(84 + 50 * f + 12 + 4 * i, true), Math.fround(x))
    );
  });
  assert(surfaceArea(mesh) > 0);
});

Deno.test("OBJ, VTK and PLY hold the surface of one compartment exactly", () => {
  const mesh = concentricSpheres({ radii: [1, 1.5], edgeLength: 0.6 });
  const layer = compartmentSurface(mesh, 1);
  const nodes = [...layer.points.data], triangles = [...layer.triangles];
  const rows = (text: string, start: string): number[] =>
    text.split("\n").filter((line) => line.startsWith(start)).flatMap((line) =>
      line.slice(start.length).trim().split(" ").map(Number)
    );
  const obj = formatObj(layer);
  assertEquals(rows(obj, "v "), nodes);
  assertEquals(rows(obj, "f ").map((node) => node - 1), triangles);

  const vtk = formatVtkSurface(layer).trimEnd().split("\n");
  const count = triangles.length / 3, first = vtk.indexOf(`POLYGONS ${count} ${4 * count}`);
  assertEquals(vtk.slice(0, 5).at(-1), `POINTS ${nodes.length / 3} double`);
  assertEquals(vtk.slice(5, first).flatMap((line) => line.split(" ").map(Number)), nodes);
  const cells = vtk.slice(first + 1).map((line) => line.split(" ").map(Number));
  assert(cells.every(([size]) => size === 3));
  assertEquals(cells.flatMap((cell) => cell.slice(1)), triangles);

  const ply = formatPly(layer).trimEnd().split("\n");
  assertEquals(ply.length, ply.indexOf("end_header") + 1 + nodes.length / 3 + count);
  assertEquals(formatPly(mesh), formatPly(boundarySurface(mesh)));
  // Normals point out of the layer: it encloses the shell between the two spheres.
  const corners = Array.from(
    { length: count },
    (_, f) =>
      triangles.slice(3 * f, 3 * f + 3).flatMap((node) => nodes.slice(3 * node, 3 * node + 3)),
  );
  const volume = totalVolume(mesh) - totalVolume(sphere({ radius: 1, edgeLength: 0.6 }));
  assertAlmostEquals(enclosedVolume(corners), volume, 1e-12);
});
