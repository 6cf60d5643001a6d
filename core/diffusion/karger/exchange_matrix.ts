/**
 * The rates at which compartments exchange their magnetisation through permeable walls, and lose it at relaxing ones.
 *
 * With S_j spread evenly in compartment j the flow from j to i is κ|Γ_ij| c_ij S_j/V_j, c_ij = 2ρ_i/(ρ_i + ρ_j): A_ij = κ|Γ_ij| c_ij/V_j, which
 * leaves S_j = ρ_jV_j as it is.
 *
 * @module
 */
import { faceVector, pullFaceVector } from "../adc/mod.ts";
import type { TissueCoefficients, TissueMesh } from "../tissue/mod.ts";

/** A and the loss at the outer wall, with their pullback. */
export interface ExchangeMatrix {
  /** A, 1/ms, [C × C]; columns sum to 0. */
  readonly exchange: Float64Array;
  /** κ_w|Γ_w|/V of each compartment, 1/ms, [C]. */
  readonly losses: Float64Array;
  /** Adds ∂L/∂(points, densities, permeabilities, wall relaxivities) to `out` and ∂L/∂volumes to `volumes`. */
  readonly pullback: (
    onExchange: Float64Array,
    onLosses: Float64Array,
    out: { readonly points: Float64Array; readonly coefficients: TissueCoefficients },
    onVolumes: Float64Array,
  ) => void;
}

/** A wall face: its nodes and the compartments on its sides. */
interface Face {
  readonly nodes: readonly [number, number, number];
  readonly sides: readonly number[];
}

function facesOf(nodes: Int32Array, stride: number, sides: Int32Array): Face[] {
  const width = stride / 3;
  return Array.from({ length: nodes.length / stride }, (_, f) => {
    const at = stride * f;
    return {
      nodes: [nodes[at], nodes[at + 1], nodes[at + 2]],
      sides: [...sides.subarray(width * f, width * (f + 1))],
    };
  });
}

/**
 * The exchange matrix of a tissue.
 *
 * @param tissue The tissue's mesh.
 * @param points Its node positions, [3 × nodes].
 * @param coefficients Its constants.
 * @param volumes Volumes of the compartments, [C].
 * @returns A, losses and their pullback.
 */
export function exchangeMatrix(
  tissue: TissueMesh,
  points: Float64Array,
  coefficients: TissueCoefficients,
  volumes: Float64Array,
): ExchangeMatrix {
  const { densities: rho, permeabilities, wallRelaxivities } = coefficients, C = volumes.length;
  const interfaces = facesOf(tissue.interfaceFaces, 6, tissue.interfaceSides);
  const walls = wallRelaxivities.length === 0 ? [] : facesOf(tissue.wallFaces, 3, tissue.wallSides);
  const vectorOf = ({ nodes }: Face) => faceVector(points, ...nodes);
  // Σ κ|face| of each pair of compartments, kept at the lower index first.
  const flow = new Float64Array(C * C);
  const place = ({ sides: [i, j] }: Face) => Math.min(i, j) * C + Math.max(i, j);
  interfaces.forEach((face, f) =>
    flow[place(face)] += permeabilities[f] * Math.hypot(...vectorOf(face))
  );
  const exchange = new Float64Array(C * C), losses = new Float64Array(C);
  const pairs = [...new Set(interfaces.map(place))];
  /** Both directions of every pair that exchanges. */
  const each = (visit: (i: number, j: number, pair: number) => void) => {
    for (const pair of pairs) {
      const i = Math.floor(pair / C), j = pair % C;
      visit(i, j, pair);
      visit(j, i, pair);
    }
  };
  each((i, j, pair) => {
    const rate = flow[pair] * 2 * rho[i] / ((rho[i] + rho[j]) * volumes[j]);
    exchange[i * C + j] += rate;
    exchange[j * C + j] -= rate;
  });
  walls.forEach((face, g) => {
    const [c] = face.sides;
    losses[c] += wallRelaxivities[g] * Math.hypot(...vectorOf(face)) / volumes[c];
  });
  return {
    exchange,
    losses,
    pullback: (onExchange, onLosses, out, onVolumes) => {
      const onFlow = new Float64Array(C * C);
      each((i, j, pair) => {
        const slope = onExchange[i * C + j] - onExchange[j * C + j], sum = rho[i] + rho[j];
        const unit = 2 * rho[i] / (sum * volumes[j]);
        onFlow[pair] += slope * unit;
        onVolumes[j] -= slope * flow[pair] * unit / volumes[j];
        out.coefficients.densities[i] += slope * flow[pair] * 2 * rho[j] / (sum * sum * volumes[j]);
        out.coefficients.densities[j] -= slope * flow[pair] * 2 * rho[i] / (sum * sum * volumes[j]);
      });
      const pullFace = (face: Face, onArea: number) => {
        const s = vectorOf(face), area = Math.hypot(...s);
        pullFaceVector(points, ...face.nodes, s.map((x) => onArea * x / area), out.points);
        return area;
      };
      interfaces.forEach((face, f) => {
        const slope = onFlow[place(face)];
        out.coefficients.permeabilities[f] += slope * pullFace(face, slope * permeabilities[f]);
      });
      losses.forEach((loss, c) => onVolumes[c] -= onLosses[c] * loss / volumes[c]);
      walls.forEach((face, g) => {
        const [c] = face.sides, slope = onLosses[c] / volumes[c];
        out.coefficients.wallRelaxivities[g] += slope * pullFace(face, slope * wallRelaxivities[g]);
      });
    },
  };
}
