import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import { referenceTissue } from "../../../testing/reference_tissue.ts";
import {
  box,
  concentricSpheres,
  sphere,
  stackedPlates,
  surfaceArea,
  type TetMesh,
  tetMesh,
  totalVolume,
} from "../../mesh/mod.ts";
import {
  interfaceFaces,
  type Tissue,
  tissueCoefficients,
  tissueMesh,
  tissueWarnings,
} from "./mod.ts";

const cell = concentricSpheres({ radii: [1, 2, 3], edgeLength: 0.8 });

/** The mesh with its compartments' ids replaced. */
function renamed(mesh: TetMesh, ids: readonly number[]): TetMesh {
  return { ...mesh, compartments: mesh.compartments.map((c) => ids[c]) };
}

/** The mesh with every compartment's nodes its own. */
function torn(mesh: TetMesh): TetMesh {
  const constants = { diffusivity: 2 };
  return tissueMesh(mesh, constants).mesh;
}

/** Checks that both sides of all permeable faces coincide and belong to their compartments. */
function checkInterfaces({ mesh, ...tissue }: ReturnType<typeof tissueMesh>): void {
  const compartment = new Int32Array(mesh.points.shape[0]).fill(-1);
  mesh.tets.forEach((node, i) => {
    const own = mesh.compartments[i >> 2];
    assertEquals([-1, own].includes(compartment[node]), true);
    compartment[node] = own;
  });
  tissue.interfaceFaces.forEach((node, i) => {
    const face = Math.floor(i / 6), side = i % 6 < 3 ? 0 : 1, partner = i - i % 6 + (i % 6 + 3) % 6;
    assertEquals(compartment[node], tissue.interfaceSides[2 * face + side]);
    const place = (n: number) => [...mesh.points.data.subarray(3 * n, 3 * n + 3)];
    assertEquals(place(node), place(tissue.interfaceFaces[partner]));
  });
  tissue.wallFaces.forEach((node, i) =>
    assertEquals(compartment[node], tissue.wallSides[Math.floor(i / 3)])
  );
}

const permeable: Tissue = {
  compartments: [{ diffusivity: 1 }, { diffusivity: 2 }, { diffusivity: 3 }],
  interfaces: [{ between: [2, 1], permeability: 0.1 }, { between: [0, 1], permeability: 0 }],
};

for (const [kind, mesh] of [["shared", cell], ["their own", torn(cell)]] as const) {
  Deno.test(`interfaces and the wall are found where compartments have nodes that are ${kind}`, () => {
    const found = interfaceFaces(mesh);
    assertEquals(found.map(({ between }) => [...between]), [[0, 1], [1, 2]]);
    found.forEach(({ areas, faces }, k) => {
      assertEquals(faces.length, 3 * areas.length);
      const inner = tetMesh({
        points: cell.points,
        tets: cell.tets.filter((_, i) => cell.compartments[i >> 2] <= k),
      }, { repair: true });
      const area = areas.reduce((sum, a) => sum + a, 0);
      assertAlmostEquals(area, surfaceArea(inner), 1e-12 * area);
    });
    const tissue = tissueMesh(mesh, permeable);
    checkInterfaces(tissue);
    const [inner, outer] = found.map(({ areas }) => areas.length);
    assertEquals([...tissue.interfaceSizes], [outer, inner]);
    assertEquals(tissue.interfaceOf.length, inner + outer);
    assertEquals([...tissue.interfacePlace], [...Array(inner + outer).keys()]);
    assertEquals(tissue.wallFaces.length, cell.boundaryFaces.length);
    assertEquals(tissue.sealed, []);
    assertAlmostEquals(totalVolume(tissue.mesh), totalVolume(cell), 1e-11);
  });
}

Deno.test("a face's nodes run outward from the compartment with the lower id, whichever is named first", () => {
  const tissue = tissueMesh(cell, permeable), { data } = tissue.mesh.points;
  for (let f = 0; f < tissue.interfaceFaces.length; f += 6) {
    const [a, b, c] = [0, 1, 2].map((k) => [
      ...data.subarray(3 * tissue.interfaceFaces[f + k], 3 * tissue.interfaceFaces[f + k] + 3),
    ]);
    const u = b.map((x, k) => x - a[k]), v = c.map((x, k) => x - a[k]);
    const normal = [0, 1, 2].map((k) =>
      u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3]
    );
    assertGreater(normal.reduce((dot, x, k) => dot + x * a[k], 0), 0);
  }
});

Deno.test("a mesh of one compartment stays as it is", () => {
  const mesh = sphere({ radius: 2, edgeLength: 1 });
  const tissue = tissueMesh(mesh, { diffusivity: 2 });
  assertEquals(tissue.mesh === mesh, true);
  assertEquals([...tissue.original], [...Array(mesh.points.shape[0]).keys()]);
  assertEquals(tissue.wallFaces, mesh.boundaryFaces);
  assertEquals(tissue.interfaceFaces.length, 0);
});

Deno.test("compartments that touch without an entry are named", () => {
  const tissue = tissueMesh(renamed(cell, [3, 7, 20]), { diffusivity: 2 });
  assertEquals(tissue.sealed, [[3, 7], [7, 20]]);
  assertEquals([...tissue.compartmentIds], [3, 7, 20]);
  assertEquals(tissueWarnings(tissue), [
    "Compartments 3 and 7 touch but 'interfaces' has no entry for them: the wall between them is impermeable",
    "Compartments 7 and 20 touch but 'interfaces' has no entry for them: the wall between them is impermeable",
  ]);
  assertEquals(tissue.interfaceFaces.length, 0);
});

Deno.test("a compartment without spins is left out with its walls, and the others keep their constants", () => {
  const [inner, outer] = interfaceFaces(cell).map(({ areas }) => areas.length);
  const kappa = Array.from({ length: outer }, (_, f) => f);
  const given: Tissue = {
    compartments: [{ diffusivity: 1, spinDensity: 0 }, { diffusivity: 2, T2: 50 }, {
      diffusivity: 3,
      T1: 400,
      spinDensity: 2,
    }],
    interfaces: [{ between: [0, 1], permeability: 0.1 }, { between: [1, 2], permeability: kappa }],
    wallRelaxivity: 0.2,
  };
  const tissue = tissueMesh(cell, given);
  checkInterfaces(tissue);
  assertEquals([...tissue.compartmentIds], [1, 2]);
  assertEquals([...tissue.interfaceSizes], [inner, outer]);
  assertEquals([...tissue.interfacePlace], kappa.map((f) => inner + f));
  // The face towards what is left out is no outer wall.
  assertEquals(tissue.wallFaces.length, cell.boundaryFaces.length);
  const constants = tissueCoefficients(tissue, given);
  assertEquals([...constants.tensors], [2, 0, 0, 2, 0, 2, 3, 0, 0, 3, 0, 3]);
  assertEquals([...constants.rates], [1 / 50, 0]);
  assertEquals([...constants.storedRates], [0, 1 / 400]);
  assertEquals([...constants.densities], [1, 2]);
  assertEquals([...constants.permeabilities], kappa);
  assertEquals(constants.wallRelaxivities, new Float64Array(tissue.wallSides.length).fill(0.2));
});

Deno.test("constants come per compartment and per face, and no wall relaxes unless asked", () => {
  const given: Tissue = {
    compartments: [{ diffusivity: [[2, 0.1, 0.2], [0.1, 3, 0.3], [0.2, 0.3, 4]], T2: 80 }],
    interfaces: [{ between: [0, 1], permeability: 0.5 }],
  };
  const tissue = tissueMesh(cell, given), constants = tissueCoefficients(tissue, given);
  const one = [2, 0.1, 0.2, 3, 0.3, 4];
  assertEquals([...constants.tensors], [...one, ...one, ...one]);
  assertEquals(constants.permeabilities, new Float64Array(tissue.interfaceOf.length).fill(0.5));
  assertEquals(constants.wallRelaxivities.length, 0);
});

Deno.test("plates that touch at faces and edges have interfaces at faces alone", () => {
  const plates = stackedPlates({ thicknesses: [1, 0.5, 2], width: [1.5, 1], edgeLength: 0.5 });
  const found = interfaceFaces(plates);
  assertEquals(found.map(({ between }) => [...between]), [[0, 1], [1, 2]]);
  for (const { areas } of found) {
    assertAlmostEquals(areas.reduce((sum, a) => sum + a, 0), 1.5, 1e-12);
  }
});

Deno.test("pieces of one compartment that lie apart need no interface", () => {
  const a = box({ size: [1, 1, 1], edgeLength: 0.5 }), nodes = a.points.shape[0];
  const two = tetMesh({
    points: Float64Array.of(...a.points.data, ...a.points.data.map((x) => x + 3)),
    tets: Int32Array.of(...a.tets, ...a.tets.map((node) => node + nodes)),
  });
  const tissue = tissueMesh(two, { diffusivity: 2 });
  assertEquals(tissue.mesh === two, true);
  assertEquals(tissue.sealed, []);
});

Deno.test("the interfaces of the reference bundle are those it lists", () => {
  const { mesh, tissue } = referenceTissue("bundle3_ecs_k1e-5");
  const found = tissueMesh(mesh, tissue);
  checkInterfaces(found);
  assertEquals([...found.interfaceSizes], [504, 560, 616]);
  assertEquals(found.mesh === mesh, true);
});
