/**
 * The `compartments` and `interfaces` of a case file.
 *
 * @module
 */
import { InputError } from "../input_error.ts";
import { entryWithKeys, excerpt, finite, listOf, positive } from "./keys.ts";
import type { CaseCompartment } from "./simulation_case.ts";

function readDiffusivity(value: unknown, path: string): number {
  if (Array.isArray(value)) {
    throw new InputError(
      `'${path}' is a list but only a scalar diffusivity is supported yet, no 3×3 tensor: give a number in µm²/ms`,
    );
  }
  return positive(value, path, "µm²/ms");
}

function readCompartment(value: unknown, path: string): CaseCompartment {
  const entry = entryWithKeys(value, path, ["diffusivity"], ["T2", "spinDensity"]);
  const { diffusivity, T2 = null, spinDensity = 1 } = entry;
  return {
    diffusivity: readDiffusivity(diffusivity, `${path}.diffusivity`),
    T2: T2 === null || T2 === Infinity ? Infinity : positive(T2, `${path}.T2`, "ms"),
    spinDensity: positive(spinDensity, `${path}.spinDensity`, ""),
  };
}

/**
 * Reads `compartments`.
 *
 * @param value The value of the key.
 * @param ids The compartment ids of the mesh, ascending.
 * @returns One entry per id, or one that serves all.
 */
export function readCompartments(value: unknown, ids: readonly number[]): CaseCompartment[] {
  const list = listOf(value, "compartments");
  if (list.length !== 1 && list.length !== ids.length) {
    throw new InputError(
      `'compartments' has ${list.length} entries but the mesh has ${ids.length} compartment${
        ids.length === 1 ? "" : "s"
      } (${excerpt(ids)}): give one entry per compartment, or one for all`,
    );
  }
  return list.map((entry, c) => readCompartment(entry, `compartments[${c}]`));
}

/** Checks `interfaces`: only impermeable ones can be simulated yet. */
export function checkInterfaces(value: unknown, ids: readonly number[]): void {
  if (!Array.isArray(value)) {
    throw new InputError(`'interfaces' is ${excerpt(value)} but must be a list`);
  }
  value.forEach((item, i) => {
    const path = `interfaces[${i}]`;
    const { between, permeability } = entryWithKeys(item, path, ["between", "permeability"]);
    const pair = listOf(between, `${path}.between`, 2, "sides of an interface");
    pair.forEach((id, k) => {
      const at = `${path}.between[${k}]`;
      if (!ids.includes(finite(id, at))) {
        throw new InputError(
          `'${at}' is ${id} but the mesh has the compartments ${excerpt(ids)}`,
        );
      }
    });
    const kappa = finite(permeability, `${path}.permeability`);
    if (kappa < 0) {
      throw new InputError(`'${path}.permeability' is ${kappa} µm/ms but must not be negative`);
    }
    if (kappa > 0) {
      throw new InputError(
        `'${path}.permeability' is ${kappa} µm/ms but permeable interfaces are not supported yet: only 0 is`,
      );
    }
  });
}
