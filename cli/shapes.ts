/**
 * The shapes that `mesh generate` knows, with the options each takes.
 *
 * @module
 */
import { box, cylinder, ellipsoid, sphere, type TetMesh, torus } from "../core/mesh/mod.ts";
import { type Arguments, requiredNumber, requiredTriple } from "./arguments.ts";

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
};
