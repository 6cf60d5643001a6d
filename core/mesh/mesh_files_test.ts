import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../input_error.ts";
import {
  boundarySurface,
  box,
  formatObj,
  formatPly,
  formatStl,
  formatVtk,
  formatVtkSurface,
  meshQuality,
  readMesh,
  sphere,
  writeMesh,
  writeSurface,
} from "./mod.ts";

const MESH = box({ size: [1, 2, 1], edgeLength: 0.6 });

function inFolder(run: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("every volume format is written and read by its extension", () =>
  inFolder((folder) => {
    for (const name of ["a.node", "b.ele", "c.msh", "d.vtk", "E.1.NODE".toLowerCase()]) {
      writeMesh(`${folder}/${name}`, MESH);
      assertEquals(readMesh(`${folder}/${name}`), MESH);
    }
    assertEquals(readMesh(`${folder}/a.ele`), MESH);
    writeMesh(`${folder}/f.msh`, MESH, { version: "2.2" });
    assert(Deno.readTextFileSync(`${folder}/f.msh`).startsWith("$MeshFormat\n2.2"));
    assertEquals(readMesh(`${folder}/f.msh`), MESH);
    writeMesh(`${folder}/g.ply`, MESH);
    writeMesh(`${folder}/h.stl`, MESH);
    writeMesh(`${folder}/i.stl`, MESH, { binary: true });
    assert(Deno.readTextFileSync(`${folder}/h.stl`).startsWith("solid"));
    assertEquals(Deno.statSync(`${folder}/i.stl`).size, 84 + (50 * MESH.boundaryFaces.length) / 3);
  }));

Deno.test("every surface format is written by its extension", () =>
  inFolder((folder) => {
    const surface = boundarySurface(MESH);
    for (
      const [extension, format] of [
        ["ply", formatPly],
        ["stl", formatStl],
        ["obj", formatObj],
        ["VTK", formatVtkSurface],
      ] as const
    ) {
      writeSurface(`${folder}/a.${extension}`, surface);
      assertEquals(Deno.readTextFileSync(`${folder}/a.${extension}`), format(surface));
    }
    writeSurface(`${folder}/b.stl`, surface, { binary: true });
    assertEquals(Deno.statSync(`${folder}/b.stl`).size, 84 + (50 * surface.triangles.length) / 3);
    assertThrows(
      () => writeSurface(`${folder}/c.msh`, surface),
      InputError,
      `Cannot write '${folder}/c.msh': expected one of .ply, .stl, .obj and .vtk`,
    );
  }));

Deno.test("missing, lone and unknown files are named, and nothing is left behind", () =>
  inFolder((folder) => {
    const refuses = (run: () => unknown, message: string): void => {
      assertEquals(assertThrows(run, InputError).message, message);
    };
    const a = `${folder}/a`;
    refuses(() => readMesh(`${a}.node`), `Cannot read '${a}.node': no such file or folder`);
    refuses(() => readMesh(`${a}.vtk`), `Cannot read '${a}.vtk': no such file or folder`);
    writeMesh(`${a}.node`, MESH);
    Deno.removeSync(`${a}.ele`);
    refuses(
      () => readMesh(`${a}.node`),
      `Cannot read '${a}.node': its tetrahedra '${a}.ele' are missing, put the file beside it`,
    );
    Deno.renameSync(`${a}.node`, `${a}.ele`);
    refuses(
      () => readMesh(`${a}.ele`),
      `Cannot read '${a}.ele': its nodes '${a}.node' are missing, put the file beside it`,
    );
    refuses(
      () => readMesh(`${a}.obj`),
      `Cannot read '${a}.obj': expected a mesh file, one of .node, .ele, .msh and .vtk`,
    );
    refuses(
      () => readMesh(folder + "/plain"),
      `Cannot read '${folder}/plain': expected a mesh file, one of .node, .ele, .msh and .vtk`,
    );
    refuses(
      () => writeMesh(`${a}.obj`, MESH),
      `Cannot write '${a}.obj': expected one of .node, .ele, .msh, .vtk, .ply and .stl`,
    );
    const before = [...Deno.readDirSync(folder)].length;
    assertThrows(() => writeMesh(`${folder}/absent/b.node`, MESH), InputError, "Cannot write ");
    assertThrows(() => writeMesh(`${folder}/b.vtk`, MESH, { pointData: { x: [1] } }), InputError);
    assertEquals([...Deno.readDirSync(folder)].length, before);
  }));

Deno.test("reading mends on request", () =>
  inFolder((folder) => {
    const swapped = MESH.tets.slice();
    [swapped[2], swapped[3]] = [swapped[3], swapped[2]];
    Deno.writeTextFileSync(`${folder}/a.vtk`, formatVtk({ ...MESH, tets: swapped }));
    assertThrows(
      () => readMesh(`${folder}/a.vtk`),
      InputError,
      `Cannot use the mesh of '${folder}/a.vtk': 1 of`,
    );
    assertEquals(
      meshQuality(readMesh(`${folder}/a.vtk`, { repair: true })).volume,
      meshQuality(MESH).volume,
    );
  }));

Deno.test("a mesh of several pieces is read and said to be one", () =>
  inFolder((folder) => {
    const { points, tets } = sphere({ radius: 1, edgeLength: 1 });
    const nodes = points.shape[0];
    const lines = (from: number, shift: number) =>
      Array.from({ length: nodes }, (_, i) => {
        const [x, y, z] = points.data.subarray(3 * i, 3 * i + 3);
        return `${from + i} ${x + shift} ${y} ${z}`;
      });
    const rows = (from: number, first: number) =>
      Array.from({ length: tets.length / 4 }, (_, t) => {
        return `${first + t} ${
          [...tets.subarray(4 * t, 4 * t + 4)].map((node) => node + from).join(" ")
        }`;
      });
    const count = tets.length / 4;
    Deno.writeTextFileSync(
      `${folder}/a.node`,
      [`${2 * nodes} 3 0 0`, ...lines(0, 0), ...lines(nodes, 3)].join("\n"),
    );
    Deno.writeTextFileSync(
      `${folder}/a.ele`,
      [`${2 * count} 4 0`, ...rows(0, 0), ...rows(nodes, count)].join("\n"),
    );
    assertEquals(meshQuality(readMesh(`${folder}/a.node`)).pieces, 2);
  }));

const MICROGLIA = new URL("../../../shared/data/cells/microglia_a.node", import.meta.url);
const absent = (() => {
  try {
    return !Deno.statSync(MICROGLIA).isFile;
  } catch {
    return true;
  }
})();

Deno.test({
  name: `a real microglia is read${absent ? ": skipped, its file is not at hand" : ""}`,
  ignore: absent,
  fn() {
    const quality = meshQuality(readMesh(MICROGLIA.pathname));
    assertEquals([quality.nodes, quality.tets, quality.pieces], [13758, 60483, 1]);
    assertAlmostEquals(quality.volume, 36.54335718716284, 1e-11);
  },
});
