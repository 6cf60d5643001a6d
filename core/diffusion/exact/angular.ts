/**
 * Real angular functions of the slab, the disc and the ball, and the matrix elements of x/r, y/r and z/r between them.
 *
 * Disc: 1, cos mφ, sin mφ. Ball: P_l^m(cos θ) times cos mφ or sin mφ, without the Condon-Shortley phase. Multiplying by a
 * coordinate couples neighbouring orders only (Varshalovich et al., Quantum Theory of Angular Momentum, 1988, 5.7). All are
 * orthonormal. A gradient in one direction or one plane reaches only the functions even under the reflections it keeps.
 *
 * @module
 */

/** An angular function. */
export interface AngularFunction {
  /** l in the ball, m in the disc, 0 in the slab: what the radial functions depend on. */
  readonly order: number;
}

/** A pair of angular functions that the coordinates couple. */
export interface AngularCoupling {
  /** Index of the function of lower order l. */
  readonly low: number;
  /** Index of the function of order l + 1; `low` itself in the slab. */
  readonly high: number;
  /** Matrix elements of x/r, y/r, z/r. */
  readonly elements: readonly [number, number, number];
}

/** A set of angular functions, the constant first. */
export interface AngularSet {
  /** Dimension of the body: 1 slab, 2 disc, 3 ball. */
  readonly dimension: number;
  /** The functions, by ascending order. */
  readonly functions: readonly AngularFunction[];
  /** The pairs that are coupled. */
  readonly couplings: readonly AngularCoupling[];
}

interface Harmonic extends AngularFunction {
  readonly m: number;
  readonly sine: boolean;
}

/** The constant function across a slab, along whose normal z the gradient points. */
export function slabAngular(): AngularSet {
  return {
    dimension: 1,
    functions: [{ order: 0 }],
    couplings: [{ low: 0, high: 0, elements: [0, 0, 1] }],
  };
}

/** The harmonics below `orders` that a gradient of the given rank reaches. */
function harmonics(dimension: number, orders: number, rank: number): Harmonic[] {
  const out: Harmonic[] = [];
  for (let order = 0; order < orders; order++) {
    const [first, last] = dimension === 2 ? [order, order] : [0, rank === 1 ? 0 : order];
    for (let m = first; m <= last; m++) {
      out.push({ order, m, sine: false });
      if (m > 0 && rank === dimension) out.push({ order, m, sine: true });
    }
  }
  return out;
}

/** The factor between sin^|s|θ e^{isφ} multiples of neighbouring P_l^m: from (l, m) to (l + 1, m + s). */
function polarElement(dimension: number, l: number, m: number, s: number): number {
  if (dimension === 2) return 1;
  if (s === 0) {
    return Math.sqrt((l + 1 - m) * (l + 1 + m) / ((2 * l + 1) * (2 * l + 3)));
  }
  const product = s > 0 ? (l + m + 1) * (l + m + 2) : (l - m + 1) * (l - m + 2);
  return s * Math.sqrt(product / ((2 * l + 1) * (2 * l + 3)));
}

/** ⟨x/r⟩, ⟨y/r⟩, ⟨z/r⟩ between a harmonic of order l and one of order l + 1. */
function elements(dimension: number, low: Harmonic, high: Harmonic): [number, number, number] {
  const polar = polarElement(dimension, low.order, low.m, high.m - low.m);
  if (high.m === low.m) return [0, 0, dimension === 3 && low.sine === high.sine ? polar : 0];
  // cos mφ has the norm √π, but 1 has √(2π).
  const azimuthal = (low.m === 0 || high.m === 0 ? Math.SQRT1_2 : 0.5) * polar;
  if (low.sine === high.sine) return [azimuthal, 0, 0];
  // sin φ cos mφ = (sin (m + 1)φ − sin (m − 1)φ)/2.
  const sine = low.sine ? low : high, cosine = low.sine ? high : low;
  return [0, sine.m > cosine.m ? azimuthal : -azimuthal, 0];
}

/**
 * The angular functions of orders 0 … orders − 1 that a gradient reaches, and their couplings.
 *
 * @param dimension 2 for the disc, 3 for the ball.
 * @param orders Number of orders.
 * @param rank Directions the gradient takes: in the disc 1 (x alone) or 2; in the ball 1 (z alone), 2 (x and z) or 3.
 */
export function roundAngular(dimension: 2 | 3, orders: number, rank: number): AngularSet {
  const functions = harmonics(dimension, orders, rank);
  const couplings: AngularCoupling[] = [];
  functions.forEach((low, i) => {
    functions.forEach((high, j) => {
      if (high.order !== low.order + 1 || Math.abs(high.m - low.m) > 1) return;
      const found = elements(dimension, low, high);
      if (found.some((x) => x !== 0)) couplings.push({ low: i, high: j, elements: found });
    });
  });
  return { dimension, functions, couplings };
}
