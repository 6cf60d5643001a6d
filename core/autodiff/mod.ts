/**
 * Differentiation of plain functions of numbers and arrays, in the manner of JAX: pure functions in, functions out.
 *
 * @module
 */
export { checkGrads, type CheckGradsOptions, type CheckGradsResult } from "./check_grads.ts";
export { checkpoint } from "./checkpoint.ts";
export {
  type AsyncCustomVjpResult,
  type CotangentOf,
  type CotangentsOf,
  customVjp,
  type CustomVjpContext,
  type CustomVjpOptions,
  type CustomVjpResult,
} from "./custom_vjp.ts";
export { grad, valueAndGrad } from "./grad.ts";
export { hessian, hessianVectorProduct } from "./hessian.ts";
export { type Jacobian, jacobian, type MapLeaves } from "./jacobian.ts";
export { jvp } from "./jvp.ts";
export { andThen, converse, isPromise, type MaybePromise } from "./maybe_promise.ts";
export * from "./ops/mod.ts";
export {
  definePrimitive,
  type Operation,
  type PrimitiveDefinition,
  type Saved,
} from "./primitive.ts";
export { flatten, type FlatTree, leafPaths, mapTree } from "./pytree.ts";
export { formatShape, sameShape, type Shape, sizeOf } from "./shape.ts";
export { stopGradient, toNumber, valueOf } from "./stop_gradient.ts";
export type { ComplexTensor, Tensor, Value } from "./tensor.ts";
export { isTensor, type Keep, toTensor } from "./trace.ts";
export { parseTree, stringifyTree } from "./tree_text.ts";
export { vjp } from "./vjp.ts";
