// Puts walkers into a mesh, uniformly within a tetrahedron, tetrahedra drawn in proportion to their weights.
import { seedWalker, uniform } from "./walk_random";
import { WalkTables } from "./walk_tables";

/**
 * @param first index of the first walker: its low and its high 32 bits
 * @param seed likewise
 * @param cumulative sums of the tetrahedra's weights up to and including each, [tetCount]
 * @param corners node positions of each tetrahedron, [12 x tetCount]
 */
export function walkStart(
  record: usize, walkers: i32, firstLow: i32, firstHigh: i32, seedLow: i32, seedHigh: i32,
  tetCount: i32, cumulative: usize, corners: usize, profiles: i32, decays: i32,
): void {
  const w = changetype<WalkTables>(record);
  const first = (<u64><u32>firstHigh << 32) | <u64><u32>firstLow;
  const seed = (<u64><u32>seedHigh << 32) | <u64><u32>seedLow;
  const total = load<f64>(cumulative + (<usize>(tetCount - 1) << 3));
  for (let i = 0; i < walkers; i++) {
    const random = w.randoms + (<usize>i << 4);
    seedWalker(random, seed, first + i);
    const wanted = total * uniform(random);
    let low = 0, high = tetCount - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (load<f64>(cumulative + (<usize>middle << 3)) > wanted) high = middle;
      else low = middle + 1;
    }
    store<i32>(w.tets + (<usize>i << 2), low);

    // A cube cut into six tetrahedra, all folded onto one: Rocchini & Cignoni, J. Graph. Tools 5, 9 (2000).
    let s = uniform(random), t = uniform(random), u = uniform(random);
    if (s + t > 1.0) {
      s = 1.0 - s;
      t = 1.0 - t;
    }
    if (t + u > 1.0) {
      const old = u;
      u = 1.0 - s - t;
      t = 1.0 - old;
    } else if (s + t + u > 1.0) {
      const old = u;
      u = s + t + u - 1.0;
      s = 1.0 - t - old;
    }
    const p = corners + <usize>low * 96, place = w.places + <usize>i * 24;
    for (let k: usize = 0; k < 24; k += 8) {
      const at = p + k;
      store<f64>(
        place + k,
        (1.0 - s - t - u) * load<f64>(at) + s * load<f64>(at, 24) + t * load<f64>(at, 48) + u * load<f64>(at, 72),
      );
    }
  }
  memory.fill(w.decays, 0, <usize>(walkers * decays) << 3);
  memory.fill(w.phases, 0, <usize>(walkers * profiles) * 24);
}
