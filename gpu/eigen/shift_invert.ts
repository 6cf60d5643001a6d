/**
 * T = (K + σM)⁻¹M on a device, the inverse by a fixed symmetric polynomial.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import { blockOf, type GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import { chebyshevSolver, spectralBounds } from "../solve/mod.ts";
import { spmm } from "../sparse/mod.ts";
import type { GpuPencil } from "./krylov_basis.ts";

/** The shift-inverted pencil. */
export interface ShiftInvert extends Disposable {
  /** σ, 1/ms. */
  readonly shift: number;
  /** y = Tx. */
  readonly apply: (x: GpuBlock, y: GpuBlock) => void;
  /** y ≈ (K + σM)⁻¹x. */
  readonly solve: (x: GpuBlock, y: GpuBlock) => void;
  /** Products of K + σM with one vector so far. */
  readonly products: () => number;
}

/** Makes T for a shift and a tolerance of the inverse. */
export function shiftInvert(
  gpu: Gpu,
  space: P1Space,
  { pattern, matrices }: GpuPencil,
  shift: number,
  tolerance: number,
): ShiftInvert {
  const { stiffness, mass } = space.matrices;
  const bounds = spectralBounds(space.pattern, stiffness, mass, 1, shift);
  const solver = chebyshevSolver(gpu, pattern, matrices, { k: 1, m: shift, bounds, tolerance });
  let products = 0;
  const solve = (x: GpuBlock, y: GpuBlock): void => {
    solver.solve(x, y);
    products += solver.iterations * x.columns;
  };
  return {
    shift,
    solve,
    apply: (x, y) => {
      using image = blockOf(gpu, "M x", x.rows, x.columns);
      spmm(gpu, pattern, matrices.mass, x, image);
      solve(image, y);
    },
    products: () => products,
    [Symbol.dispose]: () => solver[Symbol.dispose](),
  };
}
