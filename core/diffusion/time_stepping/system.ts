/**
 * The semi-discrete Bloch-Torrey system M u' = −(K + iΣ q_k J_k)u of one piece of a tissue, with its factorisations.
 *
 * All its arrays live in one workspace, so that a block of states never moves. Columns are complex: a row of a block of m
 * states holds m real parts, then m imaginary parts.
 *
 * @module
 */
import { sddmm, type SparseOperand, spmm, Workspace } from "../../../wasm/mod.ts";
import { type P1Gradient, type P1Space, p1Space } from "../../fem/mod.ts";
import {
  analyse,
  type CholeskyFactor,
  choleskyFactor,
  choleskyWorkspaceSize,
} from "../../linalg/sparse/mod.ts";
import type { PieceInputs, TissuePiece } from "../problem/mod.ts";

/** One value per entry of the pattern for each matrix, or for the cotangent of each. */
export interface SystemMatrices {
  /** K of transverse magnetisation. */
  readonly stiffness: Float64Array;
  /** K of stored magnetisation. */
  readonly stored: Float64Array;
  readonly mass: Float64Array;
  /** J_x, J_y, J_z about the middle of the nodes. */
  readonly moments: readonly [Float64Array, Float64Array, Float64Array];
}

/** Gradients of a piece's inputs. */
export interface SystemGradient {
  readonly tissue: P1Gradient;
  /** That of the coefficients of stored magnetisation; its points are in `tissue`. */
  readonly storage?: P1Gradient;
}

/** The system of one piece. */
export interface BlochTorreySystem {
  readonly nodes: number;
  /** Most columns of a block, real and imaginary. */
  readonly width: number;
  readonly matrices: SystemMatrices;
  /** Cotangents of the matrices; zeroed by `load`. */
  readonly cotangents: SystemMatrices;
  /** The compartment of each node. */
  readonly nodeCompartments: Int32Array;
  /** The middle of the nodes, from which the moments count, µm. */
  readonly centre: () => Float64Array;
  /** Largest |(x − centre)·v| over the nodes, for v in rad/(µm ms): the fastest precession, rad/ms. */
  readonly reach: (v: ArrayLike<number>) => number;
  /** 1ᵀM1: the volume times the spin density, µm³ × spin density. */
  readonly totalMass: () => number;
  /** Takes room for blocks, [nodes × width] each. */
  readonly takeBlocks: (count: number) => Float64Array[];
  /** Room for one more matrix on the pattern. */
  readonly scratch: Float64Array;
  /** Assembles everything at a piece's inputs. */
  readonly load: (inputs: PieceInputs) => void;
  /** Y = A X. */
  readonly apply: (values: Float64Array, x: Float64Array, columns: number, y: Float64Array) => void;
  /** Adds U_a·V_b at every entry (a, b). */
  readonly addProduct: (
    u: Float64Array,
    v: Float64Array,
    columns: number,
    values: Float64Array,
  ) => void;
  /** Σ v_k J_k, valid until the next call with another v. */
  readonly moment: (v: ArrayLike<number>) => Float64Array;
  /** Solves (M + τK)X = B in place; factorises when τ or the kind of K has changed since the last call. */
  readonly solve: (tau: number, stored: boolean, x: Float64Array, columns: number) => void;
  /** Solves MX = B in place. */
  readonly solveMass: (x: Float64Array, columns: number) => void;
  /** ∂L/∂inputs from the cotangents, at the inputs last loaded. */
  readonly contract: () => SystemGradient;
  /** Number of factorisations so far. */
  readonly factorisations: () => number;
}

/**
 * Makes the system of a piece.
 *
 * @param piece The piece of the tissue.
 * @param width Most columns of a block, real and imaginary.
 * @param blocks Number of blocks that will be taken.
 * @returns The system, to be filled by its `load`.
 */
export function blochTorreySystem(
  piece: TissuePiece,
  width: number,
  blocks: number,
): BlochTorreySystem {
  const space: P1Space = p1Space(piece.mesh, {
    columns: 1,
    compartments: piece.whole.compartments.length,
    interfaceFaces: piece.interfaceFaces,
    wallFaces: piece.wallFaces,
  });
  const { nodes, pattern } = space;
  const entries = pattern.columnIndex.length;
  const symbolic = analyse(pattern), factorSize = choleskyWorkspaceSize(symbolic);
  const workspace = new Workspace({
    float64: [
      ...new Array(15).fill(entries),
      ...factorSize.float64,
      ...factorSize.float64,
      ...new Array(blocks).fill(nodes * width),
    ],
    int32: [...factorSize.int32, ...factorSize.int32, nodes + 1, entries],
  });
  const values = () => workspace.float64(entries);
  const six = (): SystemMatrices => ({
    stiffness: values(),
    stored: values(),
    mass: values(),
    moments: [values(), values(), values()],
  });
  const matrices = six(), cotangents = six();
  const directed = values(), shifted = values(), scratch = values();
  const rowStart = workspace.copyInt32(pattern.rowStart);
  const columnIndex = workspace.copyInt32(pattern.columnIndex);
  const implicit: CholeskyFactor = choleskyFactor(symbolic, workspace);
  const massFactor: CholeskyFactor = choleskyFactor(symbolic, workspace);

  const centre = new Float64Array(3);
  let points = new Float64Array(0), inputs: PieceInputs | undefined;
  let direction: ArrayLike<number> = [0, 0, 0], factorised = "", massReady = false, count = 0;

  const operand = (a: Float64Array): SparseOperand => ({
    rows: nodes,
    rowStart,
    columnIndex,
    values: a,
  });

  const load = (at: PieceInputs): void => {
    inputs = at;
    centre.fill(0);
    at.points.forEach((x, i) => centre[i % 3] += x / nodes);
    points = at.points.map((x, i) => x - centre[i % 3]);
    matrices.stored.fill(0);
    if (at.storage) {
      space.assemble(points, at.storage);
      matrices.stored.set(space.matrices.stiffness);
    }
    space.assemble(points, at.coefficients);
    const { stiffness, mass, moments } = space.matrices;
    matrices.stiffness.set(stiffness);
    for (let e = 0; e < entries; e++) matrices.stored[e] += stiffness[e];
    matrices.mass.set(mass);
    moments.forEach((moment, k) => matrices.moments[k].set(moment));
    const { moments: slopes, ...others } = cotangents;
    [...Object.values(others), ...slopes].forEach((slope) => slope.fill(0));
    factorised = "";
    massReady = false;
    direction = [0, 0, 0];
    directed.fill(0);
  };

  const moment = (v: ArrayLike<number>): Float64Array => {
    if (v[0] !== direction[0] || v[1] !== direction[1] || v[2] !== direction[2]) {
      direction = [v[0], v[1], v[2]];
      const [x, y, z] = matrices.moments;
      for (let e = 0; e < entries; e++) directed[e] = v[0] * x[e] + v[1] * y[e] + v[2] * z[e];
    }
    return directed;
  };

  const solve = (tau: number, stored: boolean, x: Float64Array, columns: number): void => {
    const key = `${tau} ${stored}`;
    if (key !== factorised) {
      const k = stored ? matrices.stored : matrices.stiffness, m = matrices.mass;
      for (let e = 0; e < entries; e++) shifted[e] = m[e] + tau * k[e];
      implicit.factorise(shifted);
      factorised = key;
      count++;
    }
    implicit.solve(x, columns);
  };

  const contract = (): SystemGradient => {
    if (inputs === undefined) throw new Error("Cannot contract: the system was never loaded");
    const { stiffness, stored, mass, moments } = cotangents;
    let storage: P1Gradient | undefined;
    if (inputs.storage) {
      space.assemble(points, inputs.storage);
      space.cotangents.stiffness.set(stored);
      storage = space.contract();
    }
    space.assemble(points, inputs.coefficients);
    const own = space.cotangents;
    for (let e = 0; e < entries; e++) own.stiffness[e] = stiffness[e] + stored[e];
    own.mass.set(mass);
    moments.forEach((slope, k) => own.moments[k].set(slope));
    const tissue = space.contract();
    storage?.points.forEach((slope, i) => tissue.points[i] += slope);
    return { tissue, ...(storage && { storage }) };
  };

  return {
    nodes,
    width,
    matrices,
    cotangents,
    nodeCompartments: piece.nodeCompartments,
    centre: () => centre,
    reach: (v) => {
      let most = 0;
      for (let a = 0; a < points.length; a += 3) {
        const x = points[a] * v[0] + points[a + 1] * v[1] + points[a + 2] * v[2];
        most = Math.max(most, Math.abs(x));
      }
      return most;
    },
    totalMass: () => matrices.mass.reduce((sum, x) => sum + x, 0),
    takeBlocks: (number) =>
      Array.from({ length: number }, () => workspace.reserveFloat64(nodes * width)),
    scratch,
    load,
    apply: (a, x, columns, y) => spmm(workspace, operand(a), x, columns, y),
    addProduct: (u, v, columns, out) => sddmm(workspace, columns, rowStart, columnIndex, u, v, out),
    moment,
    solve,
    solveMass: (x, columns) => {
      if (!massReady) massFactor.factorise(matrices.mass);
      massReady = true;
      massFactor.solve(x, columns);
    },
    contract,
    factorisations: () => count,
  };
}
