/**
 * The constants of a tissue as plain arrays, one number per compartment or face of its mesh.
 *
 * @module
 */
import { checkTissue } from "./check_tissue.ts";
import type { Tissue } from "./tissue.ts";
import type { TissueMesh } from "./tissue_mesh.ts";

/** The constants of a tissue as plain arrays; C compartments, F permeable faces, G wall faces of a `TissueMesh`. */
export interface TissueCoefficients {
  /** Diffusion tensors xx, xy, xz, yy, yz, zz, µm²/ms, [6 × C]. */
  readonly tensors: Float64Array;
  /** Transverse relaxation rates 1/T2, 1/ms, [C]. */
  readonly rates: Float64Array;
  /** Longitudinal relaxation rates 1/T1, 1/ms, [C]: felt while magnetisation is stored. */
  readonly storedRates: Float64Array;
  /** Spin densities ρ > 0, [C]. */
  readonly densities: Float64Array;
  /** Permeability κ of each permeable face, µm/ms, [F]. */
  readonly permeabilities: Float64Array;
  /** Relaxivity κ_w of each face of the outer wall, µm/ms, [G]; empty where the wall does not relax. */
  readonly wallRelaxivities: Float64Array;
}

/**
 * The constants of a tissue for the compartments and faces of its mesh.
 *
 * @param tissueMesh The tissue's mesh, by {@linkcode tissueMesh}.
 * @param tissue The tissue it was made for.
 * @returns The constants.
 * @throws {InputError} If the tissue is impossible.
 */
export function tissueCoefficients(
  { givenIds, interfaceOf, interfacePlace, interfaceSizes, wallSides }: TissueMesh,
  tissue: Tissue,
): TissueCoefficients {
  const { compartments: all, interfaces, wallRelaxivity } = checkTissue(tissue, [...givenIds]);
  const compartments = all.filter(({ spinDensity }) => spinDensity > 0);
  const starts = new Int32Array(interfaceSizes.length);
  for (let i = 1; i < starts.length; i++) starts[i] = starts[i - 1] + interfaceSizes[i - 1];
  return {
    tensors: Float64Array.from(compartments.flatMap(({ tensor }) => tensor)),
    rates: Float64Array.from(compartments, ({ T2 }) => 1 / T2),
    storedRates: Float64Array.from(compartments, ({ T1 }) => 1 / T1),
    densities: Float64Array.from(compartments, ({ spinDensity }) => spinDensity),
    permeabilities: Float64Array.from(interfaceOf, (entry, face) => {
      const { permeability } = interfaces[entry];
      return typeof permeability === "number"
        ? permeability
        : permeability[interfacePlace[face] - starts[entry]];
    }),
    wallRelaxivities: wallRelaxivity === undefined
      ? new Float64Array(0)
      : new Float64Array(wallSides.length).fill(wallRelaxivity),
  };
}
