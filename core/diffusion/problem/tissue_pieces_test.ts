import { assertAlmostEquals, assertEquals } from "@std/assert";
import { box, concentricSpheres, tetMesh, totalVolume } from "../../mesh/mod.ts";
import { type Tissue, tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { addPieceGradient, emptyTissueGradient, pieceCoefficients, tissuePieces } from "./mod.ts";

const cell = concentricSpheres({ radii: [1, 2, 3], edgeLength: 1 });
const [one, two, three] = [{ diffusivity: 1 }, { diffusivity: 2, T2: 50 }, {
  diffusivity: 3,
  spinDensity: 2,
}];

/** The pieces of the cell with walls between some of its compartments. */
function pieces(...walls: [number, number][]) {
  const tissue: Tissue = {
    compartments: [one, two, three],
    interfaces: walls.map((between, i) => ({ between, permeability: 0.1 * i })),
    wallRelaxivity: 0.3,
  };
  const geometry = tissueMesh(cell, tissue), coefficients = tissueCoefficients(geometry, tissue);
  return { geometry, coefficients, pieces: tissuePieces(geometry) };
}

Deno.test("compartments are pieces of their own unless a permeable wall joins them, κ = 0 included", () => {
  const compartments = (...walls: [number, number][]) =>
    pieces(...walls).pieces.map(({ whole }) => [...whole.compartments]);
  assertEquals(compartments(), [[0], [1], [2]]);
  assertEquals(compartments([0, 1]), [[0, 1], [2]]);
  assertEquals(compartments([1, 2]), [[0], [1, 2]]);
  assertEquals(compartments([1, 2], [0, 1]), [[0, 1, 2]]);
});

Deno.test("pieces hold all nodes, tetrahedra and faces of the whole, once", () => {
  for (const walls of [[], [[1, 2]], [[0, 1], [1, 2]]] as [number, number][][]) {
    const { geometry, pieces: parts } = pieces(...walls);
    const all = (of: (piece: typeof parts[number]) => Int32Array) =>
      parts.flatMap((piece) => [...of(piece)]).sort((a, b) => a - b);
    const range = (count: number) => [...Array(count).keys()];
    assertEquals(all(({ whole }) => whole.nodes), range(geometry.mesh.points.shape[0]));
    assertEquals(all(({ whole }) => whole.compartments), range(3));
    assertEquals(all(({ whole }) => whole.interfaces), range(geometry.interfaceOf.length));
    assertEquals(all(({ whole }) => whole.walls), range(geometry.wallSides.length));
    const volume = parts.reduce((sum, { mesh }) => sum + totalVolume(mesh), 0);
    assertAlmostEquals(volume, totalVolume(cell), 1e-11);
    for (const piece of parts) {
      const { whole, mesh, nodeCompartments } = piece;
      const back = (local: Int32Array, index: Int32Array) => [...local].map((n) => index[n]);
      const rows = (values: Int32Array, width: number, index: Int32Array) =>
        [...index].flatMap((row) => [...values.subarray(width * row, width * (row + 1))]);
      assertEquals(
        back(piece.interfaceFaces, whole.nodes),
        rows(geometry.interfaceFaces, 6, whole.interfaces),
      );
      assertEquals(
        back(piece.interfaceSides, whole.compartments),
        rows(geometry.interfaceSides, 2, whole.interfaces),
      );
      assertEquals(back(piece.wallFaces, whole.nodes), rows(geometry.wallFaces, 3, whole.walls));
      assertEquals(
        back(piece.wallSides, whole.compartments),
        rows(geometry.wallSides, 1, whole.walls),
      );
      mesh.tets.forEach((node, i) =>
        assertEquals(nodeCompartments[node], mesh.compartments[i >> 2])
      );
    }
  }
});

Deno.test("parts of one compartment that lie apart are pieces", () => {
  const a = box({ size: [1, 1, 1], edgeLength: 0.5 }), nodes = a.points.shape[0];
  const two = tetMesh({
    points: Float64Array.of(...a.points.data, ...a.points.data.map((x) => x + 3)),
    tets: Int32Array.of(...a.tets, ...a.tets.map((node) => node + nodes)),
  });
  const parts = tissuePieces(tissueMesh(two, { diffusivity: 2 }));
  assertEquals(parts.map(({ whole }) => [...whole.compartments]), [[0], [0]]);
});

Deno.test("a piece's coefficients are D, 1/T2, ρ, κh and κ_wρ", () => {
  const { pieces: [inner, outer], coefficients } = pieces([2, 1]);
  assertEquals([...pieceCoefficients(inner, coefficients).elements], [1, 0, 0, 1, 0, 1, 0, 1]);
  const { elements, interfaces, walls } = pieceCoefficients(outer, {
    ...coefficients,
    permeabilities: coefficients.permeabilities.map((_, f) => f),
  });
  assertEquals([...elements], [...[2, 0, 0, 2, 0, 2, 1 / 50, 1], ...[3, 0, 0, 3, 0, 3, 0, 2]]);
  interfaces.forEach((value, f) => assertAlmostEquals(value, f * 2 * 1 * 2 / 3, 1e-15 * value));
  walls.forEach((value) => assertEquals(value, 0.3 * 2));
});

Deno.test("addPieceGradient is the transposed derivative of pieceCoefficients", () => {
  const { pieces: parts, coefficients, geometry } = pieces([1, 2]);
  const points = new Float64Array(geometry.mesh.points.data.length);
  const wave = (values: Float64Array, k: number) => values.map((_, i) => Math.sin(k * i + k));
  const gradients = parts.map((piece, p) => {
    const { elements, interfaces, walls } = pieceCoefficients(piece, coefficients);
    return {
      points: wave(piece.mesh.points.data, p + 2),
      elements: wave(elements, p + 1),
      interfaces: wave(interfaces, p + 3),
      walls: wave(walls, p + 5),
    };
  });
  const slopes = emptyTissueGradient(coefficients);
  parts.forEach((piece, p) => addPieceGradient(piece, coefficients, gradients[p], points, slopes));
  const loss = (at: typeof coefficients) =>
    parts.reduce((sum, piece, p) => {
      const found = pieceCoefficients(piece, at);
      return (["elements", "interfaces", "walls"] as const).reduce(
        (total, key) => found[key].reduce((s, x, i) => s + x * gradients[p][key][i], total),
        sum,
      );
    }, 0);
  const keys = ["tensors", "rates", "densities", "permeabilities", "wallRelaxivities"] as const;
  for (const key of keys) {
    const v = wave(coefficients[key], 7), h = 1e-3;
    const at = (step: number) =>
      loss({ ...coefficients, [key]: coefficients[key].map((x, i) => x + step * v[i]) });
    const differences = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const expected = slopes[key].reduce((sum, g, i) => sum + g * v[i], 0);
    assertAlmostEquals(differences, expected, 1e-9 * Math.max(1, Math.abs(expected)), key);
  }
  const sent = gradients.reduce((sum, g) => sum + g.points.reduce((s, x) => s + x, 0), 0);
  assertAlmostEquals(points.reduce((s, x) => s + x, 0), sent, 1e-10);
});
