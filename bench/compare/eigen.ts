/**
 * P1 assembly and the 200 lowest modes of a cylinder of about 20 000 nodes against scipy: `csr_matrix` and `eigsh` with
 * shift-invert.
 *
 * @module
 */
import { isotropicCoefficients, p1Pattern, p1Space } from "../../core/fem/mod.ts";
import {
  deflatedFor,
  krylovSpace,
  lowestEigenpairs,
  panelsFor,
} from "../../core/linalg/lanczos/mod.ts";
import { analyse } from "../../core/linalg/sparse/mod.ts";
import { spectralShift } from "../../core/spectral/mod.ts";
import type { TetMesh } from "../../mod.ts";
import { largeCylinder } from "../cases/cylinder.ts";
import { type Figure, milliseconds, reference, timed } from "./comparison.ts";

const MODES = 200;
/** Assemblies per repeat; the best counts, as in eigen.py. */
const ASSEMBLIES = 3;

interface Reference {
  /** Seconds. */
  readonly assembly: number;
  readonly eigen: number;
  readonly values: readonly number[];
}

/** Times in ms of one pass of ours, and the eigenvalues. */
function once(mesh: TetMesh) {
  const nodes = mesh.points.shape[0], unit = isotropicCoefficients(1);
  const [pattern, patternTime] = timed(() => p1Pattern(nodes, mesh.tets));
  const space = p1Space(mesh, { columns: 1, pattern });
  const assemble = () => milliseconds(() => space.assemble(mesh.points.data, unit));
  const assembly = Math.min(...Array.from({ length: ASSEMBLIES }, assemble));
  const shift = spectralShift(space), { stiffness, mass } = space.matrices;
  const [symbolic, analysis] = timed(() => analyse(pattern));
  const [{ values }, iteration] = timed(() => {
    const krylov = krylovSpace(pattern, symbolic, panelsFor(nodes, MODES), deflatedFor(MODES));
    return lowestEigenpairs(krylov, stiffness, mass, shift, MODES);
  });
  return { patternTime, assembly, analysis, iteration, values };
}

/** The largest relative difference; that of the zero eigenvalue is relative to the first above it. */
function difference(ours: Float64Array, theirs: readonly number[]): number {
  return Math.max(
    ...ours.map((value, i) => Math.abs(value - theirs[i]) / theirs[Math.max(i, 1)]),
  );
}

/** Times in s; the eigenvalues must agree to 1e-8. */
export async function compareEigen(repeats: number): Promise<readonly Figure[]> {
  const mesh = largeCylinder();
  const folder = await Deno.makeTempDir();
  const ours: ReturnType<typeof once>[] = [], theirs: Reference[] = [];
  let worst = 0;
  try {
    await Deno.writeFile(`${folder}/points.f64`, new Uint8Array(mesh.points.data.slice().buffer));
    await Deno.writeFile(`${folder}/tets.i32`, new Uint8Array(mesh.tets.slice().buffer));
    for (let repeat = 0; repeat < repeats; repeat++) {
      ours.push(once(mesh));
      theirs.push(await reference<Reference>("eigen.py", folder, "--modes", MODES));
      worst = Math.max(worst, difference(ours[repeat].values, theirs[repeat].values));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  if (!(worst < 1e-8)) throw new Error(`The eigenvalues differ by ${worst} of their size`);
  const size = `${mesh.points.shape[0]} nodes, ${mesh.tets.length / 4} tets`;
  const figure = (
    what: string,
    time: (pass: ReturnType<typeof once>) => number,
    stage: "assembly" | "eigen",
    target?: number,
  ): Figure => ({
    what,
    unit: "s",
    ours: ours.map((pass) => time(pass) / 1000),
    theirs: theirs.map((pass) => pass[stage]),
    better: "less",
    ...(target !== undefined && { target }),
  });
  const agreement = `eigenvalues agree to ${worst.toExponential(1)}`;
  return [
    figure(`assembly of K, M, J, ${size}; scipy`, (p) => p.assembly, "assembly", 2),
    figure(`… with the pattern, once per topology`, (p) => p.assembly + p.patternTime, "assembly"),
    figure(
      `${MODES} eigenpairs, ${size}; eigsh (${agreement})`,
      (p) => p.analysis + p.iteration,
      "eigen",
      3,
    ),
    figure(`… without the analysis, once per topology`, (p) => p.iteration, "eigen"),
  ];
}
