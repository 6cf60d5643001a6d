/**
 * A plain random walker, to compare the kernel with: every flight goes through its tetrahedra one by one, every random number
 * through the ziggurat in 64-bit integers.
 *
 * @module
 */
import type { WalkMesh, WalkStage } from "../wasm/mod.ts";
import { zigguratTable } from "../wasm/walk_tables.ts";

const WORD = (1n << 64n) - 1n;
const GOLDEN = 0x9e3779b97f4a7c15n;
const table = zigguratTable();
const LAYERS = 257;

function mix(value: bigint): bigint {
  let z = value & WORD;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & WORD;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & WORD;
  return z ^ (z >> 31n);
}

function rotate(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & WORD;
}

/** The random numbers of one walker. */
export interface WalkerRandom {
  readonly uniform: () => number;
  readonly normal: () => number;
}

/** The generator of walker `walker` of a seed. */
export function walkerRandom(seed: number, walker: number): WalkerRandom {
  const start = mix(BigInt(seed) * GOLDEN + 1n), index = 2n * BigInt(walker);
  let s0 = mix(start + (index + 1n) * GOLDEN), s1 = mix(start + (index + 2n) * GOLDEN);
  const next = (): bigint => {
    const result = (rotate((s0 + s1) & WORD, 17n) + s0) & WORD;
    s1 ^= s0;
    s0 = rotate(s0, 49n) ^ s1 ^ ((s1 << 21n) & WORD);
    s1 = rotate(s1, 28n);
    return result;
  };
  const uniform = (): number => Number(next() >> 11n) * 2 ** -53;
  const tail = (): number => {
    for (;;) {
      const x = -Math.log(1 - uniform()) / table[1], y = -Math.log(1 - uniform());
      if (2 * y > x * x) return table[1] + x;
    }
  };
  const normal = (): number => {
    for (;;) {
      const bits = next(), layer = Number(bits & 255n);
      const x = Number(BigInt.asIntN(64, bits) >> 10n) * 2 ** -53 * table[layer];
      if (Math.abs(x) < table[layer + 1]) return x;
      if (layer === 0) return Math.sign(x) * tail();
      const low = table[LAYERS + layer], high = table[LAYERS + layer + 1];
      if (low + uniform() * (high - low) < Math.exp(-x * x / 2)) return x;
    }
  };
  return { uniform, normal };
}

/** Where a walker is and what it has gathered. */
export interface TwinWalker {
  place: number[];
  tet: number;
  decays: number[];
  /** [profiles × 3] */
  phases: number[];
}

/** The start of a walker: uniform in a tetrahedron drawn by its spins. */
export function twinStart(mesh: WalkMesh, random: WalkerRandom): { place: number[]; tet: number } {
  const total = mesh.cumulative[mesh.cumulative.length - 1], wanted = total * random.uniform();
  const tet = mesh.cumulative.findIndex((sum) => sum > wanted);
  let s = random.uniform(), t = random.uniform(), u = random.uniform();
  if (s + t > 1) [s, t] = [1 - s, 1 - t];
  if (t + u > 1) [t, u] = [1 - u, 1 - s - t];
  else if (s + t + u > 1) [s, u] = [1 - t - u, s + t + u - 1];
  const corner = (k: number, axis: number) => mesh.corners[12 * tet + 3 * k + axis];
  return {
    tet,
    place: [0, 1, 2].map((axis) =>
      (1 - s - t - u) * corner(0, axis) + s * corner(1, axis) + t * corner(2, axis) +
      u * corner(3, axis)
    ),
  };
}

/** Makes one step with the displacement that three normal numbers give. */
export function twinStep(
  mesh: WalkMesh,
  stage: WalkStage,
  walker: TwinWalker,
  [a, b, c]: readonly number[],
  uniform: () => number,
): void {
  const { planes, neighbours, compartments, compartmentCount } = mesh;
  const l = stage.spreads.subarray(6 * compartments[walker.tet]);
  let u = [l[0] * a, l[1] * a + l[2] * b, l[3] * a + l[4] * b + l[5] * c];
  let left = 1, met = -1;
  while (left > 0) {
    const plane = (k: number, part: number) => planes[16 * walker.tet + 4 * part + k];
    const along = (k: number, v: number[]) =>
      plane(k, 0) * v[0] + plane(k, 1) * v[1] + plane(k, 2) * v[2];
    let flight = left, face = -1;
    for (let k = 0; k < 4; k++) {
      const speed = along(k, u), gap = plane(k, 3) - along(k, walker.place);
      if (k === met || speed <= 0 || gap >= speed * flight) continue;
      flight = Math.max(0, gap / speed);
      face = k;
    }
    for (let d = 0; d < walker.decays.length; d++) {
      walker.decays[d] += stage.rates[d * compartmentCount + compartments[walker.tet]] * flight;
    }
    walker.place = walker.place.map((x, axis) => x + flight * u[axis]);
    left -= flight;
    if (face < 0) return;
    const next = neighbours[4 * walker.tet + face];
    if (next >= 0) {
      met = [0, 1, 2, 3].findIndex((k) => neighbours[4 * next + k] === walker.tet);
      walker.tet = next;
      continue;
    }
    const wall = -1 - next, chance = stage.probabilities[wall] ?? 0;
    if (chance > 0 && uniform() < chance) {
      const turn = mesh.turns.subarray(9 * wall);
      u = [0, 3, 6].map((row) => turn[row] * u[0] + turn[row + 1] * u[1] + turn[row + 2] * u[2]);
      walker.tet = mesh.across[wall] >> 2;
      met = mesh.across[wall] & 3;
    } else {
      const twice = 2 * along(face, u);
      u = u.map((v, axis) => v - twice * mesh.mirrors[3 * wall + axis]);
      walker.decays = walker.decays.map((sum) => sum + stage.losses[wall]);
      met = face;
    }
  }
}
