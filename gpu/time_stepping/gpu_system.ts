/**
 * The semi-discrete Bloch-Torrey system M u' = −(K + iΣ q_k J_k)u of one piece of a tissue on a device, with its solvers.
 *
 * The matrices are assembled, and their derivative by points and coefficients contracted, on the device; in double precision also on the
 * processor, for the spectral bounds of the solvers.
 *
 * @module
 */
import { type P1Coefficients, type P1Gradient, p1Space } from "../../core/fem/mod.ts";
import type { PieceInputs, TissuePiece } from "../../core/diffusion/problem/mod.ts";
import type { GpuBlock } from "../block.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { gpuSpace } from "../fem/mod.ts";
import { type ChebyshevSolver, chebyshevSolver } from "../solve/mod.ts";
import type { GpuPattern, Pencil } from "../sparse/mod.ts";
import { combine } from "./combine.ts";
import { stageBounds } from "./stage_bounds.ts";

/** How far the solvers go, relative to what changes in a stage. */
export const SOLVE_TOLERANCE = 1e-6;

type Moments = readonly [GpuArray, GpuArray, GpuArray];

/** Cotangents of the matrices, one value per entry of the pattern each. */
export interface SystemCotangents {
  readonly stiffness: GpuArray;
  /** Of the stiffness of stored magnetisation. */
  readonly stored: GpuArray;
  readonly mass: GpuArray;
  readonly moments: Moments;
}

/** Gradients of a piece's inputs, as recorded. */
export interface SystemContraction {
  /** What is to be read. */
  readonly arrays: readonly GpuArray[];
  /** The gradients from what was read; that of the storage's points is in `tissue`. */
  readonly gradient: (
    data: readonly Float32Array[],
  ) => { tissue: P1Gradient; storage?: P1Gradient };
}

/** The system of one piece. */
export interface GpuSystem extends Disposable {
  readonly nodes: number;
  readonly pattern: GpuPattern;
  /** J_x, J_y, J_z about the middle of the nodes. */
  readonly moments: Moments;
  readonly mass: GpuArray;
  /** K of transverse or of stored magnetisation, with M. */
  readonly pencil: (stored: boolean) => Pencil;
  readonly cotangents: SystemCotangents;
  /** The compartment of each node, and how many there are. */
  readonly nodeCompartments: GpuArray;
  readonly compartments: number;
  /** The middle of the nodes, from which the moments count, µm. */
  readonly centre: () => Float64Array;
  /** Largest |(x − centre)·v| over the nodes. */
  readonly reach: (v: ArrayLike<number>) => number;
  /** Largest |x − centre|, µm. */
  readonly radius: () => number;
  /** 1ᵀM1: the volume times the spin density, µm³ × spin density. */
  readonly totalMass: () => number;
  /** Assembles everything at a piece's inputs. */
  readonly load: (inputs: PieceInputs) => void;
  /** Whether that is what it is assembled at. */
  readonly isAt: (inputs: PieceInputs) => boolean;
  /** Solves (M + τK)X = B; X is not B. */
  readonly solve: (tau: number, stored: boolean, b: GpuBlock, x: GpuBlock) => void;
  /** Solves MX = B; X is not B. */
  readonly solveMass: (b: GpuBlock, x: GpuBlock) => void;
  readonly clearCotangents: () => void;
  /** Records ∂L/∂inputs from the cotangents, at the inputs last loaded. */
  readonly contract: () => SystemContraction;
}

/** Σ_b A_ab of each row. */
function rowSumsOf(rowStart: Int32Array, values: Float64Array): Float64Array {
  const sums = new Float64Array(rowStart.length - 1);
  for (let row = 0; row < sums.length; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) sums[row] += values[e];
  }
  return sums;
}

/**
 * Makes the system of a piece.
 *
 * @param gpu The device.
 * @param piece The piece of the tissue.
 * @returns The system, to be filled by its `load`.
 */
export function gpuSystem(gpu: Gpu, piece: TissuePiece): GpuSystem {
  const compartments = piece.whole.compartments.length;
  const { mesh, interfaceFaces, wallFaces } = piece;
  const core = p1Space(mesh, { columns: 1, compartments, interfaceFaces, wallFaces });
  const { nodes, pattern } = core, entries = pattern.columnIndex.length;
  const space = gpuSpace(gpu, { mesh, interfaceFaces, wallFaces, compartments }, pattern);
  const nodeCompartments = gpu.upload("compartments of nodes", piece.nodeCompartments);
  const storedStiffness = gpu.array("stored stiffness", entries);
  const storedRowSums = gpu.array("stored row sums", nodes);
  const storedCotangent = gpu.zeros("stored stiffness cotangent", entries);
  const centre = new Float64Array(3);
  let points = new Float64Array(0), inputs: PieceInputs | undefined, mass = 0, current = false;
  /** Bounds for the solvers with the transverse and the stored stiffness, from those in double precision. */
  let bounds: ReturnType<typeof stageBounds>, storedBounds: ReturnType<typeof stageBounds>;
  const solvers = new Map<string, ChebyshevSolver>();
  const transverse: Pencil = space.matrices;
  const storing: Pencil = {
    stiffness: storedStiffness,
    mass: space.matrices.mass,
    rowSums: storedRowSums,
  };

  const dropSolvers = (): void => {
    solvers.forEach((solver) => solver[Symbol.dispose]());
    solvers.clear();
  };

  const solverOf = (k: number, ofStored: boolean) => {
    const isStored = ofStored && inputs?.storage !== undefined, key = `${k} ${isStored}`;
    const known = solvers.get(key);
    if (known) return known;
    const made = chebyshevSolver(gpu, space.pattern, isStored ? storing : transverse, {
      k,
      m: 1,
      bounds: (isStored ? storedBounds : bounds)(k),
      tolerance: SOLVE_TOLERANCE,
    });
    solvers.set(key, made);
    return made;
  };

  const load = (at: PieceInputs): void => {
    inputs = at;
    current = true;
    centre.fill(0);
    at.points.forEach((x, i) => centre[i % 3] += x / nodes);
    points = at.points.map((x, i) => x - centre[i % 3]);
    dropSolvers();
    const storage = at.storage && assembled(at.storage).stiffness.slice();
    const matrices = assembled(at.coefficients);
    space.assemble(points, at.coefficients);
    const stiffness = matrices.stiffness.slice(), masses = matrices.mass.slice();
    bounds = stageBounds(pattern, stiffness, masses);
    mass = masses.reduce((sum, x) => sum + x, 0);
    if (storage === undefined) return;
    const stored = storage.map((x, e) => x + stiffness[e]);
    storedBounds = stageBounds(pattern, stored, masses);
    gpu.write(storedStiffness, stored);
    gpu.write(storedRowSums, rowSumsOf(pattern.rowStart, stored));
  };

  const assembled = (coefficients: P1Coefficients) => {
    core.assemble(points, coefficients);
    return core.matrices;
  };

  /** The cotangents of the transverse stiffness and of what is added to it, contracted one after the other. */
  const contractBoth = (storage: P1Coefficients): SystemContraction => {
    const { stiffness: cotangent } = space.cotangents;
    const whole = (array: GpuArray): GpuBlock => ({
      array,
      rows: Math.ceil(entries / 4),
      columns: 4,
      width: 4,
      [Symbol.dispose]: () => {},
    });
    combine(gpu, whole(cotangent), [[1, whole(storedCotangent)]], 1);
    const first = space.contract({ difference: true });
    // The second contraction uses the same arrays.
    const copies = first.arrays.map((array) => {
      const copy = gpu.array(array.label, array.length);
      gpu.copy(array, copy);
      return copy;
    });
    space.clearCotangents();
    gpu.copy(storedCotangent, cotangent);
    space.assemble(points, storage);
    current = false;
    const second = space.contract({ difference: true });
    return {
      arrays: [...copies, ...second.arrays],
      gradient: (data) => {
        const tissue = first.gradient(data.slice(0, copies.length));
        const ofStorage = second.gradient(data.slice(copies.length));
        copies.forEach((copy) => copy[Symbol.dispose]());
        ofStorage.points.forEach((slope, i) => tissue.points[i] += slope);
        return { tissue, storage: ofStorage };
      },
    };
  };

  return {
    nodes,
    pattern: space.pattern,
    moments: space.matrices.moments,
    mass: space.matrices.mass,
    pencil: (ofStored) => ofStored && inputs?.storage ? storing : transverse,
    cotangents: { ...space.cotangents, stored: storedCotangent },
    nodeCompartments,
    compartments,
    centre: () => centre,
    reach: (v) => {
      let most = 0;
      for (let a = 0; a < points.length; a += 3) {
        const x = points[a] * v[0] + points[a + 1] * v[1] + points[a + 2] * v[2];
        most = Math.max(most, Math.abs(x));
      }
      return most;
    },
    radius: () => {
      let most = 0;
      for (let a = 0; a < points.length; a += 3) {
        most = Math.max(most, Math.hypot(points[a], points[a + 1], points[a + 2]));
      }
      return most;
    },
    totalMass: () => mass,
    load,
    isAt: (at) => current && inputs === at,
    solve: (tau, ofStored, b, x) => solverOf(tau, ofStored).solve(b, x),
    solveMass: (b, x) => solverOf(0, false).solve(b, x),
    clearCotangents: () => {
      space.clearCotangents();
      gpu.clear(storedCotangent);
    },
    contract: () => {
      if (inputs?.storage) return contractBoth(inputs.storage);
      const { arrays, gradient } = space.contract({ difference: true });
      return { arrays, gradient: (data) => ({ tissue: gradient(data) }) };
    },
    [Symbol.dispose]: () => {
      dropSolvers();
      space[Symbol.dispose]();
      [nodeCompartments, storedStiffness, storedRowSums, storedCotangent].forEach((array) =>
        array[Symbol.dispose]()
      );
    },
  };
}
