/**
 * The eigenmodes that carry the position autocorrelation of a unit slab, disc or ball,
 * ⟨x(t)x(0)⟩ = Σ_k B_k e^{−D α_k² t} (Robertson, Phys. Rev. 151, 273, 1966; Neuman, J. Chem. Phys. 60, 4508, 1974; Murday &
 * Cotts, J. Chem. Phys. 48, 4938, 1968).
 *
 * @module
 */
import { discFamily, slopeRoots, sphereFamily } from "../../special/mod.ts";

/** Largest root taken; the terms of the logarithm of a signal fall as α⁻⁶. */
const LARGEST_ROOT = 1200;

/** Roots and weights of a shape of unit size: width 1, or radius 1. */
export interface PhaseModes {
  /** α_k, ascending. */
  readonly roots: Float64Array;
  /** B_k; they sum to ⟨x²⟩. */
  readonly weights: Float64Array;
}

function makeModes(dimension: number): PhaseModes {
  if (dimension === 1) {
    const count = Math.floor((LARGEST_ROOT / Math.PI + 1) / 2);
    const roots = Float64Array.from({ length: count }, (_, k) => (2 * k + 1) * Math.PI);
    return { roots, weights: roots.map((root) => 8 / root ** 4) };
  }
  const family = dimension === 2 ? discFamily : sphereFamily;
  const roots = Float64Array.from(slopeRoots(family, 2, LARGEST_ROOT)[1]);
  const excess = dimension - 1;
  return { roots, weights: roots.map((root) => 2 / (root ** 2 * (root ** 2 - excess))) };
}

const made = new Map<number, PhaseModes>();

/** The modes of the slab (1), the disc (2) or the ball (3); computed once. */
export function phaseModes(dimension: 1 | 2 | 3): PhaseModes {
  const modes = made.get(dimension) ?? makeModes(dimension);
  made.set(dimension, modes);
  return modes;
}
