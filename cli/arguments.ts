/**
 * Arguments of a command, with one clear sentence for each mistake.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { suggestion } from "../core/suggestion.ts";
import { InputError } from "../core/input_error.ts";

/** Options by name: a switch, or one that takes a value. */
export type OptionTypes = Readonly<Record<string, "boolean" | "string">>;

/** Parsed arguments. */
export interface Arguments {
  /** Values by option name; `true` for a switch that is on. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** The other arguments. */
  readonly positionals: readonly string[];
  /** Whether help is asked for: nothing else is checked then. */
  readonly help: boolean;
}

/** The sentence for an error of the parser, which names the option in quotes. */
function argumentError(error: unknown, types: OptionTypes): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const option = /'(?:-\w, )?(--?[^' <=]+)/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION": {
      const known = Object.keys(types).map((name) => `--${name}`);
      return new InputError(
        `Unknown option '${option}': ${suggestion(option, [...known, "--help"])}`,
        { cause: error },
      );
    }
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE": {
      const isSwitch = types[option.replace(/^--/, "")] === "boolean";
      const reason = isSwitch
        ? "takes no value"
        : `needs a value: write ${option}=VALUE where it starts with '-'`;
      return new InputError(`Option '${option}' ${reason}`, { cause: error });
    }
    default:
      return error;
  }
}

/**
 * Parses the arguments of a command.
 *
 * @param args The arguments.
 * @param types The options there are, besides `--help`.
 * @param names Names of the positional arguments, for messages; all are required.
 * @returns The values.
 * @throws {InputError} If an option is unknown or lacks its value, or the positional arguments are too few or too many.
 */
export function parseArguments(
  args: readonly string[],
  types: OptionTypes,
  names: readonly string[],
): Arguments {
  if (args.includes("--help") || args.includes("-h")) {
    return { options: {}, positionals: [], help: true };
  }
  const config = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options: config, strict: true, allowPositionals: true });
  } catch (error) {
    throw argumentError(error, types);
  }
  const { positionals } = parsed;
  if (positionals.length < names.length) {
    throw new InputError(`The argument ${names[positionals.length]} is missing`);
  }
  if (positionals.length > names.length) {
    throw new InputError(`Unexpected argument '${positionals[names.length]}'`);
  }
  const options = parsed.values as Record<string, string | boolean | undefined>;
  return { options, positionals, help: false };
}

/** The value of an option that must be given. */
export function requiredOption(options: Arguments["options"], name: string): string {
  const value = options[name];
  if (typeof value === "string") return value;
  throw new InputError(`Option '--${name}' is missing`);
}

function parseNumber(text: string, name: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InputError(`Option '--${name}' is '${text}' but must be a number`);
}

/** The number an option gives, or `undefined` where it is absent. */
export function numberOption(options: Arguments["options"], name: string): number | undefined {
  const value = options[name];
  return typeof value === "string" ? parseNumber(value, name) : undefined;
}

/** The number of an option that must be given. */
export function requiredNumber(options: Arguments["options"], name: string): number {
  return parseNumber(requiredOption(options, name), name);
}

/** Three numbers with commas between. */
export function requiredTriple(
  options: Arguments["options"],
  name: string,
): [number, number, number] {
  const text = requiredOption(options, name);
  const parts = text.split(",");
  if (parts.length !== 3) {
    throw new InputError(
      `Option '--${name}' is '${text}' but must be three numbers with commas between, such as 1,2,3`,
    );
  }
  const [x, y, z] = parts.map((part) => parseNumber(part, name));
  return [x, y, z];
}

/** The value of an option that must be one of a few words. */
export function choiceOption(
  options: Arguments["options"],
  name: string,
  choices: readonly string[],
): string {
  const value = options[name];
  if (value === undefined) return choices[0];
  if (typeof value === "string" && choices.includes(value)) return value;
  throw new InputError(`Option '--${name}' is '${value}': ${suggestion(`${value}`, choices)}`);
}
