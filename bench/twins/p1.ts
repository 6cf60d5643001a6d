/**
 * P1 assembly and its adjoint in plain TypeScript, element by element from the definitions.
 *
 * @module
 */
import type { P1Elements, P1Gradients, P1Matrices } from "../../wasm/mod.ts";

/** ∫ φ_aφ_bφ_c / V by the number of distinct indices. */
const WEIGHTS = Float64Array.from(
  { length: 64 },
  (_, i) => [1 / 20, 1 / 60, 1 / 120][new Set([i >> 4, (i >> 2) & 3, i & 3]).size - 1],
);

/** One tetrahedron. */
interface Element {
  /** Volume times density, ρV. */
  readonly volume: number;
  /** Relaxation rate r. */
  readonly rate: number;
  /** Corners and ∇φ of each, [4 × 3]. */
  readonly x: Float64Array;
  readonly g: Float64Array;
  /** D∇φ of each, [4 × 3]. */
  readonly dg: Float64Array;
}

const x = new Float64Array(12), g = new Float64Array(12), dg = new Float64Array(12);

function element({ tets, compartments, points, coefficients }: P1Elements, t: number): Element {
  for (let a = 0; a < 4; a++) {
    for (let k = 0; k < 3; k++) x[3 * a + k] = points[3 * tets[4 * t + a] + k];
  }
  const [ax, ay, az] = [x[3] - x[0], x[4] - x[1], x[5] - x[2]];
  const [bx, by, bz] = [x[6] - x[0], x[7] - x[1], x[8] - x[2]];
  const [cx, cy, cz] = [x[9] - x[0], x[10] - x[1], x[11] - x[2]];
  const det = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  g[3] = (by * cz - bz * cy) / det;
  g[4] = (bz * cx - bx * cz) / det;
  g[5] = (bx * cy - by * cx) / det;
  g[6] = (cy * az - cz * ay) / det;
  g[7] = (cz * ax - cx * az) / det;
  g[8] = (cx * ay - cy * ax) / det;
  g[9] = (ay * bz - az * by) / det;
  g[10] = (az * bx - ax * bz) / det;
  g[11] = (ax * by - ay * bx) / det;
  for (let k = 0; k < 3; k++) g[k] = -g[3 + k] - g[6 + k] - g[9 + k];
  const d = 8 * compartments[t],
    [xx, xy, xz, yy, yz, zz, rate, density] = coefficients.subarray(d, d + 8);
  for (let a = 0; a < 12; a += 3) {
    dg[a] = xx * g[a] + xy * g[a + 1] + xz * g[a + 2];
    dg[a + 1] = xy * g[a] + yy * g[a + 1] + yz * g[a + 2];
    dg[a + 2] = xz * g[a] + yz * g[a + 1] + zz * g[a + 2];
  }
  return { volume: density * det / 6, rate, x, g, dg };
}

/** Adds every element's contribution to the matrices. */
export function assembleTwin(elements: P1Elements, matrices: P1Matrices): void {
  const { stiffness, mass, moments: [jx, jy, jz] } = matrices;
  for (let t = 0; t < elements.compartments.length; t++) {
    const { volume, rate } = element(elements, t);
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        const e = elements.scatter[16 * t + 4 * a + b], i = 3 * a, j = 3 * b;
        const share = (a === b ? 2 : 1) / 20;
        const slope = dg[i] * g[j] + dg[i + 1] * g[j + 1] + dg[i + 2] * g[j + 2];
        stiffness[e] += volume * (slope + rate * share);
        mass[e] += volume * share;
        for (let c = 0; c < 4; c++) {
          const w = volume * WEIGHTS[16 * a + 4 * b + c];
          jx[e] += w * x[3 * c];
          jy[e] += w * x[3 * c + 1];
          jz[e] += w * x[3 * c + 2];
        }
      }
    }
  }
}

/**
 * Adds ∂L/∂points to `gradients.points`: with δ(∇φ_a) = −Σ_c ∇φ_c(δx_c·∇φ_a) and δV = V Σ_c ∇φ_c·δx_c.
 */
export function contractTwin(
  elements: P1Elements,
  cotangents: P1Matrices,
  gradients: Pick<P1Gradients, "points">,
): void {
  const { stiffness, mass, moments } = cotangents;
  const slope = new Float64Array(12);
  for (let t = 0; t < elements.compartments.length; t++) {
    const { volume, rate } = element(elements, t);
    let perVolume = 0;
    slope.fill(0);
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        const e = elements.scatter[16 * t + 4 * a + b], i = 3 * a, j = 3 * b;
        perVolume += stiffness[e] * (dg[i] * g[j] + dg[i + 1] * g[j + 1] + dg[i + 2] * g[j + 2]) +
          (mass[e] + rate * stiffness[e]) * (a === b ? 2 : 1) / 20;
        for (let c = 0; c < 4; c++) {
          const m = 3 * c, w = WEIGHTS[16 * a + 4 * b + c];
          const toB = g[m] * dg[j] + g[m + 1] * dg[j + 1] + g[m + 2] * dg[j + 2];
          const toA = g[m] * dg[i] + g[m + 1] * dg[i + 1] + g[m + 2] * dg[i + 2];
          for (let k = 0; k < 3; k++) {
            perVolume += moments[k][e] * w * x[m + k];
            slope[m + k] += volume *
              (moments[k][e] * w - stiffness[e] * (toB * g[i + k] + toA * g[j + k]));
          }
        }
      }
    }
    for (let c = 0; c < 4; c++) {
      for (let k = 0; k < 3; k++) {
        gradients.points[3 * elements.tets[4 * t + c] + k] += slope[3 * c + k] +
          volume * perVolume * g[3 * c + k];
      }
    }
  }
}
