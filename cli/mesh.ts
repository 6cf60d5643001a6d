/**
 * `mesh`: generates, converts and measures tetrahedral meshes.
 *
 * @module
 */
import { suggestion } from "../core/suggestion.ts";
import { InputError } from "../core/input_error.ts";
import {
  boundarySurface,
  compartmentSurface,
  formatQuality,
  meshQuality,
  readMesh,
  type TetMesh,
  writeMesh,
  writeSurface,
} from "../core/mesh/mod.ts";
import { numberOption, parseArguments, requiredOption } from "./arguments.ts";
import { checkFolder } from "./output.ts";
import { shapes } from "./shapes.ts";

const FORMATS =
  `Formats, by extension: .node with .ele (TetGen), .msh (Gmsh), .vtk (legacy VTK); written
only: .ply and .stl, the surface. Lengths are in µm.`;

function shapeLines(): string {
  return Object.entries(shapes).map(([name, { usage }]) => `  ${name.padEnd(20)} ${usage}`).join(
    "\n",
  );
}

const generateHelp = `Generates a mesh of a simple shape about the origin.

Usage: deno run -A cli.ts mesh generate SHAPE OPTIONS --edge-length LENGTH --out FILE

${shapeLines()}

The last four have compartments, 0, 1, ... from the inside out or from below; those of 'cylinders-in-box' are the cylinders' in
the order given, each X,Y,R with the radii of its layers inside, and last the space between. Their layers have two elements
across at least, or --elements-across N.

${FORMATS}`;

const convertHelp = `Converts a mesh to another format.

Usage: deno run -A cli.ts mesh convert IN OUT [--repair]

  --repair              swap two nodes of inverted tetrahedra and drop unused nodes

${FORMATS}`;

const qualityHelp = `Reports how good a mesh is.

Usage: deno run -A cli.ts mesh quality IN [--json]

  --json                print all figures as JSON

${FORMATS}`;

const surfaceHelp =
  `Writes the surface of a mesh, or of one of its compartments with its interfaces.

Usage: deno run -A cli.ts mesh surface IN OUT [--compartment ID]

  --compartment ID      take this compartment alone

${FORMATS} OUT is .ply, .stl, .obj or .vtk.`;

/** What `mesh --help` prints. */
export const help = `Generates, converts and measures tetrahedral meshes.

Usage: deno run -A cli.ts mesh generate SHAPE OPTIONS --edge-length LENGTH --out FILE
       deno run -A cli.ts mesh convert IN OUT [--repair]
       deno run -A cli.ts mesh quality IN [--json]
       deno run -A cli.ts mesh surface IN OUT [--compartment ID]

'mesh generate --help' lists the shapes.

${FORMATS}`;

function wrote(path: string, mesh: TetMesh): void {
  const counts = formatQuality(meshQuality(mesh)).split("\n")[0];
  console.log(`Wrote ${path}: ${counts}`);
}

function generate(args: string[]): void {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") return console.log(generateHelp);
  if (name === undefined) throw new InputError("The argument SHAPE is missing");
  if (!Object.hasOwn(shapes, name)) {
    throw new InputError(`Unknown shape '${name}': ${suggestion(name, Object.keys(shapes))}`);
  }
  const shape = shapes[name];
  const types = Object.fromEntries(
    [...shape.options, "edge-length", "out"].map((option) => [option, "string" as const]),
  );
  const { options, help: wantsHelp } = parseArguments(rest, types, []);
  if (wantsHelp) return console.log(generateHelp);
  const out = requiredOption(options, "out");
  checkFolder(out);
  const mesh = shape.make(options);
  writeMesh(out, mesh);
  wrote(out, mesh);
}

function convert(args: string[]): void {
  const parsed = parseArguments(args, { repair: "boolean" }, ["IN", "OUT"]);
  if (parsed.help) return console.log(convertHelp);
  const [from, to] = parsed.positionals;
  checkFolder(to);
  const mesh = readMesh(from, { repair: parsed.options.repair === true });
  writeMesh(to, mesh);
  wrote(to, mesh);
}

function quality(args: string[]): void {
  const parsed = parseArguments(args, { json: "boolean" }, ["IN"]);
  if (parsed.help) return console.log(qualityHelp);
  const figures = meshQuality(readMesh(parsed.positionals[0]));
  console.log(parsed.options.json ? JSON.stringify(figures, null, 2) : formatQuality(figures));
}

function surface(args: string[]): void {
  const parsed = parseArguments(args, { compartment: "string" }, ["IN", "OUT"]);
  if (parsed.help) return console.log(surfaceHelp);
  const [from, to] = parsed.positionals;
  checkFolder(to);
  const compartment = numberOption(parsed.options, "compartment");
  const mesh = readMesh(from);
  const taken = compartment === undefined
    ? boundarySurface(mesh)
    : compartmentSurface(mesh, compartment);
  writeSurface(to, taken);
  console.log(
    `Wrote ${to}: ${taken.points.shape[0]} nodes, ${taken.triangles.length / 3} triangles`,
  );
}

const actions: Readonly<Record<string, (args: string[]) => void>> = {
  generate,
  convert,
  quality,
  surface,
};

/** Runs the command. */
export function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const names = Object.keys(actions);
  if (name === undefined) {
    throw new InputError(`'mesh' needs to be told what to do: known are '${names.join("', '")}'`);
  }
  if (!Object.hasOwn(actions, name)) {
    throw new InputError(`Unknown mesh command '${name}': ${suggestion(name, names)}`);
  }
  actions[name](rest);
  return Promise.resolve(0);
}
