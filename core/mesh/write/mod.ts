/**
 * Writers of mesh files, as functions that return their contents.
 *
 * @module
 */
export { formatGmsh, type FormatGmshOptions } from "./gmsh.ts";
export { formatBinaryStl, formatPly, formatStl } from "./surface_files.ts";
export { formatObj, formatVtkSurface } from "./surface_text.ts";
export { formatTetgen, type TetgenText } from "./tetgen.ts";
export { type DataArrays, formatVtk, type FormatVtkOptions } from "./vtk.ts";
