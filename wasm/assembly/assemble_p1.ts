// P1 assembly of stiffness K, mass M and the first moments J_x, J_y, J_z into CSR values, with diffusion tensor D, relaxation
// rate r and density rho of each compartment: K_ab = rho V (grad_a . D grad_b + r (1 + d_ab)/20), M_ab = rho V/20 (1 + d_ab),
// J_k,ab = rho V sum_c x_k,c w(a,b,c), w = 1/20, 1/60, 1/120.
import { geometry, gradient, volume } from "./p1";

@inline
function add(values: usize, entry: usize, value: f64): void {
  const p = values + (entry << 3);
  store<f64>(p, load<f64>(p) + value);
}

@inline
function addPair(values: usize, entry: usize, mirrored: usize, value: f64): void {
  add(values, entry, value);
  add(values, mirrored, value);
}

/**
 * @param coefficients eight numbers per compartment: D as xx, xy, xz, yy, yz, zz, then r and rho
 * @param scatter for each tetrahedron, the CSR entry of each of its 16 node pairs, row-major
 */
export function assembleP1(
  count: i32, tets: usize, compartments: usize, points: usize, coefficients: usize, scatter: usize,
  stiffness: usize, mass: usize, jx: usize, jy: usize, jz: usize,
): void {
  for (let t = 0; t < count; t++) {
    geometry(points, tets);
    const d = coefficients + (<usize>load<i32>(compartments) << 6);
    const v = volume() * load<f64>(d, 56);
    const dxx = load<f64>(d), dxy = load<f64>(d, 8), dxz = load<f64>(d, 16);
    const dyy = load<f64>(d, 24), dyz = load<f64>(d, 32), dzz = load<f64>(d, 40);
    // Sums and node values of the coordinates: sum_c x_c w(a,b,c) = (X + x_a + x_b)/120 off the diagonal,
    // (2X + 4 x_a)/120 on it, with X the sum over the four nodes.
    let sx: f64 = 0, sy: f64 = 0, sz: f64 = 0;
    for (let a = 0; a < 4; a++) {
      const p = points + <usize>load<i32>(tets + (<usize>a << 2)) * 24;
      sx += load<f64>(p);
      sy += load<f64>(p, 8);
      sz += load<f64>(p, 16);
    }
    const v120 = v / 120.0, v20 = v / 20.0;
    const relaxation = v20 * load<f64>(d, 48);
    for (let a = 0; a < 4; a++) {
      const gx = gradient(a, 0), gy = gradient(a, 1), gz = gradient(a, 2);
      const fx = v * (dxx * gx + dxy * gy + dxz * gz);
      const fy = v * (dxy * gx + dyy * gy + dyz * gz);
      const fz = v * (dxz * gx + dyz * gy + dzz * gz);
      const pa = points + <usize>load<i32>(tets + (<usize>a << 2)) * 24;
      const xa = load<f64>(pa), ya = load<f64>(pa, 8), za = load<f64>(pa, 16);
      const diagonal = <usize>load<i32>(scatter + (<usize>(5 * a) << 2));
      add(stiffness, diagonal, fx * gx + fy * gy + fz * gz + 2.0 * relaxation);
      add(mass, diagonal, 2.0 * v20);
      add(jx, diagonal, v120 * (2.0 * sx + 4.0 * xa));
      add(jy, diagonal, v120 * (2.0 * sy + 4.0 * ya));
      add(jz, diagonal, v120 * (2.0 * sz + 4.0 * za));
      for (let b = a + 1; b < 4; b++) {
        const pb = points + <usize>load<i32>(tets + (<usize>b << 2)) * 24;
        const entry = <usize>load<i32>(scatter + (<usize>(4 * a + b) << 2));
        const mirrored = <usize>load<i32>(scatter + (<usize>(4 * b + a) << 2));
        const coupling = fx * gradient(b, 0) + fy * gradient(b, 1) + fz * gradient(b, 2);
        addPair(stiffness, entry, mirrored, coupling + relaxation);
        addPair(mass, entry, mirrored, v20);
        addPair(jx, entry, mirrored, v120 * (sx + xa + load<f64>(pb)));
        addPair(jy, entry, mirrored, v120 * (sy + ya + load<f64>(pb, 8)));
        addPair(jz, entry, mirrored, v120 * (sz + za + load<f64>(pb, 16)));
      }
    }
    tets += 16;
    compartments += 4;
    scatter += 64;
  }
}
