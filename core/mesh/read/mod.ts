/**
 * Readers of mesh files, as functions of their text.
 *
 * @module
 */
export { parseGmsh } from "./gmsh.ts";
export type { ParseOptions } from "./parsed_mesh.ts";
export { parseTetgen, type ParseTetgenOptions } from "./tetgen.ts";
export { parseVtk } from "./vtk.ts";
