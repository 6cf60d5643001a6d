// The adjoint of P1 assembly: from the cotangents of K, M, J_x, J_y, J_z at the CSR entries to those of the node
// positions and of the diffusion tensors. dV/dx_c = V g_c and d(g_b)/dx_a,j = -g_b[j] g_a.
import { geometry, gradient, volume } from "./p1";

/** Address of the 16 symmetrised cotangents of the element's stiffness, then of s_ab = g_a . D g_b. */
const ELEMENT: usize = 1400;
const ELEMENT_S: usize = 1400 + 128;

@inline
function entryOf(scatter: usize, a: i32, b: i32): usize {
  return <usize>load<i32>(scatter + (<usize>(4 * a + b) << 2)) << 3;
}

@inline
function symmetric(values: usize, scatter: usize, a: i32, b: i32): f64 {
  return 0.5 * (load<f64>(values + entryOf(scatter, a, b)) + load<f64>(values + entryOf(scatter, b, a)));
}

@inline
function accumulate(p: usize, value: f64): void {
  store<f64>(p, load<f64>(p) + value);
}

/** sum_ab G_ab V sum_c x_c w(a,b,c) / V of one coordinate; adds V sum_ab G_ab w(a,b,c) to each node's gradient. */
function moment(g: usize, scatter: usize, tets: usize, points: usize, k: usize, v: f64, gradients: usize): f64 {
  let energy: f64 = 0;
  let total: f64 = 0, trace: f64 = 0;
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b < 4; b++) total += load<f64>(g + entryOf(scatter, a, b));
    trace += load<f64>(g + entryOf(scatter, a, a));
  }
  for (let c = 0; c < 4; c++) {
    // sum_ab G_ab 120 w(a,b,c) = total + (row sum + column sum) + trace + 2 G_cc: 1, 2 or 6 for w = 1/120, 1/60, 1/20.
    let rows: f64 = 0;
    for (let b = 0; b < 4; b++) {
      rows += load<f64>(g + entryOf(scatter, c, b)) + load<f64>(g + entryOf(scatter, b, c));
    }
    const weight = (total + rows + trace + 2.0 * load<f64>(g + entryOf(scatter, c, c))) / 120.0;
    const node = <usize>load<i32>(tets + (<usize>c << 2)) * 24 + k;
    energy += weight * load<f64>(points + node);
    accumulate(gradients + node, v * weight);
  }
  return energy;
}

export function contractP1(
  count: i32, tets: usize, compartments: usize, points: usize, tensors: usize, scatter: usize,
  stiffness: usize, mass: usize, jx: usize, jy: usize, jz: usize, gradients: usize, tensorGradients: usize,
): void {
  for (let t = 0; t < count; t++) {
    geometry(points, tets);
    const v = volume();
    const compartment = <usize>load<i32>(compartments) * 48;
    const d = tensors + compartment, dd = tensorGradients + compartment;
    const dxx = load<f64>(d), dxy = load<f64>(d, 8), dxz = load<f64>(d, 16);
    const dyy = load<f64>(d, 24), dyz = load<f64>(d, 32), dzz = load<f64>(d, 40);
    // The energy density: what the element adds to the loss, divided by V.
    let energy: f64 = 0;
    let hxx: f64 = 0, hxy: f64 = 0, hxz: f64 = 0, hyy: f64 = 0, hyz: f64 = 0, hzz: f64 = 0;
    for (let a = 0; a < 4; a++) {
      const gx = gradient(a, 0), gy = gradient(a, 1), gz = gradient(a, 2);
      const fx = dxx * gx + dxy * gy + dxz * gz;
      const fy = dxy * gx + dyy * gy + dyz * gz;
      const fz = dxz * gx + dyz * gy + dzz * gz;
      for (let b = 0; b < 4; b++) {
        const bx = gradient(b, 0), by = gradient(b, 1), bz = gradient(b, 2);
        const s = fx * bx + fy * by + fz * bz;
        const g = symmetric(stiffness, scatter, a, b);
        store<f64>(ELEMENT + (<usize>(4 * a + b) << 3), g);
        store<f64>(ELEMENT_S + (<usize>(4 * a + b) << 3), s);
        energy += g * s + load<f64>(mass + entryOf(scatter, a, b)) * (a == b ? 0.1 : 0.05);
        hxx += g * gx * bx;
        hyy += g * gy * by;
        hzz += g * gz * bz;
        hxy += g * (gx * by + gy * bx);
        hxz += g * (gx * bz + gz * bx);
        hyz += g * (gy * bz + gz * by);
      }
    }
    accumulate(dd, v * hxx);
    accumulate(dd + 8, v * hxy);
    accumulate(dd + 16, v * hxz);
    accumulate(dd + 24, v * hyy);
    accumulate(dd + 32, v * hyz);
    accumulate(dd + 40, v * hzz);
    energy += moment(jx, scatter, tets, points, 0, v, gradients);
    energy += moment(jy, scatter, tets, points, 8, v, gradients);
    energy += moment(jz, scatter, tets, points, 16, v, gradients);
    for (let a = 0; a < 4; a++) {
      let x = energy * gradient(a, 0), y = energy * gradient(a, 1), z = energy * gradient(a, 2);
      for (let b = 0; b < 4; b++) {
        // -2 sum_b g_b sum_c G_bc s_ac
        let r: f64 = 0;
        for (let c = 0; c < 4; c++) {
          r += load<f64>(ELEMENT + (<usize>(4 * b + c) << 3)) * load<f64>(ELEMENT_S + (<usize>(4 * a + c) << 3));
        }
        r *= 2.0;
        x -= r * gradient(b, 0);
        y -= r * gradient(b, 1);
        z -= r * gradient(b, 2);
      }
      const p = gradients + <usize>load<i32>(tets + (<usize>a << 2)) * 24;
      accumulate(p, v * x);
      accumulate(p + 8, v * y);
      accumulate(p + 16, v * z);
    }
    tets += 16;
    compartments += 4;
    scatter += 64;
  }
}
