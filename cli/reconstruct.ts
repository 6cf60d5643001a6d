/**
 * `reconstruct`: finds the deformation of a mesh that explains a signal.
 *
 * @module
 */
import { readMeasuredSignal } from "../core/case/mod.ts";
import { writeFileAtomic } from "../core/files/mod.ts";
import { InputError } from "../core/input_error.ts";
import { readMesh, writeMesh } from "../core/mesh/mod.ts";
import { numberOption, parseArguments, requiredOption } from "./arguments.ts";
import { backendHelp, openBackend } from "./backend.ts";
import { checkFolder } from "./output.ts";
import {
  type CourseSettings,
  readSaved,
  type SavedReconstruction,
} from "./reconstruction_state.ts";
import { formatReconstruction, runReconstruction } from "./run_reconstruction.ts";

/** What `reconstruct --help` prints. */
export const help = `Finds the deformation of a mesh that explains a signal, by gradient descent.

Usage: deno run -A cli.ts reconstruct --mesh FILE --signal RESULT.json [OPTIONS]

  --mesh FILE           where to start: .node with .ele, .msh or .vtk, in µm
  --signal RESULT.json  the signal, as 'simulate' writes it
  --case CASE.json      how it was measured, if RESULT.json does not say so itself; the
                        case's mesh is not read
  --out-mesh FILE       where to write the mesh found; VTK gets the displacement along
  --out FILE.json       where to write the numbers; printed unless one of the two is given

First bend, twist, width and length of the cell in its principal frame are fitted, then the
nodes move along the smoothest Laplace eigenmodes of the mesh:

  --iterations N        most steps of the first stage; 60
  --smooth-modes N      number of smooth modes; 30, or 0 for none
  --smooth-iterations N most steps of the second stage; 50
  --smoothness NUMBER   weight of the mean square of the displacement's gradient; 1e-7
  --tolerance NUMBER    allowed truncation error of S/S0; 1e-4
  --modes N             use exactly N eigenmodes for the signal instead
${backendHelp}

  --state STATE.json    keep the state there after every step
  --resume STATE.json   go on from it; of the options above only the numbers of steps
                        and the backend may then change

Ctrl-C writes the state and what has been found, and ends with code 130. Signals are compared
as S/S0, each with its own S0. They do not tell where the cell is, nor the cell from its image
under point inversion.`;

const OPTIONS = {
  mesh: "string",
  signal: "string",
  case: "string",
  "out-mesh": "string",
  out: "string",
  iterations: "string",
  "smooth-modes": "string",
  "smooth-iterations": "string",
  smoothness: "string",
  tolerance: "string",
  modes: "string",
  backend: "string",
  state: "string",
  resume: "string",
} as const;

type Options = Readonly<Record<string, string | boolean | undefined>>;

const INTERRUPTED = 130;

/** A whole number, or its default. */
function count(options: Options, name: string, otherwise: number): number {
  const value = numberOption(options, name) ?? otherwise;
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InputError(`Option '--${name}' is ${value} but must be a whole number of at least 0`);
}

/** The settings the options give. */
function courseSettings(options: Options): CourseSettings {
  const tolerance = numberOption(options, "tolerance"), modes = numberOption(options, "modes");
  if (tolerance !== undefined && modes !== undefined) {
    throw new InputError("Both '--tolerance' and '--modes' are given: give one of them");
  }
  const smoothness = numberOption(options, "smoothness") ?? 1e-7;
  if (!(smoothness >= 0)) {
    throw new InputError(`Option '--smoothness' is ${smoothness} but must not be negative`);
  }
  return {
    ...(modes === undefined ? { tolerance: tolerance ?? 1e-4 } : { modes }),
    smoothModes: count(options, "smooth-modes", 30),
    smoothness,
  };
}

/** The settings of the state to go on from; options may not contradict them. */
function resumed(options: Options, path: string, size: SavedReconstruction["size"]) {
  for (const name of ["tolerance", "modes", "smooth-modes", "smoothness"]) {
    if (options[name] === undefined) continue;
    throw new InputError(`Option '--${name}' is given with '--resume': '${path}' has it already`);
  }
  return readSaved(path, size);
}

function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** Runs the command. */
export async function run(args: string[]): Promise<number> {
  const { options, help: wantsHelp } = parseArguments(args, OPTIONS, []);
  if (wantsHelp) {
    console.log(help);
    return 0;
  }
  const meshPath = requiredOption(options, "mesh"), signalPath = requiredOption(options, "signal");
  const out = text(options, "out"), outMesh = text(options, "out-mesh");
  const resume = text(options, "resume"), casePath = text(options, "case");
  const kept = text(options, "state") ?? resume;
  const statePath = kept ??
    `${(out ?? outMesh ?? "reconstruction").replace(/\.[^./\\]+$/, "")}.state.json`;
  for (const path of [out, outMesh, statePath]) if (path !== undefined) checkFolder(path);
  if (outMesh !== undefined && !/\.(node|ele|msh|vtk|ply|stl)$/i.test(outMesh)) {
    throw new InputError(
      `Cannot write '${outMesh}': expected one of .node, .ele, .msh, .vtk, .ply and .stl`,
    );
  }
  const settings = courseSettings(options);
  const iterations = count(options, "iterations", 60);
  const smoothIterations = count(options, "smooth-iterations", 50);

  const mesh = readMesh(meshPath);
  const measured = readMeasuredSignal(signalPath, casePath === undefined ? {} : { case: casePath });
  const size = { nodes: mesh.points.shape[0], measurements: measured.signal.data.length };
  const saved = resume === undefined
    ? { size, settings, iterations }
    : resumed(options, resume, size);

  const backend = await openBackend(options);
  using _ = typeof backend === "object" ? backend : undefined;
  const told = new Set<string>();
  const onRetry = (error: unknown) => {
    const reason = error instanceof Error ? error.message : `${error}`;
    if (!told.has(reason)) console.error(`note: the CPU stands in, for the GPU failed: ${reason}`);
    told.add(reason);
  };

  const abort = new AbortController();
  const stop = () => {
    // A second Ctrl-C ends the program at once.
    Deno.removeSignalListener("SIGINT", stop);
    abort.abort();
    console.error("interrupted: finishing");
  };
  Deno.addSignalListener("SIGINT", stop);
  try {
    const result = await runReconstruction(mesh, measured, saved, {
      iterations: text(options, "iterations") === undefined ? saved.iterations : iterations,
      smoothIterations,
      ...(backend && { backend, onRetry }),
      signal: abort.signal,
      onStep: (line, state) => {
        console.error(line);
        if (kept !== undefined) writeFileAtomic(kept, state());
      },
    });
    if (outMesh !== undefined) {
      const displacement = result.mesh.points.data.map((x, i) => x - mesh.points.data[i]);
      writeMesh(outMesh, result.mesh, { pointData: { displacement } });
    }
    const numbers = formatReconstruction(result);
    if (out !== undefined) writeFileAtomic(out, numbers);
    if (result.interrupted || kept !== undefined) writeFileAtomic(statePath, result.state);
    if (out === undefined && outMesh === undefined) console.log(numbers.trimEnd());
    else {console.log(`Wrote ${
        [out, outMesh].filter((path) => path !== undefined).join(" and ")
      }: ${result.summary}`);}
    if (!result.interrupted) return 0;
    console.error(`interrupted: go on with --resume ${statePath}`);
    return INTERRUPTED;
  } finally {
    if (!abort.signal.aborted) Deno.removeSignalListener("SIGINT", stop);
  }
}
