import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../input_error.ts";
import { box, writeMesh } from "../mesh/mod.ts";
import { readCase } from "./read_case.ts";

const mesh = {
  points: [[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2], [2, 2, 2]],
  tets: [[0, 1, 2, 3], [1, 4, 2, 3]],
};
const good = {
  mesh,
  compartments: [{ diffusivity: 2 }],
  sequences: [{ type: "PGSE", delta: 5, Delta: 10 }, { type: "PGSE", delta: 4, Delta: 30 }],
  bValues: [0, 1000, 2000],
  directions: [[0, 0, 2]],
};

/** The case with the value at a path of keys replaced. */
function changed(path: readonly (string | number)[], value: unknown): Record<string, unknown> {
  const copy = structuredClone(good) as unknown as Record<string, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[path[path.length - 1]] = value;
  return copy;
}

Deno.test("readCase() reads an inline case", () => {
  const { mesh, tissue, protocol, weights } = readCase(good);
  assertEquals(mesh.points.shape, [5, 3]);
  assertEquals(tissue, {
    compartments: [{ diffusivity: 2, T2: Infinity, T1: Infinity, spinDensity: 1 }],
  });
  const timings = [{ delta: 5, Delta: 10 }, { delta: 4, Delta: 30 }];
  assertEquals(protocol.sequences.map((sequence) => sequence.timings), timings);
  assertEquals(protocol.directions, Float64Array.of(0, 0, 1));
  assertEquals(protocol.bValues, Float64Array.of(0, 1000, 2000, 0, 1000, 2000));
  assertAlmostEquals(protocol.q[2], Math.sqrt(2 / (25 * (10 - 5 / 3))), 1e-15);
  assertEquals(weights, undefined);
});

Deno.test("readCase() reads T2, spin density, several compartments, interfaces and weights", () => {
  const read = readCase({
    ...good,
    mesh: { ...mesh, compartments: [3, 1] },
    compartments: [
      { diffusivity: 1, T2: null, spinDensity: 0.5 },
      { diffusivity: [[2, 0, 0], [0, 1, 0], [0, 0, 1]], T2: 80, T1: 900 },
    ],
    interfaces: [{ between: [1, 3], permeability: [0.02] }],
    wallRelaxivity: 0.003,
    weights: [[[1, 2, 3]], [[4, 5, 6]]],
  });
  assertEquals(read.tissue, {
    compartments: [
      { diffusivity: 1, T2: Infinity, T1: Infinity, spinDensity: 0.5 },
      { diffusivity: [[2, 0, 0], [0, 1, 0], [0, 0, 1]], T2: 80, T1: 900, spinDensity: 1 },
    ],
    interfaces: [{ between: [1, 3], permeability: [0.02] }],
    wallRelaxivity: 0.003,
  });
  assertEquals(read.weights, Float64Array.of(1, 2, 3, 4, 5, 6));
});

Deno.test("readCase() names the key path of what is wrong", () => {
  const cases: [readonly (string | number)[], unknown, string][] = [
    [["bvalues"], [0], "'bvalues' is not a known key: did you mean 'bValues'?"],
    [["colour"], 1, "'colour' is not a known key: known are 'mesh', 'compartments'"],
    [["mesh"], undefined, "'mesh' is missing"],
    [["mesh"], 3, "'mesh' is 3 but must be a file's path, or points and tets"],
    [["mesh", "tetrahedra"], [], "'mesh.tetrahedra' is not a known key"],
    [["mesh", "points"], "x", `'mesh.points' is "x" but must be a list`],
    [["mesh", "tets", 0], [0, 1, 2, 9], "'mesh' cannot be used: Tetrahedron 0 refers to node 9"],
    [["mesh", "tets", 0], [0, 2, 1, 3], "'mesh' cannot be used: 1 of 2 tetrahedra are inverted"],
    [["mesh", "points", 1, 2], NaN, "'mesh' cannot be used: Coordinate z of node 1 is NaN"],
    [["compartments"], {}, "'compartments' is {} but must be a list"],
    [["compartments"], [], "'compartments' is empty"],
    [
      ["compartments"],
      [{ diffusivity: 1 }, { diffusivity: 2 }],
      "'compartments' has 2 entries but the mesh has 1 compartment ([0])",
    ],
    [["compartments", 0, "diffusivity"], undefined, "'compartments[0].diffusivity' is missing"],
    [["compartments", 0, "diffusivity"], -2, "'compartments[0].diffusivity' is -2 µm²/ms but must"],
    [["compartments", 0, "diffusivity"], "2", `'compartments[0].diffusivity' is "2" but must be a`],
    [
      ["compartments", 0, "diffusivity"],
      [[2, 0, 0], [0, 2], [0, 0, 2]],
      "'compartments[0].diffusivity[1]' has 2 entries but there are 3 columns",
    ],
    [["compartments", 0, "T2"], 0, "'compartments[0].T2' is 0 ms but must be positive"],
    [["compartments", 0, "t2"], 80, "'compartments[0].t2' is not a known key: did you mean 'T2'?"],
    [["compartments", 0, "spinDensity"], -1, "'compartments[0].spinDensity' is -1 but must not"],
    [["interfaces"], 1, "'interfaces' is 1 but must be a list"],
    [
      ["interfaces"],
      [{ between: [0, 0], permeability: [0.01, -2] }],
      "'interfaces[0].permeability[1]' is -2 µm/ms but must not be negative",
    ],
    [["wallRelaxivity"], -1, "'wallRelaxivity' is -1 µm/ms but must not be negative"],
    [["interfaces"], [{ between: [0, 0], permeability: -1 }], "is -1 µm/ms but must not be negat"],
    [["interfaces"], [{ between: [0, 5], permeability: 0 }], "'interfaces[0].between[1]' is 5 but"],
    [["interfaces"], [{ between: [0] }], "'interfaces[0].permeability' is missing"],
    [["sequences", 0, "type"], "CosOGSE", "'sequences[0].periods' is missing"],
    [
      ["sequences", 0, "type"],
      "pgse",
      `is "pgse", which is no sequence type: did you mean 'PGSE'?`,
    ],
    [["sequences", 1, "type"], undefined, "'sequences[1].type' is missing"],
    [["sequences", 1, "Delta"], 3, "'sequences[1].Delta' is 3 ms but must be at least delta = 4"],
    [["sequences", 1, "delta"], 0, "'sequences[1].delta' is 0 ms but must be positive"],
    [["sequences", 0, "pause"], 1, "'sequences[0].pause' is not a key of the sequence type 'PGSE'"],
    [["bValues", 1], -5, "'bValues[1]' is -5 s/mm² but must not be negative"],
    [["bValues", 1], "1000", `'bValues[1]' is "1000" but must be a number`],
    [["bValues"], [], "'bValues' is empty"],
    [["directions", 0], [0, 0, 0], "'directions[0]' is the zero vector"],
    [["directions", 0], [0, 1], "'directions[0]' has 2 entries but there are 3 coordinates"],
    [["directions", 0, 2], null, "'directions[0][2]' is null but must be a number"],
    [["weights"], [[[1, 2, 3]]], "'weights' has 1 entries but there are 2 sequences"],
    [["weights"], [[[1, 2]], [[3, 4]]], "'weights[0][0]' has 2 entries but there are 3 b-values"],
    [["weights"], [[[1, 2, 3]], [[3, 4, "x"]]], `'weights[1][0][2]' is "x" but must be a number`],
  ];
  for (const [path, value, message] of cases) {
    assertThrows(() => readCase(changed(path, value)), InputError, message, path.join("."));
  }
});

Deno.test("readCase() reads a file, its mesh beside it, and names the file in errors", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/case.json`;
    const write = (content: unknown) => Deno.writeTextFileSync(path, JSON.stringify(content));
    writeMesh(`${folder}/box.vtk`, box({ size: [1, 1, 1], edgeLength: 1 }));
    write({ ...good, mesh: "box.vtk" });
    const expected = readCase({ ...good, mesh: `${folder}/box.vtk` });
    assertEquals(readCase(path), expected);
    assertEquals(readCase({ ...good, mesh: "box.vtk" }, { baseUrl: folder }), expected);
    const baseUrl = new URL(`file://${folder}/`);
    assertEquals(readCase({ ...good, mesh: "box.vtk" }, { baseUrl }), expected);
    assertEquals(readCase(new URL("case.json", baseUrl)), expected);

    write({ ...good, bValues: [-1] });
    assertThrows(
      () => readCase(path),
      InputError,
      `Cannot use '${path}': 'bValues[0]' is -1 s/mm² but must not be negative`,
    );
    write({ ...good, mesh: "gone.vtk" });
    assertThrows(() => readCase(path), InputError, `Cannot read '${folder}/gone.vtk'`);
    Deno.writeTextFileSync(path, '{\n  "mesh": 1,\n  "bValues" [0]\n}');
    const error = assertThrows(
      () => readCase(path),
      InputError,
      `Cannot read '${path}': it is not`,
    );
    assertEquals(/line 3/.test(error.message), true, error.message);
    Deno.writeTextFileSync(path, '{\n  "mesh": 1,\n');
    const cut = assertThrows(() => readCase(path), InputError, "it is not JSON");
    assertEquals(/line \d/.test(cut.message), true, cut.message);
    assertThrows(
      () => readCase(`${folder}/no.json`),
      InputError,
      `Cannot read '${folder}/no.json'`,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
