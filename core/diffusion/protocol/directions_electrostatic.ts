/**
 * Evenly spread gradient directions: the electrostatic energy Σ_{i<j} 1/|u_i − u_j| + 1/|u_i + u_j| of antipodal pairs
 * of charges, minimised (Jones, Horsfield and Simmons, Magn. Reson. Med. 42, 1999).
 *
 * @module
 */
import { directionCount, fibonacciHemisphere, unitDirections } from "./directions.ts";

/** Settings of {@linkcode electrostaticHemisphere}. */
export interface ElectrostaticOptions {
  /** Start from random points drawn with this seed; without one, from the Fibonacci spiral. */
  readonly seed?: number;
  /** Most descent steps; 1000 unless given. */
  readonly iterations?: number;
}

/**
 * The electrostatic energy of antipodally symmetric directions, Σ_{i<j} 1/|u_i − u_j| + 1/|u_i + u_j|.
 *
 * @param directions Unit vectors, [3 × n].
 * @param gradient Where to add the derivative with respect to the vectors, [3 × n].
 * @returns The energy; the smaller, the more even the directions.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { electrostaticEnergy } from "@torrey/torrey";
 *
 * const axes = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
 * assertAlmostEquals(electrostaticEnergy(axes), 6 / Math.SQRT2, 1e-12);
 * ```
 */
export function electrostaticEnergy(directions: Float64Array, gradient?: Float64Array): number {
  const n = directions.length / 3;
  let energy = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (const sign of [1, -1]) {
        const dx = directions[3 * i] - sign * directions[3 * j];
        const dy = directions[3 * i + 1] - sign * directions[3 * j + 1];
        const dz = directions[3 * i + 2] - sign * directions[3 * j + 2];
        const inverse = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
        energy += inverse;
        if (gradient === undefined) continue;
        const cube = inverse * inverse * inverse;
        gradient[3 * i] -= cube * dx;
        gradient[3 * i + 1] -= cube * dy;
        gradient[3 * i + 2] -= cube * dz;
        gradient[3 * j] += sign * cube * dx;
        gradient[3 * j + 1] += sign * cube * dy;
        gradient[3 * j + 2] += sign * cube * dz;
      }
    }
  }
  return energy;
}

/** Mulberry32, a small generator of uniform numbers in [0, 1). */
function uniformGenerator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function randomDirections(n: number, seed: number): Float64Array {
  const uniform = uniformGenerator(seed);
  const out = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const z = 2 * uniform() - 1;
    const angle = 2 * Math.PI * uniform();
    const radius = Math.sqrt(1 - z * z);
    out.set([radius * Math.cos(angle), radius * Math.sin(angle), z], 3 * i);
  }
  return out;
}

/** The energy's gradient with respect to the vectors, projected on the tangent planes. */
function tangentGradient(directions: Float64Array, gradient: Float64Array): number {
  gradient.fill(0);
  const energy = electrostaticEnergy(directions, gradient);
  for (let i = 0; i < directions.length; i += 3) {
    let radial = 0;
    for (let k = 0; k < 3; k++) radial += gradient[i + k] * directions[i + k];
    for (let k = 0; k < 3; k++) gradient[i + k] -= radial * directions[i + k];
  }
  return energy;
}

/** Steepest descent on the sphere with Barzilai-Borwein step lengths, halved until the energy falls. */
function descend(start: Float64Array, iterations: number): Float64Array {
  let directions = start;
  let gradient = new Float64Array(start.length);
  let energy = tangentGradient(directions, gradient);
  let step = 0.1 / Math.max(...gradient.map(Math.abs), 1e-300);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const slope = gradient.reduce((sum, g) => sum + g * g, 0);
    if (slope <= 1e-26 * energy * energy) break;
    const nextGradient = new Float64Array(start.length);
    let next = directions;
    let nextEnergy = Infinity;
    for (let halving = 0; halving < 40 && !(nextEnergy <= energy); halving++) {
      next = unitDirections(directions.map((x, i) => x - step * gradient[i]));
      nextEnergy = tangentGradient(next, nextGradient);
      if (!(nextEnergy <= energy)) step /= 2;
    }
    if (!(nextEnergy <= energy)) break;
    let moved = 0;
    let curved = 0;
    for (let i = 0; i < next.length; i++) {
      const dx = next[i] - directions[i];
      moved += dx * dx;
      curved += dx * (nextGradient[i] - gradient[i]);
    }
    step = curved > 0 ? moved / curved : 2 * step;
    [directions, gradient, energy] = [next, nextGradient, nextEnergy];
  }
  return directions;
}

/**
 * Directions spread over the hemisphere by electrostatic repulsion of antipodal pairs.
 *
 * The same arguments always give the same directions.
 *
 * @param n Number of directions.
 * @param options Seed of a random start, and the most descent steps.
 * @returns Unit vectors, [3 × n], with z ≥ 0.
 * @throws {InputError} If `n` is not a positive whole number.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { electrostaticEnergy, electrostaticHemisphere } from "@torrey/torrey";
 *
 * // Three directions end up orthogonal.
 * const directions = electrostaticHemisphere(3, { seed: 1 });
 * assertAlmostEquals(electrostaticEnergy(directions), 6 / Math.SQRT2, 1e-10);
 * ```
 */
export function electrostaticHemisphere(
  n: number,
  options: ElectrostaticOptions = {},
): Float64Array {
  directionCount(n);
  const { seed, iterations = 1000 } = options;
  const start = seed === undefined ? fibonacciHemisphere(n) : randomDirections(n, seed);
  const directions = descend(start, iterations);
  for (let i = 0; i < directions.length; i += 3) {
    const flip = directions[i + 2] < 0;
    for (let k = 0; k < 3; k++) directions[i + k] = flip ? -directions[i + k] : directions[i + k];
  }
  return directions;
}
