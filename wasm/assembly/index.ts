// Every kernel the binary exports. One operation a file.
export { gemm } from "./gemm";
export { syrk } from "./syrk";
export { spmv } from "./spmv";
export { spmm } from "./spmm";
export { assembleP1 } from "./assemble_p1";
export { contractP1 } from "./contract_p1";
export { sddmm } from "./sddmm";
export { chebyshev } from "./chebyshev";
export { pulsePairing } from "./pulse_pairing";
export { cholesky } from "./cholesky";
export { triangularSolve } from "./triangular_solve";
export { symmetricEigen, generalisedEigen } from "./symmetric_eigen";
export { choleskyFactor } from "./cholesky_factor";
export { choleskySolve } from "./cholesky_solve";
export { panelGram, panelSubtract } from "./panel";
export { walkStart } from "./walk_start";
export { walkSteps } from "./walk";
export { walkSignal } from "./walk_signal";
