import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import {
  compartmentSurface,
  formatObj,
  formatVtkSurface,
  meshQuality,
  readMesh,
} from "../core/mesh/mod.ts";
import { inFolder, namesIn, runCli } from "../testing/run_cli.ts";

Deno.test("mesh generate writes each shape with the size asked for", () => {
  inFolder((folder) => {
    const shapes: [string[], number][] = [
      [["cylinder", "--radius", "2", "--height", "6"], Math.PI * 4 * 6],
      [["sphere", "--radius", "2"], 4 / 3 * Math.PI * 8],
      [["ellipsoid", "--semi-axes", "1,2,3"], 4 / 3 * Math.PI * 6],
      [["box", "--size", "1,2,3"], 6],
      [["torus", "--major-radius", "4", "--minor-radius", "1"], 2 * Math.PI ** 2 * 4],
    ];
    for (const [args, volume] of shapes) {
      const out = `${args[0]}.vtk`;
      const run = runCli(
        ["mesh", "generate", ...args, "--edge-length", "0.5", "--out", out],
        folder,
      );
      assertEquals([run.code, run.stderr], [0, ""]);
      const quality = meshQuality(readMesh(`${folder}/${out}`));
      assertStringIncludes(run.stdout, `Wrote ${out}: ${quality.nodes} nodes, ${quality.tets} tet`);
      // Flat faces inside a curved surface lose a little.
      assertAlmostEquals(quality.volume / volume, 1, args[0] === "box" ? 1e-12 : 0.05);
      assertEquals(quality.pieces, 1);
    }
    assertEquals(namesIn(folder), shapes.map(([[name]]) => `${name}.vtk`).sort());
  });
});

Deno.test("mesh generate writes shapes of compartments, mesh surface each of them", () => {
  inFolder((folder) => {
    const polygon = (sides: number) => (sides / 2) * Math.sin((2 * Math.PI) / sides);
    const shapes: [string[], number[]][] = [
      [["concentric-spheres", "--radii", "1,1.5"], [4 / 3 * Math.PI, 4 / 3 * Math.PI * 2.375]],
      [
        ["concentric-cylinders", "--radii", "1,1.2", "--height", "2"],
        [2, 0.88].map((v) => v * polygon(12)),
      ],
      [
        [
          "cylinders-in-box",
          "--cylinders",
          "0,0,1;3,0,1.5,1.2",
          "--padding",
          "0.5",
          "--height",
          "1",
        ],
        [Math.PI, Math.PI * 1.44, Math.PI * 0.81, 6.5 * 4 - Math.PI * 3.25],
      ],
      [
        ["cylinders-in-box", "--cylinders=-0.2,0,1", "--box", "3,4", "--height", "1"],
        [Math.PI, 12 - Math.PI],
      ],
      [["stacked-plates", "--thicknesses", "1,0.2,2", "--width", "1,2"], [2, 0.4, 4]],
    ];
    for (const [args, volumes] of shapes) {
      const run = runCli(
        [
          "mesh",
          "generate",
          ...args,
          "--edge-length",
          "0.5",
          "--elements-across",
          "3",
          "--out",
          "a.msh",
        ],
        folder,
      );
      assertEquals([run.code, run.stderr], [0, ""]);
      const quality = meshQuality(readMesh(`${folder}/a.msh`));
      assertEquals(quality.compartments.map(({ id }) => id), volumes.map((_, id) => id));
      const isExact = args[0] === "stacked-plates" || args[0] === "concentric-cylinders";
      quality.compartments.forEach(({ id, volume }) => {
        assertAlmostEquals(volume / volumes[id], 1, isExact ? 1e-12 : 0.12);
        const out = `${id}.obj`;
        const surface = runCli(["mesh", "surface", "a.msh", out, "--compartment", `${id}`], folder);
        assertEquals([surface.code, surface.stderr], [0, ""]);
        const own = compartmentSurface(readMesh(`${folder}/a.msh`), id);
        assertEquals(Deno.readTextFileSync(`${folder}/${out}`), formatObj(own));
        assertStringIncludes(surface.stdout, `${own.triangles.length / 3} triangles`);
      });
    }
    assertEquals(runCli(["mesh", "surface", "a.msh", "all.vtk"], folder).code, 0);
    assertEquals(
      Deno.readTextFileSync(`${folder}/all.vtk`),
      formatVtkSurface(readMesh(`${folder}/a.msh`)),
    );
  });
});

Deno.test("mesh convert keeps the mesh, and repairs on request", () => {
  inFolder((folder) => {
    const size = ["--size", "1,1,1", "--edge-length", "0.5"];
    assertEquals(runCli(["mesh", "generate", "box", ...size, "--out", "a.node"], folder).code, 0);
    assertEquals(runCli(["mesh", "convert", "a.ele", "b.msh"], folder).code, 0);
    assertEquals(readMesh(`${folder}/b.msh`), readMesh(`${folder}/a.node`));
    assertEquals(namesIn(folder), ["a.ele", "a.node", "b.msh"]);

    // Swapping two nodes of the first tetrahedron turns it inside out.
    const ele = Deno.readTextFileSync(`${folder}/a.ele`).replace(
      /^(\s*[01]\s+)(\d+)(\s+)(\d+)/m,
      "$1$4$3$2",
    );
    Deno.writeTextFileSync(`${folder}/a.ele`, ele);
    const refused = runCli(["mesh", "convert", "a.ele", "c.vtk"], folder);
    assertEquals([refused.code, refused.stdout], [2, ""]);
    assertStringIncludes(refused.stderr, "inverted");
    assertEquals(namesIn(folder), ["a.ele", "a.node", "b.msh"]);
    assertEquals(runCli(["mesh", "convert", "a.ele", "c.vtk", "--repair"], folder).code, 0);
    assertAlmostEquals(meshQuality(readMesh(`${folder}/c.vtk`)).volume, 1, 1e-12);
  });
});

Deno.test("mesh quality prints text, or all figures as JSON", () => {
  inFolder((folder) => {
    const size = ["--size", "1,2,3", "--edge-length", "1"];
    runCli(["mesh", "generate", "box", ...size, "--out", "a.vtk"], folder);
    const text = runCli(["mesh", "quality", "a.vtk"], folder);
    assertEquals([text.code, text.stderr], [0, ""]);
    assertStringIncludes(text.stdout, "volume          6 µm³");
    const json = runCli(["mesh", "quality", "a.vtk", "--json"], folder);
    const figures = JSON.parse(json.stdout);
    assertEquals(figures, JSON.parse(JSON.stringify(meshQuality(readMesh(`${folder}/a.vtk`)))));
  });
});

Deno.test("mesh commands end with one sentence and code 2 on bad input, and leave no file", () => {
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/alone.node`, "4 3 0 0\n");
    Deno.writeTextFileSync(`${folder}/bad.vtk`, "not a mesh");
    const cases: [string[], string][] = [
      [
        ["mesh"],
        "'mesh' needs to be told what to do: known are 'generate', 'convert', 'quality', 'surface'",
      ],
      [["mesh", "generat"], "Unknown mesh command 'generat': did you mean 'generate'?"],
      [["mesh", "generate"], "The argument SHAPE is missing"],
      [["mesh", "generate", "cilinder"], "Unknown shape 'cilinder': did you mean 'cylinder'?"],
      [
        ["mesh", "generate", "sphere", "--height", "2"],
        "Unknown option '--height': known are '--radius', '--edge-length', '--out', '--help'",
      ],
      [["mesh", "generate", "sphere", "--radus", "2"], "did you mean '--radius'?"],
      [["mesh", "generate", "sphere", "--radius"], "Option '--radius' needs a value"],
      [["mesh", "generate", "sphere", "--out", "a.vtk"], "Option '--radius' is missing"],
      [["mesh", "generate", "sphere", "--radius", "2"], "Option '--out' is missing"],
      [
        ["mesh", "generate", "sphere", "--radius", "big", "--out", "a.vtk"],
        "Option '--radius' is 'big' but must be a number",
      ],
      [
        ["mesh", "generate", "box", "--size", "1,2", "--out", "a.vtk"],
        "Option '--size' is '1,2' but must be three numbers with commas between",
      ],
      [
        ["mesh", "generate", "sphere", "--radius=-1", "--edge-length", "1", "--out", "a.vtk"],
        "radius is -1",
      ],
      [
        ["mesh", "generate", "box", "--size", "1,1,1", "--edge-length", "1", "--out", "no/a.vtk"],
        "Cannot write 'no/a.vtk': the folder 'no' does not exist",
      ],
      [
        ["mesh", "generate", "box", "--size", "1,1,1", "--edge-length", "1", "--out", "a.obj"],
        "Cannot write 'a.obj'",
      ],
      [
        ["mesh", "generate", "concentric-spheres", "--radii", "1,x", "--out", "a.vtk"],
        "Option '--radii' is '1,x' but must be numbers with commas between, such as 1,1.5,2",
      ],
      [
        ["mesh", "generate", "cylinders-in-box", "--cylinders", "0,0,1;2,0", "--out", "a.vtk"],
        "Option '--cylinders' is '2,0' but must be cylinders with semicolons between, each x,y,radius and then",
      ],
      [
        [
          "mesh",
          "generate",
          "stacked-plates",
          "--thicknesses",
          "1",
          "--width",
          "1,1,1",
          "--out",
          "a.vtk",
        ],
        "Option '--width' is '1,1,1' but must be two numbers with a comma between",
      ],
      [["mesh", "surface", "bad.vtk"], "The argument OUT is missing"],
      [
        ["mesh", "surface", "bad.vtk", "a.obj", "--compartment", "x"],
        "Option '--compartment' is 'x'",
      ],
      [["mesh", "convert", "alone.node", "a.vtk"], "Cannot read 'alone.node'"],
      [["mesh", "convert", "bad.vtk", "a.msh"], "Cannot read 'bad.vtk'"],
      [["mesh", "convert", "bad.vtk"], "The argument OUT is missing"],
      [["mesh", "quality", "gone.msh"], "Cannot read 'gone.msh': no such file or folder"],
      [["mesh", "quality", "bad.vtk", "x"], "Unexpected argument 'x'"],
      [["mesh", "quality", "--json=1", "bad.vtk"], "Option '--json' takes no value"],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = runCli(args, folder);
      assertEquals([code, stdout], [2, ""], args.join(" "));
      assertStringIncludes(stderr, message);
      assertEquals(stderr.startsWith("error: ") && stderr.trimEnd().split("\n").length, 1, stderr);
    }
    assertEquals(namesIn(folder), ["alone.node", "bad.vtk"]);
  });
});
