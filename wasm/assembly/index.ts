// Every kernel the binary exports. One operation a file.
export { gemm } from "./gemm";
