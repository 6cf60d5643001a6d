import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { readCase, runCase } from "../core/case/mod.ts";
import { cellDeformation, type CellParameters } from "../core/reconstruct/mod.ts";
import { cylinder, readMesh, tetMesh, withPoints, writeMesh } from "../core/mesh/mod.ts";
import { CLI, inFolder, namesIn, runCli } from "../testing/run_cli.ts";

const start = cylinder({ radius: 1.5, height: 7, edgeLength: 1.2 });
const { deformation } = cellDeformation(start);
const truth: CellParameters = {
  bendFirst: 1.5,
  bendSecond: 0,
  twist: 1,
  width: 1.15,
  length: 1.05,
};
const target = withPoints(start, deformation(start.points, truth));

const measurement = {
  compartments: [{ diffusivity: 2, T2: 70, spinDensity: 0.8 }],
  sequences: [{ type: "PGSE", delta: 5, Delta: 10 }, { type: "PGSE", delta: 5, Delta: 20 }],
  bValues: [0, 2000, 6000],
  directions: [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [1, -1, 1], [-1, 1, 1], [1, 1, -1]],
};
const rows = (data: ArrayLike<number>, width: number) =>
  Array.from(
    { length: data.length / width },
    (_, r) => Array.from({ length: width }, (_, k) => data[r * width + k]),
  );
const result = await runCase(
  readCase({
    mesh: { points: rows(target.points.data, 3), tets: rows(target.tets, 4) },
    ...measurement,
  }),
  { tolerance: 1e-8 },
);

const INPUT = ["case.json", "result.json", "start.ele", "start.node"];
const COMMAND = ["reconstruct", "--mesh", "start.node", "--signal", "result.json"];

/** Runs `body` in a folder with the start mesh, the result and a case file without its mesh. */
function inInput(body: (folder: string) => void, change: Record<string, unknown> = {}): void {
  inFolder((folder) => {
    writeMesh(`${folder}/start.node`, start);
    Deno.writeTextFileSync(`${folder}/result.json`, JSON.stringify({ ...result, ...change }));
    const mesh = "secret.vtk";
    Deno.writeTextFileSync(`${folder}/case.json`, JSON.stringify({ mesh, ...measurement }));
    body(folder);
  });
}

const readJson = (path: string) => JSON.parse(Deno.readTextFileSync(path));

/** What does not depend on how long it took. */
function untimed(path: string): unknown {
  return JSON.parse(Deno.readTextFileSync(path), (key, value) => key === "seconds" ? 0 : value);
}

Deno.test("reconstruct finds the deformation of a cell and writes mesh and numbers", () => {
  inInput((folder) => {
    const out = ["--out", "found.json", "--out-mesh", "found.vtk", "--smooth-modes", "5"];
    const run = runCli([...COMMAND, ...out, "--smooth-iterations", "3"], folder);
    assertEquals(run.code, 0, run.stderr);
    assert(run.stdout.startsWith("Wrote found.json and found.vtk: signal error "), run.stdout);
    assertEquals(namesIn(folder), ["case.json", "found.json", "found.vtk", ...INPUT.slice(1)]);
    const found = readJson(`${folder}/found.json`);
    // Of the two images under point inversion either may be found.
    const sign = Math.sign(found.parameters.bendFirst);
    assertAlmostEquals(sign * found.parameters.bendFirst, truth.bendFirst, 0.02);
    assertAlmostEquals(found.parameters.bendSecond, 0, 0.02);
    assertAlmostEquals(sign * found.parameters.twist, truth.twist, 0.02);
    assertAlmostEquals(found.parameters.width, truth.width, 1e-3);
    assertAlmostEquals(found.parameters.length, truth.length, 1e-3);
    assertLess(found.signalError, 1e-4);
    assertAlmostEquals(found.volume, result.volume, 0.1);
    assertEquals([found.coefficients.length, found.coefficients[0].length], [5, 3]);
    assertEquals(found.attenuation.map((s: number[][]) => s.map((d) => d.length)), [
      Array(7).fill(3),
      Array(7).fill(3),
    ]);
    assertEquals(found.stages.shape.iterations, 3);
    const { history, iterations } = found.stages.deformation;
    assertEquals(history.length, iterations + 1);
    assertStringIncludes(run.stderr, `deformation ${iterations}: signal error `);
    assertStringIncludes(run.stderr, "smooth modes 3: signal error ");
    const mesh = readMesh(`${folder}/found.vtk`);
    assertEquals(mesh.tets, start.tets);
    assert(Deno.readTextFileSync(`${folder}/found.vtk`).includes("displacement 3 "));
  });
});

Deno.test("reconstruct takes the measurement from a case file, and prints the numbers without --out", () => {
  inInput((folder) => {
    const few = ["--iterations", "2", "--smooth-modes", "0"];
    const run = runCli([...COMMAND, "--case", "case.json", ...few], folder);
    assertEquals(run.code, 0, run.stderr);
    const printed = JSON.parse(run.stdout);
    assertEquals(printed.stages.deformation.iterations, 2);
    assertEquals(printed.stages.shape, undefined);
    assertEquals(namesIn(folder), INPUT);
  }, { case: undefined });
});

Deno.test("reconstruct goes on from its state as if it had never stopped, in either stage", () => {
  inInput((folder) => {
    const settings = ["--smooth-modes", "4", "--tolerance", "1e-3"];
    const run = (args: string[]) => assertEquals(runCli([...COMMAND, ...args], folder).code, 0);
    const steps = (first: number, second: number) => [
      "--iterations",
      `${first}`,
      "--smooth-iterations",
      `${second}`,
    ];
    run([...settings, ...steps(5, 4), "--out", "whole.json"]);
    run([...settings, ...steps(5, 2), "--out", "part.json", "--state", "state.json"]);
    run(["--resume", "state.json", "--smooth-iterations", "4", "--out", "rest.json"]);
    assertEquals(untimed(`${folder}/rest.json`), untimed(`${folder}/whole.json`));

    run([
      ...settings,
      "--smooth-modes",
      "0",
      ...steps(3, 0),
      "--out",
      "part.json",
      "--state",
      "b.json",
    ]);
    run(["--resume", "b.json", "--iterations", "5", "--out", "rest.json"]);
    const [rest, whole] = ["rest", "whole"].map((name) => readJson(`${folder}/${name}.json`));
    assertEquals(rest.stages.deformation.history, whole.stages.deformation.history);
  });
});

Deno.test("reconstruct stopped by Ctrl-C keeps state and mesh, ends with 130 and can go on", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    writeMesh(`${folder}/start.node`, start);
    Deno.writeTextFileSync(`${folder}/result.json`, JSON.stringify(result));
    // More steps than can be made before the interruption.
    const endless = ["--iterations", "1", "--smooth-iterations", "100000", "--out", "found.json"];
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--quiet",
        CLI,
        ...COMMAND,
        ...endless,
        "--out-mesh",
        "found.vtk",
      ],
      cwd: folder,
      stdout: "null",
      stderr: "piped",
    }).spawn();
    // The first step has been made when it is told.
    const reader = child.stderr.getReader();
    const { value } = await reader.read();
    assertStringIncludes(new TextDecoder().decode(value), "deformation 1: ");
    child.kill("SIGINT");
    let told = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      told += new TextDecoder().decode(part.value);
    }
    assertEquals((await child.status).code, 130);
    assertStringIncludes(told, "interrupted: go on with --resume found.state.json");
    assertEquals(namesIn(folder), [
      "found.json",
      "found.state.json",
      "found.vtk",
      ...INPUT.slice(1),
    ]);
    const part = readJson(`${folder}/found.json`);
    assertEquals(part.interrupted, true);

    const steps = ["--smooth-iterations", `${(part.stages.shape?.iterations ?? 0) + 2}`];
    const resume = ["--resume", "found.state.json", ...steps, "--out", "rest.json"];
    assertEquals(runCli([...COMMAND, ...resume], folder).code, 0);
    const whole = ["--iterations", "1", ...steps, "--out", "whole.json"];
    assertEquals(runCli([...COMMAND, ...whole], folder).code, 0);
    assertEquals(untimed(`${folder}/rest.json`), untimed(`${folder}/whole.json`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("reconstruct ends with one sentence and code 2 on bad input, and leaves no file", () => {
  const first = result.signal.slice(0, 1);
  const noise = result.signal.map((s) => s.map((d) => d.map(([re]) => [re, 1])));
  const cases: [Record<string, unknown>, string[], string][] = [
    [{}, ["--signal", "gone.json"], "Cannot read 'gone.json': no such file or folder"],
    [{}, ["--mesh", "gone.node"], "Cannot read 'gone.node'"],
    [{}, ["--case", "gone.json"], "Cannot read 'gone.json': no such file or folder"],
    [{}, ["--signal", "start.node"], "Cannot read 'start.node': it is not JSON"],
    [{ signal: first }, [], "'signal' has 1 entries but there are 2 sequences"],
    [{ signal: undefined }, [], "Cannot use 'result.json': 'signal' is missing"],
    [{ signal: noise }, [], "'signal' has the imaginary part 1 at measurement 0"],
    [{ case: undefined }, [], "'case' is missing, which says how the signal was measured"],
    [{ case: { ...result.case, bValue: 1 } }, [], "'case.bValue' is not a known key"],
    [{ volume: -1 }, [], "'volume' is -1 µm³ but must be positive"],
    [{}, ["--modes", "5", "--tolerance", "1e-3"], "Both '--tolerance' and '--modes' are given"],
    [{}, ["--iterations", "-1"], "Option '--iterations'"],
    [{}, ["--iterations=1.5"], "Option '--iterations' is 1.5 but must be a whole number"],
    [{}, ["--smooth-modes", "5000"], "The number of smooth modes is 5000"],
    [{}, ["--smoothness=-1"], "Option '--smoothness' is -1 but must not be negative"],
    [{}, ["--out-mesh", "no/found.vtk"], "Cannot write 'no/found.vtk': the folder 'no' does not"],
    [{}, ["--out-mesh", "found.obj"], "Cannot write 'found.obj': expected one of"],
    [{}, ["--resume", "gone.json"], "Cannot read 'gone.json': no such file or folder"],
    [{}, ["--resume", "case.json"], "Cannot use 'case.json': it is not the state of a reconst"],
    [{}, ["--resume", "case.json", "--modes", "9"], "Option '--modes' is given with '--resume'"],
  ];
  for (const [change, args, message] of cases) {
    inInput((folder) => {
      const all = [...COMMAND, "--out", "found.json", "--iterations", "0", ...args];
      const { code, stdout, stderr } = runCli(all, folder);
      assertEquals([code, stdout], [2, ""], `${message} ${stderr}`);
      assertStringIncludes(stderr, message);
      assertEquals(stderr.startsWith("error: ") && stderr.trimEnd().split("\n").length, 1, stderr);
      assertEquals(namesIn(folder), INPUT);
    }, change);
  }
});

Deno.test("reconstruct refuses another's state and several compartments", () => {
  inInput((folder) => {
    const none = ["--iterations", "0", "--smooth-modes", "0"];
    assertEquals(
      runCli([...COMMAND, ...none, "--out", "a.json", "--state", "s.json"], folder).code,
      0,
    );
    const state = readJson(`${folder}/s.json`);
    assertEquals(state.size, { nodes: start.points.shape[0], measurements: 42 });
    writeMesh(`${folder}/other.vtk`, cylinder({ radius: 1, height: 7, edgeLength: 1 }));
    const other = runCli([...COMMAND, "--mesh", "other.vtk", "--resume", "s.json"], folder);
    assertEquals(other.code, 2);
    assertStringIncludes(
      other.stderr,
      "error: Cannot use 's.json': it is of a reconstruction with",
    );

    const compartments = Int32Array.from(start.tets.filter((_, i) => i % 4 === 0), (_, t) => t % 2);
    const { points, tets } = start;
    writeMesh(`${folder}/two.vtk`, tetMesh({ points, tets, compartments }));
    const two = runCli([...COMMAND, "--mesh", "two.vtk"], folder);
    assertEquals([two.code, two.stderr], [
      2,
      "error: The mesh has several compartments but only cells of one are supported yet\n",
    ]);
  });
});
