// Random numbers of a walker: xoroshiro128++ (Blackman & Vigna, ACM Trans. Math. Softw. 47, 2021), seeded by splitmix64 from
// the seed and the walker's index; normal ones by the ziggurat of 256 layers (Marsaglia & Tsang, J. Stat. Softw. 5, 2000).

/** 2^-53. */
const UNIT: f64 = 1.1102230246251565e-16;
/** Where the tail of the ziggurat's base layer starts; wasm/walk_tables.ts makes the table with it. */
const TAIL: f64 = 3.6541528853610088;
const GOLDEN: u64 = 0x9e3779b97f4a7c15;

@inline
function mix(value: u64): u64 {
  let z = value;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/** Writes the state, two words, of the generator of one walker. */
export function seedWalker(state: usize, seed: u64, walker: u64): void {
  const start = mix(seed * GOLDEN + 1);
  store<u64>(state, mix(start + (2 * walker + 1) * GOLDEN));
  store<u64>(state, mix(start + (2 * walker + 2) * GOLDEN), 8);
}

/** The next 64 random bits of a state in memory. */
export function nextBits(state: usize): u64 {
  const s0 = load<u64>(state), s1 = load<u64>(state, 8) ^ s0;
  store<u64>(state, rotl<u64>(s0, 49) ^ s1 ^ (s1 << 21));
  store<u64>(state, rotl<u64>(s1, 28), 8);
  return rotl<u64>(s0 + (s1 ^ s0), 17) + s0;
}

/** A uniform number in [0, 1). */
export function uniform(state: usize): f64 {
  return UNIT * <f64>(<i64>(nextBits(state) >> 11));
}

/** A normal number beyond `TAIL`: Marsaglia, Technometrics 6, 101 (1964). */
function tail(state: usize): f64 {
  let x: f64, y: f64;
  do {
    x = -Math.log(1.0 - uniform(state)) / TAIL;
    y = -Math.log(1.0 - uniform(state));
  } while (y + y <= x * x);
  return TAIL + x;
}

/**
 * Writes `count` standard normal numbers.
 *
 * @param table edges x of the layers, [257], then exp(-x^2/2) there, [257]
 */
export function fillNormals(out: usize, count: i32, state: usize, table: usize): void {
  // The state stays in locals but for the one case in a hundred that needs more numbers.
  let s0 = load<u64>(state), s1 = load<u64>(state, 8);
  for (let end = out + (<usize>count << 3); out < end; out += 8) {
    for (;;) {
      const bits = rotl<u64>(s0 + s1, 17) + s0;
      s1 ^= s0;
      s0 = rotl<u64>(s0, 49) ^ s1 ^ (s1 << 21);
      s1 = rotl<u64>(s1, 28);
      const layer = table + (<usize>(bits & 255) << 3);
      const x = UNIT * <f64>(<i64>bits >> 10) * load<f64>(layer);
      if (Math.abs(x) < load<f64>(layer, 8)) {
        store<f64>(out, x);
        break;
      }
      store<u64>(state, s0);
      store<u64>(state, s1, 8);
      let accepted = x, keep = true;
      if (layer === table) accepted = copysign<f64>(tail(state), x);
      else {
        const low = load<f64>(layer, 2056), high = load<f64>(layer, 2064);
        keep = low + uniform(state) * (high - low) < Math.exp(-0.5 * x * x);
      }
      s0 = load<u64>(state);
      s1 = load<u64>(state, 8);
      if (keep) {
        store<f64>(out, accepted);
        break;
      }
    }
  }
  store<u64>(state, s0);
  store<u64>(state, s1, 8);
}
