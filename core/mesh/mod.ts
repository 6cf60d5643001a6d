/**
 * Tetrahedral meshes: making, measuring, generating, reading and writing them.
 *
 * @module
 */
export type { Tensor } from "../autodiff/mod.ts";
export { chamferDistance } from "./chamfer_distance.ts";
export { edgeLengths, uniqueEdges } from "./edges.ts";
export { TET_FACES } from "./face_topology.ts";
export * from "./generate/mod.ts";
export { readMesh, writeMesh, type WriteMeshOptions, writeSurface } from "./mesh_files.ts";
export type { PointsInput, TetsInput } from "./mesh_input.ts";
export { nodePlaces } from "./nodes.ts";
export { invertedTets } from "./orientation.ts";
export {
  type CompartmentQuality,
  formatQuality,
  type MeshQuality,
  meshQuality,
  type Spread,
} from "./quality.ts";
export { meshPieces } from "./pieces.ts";
export * from "./read/mod.ts";
export { type Submesh, submesh } from "./submesh.ts";
export { boundarySurface, compartmentSurface, type Surface } from "./surface.ts";
export {
  type TetMesh,
  tetMesh,
  type TetMeshInput,
  type TetMeshOptions,
  withPoints,
} from "./tet_mesh.ts";
export { surfaceArea, totalVolume, volumes } from "./volumes.ts";
export * from "./write/mod.ts";
