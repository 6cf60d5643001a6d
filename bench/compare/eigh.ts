/**
 * All eigenpairs of dense pencils and matrices against scipy.linalg.eigh (LAPACK on OpenBLAS, one thread).
 *
 * @module
 */
import { denseGeneralisedEigen, denseSymmetricEigen } from "../../core/linalg/dense/mod.ts";
import { type Figure, milliseconds, reference } from "./comparison.ts";
import { densePencil } from "./dense_pencil.ts";

interface Reference {
  readonly generalised: number;
  readonly standard: number;
  readonly values: readonly number[];
}

/** Solves per repeat; the best counts, as in eigh.py. */
const solves = 3;

function best(run: () => void): number {
  return Math.min(...Array.from({ length: solves }, () => milliseconds(run)));
}

/** Times in ms; the eigenvalues must agree. */
export async function compareEigh(repeats: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const n of [315, 600, 882]) {
    const { k, m } = densePencil(n);
    const ours: Record<string, number[]> = { generalised: [], standard: [] };
    const theirs: Record<string, number[]> = { generalised: [], standard: [] };
    for (let repeat = 0; repeat < repeats; repeat++) {
      let values = new Float64Array(0);
      ours.generalised.push(best(() => values = denseGeneralisedEigen(k, m, n).values.slice()));
      ours.standard.push(best(() => denseSymmetricEigen(k, n)));
      const result = await reference<Reference>("eigh.py", n, "--repeats", solves);
      theirs.generalised.push(1e3 * result.generalised);
      theirs.standard.push(1e3 * result.standard);
      const error = Math.max(...values.map((value, i) => Math.abs(value - result.values[i])));
      if (!(error < 1e-12)) throw new Error(`The eigenvalues of order ${n} differ by ${error}`);
    }
    figures.push({
      what: `K p = λ M p, n = ${n}, LAPACK`,
      unit: "ms",
      ours: ours.generalised,
      theirs: theirs.generalised,
      better: "less",
    }, {
      what: `A z = λ z, n = ${n}, LAPACK`,
      unit: "ms",
      ours: ours.standard,
      theirs: theirs.standard,
      better: "less",
    });
  }
  return figures;
}
