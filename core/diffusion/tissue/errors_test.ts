import { assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import { concentricSpheres } from "../../mesh/mod.ts";
import {
  type Compartment,
  type Interface,
  interfaceFaces,
  type Tissue,
  tissueMesh,
} from "./mod.ts";

const cell = concentricSpheres({ radii: [1, 2, 3], edgeLength: 1 });
const count = interfaceFaces(cell)[0].areas.length;
const one = { diffusivity: 2 };

function refused(tissue: Tissue, message: string): void {
  assertThrows(() => tissueMesh(cell, tissue), InputError, message);
}

const compartments = (changes: Compartment): Tissue => {
  return { compartments: [one, changes, one] };
};
const interfaces = (...entries: Interface[]): Tissue => {
  return { compartments: [one], interfaces: entries };
};

Deno.test("constants that cannot be are refused, naming the compartment", () => {
  const cases: [Compartment, string][] = [
    [
      { diffusivity: -1 },
      "The diffusivity of compartment 1 is -1 but must be a positive number of µm²/ms",
    ],
    [{ diffusivity: NaN }, "The diffusivity of compartment 1 is NaN but must be a positive number"],
    [
      { diffusivity: [[1, 0], [0, 1]] },
      "The diffusivity of compartment 1 is [[1,0],[0,1]] but must be a number or three rows",
    ],
    [
      { diffusivity: [[1, 0.5, 0], [0.4, 1, 0], [0, 0, 1]] },
      "The diffusion tensor of compartment 1 is not symmetric, xy is 0.5 but yx is 0.4: make them equal",
    ],
    [
      { diffusivity: [[1, 2, 0], [2, 1, 0], [0, 0, 1]] },
      "The diffusion tensor of compartment 1 is not positive definite: all its eigenvalues must be positive",
    ],
    [{ diffusivity: [[1, 0, 0], [0, 1, 0], [0, 0, -1]] }, "is not positive definite"],
    [{ ...one, T2: 0 }, "The T2 of compartment 1 is 0 ms but must be positive"],
    [{ ...one, T1: -5 }, "The T1 of compartment 1 is -5 ms but must be positive"],
    [{ ...one, T2: NaN }, "The T2 of compartment 1 is NaN ms but must be positive"],
    [
      { ...one, spinDensity: -1 },
      "The spin density of compartment 1 is -1 but must be a number that is not negative",
    ],
    [
      { ...one, spinDensity: Infinity },
      "The spin density of compartment 1 is Infinity but must be",
    ],
  ];
  for (const [changes, message] of cases) refused(compartments(changes), message);
  refused({ diffusivity: 0 }, "The diffusivity is 0 but must be a positive number of µm²/ms");
});

Deno.test("compartments that do not fit the mesh's ids are refused", () => {
  refused({ compartments: [] }, "The tissue has no compartments: give one entry per compartment");
  refused(
    { compartments: [one, one] },
    "The tissue has 2 compartments but the mesh has 3 (ids 0, 1, 2), compartment 2 has none: give one entry per id, ascending, or one for all",
  );
  refused({ compartments: [one, one, one, one] }, "entry 3 is of no compartment");
  const empty = { ...one, spinDensity: 0 };
  refused(
    { compartments: [empty] },
    "The spin density of every compartment is 0: nothing gives a signal",
  );
  refused(empty, "The spin density of every compartment is 0");
});

Deno.test("interfaces that are not there, or given twice, are refused", () => {
  const wall = (a: number, b: number, permeability: Interface["permeability"] = 0.1): Interface => {
    return { between: [a, b], permeability };
  };
  refused(
    interfaces(wall(0, 5)),
    "'interfaces[0].between' names compartment 5 but the mesh has the compartments 0, 1, 2: name two of them",
  );
  refused(
    interfaces(wall(1, 1)),
    "'interfaces[0].between' names compartment 1 twice: name two compartments that touch",
  );
  refused(
    interfaces(wall(0, 1), wall(2, 0)),
    "'interfaces[1]' joins compartments 0 and 2 but they touch at no face: remove it",
  );
  refused(
    interfaces(wall(0, 1), wall(1, 2), wall(1, 0)),
    "'interfaces[0]' and 'interfaces[2]' both join compartments 0 and 1: give one entry for them",
  );
  refused(
    interfaces(wall(0, 1, -1)),
    "The permeability of 'interfaces[0]' is -1 µm/ms but must be a number that is not negative",
  );
  refused(
    interfaces(wall(0, 1, [1, 2, 3])),
    `'interfaces[0].permeability' has 3 values but the wall between compartments 0 and 1 has ${count} faces: give one number, or one per face in the order of 'interfaceFaces'`,
  );
  const values = new Array(count).fill(1);
  values[7] = NaN;
  refused(
    interfaces(wall(0, 1, values)),
    "The permeability of 'interfaces[0]' at face 7 is NaN µm/ms but must be",
  );
  refused(
    { compartments: [one], wallRelaxivity: -0.1 },
    "The wall relaxivity is -0.1 µm/ms but must be a number that is not negative",
  );
});
