import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { randomSource } from "../../../wasm/testing.ts";
import {
  concentricSpheres,
  stackedPlates,
  submesh,
  type TetMesh,
  tetMesh,
} from "../../mesh/mod.ts";
import { denseProduct } from "../../linalg/dense/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { type Tissue, tissueMesh } from "../tissue/mod.ts";
import { matrixFormalism, simulateSignal } from "./mod.ts";

const random = randomSource(8);
const plates = stackedPlates({ thicknesses: [1, 0.7], width: [1, 1], edgeLength: 0.5 });
const rough = tetMesh({
  points: plates.points.data.map((x) => x + 0.03 * (2 * random() - 1)),
  tets: plates.tets,
  compartments: plates.compartments,
});
const cell = concentricSpheres({ radii: [1, 2], edgeLength: 0.9 });
const all = (mesh: TetMesh, tissue: Tissue) => {
  return { modes: tissueMesh(mesh, tissue).mesh.points.shape[0] };
};

const general = {
  compartments: [
    { diffusivity: [[1, 0.2, 0], [0.2, 2, 0.1], [0, 0.1, 1.5]], T2: 20, spinDensity: 0.5 },
    { diffusivity: 2, T2: 60, spinDensity: 1.4 },
  ],
  interfaces: [{ between: [0, 1] as const, permeability: 0.3 }],
  wallRelaxivity: 0.05,
} satisfies Tissue;

/**
 * M and K + Q + R by their definitions in the magnetisation itself, where they are not symmetric: D∇M_i·n_i = κ(c_ij M_j − c_ji M_i)
 * with c_ij = 2ρ_i/(ρ_i + ρ_j), and −κ_w M at the outer wall.
 */
function definition(mesh: TetMesh, tissue: typeof general) {
  const { mesh: own, interfaceFaces, interfaceSides, wallFaces } = tissueMesh(mesh, tissue);
  const n = own.points.shape[0], mass = new Float64Array(n * n), k = new Float64Array(n * n);
  const place = (node: number) => [...own.points.data.subarray(3 * node, 3 * node + 3)];
  const minus = (a: number[], b: number[]) => a.map((x, i) => x - b[i]);
  const cross = (u: number[], v: number[]) => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const dot = (u: number[], v: number[]) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  for (let t = 0; t < own.compartments.length; t++) {
    const nodes = [...own.tets.subarray(4 * t, 4 * t + 4)], x = nodes.map(place);
    const { diffusivity: d, T2 } = tissue.compartments[own.compartments[t]];
    const [u, v, w] = [1, 2, 3].map((a) => minus(x[a], x[0]));
    const volume = dot(u, cross(v, w)) / 6;
    const g = [cross(v, w), cross(w, u), cross(u, v)].map((c) => c.map((y) => y / (6 * volume)));
    g.unshift([0, 1, 2].map((i) => -g[0][i] - g[1][i] - g[2][i]));
    nodes.forEach((a, i) =>
      nodes.forEach((b, j) => {
        const flux = typeof d === "number"
          ? g[j].map((y) => d * y)
          : d.map((row) => dot(row, g[j]));
        const m = volume / 20 * (i === j ? 2 : 1);
        mass[a * n + b] += m;
        k[a * n + b] += volume * dot(g[i], flux) + m / T2;
      })
    );
  }
  const area = (nodes: number[]) => {
    const [a, b, c] = nodes.map(place);
    return Math.hypot(...cross(minus(b, a), minus(c, a))) / 2;
  };
  const rho = (c: number) => tissue.compartments[c].spinDensity;
  for (let f = 0; f < interfaceFaces.length; f += 6) {
    const low = [...interfaceFaces.subarray(f, f + 3)],
      high = [...interfaceFaces.subarray(f + 3, f + 6)];
    const i = rho(interfaceSides[f / 3]), j = rho(interfaceSides[f / 3 + 1]);
    for (let p = 0; p < 3; p++) {
      for (let q = 0; q < 3; q++) {
        const b = tissue.interfaces[0].permeability * area(low) / 12 * (p === q ? 2 : 1);
        k[low[p] * n + low[q]] += b * 2 * j / (i + j);
        k[low[p] * n + high[q]] -= b * 2 * i / (i + j);
        k[high[p] * n + high[q]] += b * 2 * i / (i + j);
        k[high[p] * n + low[q]] -= b * 2 * j / (i + j);
      }
    }
  }
  for (let f = 0; f < wallFaces.length; f += 3) {
    const nodes = [...wallFaces.subarray(f, f + 3)];
    nodes.forEach((a, p) =>
      nodes.forEach((b, q) =>
        k[a * n + b] += tissue.wallRelaxivity * area(nodes) / 12 * (p === q ? 2 : 1)
      )
    );
  }
  const compartment = new Int32Array(n);
  own.tets.forEach((node, i) => compartment[node] = own.compartments[i >> 2]);
  return { n, mass, k, compartment, rho };
}

/** M⁻¹K by elimination. */
function solved(mass: Float64Array, k: Float64Array, n: number): Float64Array {
  const m = mass.slice(), x = k.slice();
  for (let p = 0; p < n; p++) {
    for (let row = 0; row < n; row++) {
      if (row === p) continue;
      const factor = m[row * n + p] / m[p * n + p];
      for (let c = p; c < n; c++) m[row * n + c] -= factor * m[p * n + c];
      for (let c = 0; c < n; c++) x[row * n + c] -= factor * x[p * n + c];
    }
  }
  return x.map((value, e) => value / m[Math.floor(e / n) * (n + 1)]);
}

/** exp(A) of a dense matrix, by Taylor's series for A/2^k and k squarings. */
function exponential(a: Float64Array, n: number): Float64Array {
  const size = Math.max(...a.map(Math.abs)) * n,
    squarings = Math.max(0, Math.ceil(Math.log2(size)) + 2);
  const small = a.map((x) => x / 2 ** squarings);
  let sum: Float64Array = Float64Array.from(a, (_, e) => e % (n + 1) === 0 ? 1 : 0), term = sum;
  for (let k = 1; k <= 14; k++) {
    term = denseProduct(term, small, n, n, n).map((x) => x / k);
    sum = sum.map((x, e) => x + term[e]);
  }
  for (let k = 0; k < squarings; k++) sum = denseProduct(sum, sum, n, n, n);
  return sum;
}

Deno.test("without gradient the signal is that of the definition, exchange, relaxation, densities and walls in it", () => {
  const { n, mass, k, compartment, rho } = definition(rough, general);
  const protocol = pgse({ delta: 2, Delta: [5, 18], bValues: [0], directions: [[1, 0, 0]] });
  const report = simulateSignal(rough, general, protocol, all(rough, general));
  const rates = solved(mass, k, n);
  [7, 20].forEach((echoTime, s) => {
    const propagator = exponential(rates.map((x) => -echoTime * x), n);
    const magnetisation = Float64Array.from({ length: n }, (_, a) => {
      let sum = 0;
      for (let b = 0; b < n; b++) sum += propagator[a * n + b] * rho(compartment[b]);
      return sum;
    });
    const expected = [0, 0];
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) expected[compartment[a]] += mass[a * n + b] * magnetisation[b];
    }
    expected.forEach((value, c) => {
      const got = report.signalByCompartment[c].real.data[s];
      assertAlmostEquals(got, value, 1e-10 * value);
    });
    const total = expected[0] + expected[1];
    assertAlmostEquals(report.signal.real.data[s], total, 1e-10 * total);
  });
});

const protocol = pgse({
  delta: 3,
  Delta: 9,
  bValues: [0, 800, 4000],
  directions: [[1, 0, 0], [0.3, -0.5, 0.8]],
});

Deno.test("behind impermeable walls the signal is ρe^{−TE/T2} of each compartment alone", () => {
  const tissue: Tissue = {
    compartments: [{ diffusivity: 1, T2: 20, spinDensity: 0.5 }, {
      diffusivity: 2,
      spinDensity: 2,
    }],
  };
  const report = simulateSignal(cell, tissue, protocol, { tolerance: 1e-9 });
  assertEquals(report.warnings.length, 1);
  [[1, 0.5 * Math.exp(-12 / 20)], [2, 2]].forEach(([diffusivity, factor], c) => {
    const { mesh } = submesh(cell, (t) => cell.compartments[t] === c);
    const alone = simulateSignal(
      { ...mesh, compartments: new Int32Array(mesh.compartments.length) },
      { diffusivity },
      protocol,
      { tolerance: 1e-9 },
    );
    report.signalByCompartment[c].real.data.forEach((s, i) =>
      assertAlmostEquals(s / factor / alone.volume, alone.signal.real.data[i] / alone.volume, 2e-9)
    );
    assertAlmostEquals(report.volumes[c], alone.volume, 1e-12 * alone.volume);
  });
  assertAlmostEquals(report.spins, 0.5 * report.volumes[0] + 2 * report.volumes[1], 1e-11);
});

Deno.test("a wall of κ = 0 is an impermeable one", () => {
  const compartments = [{ diffusivity: 1, T2: 20 }, { diffusivity: 2, spinDensity: 2 }];
  const closed = { compartments, interfaces: [{ between: [0, 1] as const, permeability: 0 }] };
  const [a, b] = [{ compartments }, closed].map((tissue) =>
    matrixFormalism(cell, tissue, protocol, { tolerance: 1e-9 })().real.data
  );
  a.forEach((s, i) => assertAlmostEquals(s / a[0], b[i] / a[0], 4e-9));
});

Deno.test("as κ grows the signal tends to that of one compartment, as 1/κ", () => {
  const one = simulateSignal(
    { ...cell, compartments: new Int32Array(cell.compartments.length) },
    { diffusivity: 2 },
    protocol,
    {
      tolerance: 1e-9,
    },
  ).signal.real.data;
  const gap = (permeability: number) => {
    const tissue = {
      compartments: [{ diffusivity: 2 }],
      interfaces: [{ between: [0, 1] as const, permeability }],
    };
    const s = simulateSignal(cell, tissue, protocol, { tolerance: 1e-9 }).signal.real.data;
    return Math.max(...s.map((x, i) => Math.abs(x - one[i]) / one[0]));
  };
  const [coarse, fine] = [gap(1e3), gap(1e4)];
  assertLess(fine, 1e-4);
  assertAlmostEquals(coarse / fine, 10, 0.05);
});

Deno.test("exchange moves no net magnetisation where densities are in equilibrium", () => {
  const tissue: Tissue = {
    compartments: [{ diffusivity: 1, spinDensity: 0.4 }, { diffusivity: 2, spinDensity: 1.5 }],
    interfaces: [{ between: [0, 1], permeability: 0.5 }],
  };
  const { signalByCompartment, volumes } = simulateSignal(cell, tissue, protocol, {
    tolerance: 1e-6,
  });
  [0.4, 1.5].forEach((density, c) =>
    assertAlmostEquals(signalByCompartment[c].real.data[0], density * volumes[c], 1e-9)
  );
});

Deno.test("a compartment without spins counts as absent", () => {
  const tissue: Tissue = {
    compartments: [{ diffusivity: 1, spinDensity: 0 }, { diffusivity: 2 }],
    interfaces: [{ between: [0, 1], permeability: 0.5 }],
  };
  const report = simulateSignal(cell, tissue, protocol, { modes: 30 });
  const { mesh } = submesh(cell, (t) => cell.compartments[t] === 1);
  const alone = simulateSignal(mesh, { diffusivity: 2 }, protocol, { modes: 30 });
  report.signal.real.data.forEach((s, i) => assertAlmostEquals(s, alone.signal.real.data[i], 1e-9));
  assertEquals(report.signalByCompartment[0].real.data, new Float64Array(6));
});
