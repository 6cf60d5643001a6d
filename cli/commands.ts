/**
 * The table of commands.
 *
 * @module
 */

/** What the module of a command exports. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** Runs it; the arguments come after the command's name. Returns the exit code. */
  run(args: string[]): Promise<number>;
}

/** How a command is listed and loaded. */
export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Imports its module. */
  load(): Promise<Command>;
}

/** The commands by name. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  simulate: {
    summary: "simulate the signal of a case file, and its gradient",
    load: () => import("./simulate.ts"),
  },
  reconstruct: {
    summary: "find the deformation of a mesh that explains a signal",
    load: () => import("./reconstruct.ts"),
  },
  mesh: {
    summary: "generate, convert and measure tetrahedral meshes",
    load: () => import("./mesh.ts"),
  },
};
