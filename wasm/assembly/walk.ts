// Brownian walkers in a tetrahedral mesh: Gaussian steps as straight flights from tetrahedron to tetrahedron, reflected in
// the metric of D^-1 at walls, let through permeable faces with a given probability. A flight has the density of its walls:
// reflection and passage keep the standard normal number behind the displacement, so rho stays the equilibrium exactly.
import { fillNormals, uniform } from "./walk_random";
import { WalkTables } from "./walk_tables";

/** Faces a step may meet before the walker rests where it stands for what is left of it. */
const MOST_FACES: i32 = 20000;

/** n.u of faces 0 and 1 of a tetrahedron, of 2 and 3 with `planes` 16 bytes on. */
@inline
function speeds(planes: usize, ux: v128, uy: v128, uz: v128): v128 {
  const along = f64x2.add(f64x2.mul(v128.load(planes), ux), f64x2.mul(v128.load(planes, 32), uy));
  return f64x2.add(along, f64x2.mul(v128.load(planes, 64), uz));
}

/** d - n.x of the same faces: how far inside them x is. */
@inline
function gaps(planes: usize, x: v128, y: v128, z: v128): v128 {
  const rest = f64x2.sub(v128.load(planes, 96), f64x2.mul(v128.load(planes), x));
  return f64x2.sub(f64x2.sub(rest, f64x2.mul(v128.load(planes, 32), y)), f64x2.mul(v128.load(planes, 64), z));
}

@inline
function squared(x: f64, y: f64, z: f64): f64 {
  return x * x + y * y + z * z;
}

@inline
function addTo(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value);
}

/** The square of a distance within which no wall is: what the centroid has, less the way to it. */
@inline
function clearance(entry: usize, x: f64, y: f64, z: f64): f64 {
  const dx = x - load<f64>(entry), dy = y - load<f64>(entry, 8), dz = z - load<f64>(entry, 16);
  const distance = load<f64>(entry, 24) - Math.sqrt(squared(dx, dy, dz));
  return distance > 0.0 ? distance * distance : 0.0;
}

/** The tetrahedron at (x, y, z), seen from (ax, ay, az) in `tet` with no wall in between. */
function tetAt(w: WalkTables, from: usize, ax: f64, ay: f64, az: f64, x: f64, y: f64, z: f64): usize {
  const planes = w.planes, neighbours = w.neighbours;
  const x2 = f64x2.splat(ax), y2 = f64x2.splat(ay), z2 = f64x2.splat(az);
  const ux = f64x2.splat(x - ax), uy = f64x2.splat(y - ay), uz = f64x2.splat(z - az);
  const zero = f64x2.splat(0.0), infinite = f64x2.splat(Infinity);
  let tet = from;
  for (let met = 0; met < MOST_FACES; met++) {
    const p = planes + (tet << 7);
    const speed01 = speeds(p, ux, uy, uz), speed23 = speeds(p + 16, ux, uy, uz);
    const gap01 = gaps(p, x2, y2, z2), gap23 = gaps(p + 16, x2, y2, z2);
    const hit01 = v128.and(f64x2.gt(speed01, zero), f64x2.gt(speed01, gap01));
    const hit23 = v128.and(f64x2.gt(speed23, zero), f64x2.gt(speed23, gap23));
    if (!v128.any_true(v128.or(hit01, hit23))) break;
    const face = firstFace(
      v128.bitselect(f64x2.div(gap01, speed01), infinite, hit01),
      v128.bitselect(f64x2.div(gap23, speed23), infinite, hit23),
    );
    const next = load<i32>(neighbours + (tet << 4) + (face << 2));
    // Only rounding puts a wall here, at the end of the way.
    if (next < 0) break;
    tet = <usize>next;
  }
  return tet;
}

/** The face met first. */
@inline
function firstFace(time01: v128, time23: v128): usize {
  const t0 = f64x2.extract_lane(time01, 0), t1 = f64x2.extract_lane(time01, 1);
  const t2 = f64x2.extract_lane(time23, 0), t3 = f64x2.extract_lane(time23, 1);
  const low = select<f64>(t1, t0, t1 < t0), high = select<f64>(t3, t2, t3 < t2);
  const lowFace = select<usize>(1, 0, t1 < t0), highFace = select<usize>(3, 2, t3 < t2);
  return select<usize>(highFace, lowFace, high < low);
}

/**
 * Moves walkers, in the order given, by a few equal steps.
 *
 * @param firstStep place of the first step among those of the stage
 * @param steps at most as many as there is room for random numbers
 * @returns how many steps were abandoned
 */
export function walkSteps(
  record: usize, walkers: i32, firstStep: i32, steps: i32, compartments: i32, profiles: i32, decays: i32,
): i32 {
  const w = changetype<WalkTables>(record);
  const planes = w.planes, neighbours = w.neighbours, masks = w.masks, spreads = w.spreads;
  const stepStart = w.stepStart + (<usize>firstStep << 2), stepProfile = w.stepProfile, stepWeights = w.stepWeights;
  const normals = w.normals, compartmentOf = w.compartments;
  const infinite = f64x2.splat(Infinity), zero = f64x2.splat(0.0);
  let abandoned = 0;
  for (let n = 0; n < walkers; n++) {
    const i = load<i32>(w.order + (<usize>n << 2));
    const place = w.places + <usize>i * 24, random = w.randoms + (<usize>i << 4);
    const phase = w.phases + <usize>(i * profiles) * 24;
    const decay = w.decays + (<usize>(i * decays) << 3);
    let x = load<f64>(place), y = load<f64>(place, 8), z = load<f64>(place, 16);
    let tet = <usize>load<i32>(w.tets + (<usize>i << 2));
    let compartment = <usize>load<i32>(compartmentOf + (tet << 2));
    // No wall is nearer than the root of `reach` to the place (ax, ay, az) in `tet`: within that ball a walker moves freely,
    // and which tetrahedron it is in is found when it leaves.
    let ax = x, ay = y, az = z, strayed = false;
    let reach = clearance(w.clearances + (tet << 5), x, y, z);
    fillNormals(normals, 3 * steps, random, w.ziggurat);
    let normal = normals;
    for (let step = 0; step < steps; step++) {
      const spread = spreads + compartment * 48;
      const a = load<f64>(normal), b = load<f64>(normal, 8), c = load<f64>(normal, 16);
      normal += 24;
      let ux = load<f64>(spread) * a;
      let uy = load<f64>(spread, 8) * a + load<f64>(spread, 16) * b;
      let uz = load<f64>(spread, 24) * a + load<f64>(spread, 32) * b + load<f64>(spread, 40) * c;

      const x0 = x, y0 = y, z0 = z;
      let free = squared(x + ux - ax, y + uy - ay, z + uz - az) < reach;
      if (!free) {
        if (strayed) {
          tet = tetAt(w, tet, ax, ay, az, x, y, z);
          strayed = false;
          ax = x;
          ay = y;
          az = z;
          reach = clearance(w.clearances + (tet << 5), x, y, z);
          free = squared(ux, uy, uz) < reach;
        }
      }
      if (free) {
        x += ux;
        y += uy;
        z += uz;
        strayed = true;
        for (let k = 0; k < decays; k++) {
          addTo(decay + (<usize>k << 3), load<f64>(w.rates + ((<usize>(k * compartments) + compartment) << 3)));
        }
      } else {
        let done: f64 = 0, left: f64 = 1;
        let allowed01 = v128.load(masks), allowed23 = v128.load(masks, 16);
        let met = 0;
        for (;;) {
          // The straight flight x + u t, t < left, to the first wall.
          let wall = -1, flight = left;
          let face: usize = 0;
          const x2 = f64x2.splat(x), y2 = f64x2.splat(y), z2 = f64x2.splat(z);
          const ux2 = f64x2.splat(ux), uy2 = f64x2.splat(uy), uz2 = f64x2.splat(uz);
          const left2 = f64x2.splat(left);
          for (;;) {
            const p = planes + (tet << 7);
            const speed01 = speeds(p, ux2, uy2, uz2), speed23 = speeds(p + 16, ux2, uy2, uz2);
            const gap01 = gaps(p, x2, y2, z2), gap23 = gaps(p + 16, x2, y2, z2);
            const hit01 = v128.and(allowed01, v128.and(f64x2.gt(speed01, zero), f64x2.gt(f64x2.mul(speed01, left2), gap01)));
            const hit23 = v128.and(allowed23, v128.and(f64x2.gt(speed23, zero), f64x2.gt(f64x2.mul(speed23, left2), gap23)));
            if (!v128.any_true(v128.or(hit01, hit23))) break;
            const time01 = v128.bitselect(f64x2.div(gap01, speed01), infinite, hit01);
            const time23 = v128.bitselect(f64x2.div(gap23, speed23), infinite, hit23);
            face = firstFace(time01, time23);
            const next = load<i32>(neighbours + (tet << 4) + (face << 2));
            if (++met > MOST_FACES) {
              abandoned++;
              ux = 0;
              uy = 0;
              uz = 0;
              break;
            }
            if (next < 0) {
              wall = -1 - next;
              const least = f64x2.min(time01, time23);
              flight = Math.max(0.0, Math.min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)));
              break;
            }
            tet = <usize>next;
            allowed01 = v128.load(masks);
            allowed23 = v128.load(masks, 16);
          }

          for (let k = 0; k < decays; k++) {
            const rate = load<f64>(w.rates + ((<usize>(k * compartments) + compartment) << 3));
            addTo(decay + (<usize>k << 3), rate * flight);
          }
          x += ux * flight;
          y += uy * flight;
          z += uz * flight;
          if (wall < 0) break;
          done += flight;
          left = 1.0 - done;
          const chance = wall < w.permeable ? load<f64>(w.probabilities + (<usize>wall << 3)) : 0.0;
          if (chance > 0.0 && uniform(random) < chance) {
            const other = load<i32>(w.across + (<usize>wall << 2));
            const turn = w.turns + <usize>wall * 72;
            const vx = ux, vy = uy, vz = uz;
            ux = load<f64>(turn) * vx + load<f64>(turn, 8) * vy + load<f64>(turn, 16) * vz;
            uy = load<f64>(turn, 24) * vx + load<f64>(turn, 32) * vy + load<f64>(turn, 40) * vz;
            uz = load<f64>(turn, 48) * vx + load<f64>(turn, 56) * vy + load<f64>(turn, 64) * vz;
            tet = <usize>(other >> 2);
            face = <usize>(other & 3);
            compartment = <usize>load<i32>(compartmentOf + (tet << 2));
          } else {
            const p = planes + (tet << 7) + (face << 3), mirror = w.mirrors + <usize>wall * 24;
            const along = 2.0 * (load<f64>(p) * ux + load<f64>(p, 32) * uy + load<f64>(p, 64) * uz);
            ux -= along * load<f64>(mirror);
            uy -= along * load<f64>(mirror, 8);
            uz -= along * load<f64>(mirror, 16);
            if (decays > 0) {
              const loss = load<f64>(w.losses + (<usize>wall << 3));
              for (let k = 0; k < decays; k++) addTo(decay + (<usize>k << 3), loss);
            }
          }
          // The face just met cannot be met again on the straight line from it; rounding may say otherwise.
          const row = masks + ((face + 1) << 5);
          allowed01 = v128.load(row);
          allowed23 = v128.load(row, 16);
        }
        ax = x;
        ay = y;
        az = z;
        reach = clearance(w.clearances + (tet << 5), x, y, z);
      }

      // The phase of the chord, not of the flight: see core/diffusion/monte_carlo/step_weights.ts.
      const last = load<i32>(stepStart + (<usize>step << 2), 4);
      for (let e = load<i32>(stepStart + (<usize>step << 2)); e < last; e++) {
        const at = phase + <usize>load<i32>(stepProfile + (<usize>e << 2)) * 24;
        const weights = stepWeights + (<usize>e << 4);
        const before = load<f64>(weights), after = load<f64>(weights, 8);
        store<f64>(at, load<f64>(at) + before * x0 + after * x);
        store<f64>(at, load<f64>(at, 8) + before * y0 + after * y, 8);
        store<f64>(at, load<f64>(at, 16) + before * z0 + after * z, 16);
      }
    }
    if (strayed) tet = tetAt(w, tet, ax, ay, az, x, y, z);
    store<f64>(place, x);
    store<f64>(place, y, 8);
    store<f64>(place, z, 16);
    store<i32>(w.tets + (<usize>i << 2), <i32>tet);
  }
  return abandoned;
}
