/**
 * Factors between the units of the field and those of the equations.
 *
 * @module
 */

/** Gyromagnetic ratio of the proton, rad/(ms mT). */
export const gyromagneticRatio = 267.522187;

/** The amplitude q = γ g of a gradient of 1 mT/m, rad/(µm ms). */
export const amplitudePerGradient = gyromagneticRatio * 1e-6;

/** One b-value of 1 s/mm² in ms/µm². */
export const bValueUnit = 1e-3;
