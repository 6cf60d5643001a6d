/**
 * The matrix formalism on a graphics processor.
 *
 * The processor assembles in double precision, orthonormalises the basis and keeps the small vectors; the device finds the modes
 * (`eigen`), solves for the static responses, projects the moments, propagates the reduced system and its adjoint (`reduced`), and
 * carries the cotangents back to the mesh. A value and gradient wait for the device three times past the modes, for the signal, the
 * cotangents of the reduced system and the gradient; once more where there are corrections, whose responses are orthonormalised in
 * double precision.
 *
 * @module
 */
export { matrixFormalismPiece } from "./piece.ts";
