import { assertEquals, assertThrows } from "@std/assert";
import { type Tensor, tensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { concentricSpheres } from "../../mesh/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { interfaceFaces, type Tissue, tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { coefficientsAt, type SignalInputs, tissueInputCotangent } from "./mod.ts";
import { protocolInputs, protocolValueCotangent } from "./protocol_values.ts";

const cell = concentricSpheres({ radii: [1, 2, 3], edgeLength: 1 });
const [inner, outer] = interfaceFaces(cell).map(({ areas }) => areas.length);
const faces = inner + outer;
const tissue: Tissue = {
  compartments: [{ diffusivity: 1 }, { diffusivity: 2, spinDensity: 0 }, { diffusivity: 3 }],
  interfaces: [{ between: [0, 1], permeability: 0.1 }],
};
const open: Tissue = {
  compartments: [{ diffusivity: 1 }],
  interfaces: [{ between: [1, 2], permeability: 0.1 }, { between: [0, 1], permeability: 0.2 }],
};
const closedMesh = tissueMesh(cell, tissue), openMesh = tissueMesh(cell, open);
const at = (geometry: typeof openMesh, given: Tissue, inputs: SignalInputs) =>
  coefficientsAt(geometry, tissueCoefficients(geometry, given), inputs);
const tensors: Tensor = {
  shape: [3, 3, 3],
  data: Float64Array.from({ length: 27 }, (_, i) => i % 9 % 4 === 0 ? 2 + i : 0.1),
};

Deno.test("inputs are laid out by compartment id, those without spins left out", () => {
  const { tensors: isotropic, rates } = at(closedMesh, tissue, {
    diffusivity: tensor([4, 5, 6]),
    T2: tensor([10, 20, 40]),
  });
  assertEquals([...isotropic], [4, 0, 0, 4, 0, 4, 6, 0, 0, 6, 0, 6]);
  assertEquals([...rates], [0.1, 0.025]);
  assertEquals([...at(closedMesh, tissue, { diffusivity: 7, T1: 50 }).storedRates], [0.02, 0.02]);
  assertEquals([...at(closedMesh, tissue, { spinDensity: tensor([1, 0, 3]) }).densities], [1, 3]);
  const one = tensor([[2, 0.5, 0], [0.3, 3, 0], [0, 0, 4]].flat());
  const full = at(closedMesh, tissue, { diffusivity: { shape: [3, 3], data: one.data } }).tensors;
  assertEquals([...full], [...[2, 0.4, 0, 3, 0, 4], ...[2, 0.4, 0, 3, 0, 4]]);
});

Deno.test("permeability is one number, one per interface or one per face, in the order of the tissue", () => {
  const of = (
    permeability: SignalInputs["permeability"],
  ) => [
    ...at(openMesh, open, { ...(permeability !== undefined && { permeability }) }).permeabilities,
  ];
  assertEquals(of(undefined), [...Array(outer).fill(0.1), ...Array(inner).fill(0.2)]);
  assertEquals(of(3), Array(faces).fill(3));
  assertEquals(of(tensor([5, 6])), [...Array(outer).fill(5), ...Array(inner).fill(6)]);
  const each = Array.from({ length: faces }, (_, f) => f);
  assertEquals(of(tensor(each)), each);
});

Deno.test("a wall relaxes by the input even where the tissue gives none", () => {
  const { wallRelaxivities } = at(openMesh, open, { wallRelaxivity: 0.4 });
  assertEquals(wallRelaxivities, new Float64Array(openMesh.wallSides.length).fill(0.4));
});

Deno.test("inputs of the wrong shape or value are refused", () => {
  const cases: [SignalInputs, string][] = [
    [
      { diffusivity: tensor([1, 2]) },
      "The input diffusivity has shape [2] but must be one number or of shape [3], [3, 3] or [3, 3, 3]",
    ],
    [{ diffusivity: -1 }, "The diffusivity is -1 but must be a positive number of µm²/ms"],
    [{ T2: tensor([1, 2]) }, "The input T2 has shape [2] but must be one number or 3 of them"],
    [{ T2: tensor([1, -2, 3]) }, "The input T2 is -2 ms but must be positive"],
    [{ spinDensity: tensor([1, 0, 1]) }, "The input spin density is 0 but must be positive"],
    [
      { permeability: tensor([1, 2, 3]) },
      `The input permeability has shape [3] but must be one number or 2 or ${faces} of them`,
    ],
    [
      { permeability: -1 },
      "The input permeability is -1 µm/ms but must be a number that is not negative",
    ],
    [
      { wallRelaxivity: NaN },
      "The input wall relaxivity is NaN µm/ms but must be a number that is not negative",
    ],
  ];
  for (const [inputs, message] of cases) {
    assertThrows(() => at(openMesh, open, inputs), InputError, message);
  }
});

Deno.test("cotangents have the shapes of the inputs, and elements that go nowhere have none", () => {
  const ones = (values: Float64Array) => values.map(() => 1);
  const { tensors: t, rates, storedRates, densities, permeabilities } = at(closedMesh, tissue, {});
  const slopes = {
    tensors: ones(t),
    rates: ones(rates),
    storedRates: ones(storedRates),
    densities: ones(densities),
    permeabilities: ones(permeabilities),
    wallRelaxivities: new Float64Array(closedMesh.wallSides.length).fill(1),
  };
  const got = tissueInputCotangent(closedMesh, {
    diffusivity: tensors,
    T2: tensor([10, 20, Infinity]),
    T1: 5,
    spinDensity: tensor([1, 0, 2]),
    permeability: tensor([0.1]),
    wallRelaxivity: 0,
  }, slopes);
  const half = [1, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1];
  assertEquals(got.diffusivity, {
    shape: [3, 3, 3],
    data: Float64Array.of(...half, ...half.map(() => 0), ...half),
  });
  assertEquals(got.T2, { shape: [3], data: Float64Array.of(-0.01, 0, -0) });
  assertEquals(got.T1, -2 / 25);
  assertEquals(got.spinDensity, tensor([1, 0, 1]));
  // The only interface leads to a compartment without spins.
  assertEquals(got.permeability, tensor([0]));
  assertEquals(got.wallRelaxivity, closedMesh.wallSides.length);
});

Deno.test("parts of a protocol repeat over its sequences, and their derivatives add up", () => {
  const protocol = pgse({
    delta: [2, 3],
    Delta: 9,
    bValues: [0, 500, 900],
    directions: [[1, 0, 0]],
  });
  const values = { bValues: tensor([1, 2, 3]), timings: { delta: 2.5, Delta: tensor([8, 9]) } };
  const inputs = protocolInputs(protocol, values);
  assertEquals([...inputs.bValues ?? []], [1, 2, 3, 1, 2, 3]);
  assertEquals([...inputs.timings?.delta ?? []], [2.5, 2.5]);
  assertEquals([...inputs.timings?.Delta ?? []], [8, 9]);
  const back = protocolValueCotangent(values, {
    bValues: Float64Array.of(1, 2, 3, 10, 20, 30),
    timings: { delta: Float64Array.of(1, 2), Delta: Float64Array.of(3, 4) },
  });
  assertEquals(back.bValues, tensor([11, 22, 33]));
  assertEquals(back.timings, { delta: 3, Delta: tensor([3, 4]) });
  assertThrows(
    () => protocolInputs(protocol, { qValues: tensor([1, 2]) }),
    InputError,
    "The input 'qValues' has 2 numbers but must have 3 or 6",
  );
});
