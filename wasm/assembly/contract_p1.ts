// The adjoint of P1 assembly: from the cotangents G of K, M, J_x, J_y, J_z at the CSR entries to those of the node positions
// and of the coefficients. With H = sum_ab G_ab g_a g_b^T (symmetrised) an element adds rho V E to the loss,
// E = D:H + sum_ab (r G_ab + G^M_ab)(1 + d_ab)/20 + sum_k sum_c x_k,c w_k,c, w_k,c = sum_ab G^k_ab w(a,b,c), and from
// dV/dx_a = V g_a and d(g_b)/dx_a,j = -g_b[j] g_a follows dE/dx_a = -2 H D g_a + w_a.
import { geometry, gradient, volume } from "./p1";

/** Address of the w_k,c of an element, k fastest. */
const WEIGHTS: usize = 1400;

@inline
function valueAt(values: usize, scatter: usize, entry: i32): f64 {
  return load<f64>(values + (<usize>load<i32>(scatter + (<usize>entry << 2)) << 3));
}

/** G_ab + G_ba. */
@inline
function pair(values: usize, scatter: usize, a: i32, b: i32): f64 {
  return valueAt(values, scatter, 4 * a + b) + valueAt(values, scatter, 4 * b + a);
}

@inline
function accumulate(p: usize, value: f64): void {
  store<f64>(p, load<f64>(p) + value);
}

/** sum_ab G_ab (1 + d_ab). */
@inline
function againstMass(values: usize, scatter: usize): f64 {
  const diagonal = valueAt(values, scatter, 0) + valueAt(values, scatter, 5) + valueAt(values, scatter, 10) +
    valueAt(values, scatter, 15);
  return 2.0 * diagonal + pair(values, scatter, 0, 1) + pair(values, scatter, 0, 2) + pair(values, scatter, 0, 3) +
    pair(values, scatter, 1, 2) + pair(values, scatter, 1, 3) + pair(values, scatter, 2, 3);
}

/** Leaves w_c of one coordinate in the scratch; returns sum_c x_c w_c. */
function moment(values: usize, scatter: usize, tets: usize, points: usize, k: usize): f64 {
  const d0 = valueAt(values, scatter, 0), d1 = valueAt(values, scatter, 5);
  const d2 = valueAt(values, scatter, 10), d3 = valueAt(values, scatter, 15);
  const p01 = pair(values, scatter, 0, 1), p02 = pair(values, scatter, 0, 2), p03 = pair(values, scatter, 0, 3);
  const p12 = pair(values, scatter, 1, 2), p13 = pair(values, scatter, 1, 3), p23 = pair(values, scatter, 2, 3);
  // sum_ab G_ab 120 w(a,b,c) = total + trace + (row + column of c) + 2 G_cc: 1, 2 or 6 for w = 1/120, 1/60, 1/20.
  const all = 2.0 * (d0 + d1 + d2 + d3) + p01 + p02 + p03 + p12 + p13 + p23;
  const w0 = (all + p01 + p02 + p03 + 4.0 * d0) / 120.0, w1 = (all + p01 + p12 + p13 + 4.0 * d1) / 120.0;
  const w2 = (all + p02 + p12 + p23 + 4.0 * d2) / 120.0, w3 = (all + p03 + p13 + p23 + 4.0 * d3) / 120.0;
  store<f64>(WEIGHTS + k, w0);
  store<f64>(WEIGHTS + 24 + k, w1);
  store<f64>(WEIGHTS + 48 + k, w2);
  store<f64>(WEIGHTS + 72 + k, w3);
  const x = points + k;
  return w0 * load<f64>(x + <usize>load<i32>(tets) * 24) + w1 * load<f64>(x + <usize>load<i32>(tets, 4) * 24) +
    w2 * load<f64>(x + <usize>load<i32>(tets, 8) * 24) + w3 * load<f64>(x + <usize>load<i32>(tets, 12) * 24);
}

export function contractP1(
  count: i32, tets: usize, compartments: usize, points: usize, coefficients: usize, scatter: usize,
  stiffness: usize, mass: usize, jx: usize, jy: usize, jz: usize, gradients: usize, coefficientGradients: usize,
): void {
  for (let t = 0; t < count; t++) {
    geometry(points, tets);
    const v = volume();
    const compartment = <usize>load<i32>(compartments) << 6;
    const d = coefficients + compartment, dd = coefficientGradients + compartment;
    const dxx = load<f64>(d), dxy = load<f64>(d, 8), dxz = load<f64>(d, 16);
    const dyy = load<f64>(d, 24), dyz = load<f64>(d, 32), dzz = load<f64>(d, 40);
    const rho = load<f64>(d, 56), weighted = rho * v;
    let hxx: f64 = 0, hxy: f64 = 0, hxz: f64 = 0, hyy: f64 = 0, hyz: f64 = 0, hzz: f64 = 0;
    let againstStiffness: f64 = 0;
    for (let a = 0; a < 4; a++) {
      // H = sum_a sym(g_a f_a^T) with f_a = G_aa g_a + sum_{b > a} (G_ab + G_ba) g_b; hxy = 2 H_xy and so on.
      const own = valueAt(stiffness, scatter, 5 * a);
      const gx = gradient(a, 0), gy = gradient(a, 1), gz = gradient(a, 2);
      let fx = own * gx, fy = own * gy, fz = own * gz;
      againstStiffness += 2.0 * own;
      for (let b = a + 1; b < 4; b++) {
        const g = pair(stiffness, scatter, a, b);
        againstStiffness += g;
        fx += g * gradient(b, 0);
        fy += g * gradient(b, 1);
        fz += g * gradient(b, 2);
      }
      hxx += gx * fx;
      hyy += gy * fy;
      hzz += gz * fz;
      hxy += gx * fy + gy * fx;
      hxz += gx * fz + gz * fx;
      hyz += gy * fz + gz * fy;
    }
    againstStiffness *= 0.05;
    let energy = dxx * hxx + dxy * hxy + dxz * hxz + dyy * hyy + dyz * hyz + dzz * hzz +
      load<f64>(d, 48) * againstStiffness + 0.05 * againstMass(mass, scatter);
    energy += moment(jx, scatter, tets, points, 0);
    energy += moment(jy, scatter, tets, points, 8);
    energy += moment(jz, scatter, tets, points, 16);
    accumulate(dd, weighted * hxx);
    accumulate(dd + 8, weighted * hxy);
    accumulate(dd + 16, weighted * hxz);
    accumulate(dd + 24, weighted * hyy);
    accumulate(dd + 32, weighted * hyz);
    accumulate(dd + 40, weighted * hzz);
    accumulate(dd + 48, weighted * againstStiffness);
    accumulate(dd + 56, v * energy);
    // E I - 2 H D, for H_xy = hxy/2 and so on.
    const mxx = energy - 2.0 * hxx * dxx - hxy * dxy - hxz * dxz;
    const mxy = -2.0 * hxx * dxy - hxy * dyy - hxz * dyz, mxz = -2.0 * hxx * dxz - hxy * dyz - hxz * dzz;
    const myx = -hxy * dxx - 2.0 * hyy * dxy - hyz * dxz, myz = -hxy * dxz - 2.0 * hyy * dyz - hyz * dzz;
    const myy = energy - hxy * dxy - 2.0 * hyy * dyy - hyz * dyz;
    const mzx = -hxz * dxx - hyz * dxy - 2.0 * hzz * dxz, mzy = -hxz * dxy - hyz * dyy - 2.0 * hzz * dyz;
    const mzz = energy - hxz * dxz - hyz * dyz - 2.0 * hzz * dzz;
    for (let a = 0; a < 4; a++) {
      const gx = gradient(a, 0), gy = gradient(a, 1), gz = gradient(a, 2);
      const w = WEIGHTS + <usize>a * 24;
      const p = gradients + <usize>load<i32>(tets + (<usize>a << 2)) * 24;
      accumulate(p, weighted * (mxx * gx + mxy * gy + mxz * gz + load<f64>(w)));
      accumulate(p + 8, weighted * (myx * gx + myy * gy + myz * gz + load<f64>(w, 8)));
      accumulate(p + 16, weighted * (mzx * gx + mzy * gy + mzz * gz + load<f64>(w, 16)));
    }
    tets += 16;
    compartments += 4;
    scatter += 64;
  }
}
