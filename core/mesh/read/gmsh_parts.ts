/**
 * What both versions of the MSH format collect, and the rules they share.
 *
 * @module
 */
import type { LineScanner } from "./line_scanner.ts";

/** What has been read of a `.msh` file. */
export interface GmshParts {
  /** Coordinates, x, y and z of each node. */
  readonly points: number[];
  /** The place of each node by its tag. */
  readonly placeOfTag: Map<number, number>;
  /** Four node places per tetrahedron. */
  readonly tets: number[];
  /** The physical group of each tetrahedron, 0 for none. */
  readonly physicalTags: number[];
  /** The volume of each tetrahedron. */
  readonly entityTags: number[];
  /** The physical group of each volume that has one (version 4). */
  readonly physicalOfVolume: Map<number, number>;
  /** Whether the nodes have been read. */
  nodesRead: boolean;
}

/**
 * Begins with nothing read.
 *
 * @returns Empty parts.
 */
export function newGmshParts(): GmshParts {
  return {
    points: [],
    placeOfTag: new Map(),
    tets: [],
    physicalTags: [],
    entityTags: [],
    physicalOfVolume: new Map(),
    nodesRead: false,
  };
}

/** Linear tetrahedron in Gmsh's list of element types. */
const TETRAHEDRON = 4;

/** The volume elements of Gmsh's list that people meet, and those of second order. */
const VOLUME_ELEMENTS: ReadonlyMap<number, string> = new Map([
  [5, "hexahedra"],
  [6, "prisms"],
  [7, "pyramids"],
  [11, "second-order tetrahedra"],
  [12, "second-order hexahedra"],
  [13, "second-order prisms"],
  [14, "second-order pyramids"],
  [17, "second-order hexahedra"],
  [18, "second-order prisms"],
  [19, "second-order pyramids"],
  [29, "third-order tetrahedra"],
]);

/**
 * Tells whether an element is a tetrahedron.
 *
 * @param scanner At the element's line, for errors.
 * @param type Gmsh's element type.
 * @returns True for a linear tetrahedron, false for points, lines and surfaces.
 * @throws {InputError} If it is another volume element.
 */
export function isTetrahedron(scanner: LineScanner, type: number): boolean {
  const other = VOLUME_ELEMENTS.get(type);
  if (other !== undefined) {
    throw scanner.lineError(
      `has element type ${type}, ${other}: only linear tetrahedra (type 4) can be read`,
    );
  }
  return type === TETRAHEDRON;
}

/**
 * Adds a node.
 *
 * @param scanner At the node's line, for errors.
 * @param parts Where to add it.
 * @param tag Its tag.
 * @throws {InputError} If the tag is taken.
 */
export function addNodeTag(scanner: LineScanner, parts: GmshParts, tag: number): void {
  if (parts.placeOfTag.has(tag)) throw scanner.lineError(`gives node ${tag} a second time`);
  parts.placeOfTag.set(tag, parts.placeOfTag.size);
}

/**
 * Adds the tetrahedron whose four node tags begin at a field of the current line.
 *
 * @param scanner At the element's line.
 * @param parts Where to add it.
 * @param field The field of its first node.
 * @throws {InputError} If a node is unknown.
 */
export function addTetrahedron(scanner: LineScanner, parts: GmshParts, field: number): void {
  for (let corner = field; corner < field + 4; corner++) {
    const place = parts.placeOfTag.get(scanner.integer(corner));
    if (place === undefined) {
      throw scanner.lineError(
        `refers to node ${scanner.integer(corner)}, which $Nodes does not give`,
      );
    }
    parts.tets.push(place);
  }
}

/**
 * Refuses the end of a section that comes too early.
 *
 * @param scanner At a line that should be inside the section.
 * @param what What is expected there.
 * @throws {InputError} If the line starts with `$`.
 */
export function checkInside(scanner: LineScanner, what: () => string): void {
  if (scanner.text(0).startsWith("$")) {
    throw scanner.lineError(
      `holds '${scanner.text(0)}', expected ${what()}: the section's counts may be wrong`,
    );
  }
}
