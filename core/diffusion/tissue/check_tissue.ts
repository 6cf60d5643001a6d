/**
 * Checks a tissue and brings it to its one general form.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { tensorEntries } from "./diffusion_tensor.ts";
import type { Compartment, CompartmentTissue, Interface, Tissue } from "./tissue.ts";

/** The constants of a compartment, checked. */
export interface CheckedCompartment {
  /** The compartment's id in the mesh. */
  readonly id: number;
  /** Diffusion tensor xx, xy, xz, yy, yz, zz, µm²/ms. */
  readonly tensor: readonly number[];
  /** Transverse relaxation time, ms; `Infinity` for none. */
  readonly T2: number;
  /** Longitudinal relaxation time, ms; `Infinity` for none. */
  readonly T1: number;
  /** Spin density ρ ≥ 0. */
  readonly spinDensity: number;
}

/** A tissue, checked but for what depends on where its compartments touch. */
export interface CheckedTissue {
  /** One entry per compartment id of the mesh, by ascending id. */
  readonly compartments: readonly CheckedCompartment[];
  /** Permeable walls. */
  readonly interfaces: readonly Interface[];
  /** Relaxivity of the outer wall, µm/ms; absent where the wall does not relax. */
  readonly wallRelaxivity?: number;
}

/** Refuses a constant outside its range. */
export function checkConstant(
  name: string,
  value: number,
  unit: string,
  range: "positive" | "not negative",
): number {
  const good = range === "positive" ? value > 0 : value >= 0 && value < Infinity;
  if (typeof value === "number" && good) return value;
  const given = `${JSON.stringify(value) === "null" ? String(value) : JSON.stringify(value)}`;
  throw new InputError(
    `The ${name} is ${given}${unit} but must be ${
      range === "positive" ? "positive" : "a number that is not negative"
    }`,
  );
}

/** Whether a tissue is given by compartments, not by the constants of the only one. */
export function hasCompartments(tissue: Tissue): tissue is CompartmentTissue {
  return "compartments" in tissue;
}

function checkCompartment(entry: Compartment, id: number, where: string): CheckedCompartment {
  const { diffusivity, T2 = Infinity, T1 = Infinity, spinDensity = 1 } = entry;
  return {
    id,
    tensor: tensorEntries(diffusivity, where),
    T2: checkConstant(`T2${where}`, T2, " ms", "positive"),
    T1: checkConstant(`T1${where}`, T1, " ms", "positive"),
    spinDensity: checkConstant(`spin density${where}`, spinDensity, "", "not negative"),
  };
}

/** Names a few ids. */
function listed(ids: readonly number[]): string {
  const shown = ids.slice(0, 8).join(", ");
  return ids.length > 8 ? `${shown}, …` : shown;
}

function checkInterface(
  { between, permeability }: Interface,
  i: number,
  ids: readonly number[],
): void {
  if (!Array.isArray(between) || between.length !== 2) {
    throw new InputError(
      `'interfaces[${i}].between' is ${
        JSON.stringify(between)
      } but must be the ids of two compartments`,
    );
  }
  for (const id of between) {
    if (ids.includes(id)) continue;
    throw new InputError(
      `'interfaces[${i}].between' names compartment ${id} but the mesh has the compartments ${
        listed(ids)
      }: name two of them`,
    );
  }
  if (between[0] === between[1]) {
    throw new InputError(
      `'interfaces[${i}].between' names compartment ${
        between[0]
      } twice: name two compartments that touch`,
    );
  }
  const where = `permeability of 'interfaces[${i}]'`;
  if (typeof permeability === "number") {
    checkConstant(where, permeability, " µm/ms", "not negative");
  } else if (Array.isArray(permeability) || permeability instanceof Float64Array) {
    permeability.forEach((kappa, face) =>
      checkConstant(`${where} at face ${face}`, kappa, " µm/ms", "not negative")
    );
  } else {
    throw new InputError(
      `The ${where} is ${
        JSON.stringify(permeability)
      } but must be a number of µm/ms, or one per face`,
    );
  }
}

function checkRepeats(interfaces: readonly Interface[]): void {
  const seen = new Map<string, number>();
  interfaces.forEach(({ between }, i) => {
    const [a, b] = [...between].sort((x, y) => x - y), key = `${a},${b}`;
    const first = seen.get(key);
    if (first !== undefined) {
      throw new InputError(
        `'interfaces[${first}]' and 'interfaces[${i}]' both join compartments ${a} and ${b}: give one entry for them`,
      );
    }
    seen.set(key, i);
  });
}

/**
 * Checks a tissue.
 *
 * @param tissue The tissue.
 * @param ids The compartment ids of the mesh, ascending.
 * @returns The tissue with one entry per compartment and all defaults filled in.
 * @throws {InputError} If a constant is impossible, a compartment has none, or an interface names compartments that are not there.
 */
export function checkTissue(tissue: Tissue, ids: readonly number[]): CheckedTissue {
  const { compartments, interfaces = [], wallRelaxivity } = hasCompartments(tissue)
    ? tissue
    : { compartments: [tissue] };
  if (compartments.length === 0) {
    throw new InputError("The tissue has no compartments: give one entry per compartment");
  }
  if (compartments.length !== 1 && compartments.length !== ids.length) {
    const without = compartments.length < ids.length
      ? `compartment ${ids[compartments.length]} has none`
      : `entry ${ids.length} is of no compartment`;
    throw new InputError(
      `The tissue has ${compartments.length} compartments but the mesh has ${ids.length} (ids ${
        listed(ids)
      }), ${without}: give one entry per id, ascending, or one for all`,
    );
  }
  const all = ids.map((id, c) => {
    const one = compartments.length === 1;
    return checkCompartment(compartments[one ? 0 : c], id, one ? "" : ` of compartment ${id}`);
  });
  if (all.every(({ spinDensity }) => spinDensity === 0)) {
    throw new InputError("The spin density of every compartment is 0: nothing gives a signal");
  }
  interfaces.forEach((entry, i) => checkInterface(entry, i, ids));
  checkRepeats(interfaces);
  const relaxivity = wallRelaxivity !== undefined && checkConstant(
    "wall relaxivity",
    wallRelaxivity,
    " µm/ms",
    "not negative",
  );
  return {
    compartments: all,
    interfaces,
    ...(relaxivity !== false && { wallRelaxivity: relaxivity }),
  };
}

/** The compartment ids of a mesh, ascending. */
export function compartmentIds(compartments: Int32Array): number[] {
  return [...new Set(compartments)].sort((a, b) => a - b);
}
