/**
 * Special functions and quadrature rules.
 *
 * @module
 */
export { besselITerms, scaledBesselI } from "./bessel_i.ts";
export { jacobiAngerTerms } from "./bessel_j.ts";
export { gaussLegendre, type QuadratureRule } from "./gauss_legendre.ts";
