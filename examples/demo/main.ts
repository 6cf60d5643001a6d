/**
 * `deno task demo`: reconstructs a bent and twisted axon from its signal and writes meshes, figures and numbers to
 * `out/`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type ReconstructionProgress, type TetMesh, writeMesh } from "@torrey/torrey";
import { TRUTH } from "./axon.ts";
import { coursePlot, signalPlot } from "./plots.ts";
import { type DemoResult, type DemoSettings, FULL, reconstructAxon } from "./reconstruct_axon.ts";

/** Writes a text file whole or not at all. */
function writeWhole(path: string, text: string): void {
  Deno.writeTextFileSync(`${path}.tmp`, text);
  Deno.renameSync(`${path}.tmp`, path);
}

/** A mesh with how far each node has come from the start, µm. */
function writeMoved(path: string, mesh: TetMesh, start: TetMesh): void {
  const displacement = mesh.points.data.map((x, i) => x - start.points.data[i]);
  writeMesh(path, mesh, { pointData: { displacement } });
}

/** The numbers of a result, ready for JSON. */
export function numbersOf(result: DemoResult): Record<string, unknown> {
  const { parametric, smooth, chamfer, meshError, measured, meshes } = result;
  const stages = Object.entries({ parametric, smooth }).map(([name, stage]) => ({
    name,
    iterations: stage.iterations,
    evaluations: stage.state.evaluations,
    seconds: stage.state.seconds,
    signalError: stage.signalError,
    ended: stage.message,
  }));
  return {
    measurements: measured.data.length,
    nodes: { target: meshes.target.points.shape[0], fit: meshes.start.points.shape[0] },
    truth: TRUTH,
    found: parametric.parameters,
    chamferDistance: chamfer,
    signalError: smooth.signalError,
    signalErrorOfTrueShapeOnFitMesh: meshError,
    stages,
  };
}

/** The closing line. */
function summary({ parametric, smooth, chamfer }: DemoResult, seconds: number): string {
  return `chamfer distance ${chamfer.smooth.toFixed(3)} µm, signal error ${
    smooth.signalError.toExponential(1)
  }, ${parametric.iterations + smooth.iterations} iterations, ${seconds.toFixed(1)} s`;
}

/**
 * Runs the demonstration and writes what came of it.
 *
 * @param settings Its size.
 * @param out The folder to write to, made if need be.
 * @returns The closing line.
 */
export async function demo(settings: DemoSettings, out: string): Promise<string> {
  const since = performance.now();
  const result = await reconstructAxon(settings);
  // The line of progress is still open.
  if (settings.onIteration && Deno.stderr.isTerminal()) console.error();
  const { meshes, parametric, smooth, chamfer, meshError, measured } = result;
  const { bend, twist, radius } = parametric.parameters;
  console.log(
    `bend ${bend.toFixed(3)} (${TRUTH.bend}) rad/µm, twist ${
      twist.toFixed(3)
    } (${TRUTH.twist}) rad/µm, ` +
      `radius ${radius.toFixed(2)} (${TRUTH.radius}) µm`,
  );
  const steps = [chamfer.start, chamfer.parametric, chamfer.smooth].map((x) => x.toFixed(3));
  console.log(`chamfer distance to the measured axon: ${steps.join(" → ")} µm`);
  console.log(
    `${measured.data.length} signals measured on ${
      meshes.target.points.shape[0]
    } nodes, fitted on ` +
      `${meshes.start.points.shape[0]}: there the true shape itself has the signal error ${
        meshError.toExponential(1)
      }`,
  );

  Deno.mkdirSync(out, { recursive: true });
  writeMesh(`${out}/target.vtk`, meshes.target);
  writeMesh(`${out}/start.vtk`, meshes.start);
  writeMoved(`${out}/parametric.vtk`, parametric.mesh, meshes.start);
  writeMoved(`${out}/final.vtk`, smooth.mesh, meshes.start);
  writeWhole(`${out}/course.svg`, coursePlot(result));
  writeWhole(`${out}/signals.svg`, signalPlot(result));
  const seconds = (performance.now() - since) / 1000;
  writeWhole(
    `${out}/result.json`,
    `${JSON.stringify({ ...numbersOf(result), seconds }, null, 2)}\n`,
  );
  return summary(result, seconds);
}

/** Shows a step: on one line where someone watches, every tenth on a line of its own elsewhere. */
function show(stage: string, progress: ReconstructionProgress<unknown>): void {
  const { iteration, signalError, seconds } = progress;
  const text = `${stage}: iteration ${iteration}, signal error ${signalError.toExponential(2)}, ${
    seconds.toFixed(1)
  } s`;
  const watched = Deno.stderr.isTerminal();
  if (watched) Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
  else if (iteration % 10 === 0) console.error(text);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { snr: { type: "string" }, out: { type: "string", default: "out" } },
  });
  const snr = values.snr === undefined ? {} : { snr: Number(values.snr) };
  if (snr.snr !== undefined && !(snr.snr > 0)) {
    console.error(`error: Option '--snr' is '${values.snr}' but must be a positive number`);
    Deno.exit(2);
  }
  console.log(
    "Measuring a bent, twisted, slightly flattened axon, then finding it from a straight one",
  );
  const line = await demo({ ...FULL, ...snr, onIteration: show }, values.out);
  console.log(`meshes, figures and numbers are in ${values.out}/`);
  console.log(line);
}
