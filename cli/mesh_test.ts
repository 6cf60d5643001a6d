import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { meshQuality, readMesh } from "../core/mesh/mod.ts";
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
      [["mesh"], "'mesh' needs to be told what to do: known are 'generate', 'convert', 'quality'"],
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
