import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { readCase, runCase } from "../core/case/mod.ts";
import { box, tetMesh, writeMesh } from "../core/mesh/mod.ts";
import { inFolder, namesIn, runCli } from "../testing/run_cli.ts";

const block = box({ size: [3, 2, 4], edgeLength: 1.5 });
const nodeCount = block.points.shape[0];

const good = {
  mesh: "block.node",
  compartments: [{ diffusivity: 2, T2: 80 }],
  sequences: [{ type: "PGSE", delta: 5, Delta: 10 }],
  bValues: [0, 1000],
  directions: [[0, 0, 1], [1, 1, 0]],
};
const weights = [[[1, 2], [3, 4]]];

/** Runs `body` in a folder with the block's mesh and the case. */
function inCaseFolder<R extends void | Promise<void>>(
  content: unknown,
  body: (folder: string) => R,
): R {
  return inFolder((folder) => {
    writeMesh(`${folder}/block.node`, block);
    Deno.writeTextFileSync(`${folder}/case.json`, JSON.stringify(content));
    return body(folder);
  });
}

Deno.test("simulate writes what the library computes, with a line of numbers", async () => {
  await inCaseFolder({ ...good, weights }, async (folder) => {
    const args = ["simulate", "case.json", "--modes", "12", "--gradient", "--out", "result.json"];
    const run = runCli(args, folder);
    assertEquals([run.code, run.stderr], [0, ""]);
    assertStringIncludes(
      run.stdout,
      "Wrote result.json: 4 signals, 12 modes and 0 corrections, truncation error ",
    );
    assertEquals(namesIn(folder), ["block.ele", "block.node", "case.json", "result.json"]);
    const written = JSON.parse(Deno.readTextFileSync(`${folder}/result.json`));
    const simulation = readCase(`${folder}/case.json`);
    const { timings, ...result } = await runCase(simulation, { modes: 12, gradient: true });
    assertEquals(Object.keys(written.timings), Object.keys(timings));
    delete written.timings;
    assertEquals(written, JSON.parse(JSON.stringify(result)));
    assertEquals(Object.keys(written), [
      "signal",
      "signalByCompartment",
      "volume",
      "modes",
      "corrections",
      "truncationError",
      "backend",
      "warnings",
      "case",
      "gradient",
    ]);
    assertEquals(written.gradient.points.length, nodeCount);
  });
});

Deno.test("simulate without --out prints the result; a tolerance is kept", async () => {
  await inCaseFolder(good, async (folder) => {
    const run = runCli(["simulate", "case.json", "--tolerance", "1e-6"], folder);
    assertEquals([run.code, run.stderr], [0, ""]);
    const result = JSON.parse(run.stdout);
    assert(result.truncationError <= 1e-6);
    const all = await runCase(readCase(`${folder}/case.json`), { modes: nodeCount });
    all.signal.flat(2).forEach(([re], i) =>
      assertAlmostEquals(result.signal.flat(2)[i][0] / all.volume, re / all.volume, 1e-6)
    );
    assertEquals(namesIn(folder), ["block.ele", "block.node", "case.json"]);
  });
});

Deno.test("simulate says that a mesh falls into pieces, and goes on", () => {
  inFolder((folder) => {
    const shifted = block.points.data.map((x, i) => i % 3 === 0 ? x + 10 : x);
    const mesh = tetMesh({
      points: Float64Array.of(...block.points.data, ...shifted),
      tets: Int32Array.of(...block.tets, ...block.tets.map((node) => node + nodeCount)),
    });
    writeMesh(`${folder}/block.node`, mesh);
    Deno.writeTextFileSync(`${folder}/case.json`, JSON.stringify(good));
    const run = runCli(["simulate", "case.json", "--modes", "20"], folder);
    assertEquals(run.stderr, "note: the mesh falls into 2 disconnected pieces\n");
    assertEquals(run.code, 0);
    assertAlmostEquals(JSON.parse(run.stdout).volume, 48, 1e-10);
  });
});

Deno.test("simulate ends with one sentence and code 2 on bad input, and leaves no file", () => {
  const out = ["--out", "result.json"];
  const cases: [Record<string, unknown>, string[], string][] = [
    [{}, ["--modse", "3"], "Unknown option '--modse': did you mean '--modes'?"],
    [{}, ["--modes", "3", "--tolerance", "1e-3"], "Both a tolerance and a number of modes"],
    [{}, ["--modes", "0"], "The number of modes is 0"],
    [{}, ["--modes", "many"], "Option '--modes' is 'many' but must be a number"],
    [{}, ["--modes", `${nodeCount + 1}`], `${nodeCount}`],
    [{}, ["--tolerance", "2"], "The tolerance is 2 but must lie between 0 and 1"],
    [{}, ["--method", "time-stepping", "--modes", "3"], "time stepping has none: give a tolerance"],
    [{}, ["--state", "s.json"], "Option '--state' is given but the matrix formalism has no state"],
    [{}, ["--method", "time-stepping", "--resume", "no.json"], "Cannot read 'no.json'"],
    [{}, ["--method", "monte-carlo"], "Option '--method' is 'monte-carlo': known are"],
    [{}, ["--backend", "gpus"], "Option '--backend' is 'gpus': did you mean 'gpu'?"],
    [
      {},
      ["--method", "time-stepping", "--backend", "gpu", "--state", "s.json"],
      "Options '--backend gpu' and '--state' are given but the GPU's work cannot be saved",
    ],
    [{}, ["--gradient"], "'weights' is missing"],
    [{}, ["extra"], "Unexpected argument 'extra'"],
    [{ bvalues: [1] }, [], "Cannot use 'case.json': 'bvalues' is not a known key"],
    [{ bValues: [-1] }, [], "'bValues[0]' is -1 s/mm²"],
    [{ sequences: [{ type: "PGSE", delta: 5, Delta: 2 }] }, [], "'sequences[0].Delta' is 2 ms"],
    [{ sequences: [{ type: "SinOGSE" }] }, [], "'sequences[0].periods' is missing"],
    [{ compartments: [{ diffusivity: -1 }] }, [], "'compartments[0].diffusivity' is -1"],
    [{ mesh: "gone.node" }, [], "gone.node"],
  ];
  for (const [change, args, message] of cases) {
    inCaseFolder({ ...good, ...change }, (folder) => {
      const { code, stdout, stderr } = runCli(["simulate", "case.json", ...out, ...args], folder);
      assertEquals([code, stdout], [2, ""], `${message} ${stderr}`);
      assertStringIncludes(stderr, message);
      assertEquals(stderr.startsWith("error: ") && stderr.trimEnd().split("\n").length, 1, stderr);
      assertEquals(namesIn(folder), ["block.ele", "block.node", "case.json"]);
    });
  }
});

Deno.test("simulate steps through time as well, with permeable walls and a waveform", () => {
  const compartments = Array.from(
    { length: block.tets.length / 4 },
    (_, t) => block.points.data[3 * block.tets[4 * t] + 2] > 0 ? 1 : 0,
  );
  const content = {
    mesh: "block.node",
    compartments: [{ diffusivity: 2, T2: 80 }, { diffusivity: [[1, 0, 0], [0, 2, 0], [0, 0, 2]] }],
    interfaces: [{ between: [0, 1], permeability: 0.05 }],
    sequences: [{
      type: "Waveform",
      dt: 2,
      gradient: [[60, 0, 0], [0, 0, 60], [0, 0, -60], [-60, 0, 0]],
    }],
    weights: [[[1]]],
  };
  inFolder((folder) => {
    writeMesh(
      `${folder}/block.node`,
      tetMesh({ points: block.points, tets: block.tets, compartments }),
    );
    Deno.writeTextFileSync(`${folder}/case.json`, JSON.stringify(content));
    const run = (...args: string[]) => {
      const { code, stdout, stderr } = runCli(
        ["simulate", "case.json", "--gradient", ...args],
        folder,
      );
      assertEquals([code, stderr], [0, ""]);
      return JSON.parse(stdout);
    };
    const modes = run("--tolerance", "1e-8");
    const steps = run("--method", "time-stepping", "--tolerance", "1e-7");
    assertAlmostEquals(steps.signal[0][0][0][0], modes.signal[0][0][0][0], 1e-6 * modes.volume);
    const [kappa] = modes.gradient.permeability;
    assertAlmostEquals(steps.gradient.permeability[0], kappa, 1e-4 * Math.abs(kappa));
  });
});

Deno.test("simulate warns of walls without an entry and of waveforms that do not refocus", () => {
  const sequences = [{ type: "Waveform", dt: 2, gradient: [[60, 0, 0], [-60, 0, 0], [0, 5, 0]] }];
  const { bValues: _, directions: __, ...rest } = good;
  inCaseFolder({ ...rest, sequences }, (folder) => {
    const { code, stderr } = runCli(["simulate", "case.json", "--modes", "12"], folder);
    assertEquals(code, 0);
    assertStringIncludes(
      stderr,
      "note: Sequence 1 (Waveform) does not refocus: its residual moment",
    );
  });
});

Deno.test("simulate names missing files before it computes", () => {
  inCaseFolder(good, (folder) => {
    const missing = runCli(["simulate", "no.json"], folder);
    assertEquals(missing.stderr, "error: Cannot read 'no.json': no such file or folder\n");
    const argument = runCli(["simulate"], folder);
    assertEquals(argument.stderr, "error: The argument CASE.json is missing\n");
    const folderless = runCli(["simulate", "case.json", "--out", "no/result.json"], folder);
    assertStringIncludes(folderless.stderr, "Cannot write 'no/result.json': the folder 'no' does");
    Deno.removeSync(`${folder}/block.ele`);
    const half = runCli(["simulate", "case.json"], folder);
    assertStringIncludes(half.stderr, "block.ele");
    assertEquals([missing, argument, folderless, half].map(({ code }) => code), [2, 2, 2, 2]);
  });
});

Deno.test("simulate keeps an existing result when it fails", () => {
  inCaseFolder(good, (folder) => {
    Deno.writeTextFileSync(`${folder}/result.json`, "before");
    const run = runCli(["simulate", "case.json", "--out", "result.json", "--gradient"], folder);
    assertEquals(run.code, 2);
    assertEquals(Deno.readTextFileSync(`${folder}/result.json`), "before");
  });
});
