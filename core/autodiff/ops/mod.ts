/**
 * Differentiable array operations.
 *
 * @module
 */
export * from "./arithmetic.ts";
export * from "./compare.ts";
export * from "./complex.ts";
export * from "./create.ts";
export * from "./exponential.ts";
export { cumulativeSum } from "./cumulative_sum.ts";
export { gather, type Indices, scatterAdd } from "./gather.ts";
export { concat, stack } from "./join.ts";
export { cross, dot, matmul, outer } from "./matmul.ts";
export { meanSquaredError } from "./mean_squared_error.ts";
export { expandDims, flip, permute, squeeze, transpose } from "./permute.ts";
export { power } from "./power.ts";
export {
  logSumExp,
  max,
  mean,
  min,
  norm,
  prod,
  safeSqrt,
  variance,
  type VarianceOptions,
} from "./reduce.ts";
export { broadcastTo, type ReduceOptions, reshape, sum } from "./reshape.ts";
export * from "./roots.ts";
export { pad, slice, type SliceRange, split } from "./slice.ts";
export { choleskySolve, determinant, inverse, solve } from "./solve.ts";
export * from "./trigonometric.ts";
