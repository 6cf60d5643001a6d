/**
 * Solves on the complement of a piece's modes: (K − s_jM)x_j = f_j − MPPᵀf_j, x_j ⟂ MP.
 *
 * The share of the modes known past the cut is one division; what is left is far from singular.
 *
 * @module
 */
import { blockOf, type GpuBlock } from "../block.ts";
import { blockMatrix, gemm, gram } from "../dense/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { GpuError } from "../gpu_error.ts";
import { type DeflatedSolver, deflatedSolver, spectralBounds } from "../solve/mod.ts";
import { columnsOfBlock, multiplyEntries, sideBySideBlocks } from "./columns.ts";
import type { PieceModes } from "./piece_modes.ts";
import type { PieceSpace } from "./piece_space.ts";

/** Solves on a complement. */
export interface ComplementSolver extends Disposable {
  /**
   * Solves for all columns. Nothing is read back.
   *
   * @param f Right-hand sides.
   * @param shifts s, [columns].
   * @param residuals Where what is left of each column's residual goes, relative to it, [columns]: for `checkResiduals`.
   * @returns The solutions.
   */
  readonly solve: (f: GpuBlock, shifts: Float64Array, residuals: GpuArray) => GpuBlock;
}

/** What of a residual is too much for gradients good to a thousandth. */
const TOO_MUCH = 1e-4;

/** Refuses solutions whose residuals, once read back, are too large. @throws {GpuError} If one is. */
export function checkResiduals(residuals: Float32Array): void {
  const left = residuals.find((value) => !(value <= TOO_MUCH));
  if (left === undefined) return;
  const part = left.toExponential(1);
  throw new GpuError(
    "precision",
    `The equations past the modes were not solved (${part} of a residual is left): cut the basis at a wider gap of the spectrum, or ` +
      "compute on the CPU",
  );
}

/** 1/(λ_i − s_j). */
function inverseGaps(eigenvalues: Float64Array, shifts: Float64Array): Float64Array {
  const count = shifts.length;
  return Float64Array.from(
    { length: eigenvalues.length * count },
    (_, e) => 1 / (eigenvalues[Math.floor(e / count)] - shifts[e % count]),
  );
}

type Guards = NonNullable<PieceModes["guards"]>;

/** x += G(Gᵀf ∘ 1/(λ_i − s_j)), the share of the guards G; the gaps may be narrow and are taken in double precision. */
function addGuards(
  gpu: Gpu,
  { eigenvalues, block }: Guards,
  f: GpuBlock,
  shifts: Float64Array,
  x: GpuBlock,
): void {
  const { rows, columns } = f, count = eigenvalues.length;
  using along = gpu.array("right-hand sides along the guards", count * columns);
  using factors = gpu.upload("inverse gaps", inverseGaps(eigenvalues, shifts));
  gram(gpu, block, f, along);
  multiplyEntries(gpu, along, factors);
  const c = { array: along, stride: columns };
  gemm(gpu, {}, rows, columns, count, 1, blockMatrix(block), c, 1, blockMatrix(x));
}

/**
 * The solver where the modes and their guards are all there are: nothing is left but the divisions.
 *
 * @param gpu The device.
 * @param modes The modes.
 * @returns The solver.
 */
export function completeSolver(gpu: Gpu, { guards }: PieceModes): ComplementSolver {
  return {
    solve: (f, shifts, residuals) => {
      const x = blockOf(gpu, "solution", f.rows, f.columns);
      gpu.clear(residuals);
      gpu.clear(x.array);
      if (guards) addGuards(gpu, guards, f, shifts, x);
      return x;
    },
    [Symbol.dispose]: () => {},
  };
}

/** What may be left of a residual. */
const TOLERANCE = 1e-6;
/** Gaps, relative to the eigenvalue, from which on a guard is far from the cut. */
const FAR = 1e-2;

/** Guards by their place beside the cut. */
interface PlacedGuards extends Disposable {
  /** As good as the modes; the gaps may be narrow. */
  readonly near?: Guards;
  /** Not quite modes; the gaps are wide. */
  readonly far?: Guards;
}

function placedGuards(gpu: Gpu, last: number, { eigenvalues, block }: Guards): PlacedGuards {
  const count = eigenvalues.length, first = eigenvalues.findIndex((x) => x > (1 + FAR) * last);
  const cut = first < 0 ? count : first;
  const part = (from: number, to: number): Guards | undefined =>
    from === to ? undefined : {
      eigenvalues: eigenvalues.slice(from, to),
      block: columnsOfBlock(gpu, "guards", block, from, to),
    };
  const near = part(0, cut), far = part(cut, count);
  return {
    ...(near && { near }),
    ...(far && { far }),
    [Symbol.dispose]: () => [near, far].forEach((own) => own?.block[Symbol.dispose]()),
  };
}

/**
 * The solver where there are other modes than those known: conjugate gradients past these. It is prepared when it is first used.
 *
 * Guards near the cut are taken for modes: single precision could not tell their share from its rounding. To those far from it, which
 * may be modes to a thousandth alone, the iterations come back.
 *
 * @param gpu The device.
 * @param space The space, holding the matrices of the modes until the solver is no longer used.
 * @param modes The modes.
 * @returns The solver.
 */
export function iterativeSolver(
  gpu: Gpu,
  { core, device, shift }: PieceSpace,
  { eigenvalues, block, guards }: PieceModes,
): ComplementSolver {
  let made: { readonly solver: DeflatedSolver; readonly placed?: PlacedGuards } | undefined;
  const make = (): NonNullable<typeof made> => {
    const { stiffness, mass } = core.matrices;
    const placed = guards && placedGuards(gpu, eigenvalues[eigenvalues.length - 1], guards);
    const { near, far } = placed ?? {};
    using all = sideBySideBlocks(gpu, "known modes", near ? [block, near.block] : [block]);
    const values = Float64Array.of(...eigenvalues, ...near?.eigenvalues ?? []);
    const solver = deflatedSolver(gpu, device.pattern, device.matrices, {
      modes: { eigenvalues: values, block: all },
      ...(far && { guards: far }),
      m: shift,
      bounds: spectralBounds(core.pattern, stiffness, mass, 1, shift),
      tolerance: TOLERANCE,
    });
    return { solver, ...(placed && { placed }) };
  };
  return {
    solve: (f, shifts, residuals) => {
      const x = blockOf(gpu, "solution", f.rows, f.columns);
      const { solver, placed } = made ??= make();
      solver.solve(f, shifts, x, residuals);
      if (placed?.near) addGuards(gpu, placed.near, f, shifts, x);
      return x;
    },
    [Symbol.dispose]: () => {
      made?.solver[Symbol.dispose]();
      made?.placed?.[Symbol.dispose]();
    },
  };
}
