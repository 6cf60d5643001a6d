/**
 * `simulate`: runs a case file.
 *
 * @module
 */
import { type CaseResult, readCase, runCase } from "../core/case/mod.ts";
import { writeFileAtomic } from "../core/files/mod.ts";
import { InputError } from "../core/input_error.ts";
import { meshQuality } from "../core/mesh/mod.ts";
import { choiceOption, numberOption, parseArguments } from "./arguments.ts";
import { checkFolder } from "./output.ts";

/** What `simulate --help` prints. */
export const help = `Simulates the diffusion signal of a case file.

Usage: deno run -A cli.ts simulate CASE.json [OPTIONS]

  --out RESULT.json     where to write the result; printed unless given
  --method METHOD       matrix-formalism, the only one yet
  --tolerance NUMBER    allowed truncation error of S/S0, such as 1e-4
  --modes N             use exactly N eigenmodes instead
  --backend BACKEND     cpu, the only one yet
  --gradient            also the derivative of the sum of 'weights' × Re S with respect
                        to the mesh's points, the diffusivity and T2

The case is a JSON object with the keys 'mesh', 'compartments', 'sequences', 'bValues',
'directions' and, with --gradient, 'weights'. The result has 'signal' as [re, im] by
[sequence][direction][b] (µm³ × spin density), 'signalByCompartment', 'volume' (µm³),
'modes', 'corrections', 'truncationError', 'case' (how it was measured), 'timings' (ms)
and 'gradient'.`;

const OPTIONS = {
  out: "string",
  method: "string",
  tolerance: "string",
  modes: "string",
  backend: "string",
  gradient: "boolean",
} as const;

/** Words of the case format that name what is not there yet. */
function checkSupport(options: Readonly<Record<string, string | boolean | undefined>>): void {
  const method = choiceOption(options, "method", ["matrix-formalism", "time-stepping"]);
  if (method !== "matrix-formalism") {
    throw new InputError(
      `Option '--method' is '${method}', which is not supported yet: only 'matrix-formalism' is`,
    );
  }
  const backend = choiceOption(options, "backend", ["cpu", "gpu"]);
  if (backend !== "cpu") {
    throw new InputError(
      `Option '--backend' is '${backend}', which is not supported yet: only 'cpu' is`,
    );
  }
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

/** Runs the command. */
export function run(args: string[]): Promise<number> {
  const { options, positionals, help: wantsHelp } = parseArguments(args, OPTIONS, ["CASE.json"]);
  if (wantsHelp) {
    console.log(help);
    return Promise.resolve(0);
  }
  checkSupport(options);
  const tolerance = numberOption(options, "tolerance");
  const modes = numberOption(options, "modes");
  const out = typeof options.out === "string" ? options.out : undefined;
  if (out !== undefined) checkFolder(out);

  report(`reading ${positionals[0]}`);
  const simulation = readCase(positionals[0]);
  const { pieces, compartments } = meshQuality(simulation.mesh);
  if (pieces > compartments.length) {
    console.error(`note: the mesh falls into ${pieces} disconnected pieces`);
  }
  const start = performance.now();
  const result = runCase(simulation, {
    ...(tolerance !== undefined && { tolerance }),
    ...(modes !== undefined && { modes }),
    gradient: options.gradient === true,
    onStage: (stage) => report(`computing the ${stage}`),
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  if (out === undefined) {
    console.log(formatResult(result).trimEnd());
  } else {
    writeFileAtomic(out, formatResult(result));
    const count = result.signal.flat(2).length;
    const error = result.truncationError.toExponential(1);
    console.log(
      `Wrote ${out}: ${count} signals, ${result.modes} modes and ${result.corrections} corrections, truncation error ${error}, ${seconds} s`,
    );
  }
  return Promise.resolve(0);
}
