/**
 * Finds the command, runs it and turns errors into messages and exit codes.
 *
 * Codes: 0 for success, 2 for input that cannot be used (one sentence on the standard error), 1 for a GPU that is missing or fails
 * (likewise) and for an internal error.
 *
 * @module
 */
import { suggestion } from "../core/suggestion.ts";
import { InputError } from "../core/input_error.ts";
import { type Command, commands } from "./commands.ts";

function generalHelp(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) =>
    `  ${name.padEnd(14)}${summary}`
  );
  return `Torrey: a differentiable diffusion MRI simulator

Usage: deno run -A cli.ts COMMAND [OPTIONS]

Commands:
${lines.join("\n")}

'COMMAND --help' says more about each.`;
}

/** The command of that name, loaded only now so that the others cost nothing. */
function findCommand(name: string): Promise<Command> {
  if (Object.hasOwn(commands, name)) return commands[name].load();
  const hint = suggestion(name, Object.keys(commands));
  throw new InputError(
    name.startsWith("-")
      ? `Option '${name}' stands before any command: ${hint}`
      : `Unknown command '${name}': ${hint}`,
  );
}

/**
 * What to tell of an error, and the exit code.
 *
 * @param error What was thrown.
 * @returns One sentence and 2 for input that cannot be used or does not fit into memory; one sentence and 1 for a GPU that is missing
 * or fails; the stack and 1 otherwise.
 */
export function describeError(error: unknown): { code: 1 | 2; text: string } {
  if (!(error instanceof Error)) return { code: 1, text: String(error) };
  // What does not fit into memory comes as a RangeError; endless recursion does too, but is ours.
  const tooLarge = error instanceof RangeError && !error.message.includes("call stack");
  if (error instanceof InputError || tooLarge) return { code: 2, text: `error: ${error.message}` };
  // Known by its name, so that the GPU's code is loaded only where it is used.
  if (error.name === "GpuError") return { code: 1, text: `error: ${error.message}` };
  return { code: 1, text: error.stack ?? error.message };
}

/**
 * Runs the command line.
 *
 * @param args The arguments after the program's name.
 * @returns The exit code.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined) {
      console.error(generalHelp());
      return 2;
    }
    if (name === "--help" || name === "-h" || name === "help") {
      console.log(generalHelp());
      return 0;
    }
    const command = await findCommand(name);
    // `mesh generate --help` is answered by the command itself.
    if (rest[0] === "--help" || rest[0] === "-h") {
      console.log(command.help);
      return 0;
    }
    return await command.run(rest);
  } catch (error) {
    const { code, text } = describeError(error);
    console.error(text);
    return code;
  }
}
