// Sums of w exp(-i phi) and of its squares over walkers, for the encodings of one waveform.
import { WalkTables } from "./walk_tables";

/** pi/2 in two parts, the first with its last 33 bits zero, so that its small multiples are exact. */
const QUARTER_HIGH: f64 = 1.57079632673412561417;
const QUARTER_LOW: f64 = 6.07710050650619224932e-11;
const QUARTERS: f64 = 0.63661977236758134308;

@inline
function horner(value: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.splat(coefficient), f64x2.mul(x, value));
}

/** sin r, |r| <= pi/4, from its Taylor series: the first term left out is below 5e-17. */
@inline
function sineSeries(r: v128, square: v128): v128 {
  let s = f64x2.splat(-1.0 / 1307674368000.0);
  s = horner(s, square, 1.0 / 6227020800.0);
  s = horner(s, square, -1.0 / 39916800.0);
  s = horner(s, square, 1.0 / 362880.0);
  s = horner(s, square, -1.0 / 5040.0);
  s = horner(s, square, 1.0 / 120.0);
  s = horner(s, square, -1.0 / 6.0);
  return f64x2.add(r, f64x2.mul(r, f64x2.mul(square, s)));
}

@inline
function cosineSeries(square: v128): v128 {
  let c = f64x2.splat(1.0 / 20922789888000.0);
  c = horner(c, square, -1.0 / 87178291200.0);
  c = horner(c, square, 1.0 / 479001600.0);
  c = horner(c, square, -1.0 / 3628800.0);
  c = horner(c, square, 1.0 / 40320.0);
  c = horner(c, square, -1.0 / 720.0);
  c = horner(c, square, 1.0 / 24.0);
  c = horner(c, square, -0.5);
  return horner(c, square, 1.0);
}

@inline
function addSums(sums: usize, re: f64, im: f64): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2(re, im)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2(re * re, im * im)), 16);
}

@inline
function phaseOf(phase: usize, coefficients: usize, profiles: i32): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < 3 * profiles; k++) {
    sum += load<f64>(coefficients + (<usize>k << 3)) * load<f64>(phase + (<usize>k << 3));
  }
  return sum;
}

/**
 * @param allProfiles number of profiles walkers accumulate; those of the waveform start at `firstProfile`
 * @param decay which decay counts, or -1
 * @param coefficients [encodings x profiles x 3]: the unit phase is their sum over the phases
 * @param amplitudeStart first amplitude of each encoding, [encodings + 1]
 * @param sums [amplitudes x compartments x 4]: Re, Im and their squares, added to
 */
export function walkSignal(
  record: usize, walkers: i32, allProfiles: i32, decays: i32, compartments: i32,
  firstProfile: i32, profiles: i32, decay: i32, encodings: i32,
  coefficients: usize, amplitudeStart: usize, amplitudes: usize, sums: usize,
): void {
  const w = changetype<WalkTables>(record);
  const stride = <usize>allProfiles * 24;
  const one = i64x2.splat(1), two = i64x2.splat(2);
  for (let i = 0; i < walkers; i += 2) {
    const j = i + 1 < walkers ? i + 1 : i;
    let weightI: f64 = 1, weightJ: f64 = 1;
    if (decay >= 0) {
      weightI = Math.exp(-load<f64>(w.decays + (<usize>(i * decays + decay) << 3)));
      weightJ = Math.exp(-load<f64>(w.decays + (<usize>(j * decays + decay) << 3)));
    }
    const weight = f64x2(weightI, weightJ);
    const cellI = <usize>load<i32>(w.compartments + (<usize>load<i32>(w.tets + (<usize>i << 2)) << 2)) << 5;
    const cellJ = <usize>load<i32>(w.compartments + (<usize>load<i32>(w.tets + (<usize>j << 2)) << 2)) << 5;
    const phaseI = w.phases + <usize>i * stride + <usize>firstProfile * 24;
    const phaseJ = w.phases + <usize>j * stride + <usize>firstProfile * 24;
    for (let e = 0; e < encodings; e++) {
      const row = coefficients + <usize>(e * profiles) * 24;
      const unit = f64x2(phaseOf(phaseI, row, profiles), phaseOf(phaseJ, row, profiles));
      const end = load<i32>(amplitudeStart + (<usize>e << 2), 4);
      for (let m = load<i32>(amplitudeStart + (<usize>e << 2)); m < end; m++) {
        const phi = f64x2.mul(unit, f64x2.splat(load<f64>(amplitudes + (<usize>m << 3))));
        const turns = f64x2.nearest(f64x2.mul(phi, f64x2.splat(QUARTERS)));
        const r = f64x2.sub(
          f64x2.sub(phi, f64x2.mul(turns, f64x2.splat(QUARTER_HIGH))),
          f64x2.mul(turns, f64x2.splat(QUARTER_LOW)),
        );
        const quadrant = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(turns));
        const square = f64x2.mul(r, r);
        const sine = sineSeries(r, square), cosine = cosineSeries(square);
        const odd = i64x2.neg(v128.and(quadrant, one));
        const signSine = i64x2.shl(v128.and(quadrant, two), 62);
        const signCosine = i64x2.shl(v128.and(i64x2.add(quadrant, one), two), 62);
        const im = f64x2.mul(weight, v128.xor(v128.bitselect(cosine, sine, odd), signSine));
        const re = f64x2.mul(weight, v128.xor(v128.bitselect(sine, cosine, odd), signCosine));
        const cells = sums + (<usize>(m * compartments) << 5);
        addSums(cells + cellI, f64x2.extract_lane(re, 0), -f64x2.extract_lane(im, 0));
        if (j !== i) addSums(cells + cellJ, f64x2.extract_lane(re, 1), -f64x2.extract_lane(im, 1));
      }
    }
  }
}
