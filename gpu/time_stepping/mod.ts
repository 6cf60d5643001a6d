/**
 * Full time stepping of the Bloch-Torrey equation on a device.
 *
 * @module
 */
export { timeSteppingPiece } from "./piece.ts";
