/**
 * Integrals of the functions B_j of a profile over u ∈ [0, 1], with C_j(u) = ∫₀ᵘ B_j: what moments and b-values are made of.
 *
 * @module
 */
import { type Profile, profileFunctions, profileValues } from "../encoding/mod.ts";
import { gaussLegendre } from "../../special/mod.ts";

/** Integrals of a profile with n functions. */
export interface ProfileIntegrals {
  /** ∫ B_j uᵏ for k = 0, 1, 2, [3][n]. */
  readonly moments: readonly (readonly number[])[];
  /** ∫ C_j, [n]. */
  readonly areas: readonly number[];
  /** ∫ C_i C_j, [n][n]. */
  readonly products: readonly (readonly number[])[];
}

const CONSTANT: ProfileIntegrals = {
  moments: [[1], [1 / 2], [1 / 3]],
  areas: [1 / 2],
  products: [[1 / 3]],
};

const RAMP: ProfileIntegrals = {
  moments: [[1 / 2, 1 / 2], [1 / 6, 1 / 3], [1 / 12, 1 / 4]],
  areas: [1 / 3, 1 / 6],
  products: [[2 / 15, 3 / 40], [3 / 40, 1 / 20]],
};

/** Below this angle the closed forms of sine and cosine cancel, and this many Gauss points are exact to rounding. */
const SMALL_ANGLE = 2;
const GAUSS_POINTS = 12;

/**
 * C_j(u) = ∫₀ᵘ B_j of a profile.
 *
 * @param profile The profile.
 * @param u Local time, 0 to 1.
 * @returns One value per function.
 */
export function profilePrimitives(profile: Profile, u: number): number[] {
  switch (profile.kind) {
    case "constant":
      return [u];
    case "ramp":
      return [u - u * u / 2, u * u / 2];
    case "cosine":
      return [u * sinc(2 * Math.PI * profile.periods * u)];
    case "sine": {
      // (1 − cos(wu))/w = (wu²/2) sinc²(wu/2), which does not cancel.
      const w = 2 * Math.PI * profile.periods;
      return [w * u * u / 2 * sinc(w * u / 2) ** 2];
    }
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x) / x;
}

function byQuadrature(profile: Profile): ProfileIntegrals {
  const { points, weights } = gaussLegendre(GAUSS_POINTS);
  const count = profileFunctions(profile);
  const integral = (f: (u: number) => number): number =>
    points.reduce((sum, u, i) => sum + weights[i] * f(u), 0);
  const indices = Array.from({ length: count }, (_, j) => j);
  return {
    moments: [0, 1, 2].map((k) =>
      indices.map((j) => integral((u) => profileValues(profile, u)[j] * u ** k))
    ),
    areas: indices.map((j) => integral((u) => profilePrimitives(profile, u)[j])),
    products: indices.map((i) =>
      indices.map((j) =>
        integral((u) => profilePrimitives(profile, u)[i] * profilePrimitives(profile, u)[j])
      )
    ),
  };
}

/**
 * The integrals of a profile, in closed form.
 *
 * @param profile The profile.
 * @returns Moments, areas and products.
 */
export function profileIntegrals(profile: Profile): ProfileIntegrals {
  if (profile.kind === "constant") return CONSTANT;
  if (profile.kind === "ramp") return RAMP;
  const w = 2 * Math.PI * profile.periods;
  if (Math.abs(w) < SMALL_ANGLE) return byQuadrature(profile);
  // Whole and half periods: the sine of a multiple of π is 0, not the rounding of π.
  const half = Number.isInteger(2 * profile.periods);
  const s = half ? 0 : Math.sin(w), c = Math.cos(w), s2 = half ? 0 : Math.sin(2 * w);
  if (profile.kind === "cosine") {
    return {
      moments: [[s / w], [s / w + (c - 1) / w ** 2], [s / w + 2 * c / w ** 2 - 2 * s / w ** 3]],
      areas: [(1 - c) / w ** 2],
      products: [[(1 / 2 - s2 / (4 * w)) / w ** 2]],
    };
  }
  return {
    moments: [
      [(1 - c) / w],
      [-c / w + s / w ** 2],
      [-c / w + 2 * s / w ** 2 + 2 * (c - 1) / w ** 3],
    ],
    areas: [(1 - s / w) / w],
    products: [[(3 / 2 - 2 * s / w + s2 / (4 * w)) / w ** 2]],
  };
}
