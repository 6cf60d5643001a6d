import { assertLess } from "@std/assert";
import { tetMesh } from "../../mesh/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { monteCarlo } from "./mod.ts";

interface BundleFile {
  points: number[][];
  tets: number[][];
  tet_compartment: number[];
  D: number[][][];
  kappa_m_per_s: number;
  volume_um3: number;
  b_values: number[];
  directions: number[][];
  results: {
    direction_index: number[];
    S: [number, number][][];
    S_refined_over_V: [number, number][][];
  }[];
}

Deno.test("three permeable cylinders in extracellular space, against finite elements on the same mesh", async () => {
  const path = new URL("../../../testdata/diffusion/fem/bundle3_ecs_k1e-5.json", import.meta.url);
  const file: BundleFile = JSON.parse(await Deno.readTextFile(path));
  const { points, tets, tet_compartment: compartments, b_values: bValues } = file;
  const outside = file.D.length - 1,
    [{ direction_index: indices, S, S_refined_over_V: finer }] = file.results;
  const protocol = pgse({
    delta: 10,
    Delta: 20,
    bValues,
    directions: indices.map((i) => file.directions[i]),
  });
  const { signal, standardError, spins } = await monteCarlo(
    tetMesh({ points, tets, compartments }, { repair: true }),
    {
      // µm²/µs and m/s in the file.
      compartments: file.D.map((rows) => ({
        diffusivity: rows.map((row) => row.map((d) => 1e3 * d)),
      })),
      interfaces: file.D.slice(1).map((_, c) => ({
        between: [c, outside],
        permeability: 1e3 * file.kappa_m_per_s,
      })),
    },
    protocol,
    { walkers: 8192, timeStep: 0.04, seed: 2 },
  );
  indices.forEach((_, d) =>
    bValues.forEach((b, m) => {
      if (b === 0) return;
      // P1 on the mesh and on one twice as fine, extrapolated in h²: right to about 5e-4 where the mesh is right to 7e-3.
      const fine = finer[d][m][0], coarse = S[d][m][0] / file.volume_um3;
      const extrapolated = fine + (fine - coarse) / 3;
      const at = d * bValues.length + m, error = standardError.real.data[at] / spins;
      assertLess(error, 0.01);
      const difference = Math.abs(signal.real.data[at] / spins - extrapolated);
      assertLess(difference, 4 * error + 1e-3);
    })
  );
});
