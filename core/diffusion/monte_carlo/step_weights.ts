/**
 * How much a walker's positions at the two ends of a step count in ∫f(t) x(t) dt, exact in f for a path straight in between.
 *
 * The chord is better than the walker's own flight, which touches walls in between: the positions at the ends have the law of
 * Brownian motion, exactly at flat walls, so the variance of a sum of chords is that of ∫f x dt to O(h²). The flight leans on
 * the walls by O(h), which at √(2Dh) = R/8 in a sphere was 0.2 % of the signal.
 *
 * @module
 */
import type { Profile } from "../encoding/mod.ts";
import type { Timeline } from "./timeline.ts";

/** ∫₀ᵘ B_j and ∫₀ᵘ v B_j(v) dv of each function of a profile. */
function primitives(profile: Profile, u: number): [number, number][] {
  switch (profile.kind) {
    case "constant":
      return [[u, u * u / 2]];
    case "ramp":
      return [[u - u * u / 2, u * u * (1 / 2 - u / 3)], [u * u / 2, u * u * u / 3]];
    case "cosine":
    case "sine": {
      const rate = 2 * Math.PI * profile.periods;
      const sine = Math.sin(rate * u), versine = 2 * Math.sin(rate * u / 2) ** 2;
      return profile.kind === "cosine"
        ? [[sine / rate, u * sine / rate - versine / rate ** 2]]
        : [[versine / rate, (sine / rate - u * (1 - versine)) / rate]];
    }
  }
}

/** The weights of one profile over consecutive steps [a, a + h]. */
export interface StepWeights {
  /** ∫f (a + h − t)/h dt, ms, [steps]: of the position at the start. */
  readonly starts: Float64Array;
  /** ∫f (t − a)/h dt, ms, [steps]: of the position at the end. */
  readonly ends: Float64Array;
}

/**
 * The weights of the profiles of a timeline.
 *
 * @param timeline The timeline.
 * @param from Start of the first step, ms.
 * @param timeStep Length of each step, ms.
 * @param steps How many.
 * @returns The weights of each profile; 0 beyond the echo.
 */
export function profileWeights(
  { pieces, profiles }: Timeline,
  from: number,
  timeStep: number,
  steps: number,
): StepWeights[] {
  const weights = profiles.map(() => ({
    starts: new Float64Array(steps),
    ends: new Float64Array(steps),
  }));
  for (const { start, piece: { duration, profile }, firstFunction } of pieces) {
    const first = Math.max(0, Math.floor((start - from) / timeStep) - 1);
    const last = Math.min(steps - 1, Math.ceil((start + duration - from) / timeStep));
    for (let s = first; s <= last; s++) {
      const begin = from + s * timeStep;
      const low = Math.min(Math.max((begin - start) / duration, 0), 1);
      const high = Math.min(Math.max((begin + timeStep - start) / duration, 0), 1);
      if (!(high > low)) continue;
      const before = primitives(profile, low), after = primitives(profile, high);
      before.forEach(([area, moment], j) => {
        const zeroth = duration * (after[j][0] - area);
        const first = duration * duration * (after[j][1] - moment) + (start - begin) * zeroth;
        profiles.forEach((factors, k) => {
          const factor = factors[firstFunction + j], end = first / timeStep;
          weights[k].starts[s] += factor * (zeroth - end);
          weights[k].ends[s] += factor * end;
        });
      });
    }
  }
  return weights;
}
