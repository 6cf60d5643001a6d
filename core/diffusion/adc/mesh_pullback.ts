/**
 * From the cotangents of VᵀKV, VᵀMV and VᵀMx to those of the piece's points and tensor.
 *
 * @module
 */
import type { P1Gradient, P1Space } from "../../fem/mod.ts";
import { columnsOf, denseProduct } from "../../linalg/mod.ts";
import type { PhaseBasis } from "./krylov_basis.ts";

/** Cotangents of VᵀKV and VᵀMV, [m × m], and of VᵀMx, [m × 3], for a basis kept general. */
export interface ReducedPhaseCotangent {
  readonly stiffness: Float64Array;
  readonly mass: Float64Array;
  readonly start: Float64Array;
}

/** Adds the entries of X Yᵀ, [nodes × m] each, that the pattern has; `columns` at a time. */
function addProduct(
  space: P1Space,
  x: Float64Array,
  y: Float64Array,
  columns: number,
  values: Float64Array,
): void {
  const m = x.length / space.nodes, [left, right] = space.blocks;
  for (let from = 0; from < m; from += columns) {
    const to = Math.min(m, from + columns);
    left.set(columnsOf(x, m, from, to));
    right.set(columnsOf(y, m, from, to));
    space.addProduct(left, right, to - from, values);
  }
}

/**
 * The gradient by points and tensor.
 *
 * Where V are eigenmodes, a = PᵀMx also changes as P turns out of its span: by w_j with (K − λ_jM) w_j = Mx c_jᵀ outside it.
 *
 * @param space The space, freshly assembled where the basis was made.
 * @param basis The basis.
 * @param x Coordinates about the centre, [nodes] each.
 * @param cotangent Cotangents of the reduced matrices.
 * @returns ∂L/∂points and ∂L/∂coefficients. The centre needs no derivative: V is orthogonal to constants.
 */
export function pullToMesh(
  space: P1Space,
  { rates, vectors, complement }: PhaseBasis,
  x: readonly Float64Array[],
  { stiffness, mass, start }: ReducedPhaseCotangent,
): P1Gradient {
  const { nodes, cotangents } = space, m = rates.length, columns = Math.min(32, m);
  const block = Float64Array.from({ length: 3 * nodes }, (_, e) => x[e % 3][Math.floor(e / 3)]);
  const onX = denseProduct(vectors, start, nodes, m, 3);
  addProduct(
    space,
    denseProduct(vectors, stiffness, nodes, m, m),
    vectors,
    columns,
    cotangents.stiffness,
  );
  addProduct(space, denseProduct(vectors, mass, nodes, m, m), vectors, columns, cotangents.mass);
  addProduct(space, onX, block, 3, cotangents.mass);
  const [from, to] = space.blocks;
  const times = (values: Float64Array, columns3: Float64Array): Float64Array => {
    from.set(columns3);
    space.apply(values, from, 3, to);
    return to.slice(0, 3 * nodes);
  };
  const direct = times(space.matrices.mass, onX);
  if (complement !== undefined) {
    const massX = times(space.matrices.mass, block);
    const w = complement(denseProduct(massX, start, nodes, 3, m, { transB: true }));
    addProduct(space, w.map((v) => -v), vectors, columns, cotangents.stiffness);
    addProduct(space, w.map((v, e) => v * rates[e % m]), vectors, columns, cotangents.mass);
  }
  const gradient = space.contract();
  return { ...gradient, points: gradient.points.map((g, i) => g + direct[i]) };
}
