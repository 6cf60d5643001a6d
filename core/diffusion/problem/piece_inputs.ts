/**
 * The chain between the constants of a whole tissue and the coefficients its pieces are assembled with.
 *
 * With M = ρu in each compartment, the Bloch-Torrey equation is symmetric in u: an element has D, 1/T2 and ρ, a permeable face
 * κh with h = 2ρ_iρ_j/(ρ_i + ρ_j), a face of the wall κ_wρ.
 *
 * @module
 */
import { ELEMENT_COEFFICIENTS as STRIDE, type P1Coefficients } from "../../fem/mod.ts";
import type { P1Gradient } from "../../fem/mod.ts";
import type { TissueCoefficients } from "../tissue/mod.ts";
import type { ModelInputs } from "./model.ts";
import type { TissuePiece } from "./tissue_pieces.ts";

/** Entries of a diffusion tensor, after which come the rate and the density. */
const TENSOR = 6, RATE = 6, DENSITY = 7;

/** What a piece is assembled at. */
export interface PieceInputs {
  /** Node positions, [3 × nodes], µm. */
  readonly points: Float64Array;
  /** Its coefficients. */
  readonly coefficients: P1Coefficients;
  /** By what stored magnetisation relaxes faster, as coefficients; absent where nothing is stored, or nothing relaxes. */
  readonly storage?: P1Coefficients;
}

/**
 * The inputs of a piece.
 *
 * @param piece The piece.
 * @param inputs Those of the whole.
 * @returns Its points and coefficients; those of stored magnetisation where the protocol stores any.
 */
export function pieceInputs(piece: TissuePiece, inputs: ModelInputs): PieceInputs {
  const stores = inputs.protocol.encodings.some(({ pieces }) => pieces.some((p) => p.stored));
  const storage = stores ? storageCoefficients(piece, inputs.coefficients) : undefined;
  return {
    points: piecePoints(piece, inputs.points),
    coefficients: pieceCoefficients(piece, inputs.coefficients),
    ...(storage && { storage }),
  };
}

/** The node positions of a piece, from those of the whole. */
export function piecePoints({ whole: { nodes } }: TissuePiece, points: Float64Array): Float64Array {
  const part = new Float64Array(3 * nodes.length);
  nodes.forEach((node, k) => part.set(points.subarray(3 * node, 3 * node + 3), 3 * k));
  return part;
}

/** The harmonic mean h = 2ab/(a + b) of two densities. */
function harmonic(a: number, b: number): number {
  return 2 * a * b / (a + b);
}

/**
 * The coefficients of a piece.
 *
 * @param piece The piece.
 * @param tissue The constants of the whole tissue.
 * @returns What its matrices are assembled with.
 */
export function pieceCoefficients(piece: TissuePiece, tissue: TissueCoefficients): P1Coefficients {
  const { whole, interfaceSides, wallSides } = piece;
  const elements = new Float64Array(STRIDE * whole.compartments.length);
  whole.compartments.forEach((from, c) => {
    elements.set(tissue.tensors.subarray(TENSOR * from, TENSOR * (from + 1)), STRIDE * c);
    elements[STRIDE * c + RATE] = tissue.rates[from];
    elements[STRIDE * c + DENSITY] = tissue.densities[from];
  });
  const density = (c: number) => elements[STRIDE * c + DENSITY];
  const relaxes = tissue.wallRelaxivities.length > 0;
  return {
    elements,
    interfaces: Float64Array.from(
      whole.interfaces,
      (from, f) =>
        tissue.permeabilities[from] *
        harmonic(density(interfaceSides[2 * f]), density(interfaceSides[2 * f + 1])),
    ),
    walls: Float64Array.from(
      relaxes ? whole.walls : [],
      (from, g) => tissue.wallRelaxivities[from] * density(wallSides[g]),
    ),
  };
}

/** Room for the gradient of a whole tissue, zero. */
export function emptyTissueGradient(tissue: TissueCoefficients): TissueCoefficients {
  const zeros = (values: Float64Array) => new Float64Array(values.length);
  return {
    tensors: zeros(tissue.tensors),
    rates: zeros(tissue.rates),
    storedRates: zeros(tissue.storedRates),
    densities: zeros(tissue.densities),
    permeabilities: zeros(tissue.permeabilities),
    wallRelaxivities: zeros(tissue.wallRelaxivities),
  };
}

/**
 * Adds the gradient of a piece to that of the whole.
 *
 * @param piece The piece.
 * @param tissue The constants of the whole tissue.
 * @param gradient ∂L/∂points and ∂L/∂coefficients of the piece.
 * @param points ∂L/∂points of the whole, [3 × nodes], updated in place.
 * @param constants ∂L/∂constants of the whole, updated in place.
 */
export function addPieceGradient(
  piece: TissuePiece,
  tissue: TissueCoefficients,
  gradient: P1Gradient,
  points: Float64Array,
  constants: TissueCoefficients,
): void {
  const { whole, interfaceSides, wallSides } = piece;
  whole.nodes.forEach((to, node) => {
    for (let k = 0; k < 3; k++) points[3 * to + k] += gradient.points[3 * node + k];
  });
  whole.compartments.forEach((to, c) => {
    const own = gradient.elements.subarray(STRIDE * c, STRIDE * (c + 1));
    for (let e = 0; e < TENSOR; e++) constants.tensors[TENSOR * to + e] += own[e];
    constants.rates[to] += own[RATE];
    constants.densities[to] += own[DENSITY];
  });
  gradient.interfaces.forEach((slope, f) => {
    const face = whole.interfaces[f],
      [i, j] = [2 * f, 2 * f + 1].map((side) => whole.compartments[interfaceSides[side]]);
    const a = tissue.densities[i], b = tissue.densities[j], kappa = tissue.permeabilities[face];
    constants.permeabilities[face] += slope * harmonic(a, b);
    // ∂h/∂ρ_i = 2ρ_j²/(ρ_i + ρ_j)².
    constants.densities[i] += slope * kappa * 2 * (b / (a + b)) ** 2;
    constants.densities[j] += slope * kappa * 2 * (a / (a + b)) ** 2;
  });
  gradient.walls.forEach((slope, g) => {
    const face = whole.walls[g], c = whole.compartments[wallSides[g]];
    constants.wallRelaxivities[face] += slope * tissue.densities[c];
    constants.densities[c] += slope * tissue.wallRelaxivities[face];
  });
}

/**
 * The rates by which stored magnetisation relaxes faster than transverse, as coefficients of a matrix alone: ρ(1/T1 − 1/T2)M.
 *
 * @param piece The piece.
 * @param tissue The constants of the whole tissue.
 * @returns The coefficients; nothing where nothing relaxes.
 */
export function storageCoefficients(
  { whole }: TissuePiece,
  tissue: TissueCoefficients,
): P1Coefficients | undefined {
  const elements = new Float64Array(STRIDE * whole.compartments.length);
  let relaxes = false;
  whole.compartments.forEach((from, c) => {
    const rate = tissue.storedRates[from] - tissue.rates[from];
    relaxes ||= tissue.storedRates[from] > 0 || tissue.rates[from] > 0;
    elements[STRIDE * c + RATE] = rate;
    elements[STRIDE * c + DENSITY] = tissue.densities[from];
  });
  const none = new Float64Array(0);
  return relaxes ? { elements, interfaces: none, walls: none } : undefined;
}

/** Adds the gradient of {@linkcode storageCoefficients} to that of the whole; that of the points is the caller's. */
export function addStorageGradient(
  { whole }: TissuePiece,
  gradient: P1Gradient,
  constants: TissueCoefficients,
): void {
  whole.compartments.forEach((to, c) => {
    const rate = gradient.elements[STRIDE * c + RATE];
    constants.storedRates[to] += rate;
    constants.rates[to] -= rate;
    constants.densities[to] += gradient.elements[STRIDE * c + DENSITY];
  });
}
