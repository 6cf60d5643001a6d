/**
 * Special functions and quadrature rules.
 *
 * @module
 */
export { besselITerms, scaledBesselI } from "./bessel_i.ts";
export { jacobiAngerTerms } from "./bessel_j.ts";
export {
  besselJ,
  discFamily,
  type RadialFamily,
  slopeRoots,
  sphereFamily,
  sphericalBesselJ,
} from "./bessel_roots.ts";
export { gaussLegendre, type QuadratureRule } from "./gauss_legendre.ts";
export { jacobiPolynomials, type PolynomialValues } from "./jacobi.ts";
