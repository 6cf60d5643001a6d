/**
 * The gradient of a case in the case's own shape.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import type { SignalGradient } from "../diffusion/mod.ts";
import type { CaseGradient, PerCompartment } from "./case_result.ts";
import type { CaseTissue } from "./simulation_case.ts";

/** Rows of a flat array. */
function rows(data: Float64Array, width: number): number[][] {
  return Array.from(
    { length: data.length / width },
    (_, r) => [...data.subarray(r * width, (r + 1) * width)],
  );
}

/** One number per compartment; their sum where one entry serves all. */
function perCompartment({ data }: Tensor, oneEntry: boolean): PerCompartment {
  return oneEntry ? data.reduce((sum, x) => sum + x, 0) : [...data];
}

/** Slopes by diffusivities: of a scalar the trace of that by its tensor. */
function diffusivitySlopes(
  { compartments }: CaseTissue,
  slope: Tensor,
): CaseGradient["diffusivity"] {
  const oneEntry = compartments.length === 1;
  if (slope.shape.length === 1) return perCompartment(slope, oneEntry);
  const tensors = rows(slope.data, 9);
  const total = tensors[0].map((_, e) => tensors.reduce((sum, t) => sum + t[e], 0));
  const own = (oneEntry ? [total] : tensors).map((entries, c) =>
    typeof compartments[c].diffusivity === "number"
      ? entries[0] + entries[4] + entries[8]
      : rows(Float64Array.from(entries), 3)
  );
  return oneEntry ? own[0] : own;
}

/** Slopes by permeabilities: of a wall, or of each of its faces where it is given so. */
function permeabilitySlopes(
  { interfaces = [] }: CaseTissue,
  { permeability, facePermeability }: SignalGradient,
): (number | number[])[] {
  return interfaces.map((entry, i) =>
    typeof entry.permeability === "number" ? permeability.data[i] : [...facePermeability[i]]
  );
}

/**
 * The gradient by the entries of a case.
 *
 * @param tissue The case's tissue.
 * @param gradient The gradient by compartment.
 * @returns It by the case's own entries, as JSON can hold it.
 */
export function caseGradient(tissue: CaseTissue, gradient: SignalGradient): CaseGradient {
  const oneEntry = tissue.compartments.length === 1;
  return {
    points: rows(gradient.points, 3),
    diffusivity: diffusivitySlopes(tissue, gradient.diffusivity),
    T2: perCompartment(gradient.T2, oneEntry),
    T1: perCompartment(gradient.T1, oneEntry),
    spinDensity: perCompartment(gradient.spinDensity, oneEntry),
    permeability: permeabilitySlopes(tissue, gradient),
    ...(tissue.wallRelaxivity !== undefined && { wallRelaxivity: gradient.wallRelaxivity }),
  };
}
