/**
 * The shapes that `mesh generate` knows, with the options each takes.
 *
 * @module
 */
import { InputError } from "../core/input_error.ts";
import {
  box,
  type BundleCylinder,
  concentricCylinders,
  concentricSpheres,
  cylinder,
  cylindersInBox,
  ellipsoid,
  sphere,
  stackedPlates,
  type TetMesh,
  torus,
} from "../core/mesh/mod.ts";
import {
  type Arguments,
  numberOption,
  requiredNumber,
  requiredOption,
  requiredTriple,
} from "./arguments.ts";

type Options = Arguments["options"];

/** One shape. */
export interface Shape {
  /** Its options, for the help. */
  readonly usage: string;
  /** The options it takes besides `--edge-length` and `--out`. */
  readonly options: readonly string[];
  /** Makes its mesh. */
  make(options: Options): TetMesh;
}

const edgeLength = (options: Options): number => requiredNumber(options, "edge-length");

/** Numbers with commas between. */
function parseNumbers(text: string, name: string, least: number, expected: string): number[] {
  const numbers = text.split(",").map((part) => part.trim() === "" ? NaN : Number(part));
  if (numbers.length >= least && numbers.every(Number.isFinite)) return numbers;
  throw new InputError(`Option '--${name}' is '${text}' but must be ${expected}`);
}

function requiredNumbers(options: Options, name: string): number[] {
  const expected = "numbers with commas between, such as 1,1.5,2";
  return parseNumbers(requiredOption(options, name), name, 1, expected);
}

function parsePair(text: string, name: string): [number, number] {
  const [x, y, ...rest] = parseNumbers(text, name, 2, "two numbers with a comma between");
  if (rest.length === 0) return [x, y];
  throw new InputError(
    `Option '--${name}' is '${text}' but must be two numbers with a comma between`,
  );
}

/** Cylinders with semicolons between: x, y and radius, then the radii of the layers inside. */
function requiredCylinders(options: Options, name: string): BundleCylinder[] {
  const expected =
    "cylinders with semicolons between, each x,y,radius and then the radii of its layers, such as " +
    "0,0,1;2.5,0,1,0.7";
  return requiredOption(options, name).split(";").map((text) => {
    const [x, y, radius, ...layers] = parseNumbers(text, name, 3, expected);
    return { center: [x, y], radius, layers };
  });
}

/** The options that all shapes of layers share. */
function layerOptions(options: Options): { edgeLength: number; elementsAcross?: number } {
  const elementsAcross = numberOption(options, "elements-across");
  return {
    edgeLength: edgeLength(options),
    ...elementsAcross === undefined ? {} : { elementsAcross },
  };
}

function boxOrPadding(options: Options): { box?: [number, number]; padding?: number } {
  const padding = numberOption(options, "padding");
  return {
    ...typeof options.box === "string" ? { box: parsePair(options.box, "box") } : {},
    ...padding === undefined ? {} : { padding },
  };
}

/** The shapes by name. */
export const shapes: Readonly<Record<string, Shape>> = {
  cylinder: {
    usage: "--radius R --height H          along z",
    options: ["radius", "height"],
    make: (options) =>
      cylinder({
        radius: requiredNumber(options, "radius"),
        height: requiredNumber(options, "height"),
        edgeLength: edgeLength(options),
      }),
  },
  sphere: {
    usage: "--radius R",
    options: ["radius"],
    make: (options) =>
      sphere({ radius: requiredNumber(options, "radius"), edgeLength: edgeLength(options) }),
  },
  ellipsoid: {
    usage: "--semi-axes A,B,C",
    options: ["semi-axes"],
    make: (options) =>
      ellipsoid({
        semiAxes: requiredTriple(options, "semi-axes"),
        edgeLength: edgeLength(options),
      }),
  },
  box: {
    usage: "--size X,Y,Z",
    options: ["size"],
    make: (options) =>
      box({ size: requiredTriple(options, "size"), edgeLength: edgeLength(options) }),
  },
  torus: {
    usage: "--major-radius R --minor-radius r   about z",
    options: ["major-radius", "minor-radius"],
    make: (options) =>
      torus({
        majorRadius: requiredNumber(options, "major-radius"),
        minorRadius: requiredNumber(options, "minor-radius"),
        edgeLength: edgeLength(options),
      }),
  },
  "concentric-spheres": {
    usage: "--radii R,R,...   from the inside out",
    options: ["radii", "elements-across"],
    make: (options) =>
      concentricSpheres({ radii: requiredNumbers(options, "radii"), ...layerOptions(options) }),
  },
  "concentric-cylinders": {
    usage: "--radii R,R,... --height H",
    options: ["radii", "height", "elements-across"],
    make: (options) =>
      concentricCylinders({
        radii: requiredNumbers(options, "radii"),
        height: requiredNumber(options, "height"),
        ...layerOptions(options),
      }),
  },
  "cylinders-in-box": {
    usage: "--cylinders 'X,Y,R[,R...];...' (--box X,Y | --padding P) --height H",
    options: ["cylinders", "box", "padding", "height", "elements-across"],
    make: (options) =>
      cylindersInBox({
        cylinders: requiredCylinders(options, "cylinders"),
        ...boxOrPadding(options),
        height: requiredNumber(options, "height"),
        ...layerOptions(options),
      }),
  },
  "stacked-plates": {
    usage: "--thicknesses T,T,... --width X,Y   along z",
    options: ["thicknesses", "width", "elements-across"],
    make: (options) =>
      stackedPlates({
        thicknesses: requiredNumbers(options, "thicknesses"),
        width: parsePair(requiredOption(options, "width"), "width"),
        ...layerOptions(options),
      }),
  },
};
