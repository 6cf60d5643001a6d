import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { CaseResult } from "../core/case/mod.ts";
import { box, writeMesh } from "../core/mesh/mod.ts";
import { gpuTest } from "../testing/gpu_test.ts";
import { inFolder, namesIn, runCli } from "../testing/run_cli.ts";

/** The environment of a machine on which WebGPU finds nothing. */
const WITHOUT_GPU = { DENO_WEBGPU_BACKEND: "none" };

const block = box({ size: [3, 2, 4], edgeLength: 1 });
const content = {
  mesh: "block.node",
  compartments: [{ diffusivity: 2, T2: 80 }],
  sequences: [{ type: "PGSE", delta: 5, Delta: 10 }],
  bValues: [0, 1000, 3000],
  directions: [[0, 0, 1], [1, 1, 0]],
  weights: [[[1, 2, -1], [3, 4, 2]]],
};
const FILES = ["block.ele", "block.node", "case.json"];

/** Runs `body` in a folder with the block's mesh and the case. */
function inCaseFolder(body: (folder: string) => void): void {
  inFolder((folder) => {
    writeMesh(`${folder}/block.node`, block);
    Deno.writeTextFileSync(`${folder}/case.json`, JSON.stringify(content));
    body(folder);
  });
}

/** The result of `simulate` with these options, and what was said beside it. */
function simulated(folder: string, options: readonly string[], env = {}): [CaseResult, string] {
  const run = runCli(["simulate", "case.json", "--gradient", ...options], folder, env);
  assertEquals(run.code, 0, run.stderr);
  return [JSON.parse(run.stdout), run.stderr];
}

Deno.test("a GPU that is asked for and not there ends a command with one sentence and code 1", () => {
  inCaseFolder((folder) => {
    const fails = (args: readonly string[]) => {
      const { code, stdout, stderr } = runCli([...args, "--backend", "gpu"], folder, WITHOUT_GPU);
      assertEquals([code, stdout], [1, ""]);
      assertStringIncludes(stderr, "error: No graphics processor was found");
      assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
    };
    for (const method of ["matrix-formalism", "time-stepping"]) {
      fails(["simulate", "case.json", "--method", method, "--out", "result.json"]);
    }
    assertEquals(namesIn(folder), FILES);
    const done = runCli(["simulate", "case.json", "--out", "result.json"], folder);
    assertEquals(done.code, 0, done.stderr);
    fails(["reconstruct", "--mesh", "block.node", "--signal", "result.json"]);
    assertEquals(namesIn(folder), [...FILES, "result.json"]);
  });
});

Deno.test("auto computes on the CPU where there is no GPU, and says nothing of it", () => {
  inCaseFolder((folder) => {
    const options = ["--modes", "12"];
    const [{ timings: _, ...there }, said] = simulated(
      folder,
      [...options, "--backend", "auto"],
      WITHOUT_GPU,
    );
    const [{ timings: __, ...here }] = simulated(folder, options);
    assertEquals(there, here);
    assertEquals([there.backend, said], ["cpu", ""]);
  });
});

for (const method of ["matrix-formalism", "time-stepping"]) {
  gpuTest(
    `simulate --backend gpu --method ${method} gives the CPU's numbers and the GPU's name`,
    (gpu) => {
      inCaseFolder((folder) => {
        const options = ["--method", method, "--tolerance", "1e-5"];
        const [there, said] = simulated(folder, [...options, "--backend", "gpu"]);
        const [here] = simulated(folder, options);
        assertEquals(there.backend, gpu.description, said);
        assertEquals(Object.keys(there), Object.keys(here));
        const volume = here.volume;
        there.signal.flat(3).forEach((x, i) =>
          assertAlmostEquals(x / volume, here.signal.flat(3)[i] / volume, 2e-5)
        );
        assert(there.gradient !== undefined && here.gradient !== undefined);
        const ours = there.gradient.points.flat(), theirs = here.gradient.points.flat();
        const difference = Math.hypot(...ours.map((x, i) => x - theirs[i]));
        assert(difference <= 1e-3 * Math.hypot(...theirs), `${difference}`);
        const done = runCli(
          ["simulate", "case.json", ...options, "--backend", "gpu", "--out", "result.json"],
          folder,
        );
        assertEquals(done.code, 0, done.stderr);
        assertStringIncludes(done.stdout, `on ${gpu.description}`);
      });
    },
    { denoOnly: "it runs the command line" },
  );
}

gpuTest("reconstruct --backend gpu takes the CPU's steps", () => {
  inCaseFolder((folder) => {
    assertEquals(runCli(["simulate", "case.json", "--out", "signal.json"], folder).code, 0);
    const start = {
      ...block.points,
      data: block.points.data.map((x, i) => i % 3 === 2 ? 0.95 * x : x),
    };
    writeMesh(`${folder}/start.node`, { ...block, points: start });
    const steps = (...options: string[]) => {
      const run = runCli(
        ["reconstruct", "--mesh", "start.node", "--signal", "signal.json", "--smooth-modes", "0"]
          .concat(["--modes", "12", "--iterations", "2"], options),
        folder,
      );
      assertEquals(run.code, 0, run.stderr);
      return JSON.parse(run.stdout);
    };
    const there = steps("--backend", "gpu"), here = steps();
    assertEquals(there.stages.deformation.iterations, 2);
    for (const [name, value] of Object.entries<number>(here.parameters)) {
      assertAlmostEquals(there.parameters[name], value, 1e-3, name);
    }
    assertAlmostEquals(there.signalError, here.signalError, 1e-5);
  });
}, { denoOnly: "it runs the command line" });
