/**
 * The signs of two determinants of points in the plane, always right: orientation and in-circle.
 *
 * Rounded arithmetic answers where its error bound allows (Shewchuk, Discrete Comput. Geom. 18, 305 (1997), stage A), exact
 * integers decide the rest.
 *
 * @module
 */

/** Half the distance from 1 to the next double. */
const EPSILON = 2 ** -53;

/** The error of the rounded determinants over the sum of the magnitudes of their terms. */
const ORIENT_ERROR = (3 + 16 * EPSILON) * EPSILON, CIRCLE_ERROR = (10 + 96 * EPSILON) * EPSILON;

/**
 * Tells on which side of the line from a to b the point c lies.
 *
 * @param ax x of a.
 * @param ay y of a.
 * @param bx x of b.
 * @param by y of b.
 * @param cx x of c.
 * @param cy y of c.
 * @returns Positive on the left, so that (a, b, c) is anticlockwise, negative on the right, 0 on the line.
 */
export function orientation(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): number {
  const left = (ax - cx) * (by - cy), right = (ay - cy) * (bx - cx);
  const determinant = left - right;
  if (Math.abs(determinant) > ORIENT_ERROR * (Math.abs(left) + Math.abs(right))) return determinant;
  const [AX, AY, BX, BY, CX, CY] = integers([ax, ay, bx, by, cx, cy]);
  return sign((AX - CX) * (BY - CY) - (AY - CY) * (BX - CX));
}

/**
 * Tells whether the point d lies inside the circle through a, b and c, which are anticlockwise.
 *
 * @param ax x of a.
 * @param ay y of a.
 * @param bx x of b.
 * @param by y of b.
 * @param cx x of c.
 * @param cy y of c.
 * @param dx x of d.
 * @param dy y of d.
 * @returns Positive inside, negative outside, 0 on the circle.
 */
export function inCircle(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): number {
  const px = ax - dx, py = ay - dy, qx = bx - dx, qy = by - dy, rx = cx - dx, ry = cy - dy;
  const qxry = qx * ry, rxqy = rx * qy, rxpy = rx * py, pxry = px * ry, pxqy = px * qy;
  const qxpy = qx * py;
  const p = px * px + py * py, q = qx * qx + qy * qy, r = rx * rx + ry * ry;
  const determinant = p * (qxry - rxqy) + q * (rxpy - pxry) + r * (pxqy - qxpy);
  const magnitude = (Math.abs(qxry) + Math.abs(rxqy)) * p + (Math.abs(rxpy) + Math.abs(pxry)) * q +
    (Math.abs(pxqy) + Math.abs(qxpy)) * r;
  if (Math.abs(determinant) > CIRCLE_ERROR * magnitude) return determinant;
  return exactInCircle(integers([ax, ay, bx, by, cx, cy, dx, dy]));
}

function exactInCircle([ax, ay, bx, by, cx, cy, dx, dy]: bigint[]): number {
  const px = ax - dx, py = ay - dy, qx = bx - dx, qy = by - dy, rx = cx - dx, ry = cy - dy;
  const p = px * px + py * py, q = qx * qx + qy * qy, r = rx * rx + ry * ry;
  return sign(p * (qx * ry - rx * qy) + q * (rx * py - px * ry) + r * (px * qy - qx * py));
}

function sign(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

/** Doubles are integers times powers of two: gives the integers once all powers are the same. */
function integers(values: readonly number[]): bigint[] {
  const mantissas: bigint[] = [], exponents: number[] = [];
  for (const value of values) {
    double[0] = value;
    const exponent = Number((bits[0] >> 52n) & 0x7ffn);
    const fraction = bits[0] & 0xfffffffffffffn;
    const magnitude = exponent === 0 ? fraction : fraction | 0x10000000000000n;
    mantissas.push(value < 0 ? -magnitude : magnitude);
    exponents.push(magnitude === 0n ? Infinity : Math.max(exponent, 1));
  }
  const least = Math.min(...exponents);
  return mantissas.map((mantissa, i) =>
    mantissa === 0n ? 0n : mantissa << BigInt(exponents[i] - least)
  );
}
