/**
 * The `compartments`, `interfaces` and `wallRelaxivity` of a case file.
 *
 * @module
 */
import type { Diffusivity, Interface } from "../diffusion/mod.ts";
import { InputError } from "../input_error.ts";
import { entryWithKeys, excerpt, finite, listOf, positive } from "./keys.ts";
import type { CaseCompartment, CaseTissue } from "./simulation_case.ts";

function notNegative(value: unknown, path: string, unit: string): number {
  const number = finite(value, path);
  if (number >= 0) return number;
  throw new InputError(`'${path}' is ${number}${unit} but must not be negative`);
}

/** A scalar, or three rows; whether they are a tensor is checked with the tissue. */
function readDiffusivity(value: unknown, path: string): Diffusivity {
  if (!Array.isArray(value)) return positive(value, path, "µm²/ms");
  return listOf(value, path, 3, "rows").map((row, i) =>
    listOf(row, `${path}[${i}]`, 3, "columns").map((x, k) => finite(x, `${path}[${i}][${k}]`))
  );
}

/** A relaxation time; null stands for infinite. */
function readTime(value: unknown, path: string): number {
  return value === null || value === Infinity ? Infinity : positive(value, path, "ms");
}

function readCompartment(value: unknown, path: string): CaseCompartment {
  const entry = entryWithKeys(value, path, ["diffusivity"], ["T2", "T1", "spinDensity"]);
  const { diffusivity, T2 = null, T1 = null, spinDensity = 1 } = entry;
  return {
    diffusivity: readDiffusivity(diffusivity, `${path}.diffusivity`),
    T2: readTime(T2, `${path}.T2`),
    T1: readTime(T1, `${path}.T1`),
    spinDensity: notNegative(spinDensity, `${path}.spinDensity`, ""),
  };
}

/** Reads `compartments`: one entry per id, or one that serves all. */
function readCompartments(value: unknown, ids: readonly number[]): CaseCompartment[] {
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

function readInterface(value: unknown, path: string, ids: readonly number[]): Interface {
  const { between, permeability } = entryWithKeys(value, path, ["between", "permeability"]);
  const sides = listOf(between, `${path}.between`, 2, "sides of an interface").map((id, k) => {
    const at = `${path}.between[${k}]`, side = finite(id, at);
    if (ids.includes(side)) return side;
    throw new InputError(`'${at}' is ${side} but the mesh has the compartments ${excerpt(ids)}`);
  });
  const at = `${path}.permeability`;
  return {
    between: [sides[0], sides[1]],
    permeability: Array.isArray(permeability)
      ? permeability.map((kappa, f) => notNegative(kappa, `${at}[${f}]`, " µm/ms"))
      : notNegative(permeability, at, " µm/ms"),
  };
}

function readInterfaces(value: unknown, ids: readonly number[]): Interface[] {
  if (!Array.isArray(value)) {
    throw new InputError(`'interfaces' is ${excerpt(value)} but must be a list`);
  }
  return value.map((entry, i) => readInterface(entry, `interfaces[${i}]`, ids));
}

/**
 * Reads the tissue.
 *
 * @param entry The case, its keys checked.
 * @param ids The compartment ids of the mesh, ascending.
 * @returns The tissue; what depends on where compartments touch is checked when it is simulated.
 */
export function readTissue(
  entry: {
    readonly compartments?: unknown;
    readonly interfaces?: unknown;
    readonly wallRelaxivity?: unknown;
  },
  ids: readonly number[],
): CaseTissue {
  const { compartments, interfaces, wallRelaxivity } = entry;
  return {
    compartments: readCompartments(compartments, ids),
    ...(interfaces !== undefined && { interfaces: readInterfaces(interfaces, ids) }),
    ...(wallRelaxivity !== undefined && {
      wallRelaxivity: notNegative(wallRelaxivity, "wallRelaxivity", " µm/ms"),
    }),
  };
}
