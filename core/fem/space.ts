/**
 * Linear finite elements on a tetrahedral mesh: assembly, its adjoint, and products with blocks of nodal vectors.
 *
 * @module
 */
import { assembleP1, contractP1, type P1Matrices, sddmm, spmm, Workspace } from "../../wasm/mod.ts";
import type { TetMesh } from "../mesh/mod.ts";
import { ELEMENT_COEFFICIENTS, type P1Coefficients, type P1Gradient } from "./coefficients.ts";
import { assembleFaces, contractFaces, type FaceNodes, type Faces, faceScatter } from "./faces.ts";
import { type P1Pattern, p1Pattern } from "./pattern.ts";

/**
 * The P1 space of a mesh. It owns one workspace that every evaluation uses again; the arrays it shows are views that the
 * next `assemble` overwrites.
 */
export interface P1Space {
  /** Number of nodes. */
  readonly nodes: number;
  /** The sparsity pattern all matrices share. */
  readonly pattern: P1Pattern;
  /** The workspace all views live in. */
  readonly workspace: Workspace;
  /** Three work blocks, [nodes × columns] each. */
  readonly blocks: readonly [Float64Array, Float64Array, Float64Array];
  /** Two work matrices, [columns × columns] each. */
  readonly squares: readonly [Float64Array, Float64Array];
  /** K, M, J_x, J_y, J_z as last assembled, one value per entry of the pattern. */
  readonly matrices: P1Matrices;
  /** Room for the cotangents of the five matrices; zeroed by `assemble`. */
  readonly cotangents: P1Matrices;
  /** Assembles the matrices for node positions [3 × nodes] and coefficients. */
  readonly assemble: (points: Float64Array, coefficients: P1Coefficients) => void;
  /** Y = A X for values of one matrix and row-major blocks [nodes × columns] in the workspace. */
  readonly apply: (values: Float64Array, x: Float64Array, columns: number, y: Float64Array) => void;
  /** Adds U_a·V_b to `values` at every entry (a, b), for blocks [nodes × columns] in the workspace. */
  readonly addProduct: (
    u: Float64Array,
    v: Float64Array,
    columns: number,
    values: Float64Array,
  ) => void;
  /** ∂L/∂points and ∂L/∂coefficients from `cotangents`, at the points last assembled. */
  readonly contract: () => P1Gradient;
}

/** What else the space's workspace must hold. */
export interface P1SpaceOptions {
  /** Most columns of a block of nodal vectors. */
  readonly columns: number;
  /** Number of compartments that have coefficients; 1 by default. */
  readonly compartments?: number;
  /** The pattern, where it is known already; with the couplings of the interface faces. */
  readonly pattern?: P1Pattern;
  /** Permeable faces: three nodes of one side, then three of the other, [6 × faces]. */
  readonly interfaceFaces?: Int32Array;
  /** Faces of relaxing walls, [3 × faces]. */
  readonly wallFaces?: Int32Array;
}

/** Makes the P1 space of a mesh; the cost is that of the pattern, and is paid once for all positions of the nodes. */
export function p1Space(mesh: TetMesh, options: P1SpaceOptions): P1Space {
  const nodes = mesh.points.shape[0];
  const { columns, compartments = 1 } = options;
  const { interfaceFaces = new Int32Array(0), wallFaces = new Int32Array(0) } = options;
  const pattern = options.pattern ?? p1Pattern(nodes, mesh.tets, interfaceFaces);
  const facesOf = (faces: Int32Array, size: FaceNodes): Faces => {
    return { size, nodes: faces, scatter: faceScatter(pattern, faces, size) };
  };
  const interfaces = facesOf(interfaceFaces, 6), walls = facesOf(wallFaces, 3);
  const entries = pattern.columnIndex.length;
  const coefficientCount = ELEMENT_COEFFICIENTS * compartments;
  const workspace = new Workspace({
    float64: [
      ...new Array(10).fill(entries),
      ...[3 * nodes, 3 * nodes, coefficientCount, coefficientCount],
      ...new Array(3).fill(nodes * columns),
      ...new Array(2).fill(columns * columns),
    ],
    int32: [mesh.tets.length, mesh.compartments.length, pattern.scatter.length, nodes + 1, entries],
  });
  const values = () => workspace.float64(entries);
  const five = (): P1Matrices => ({
    stiffness: values(),
    mass: values(),
    moments: [values(), values(), values()],
  });
  const matrices = five(), cotangents = five();
  const elements = {
    tets: workspace.copyInt32(mesh.tets),
    compartments: workspace.copyInt32(mesh.compartments),
    scatter: workspace.copyInt32(pattern.scatter),
    points: workspace.float64(3 * nodes),
    coefficients: workspace.float64(coefficientCount),
  };
  const gradients = {
    points: workspace.float64(3 * nodes),
    coefficients: workspace.float64(coefficientCount),
  };
  const rowStart = workspace.copyInt32(pattern.rowStart);
  const columnIndex = workspace.copyInt32(pattern.columnIndex);
  const block = () => workspace.reserveFloat64(nodes * columns),
    square = () => workspace.float64(columns * columns);
  const clear = (set: P1Matrices) =>
    [set.stiffness, set.mass, ...set.moments].forEach((array) => array.fill(0));
  let current: P1Coefficients = {
    elements: new Float64Array(coefficientCount),
    interfaces: new Float64Array(0),
    walls: new Float64Array(0),
  };

  return {
    nodes,
    pattern,
    workspace,
    blocks: [block(), block(), block()],
    squares: [square(), square()],
    matrices,
    cotangents,
    assemble: (points, coefficients) => {
      elements.points.set(points);
      elements.coefficients.set(coefficients.elements);
      current = coefficients;
      clear(matrices);
      clear(cotangents);
      assembleP1(workspace, elements, matrices);
      assembleFaces(interfaces, elements.points, coefficients.interfaces, matrices.stiffness);
      assembleFaces(walls, elements.points, coefficients.walls, matrices.stiffness);
    },
    apply: (a, x, columns, y) =>
      spmm(workspace, { rows: nodes, rowStart, columnIndex, values: a }, x, columns, y),
    addProduct: (u, v, columns, out) => sddmm(workspace, columns, rowStart, columnIndex, u, v, out),
    contract: () => {
      gradients.points.fill(0);
      gradients.coefficients.fill(0);
      contractP1(workspace, elements, cotangents, gradients);
      const onFaces = (faces: Faces, values: Float64Array) =>
        contractFaces(faces, elements.points, values, cotangents.stiffness, gradients.points);
      const ofInterfaces = onFaces(interfaces, current.interfaces);
      const ofWalls = onFaces(walls, current.walls);
      return {
        points: gradients.points.slice(),
        elements: gradients.coefficients.slice(),
        interfaces: ofInterfaces,
        walls: ofWalls,
      };
    },
  };
}
