/**
 * `simulate`: runs a case file.
 *
 * @module
 */
import {
  type CaseMethod,
  type CaseResult,
  readCase,
  runCase,
  type RunCaseOptions,
  type SimulationCase,
} from "../core/case/mod.ts";
import {
  formatTimeSteppingState,
  parseTimeSteppingState,
  type TimeSteppingState,
} from "../core/diffusion/mod.ts";
import { readTextFile, writeFileAtomic } from "../core/files/mod.ts";
import { InputError } from "../core/input_error.ts";
import { meshQuality } from "../core/mesh/mod.ts";
import { choiceOption, numberOption, parseArguments } from "./arguments.ts";
import { backendHelp, openBackend } from "./backend.ts";
import { checkFolder } from "./output.ts";

/** What `simulate --help` prints. */
export const help = `Simulates the diffusion signal of a case file.

Usage: deno run -A cli.ts simulate CASE.json [OPTIONS]

  --out RESULT.json     where to write the result; printed unless given
  --method METHOD       matrix-formalism (default) or time-stepping
  --tolerance NUMBER    allowed error of S/S0, such as 1e-4
  --modes N             use exactly N eigenmodes instead
${backendHelp}
  --gradient            also the derivative of the sum of 'weights' × Re S with respect
                        to the mesh's points and every constant of the tissue
  --state STATE.json    time stepping: save the state as it goes on, every minute and when
                        interrupted; RESULT.state.json when interrupted without it
  --resume STATE.json   time stepping: go on from a state; both on the CPU alone

The case is a JSON object with the keys 'mesh', 'compartments', 'sequences', 'bValues',
'directions', optionally 'interfaces' and 'wallRelaxivity', and, with --gradient, 'weights'. The result has 'signal' as [re, im] by
[sequence][direction][b] (µm³ × spin density), 'signalByCompartment', 'volume' (µm³),
'modes', 'corrections', 'truncationError', 'backend' ('cpu' or the name of the GPU), 'warnings',
'case' (how it was measured), 'timings' (ms) and 'gradient'.`;

const OPTIONS = {
  out: "string",
  method: "string",
  tolerance: "string",
  modes: "string",
  backend: "string",
  gradient: "boolean",
  state: "string",
  resume: "string",
} as const;

/** The options about saved states. */
const STATES = ["state", "resume"] as const;

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** The method. */
function methodOf(options: Options): CaseMethod {
  const method = choiceOption(options, "method", ["matrix-formalism", "time-stepping"]);
  const stepping = STATES.find((name) => options[name] !== undefined);
  if (stepping !== undefined && method !== "time-stepping") {
    throw new InputError(
      `Option '--${stepping}' is given but the matrix formalism has no state: it is for '--method time-stepping'`,
    );
  }
  return method as CaseMethod;
}

/** The result as JSON with a line per key. */
function formatResult(result: CaseResult): string {
  const lines = Object.entries(result).map(([key, value]) =>
    `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Shows progress where someone watches. */
function report(text: string): void {
  if (Deno.stderr.isTerminal()) console.error(text);
}

/** Time between saved states, ms. */
const SAVE_EVERY = 60_000;

/** The code of a run that was interrupted. */
const INTERRUPTED = 130;

function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** Runs a case; time stepping shows progress, saves its state and can be interrupted: then there is no result. */
async function runInterruptibly(
  simulation: SimulationCase,
  options: RunCaseOptions,
  files: { readonly kept: string | undefined; readonly otherwise: string },
): Promise<CaseResult | undefined> {
  if (options.method !== "time-stepping") return await runCase(simulation, options);
  const abort = new AbortController();
  let latest: (() => TimeSteppingState) | undefined, saved = performance.now();
  /** The GPU's work cannot be saved: its state holds nothing. */
  const save = (path: string): boolean => {
    const state = latest?.();
    if (state === undefined || (state.solved.length === 0 && !state.current)) return false;
    writeFileAtomic(path, formatTimeSteppingState(state));
    return true;
  };
  const stop = () => {
    Deno.removeSignalListener("SIGINT", stop);
    abort.abort();
  };
  const onProgress = (fraction: number, state: () => TimeSteppingState) => {
    latest = state;
    showProgress(fraction);
    if (files.kept === undefined || performance.now() - saved < SAVE_EVERY) return;
    save(files.kept);
    saved = performance.now();
  };
  Deno.addSignalListener("SIGINT", stop);
  try {
    return await runCase(simulation, { ...options, onProgress, signal: abort.signal });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    const path = files.kept ?? files.otherwise;
    console.error(save(path) ? `interrupted: go on with --resume ${path}` : "interrupted");
    return undefined;
  } finally {
    if (!abort.signal.aborted) Deno.removeSignalListener("SIGINT", stop);
  }
}

/** Shows how much is done, in one line that is written over, where someone watches. */
function showProgress(fraction: number): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r${(100 * fraction).toFixed(0)} % `));
}

/** Runs the command. */
export async function run(args: string[]): Promise<number> {
  const { options, positionals, help: wantsHelp } = parseArguments(args, OPTIONS, ["CASE.json"]);
  if (wantsHelp) {
    console.log(help);
    return 0;
  }
  const method = methodOf(options);
  const tolerance = numberOption(options, "tolerance");
  const modes = numberOption(options, "modes");
  const out = text(options, "out"), resumed = text(options, "resume");
  const kept = text(options, "state") ?? resumed;
  for (const path of [out, kept]) if (path !== undefined) checkFolder(path);

  report(`reading ${positionals[0]}`);
  const simulation = readCase(positionals[0]);
  const resume = resumed === undefined ? undefined : parseTimeSteppingState(readTextFile(resumed));
  const { pieces, compartments } = meshQuality(simulation.mesh);
  if (pieces > compartments.length) {
    console.error(`note: the mesh falls into ${pieces} disconnected pieces`);
  }
  const backend = await openBackend(options, STATES);
  using _ = typeof backend === "object" ? backend : undefined;
  const start = performance.now();
  const result = await runInterruptibly(simulation, {
    method,
    ...(backend && { backend }),
    ...(tolerance !== undefined && { tolerance }),
    ...(modes !== undefined && { modes }),
    ...(resume && { resume }),
    gradient: options.gradient === true,
    onStage: (stage) => report(`computing the ${stage}`),
  }, { kept, otherwise: `${(out ?? "result").replace(/\.[^./\\]+$/, "")}.state.json` });
  if (result === undefined) return INTERRUPTED;
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  for (const warning of result.warnings) console.error(`note: ${warning}`);
  if (out === undefined) {
    console.log(formatResult(result).trimEnd());
    return 0;
  }
  writeFileAtomic(out, formatResult(result));
  const count = result.signal.flat(2).length;
  const error = result.truncationError.toExponential(1);
  const means = method === "time-stepping"
    ? `by time stepping, error ${error}`
    : `${result.modes} modes and ${result.corrections} corrections, truncation error ${error}`;
  const where = result.backend === "cpu" ? "" : ` on ${result.backend}`;
  console.log(`Wrote ${out}: ${count} signals, ${means}, ${seconds} s${where}`);
  return 0;
}
