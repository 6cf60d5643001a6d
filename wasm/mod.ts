/**
 * The WASM SIMD core: a workspace that owns the memory, and one typed function per kernel.
 *
 * @module
 */
export { Workspace, type WorkspaceSize } from "./workspace.ts";
export { gemm, type GemmTranspose } from "./gemm.ts";
export { syrk } from "./syrk.ts";
export { type SparseOperand, spmm, spmv } from "./spmm.ts";
export { assembleP1, type P1Elements, type P1Matrices } from "./assemble_p1.ts";
export { contractP1, type P1Gradients } from "./contract_p1.ts";
export { sddmm } from "./sddmm.ts";
export {
  chebyshev,
  CHEBYSHEV_RING,
  type ChebyshevBatch,
  type ChebyshevSeries,
} from "./chebyshev.ts";
export { type PulseOperands, pulsePairing, type PulseStates } from "./pulse_pairing.ts";
export { cholesky } from "./cholesky.ts";
export { triangularSolve } from "./triangular_solve.ts";
export {
  eigenScratch,
  type EigenStatus,
  generalisedEigen,
  symmetricEigen,
} from "./symmetric_eigen.ts";
export {
  RECORD_WORDS,
  SOLVE_WIDTH,
  type SupernodalArrays,
  supernodalFactor,
  supernodalSolve,
  type SupernodeRecord,
  writeRecord,
} from "./supernodal.ts";
export { panelGram, panelSubtract } from "./panel.ts";
export {
  type Walk,
  walk,
  WALK_WINDOW,
  type Walkers,
  type WalkMesh,
  type WalkReadout,
  type WalkSize,
  type WalkStage,
} from "./walk.ts";
