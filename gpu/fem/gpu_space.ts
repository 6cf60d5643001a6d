/**
 * Linear finite elements on a device: assembly, its adjoint, and room for matrices and cotangents.
 *
 * @module
 */
import type { P1Coefficients, P1Pattern } from "../../core/fem/mod.ts";
import type { Gpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { uploadPattern } from "../sparse/mod.ts";
import { assemblyArrays, contractionArrays, faceArrays, meshArrays, type Owned } from "./arrays.ts";
import { assemble } from "./assemble.ts";
import { contractTets, gatherFaces, gradientOf, type SlopeArrays } from "./contract.ts";
import { splitPoints } from "./geometry.wgsl.ts";
import { patternEdges } from "./topology.ts";
import type {
  ContractOptions,
  EntryArrays,
  GpuContraction,
  GpuSpace,
  SpacePiece,
} from "./space_types.ts";

/** A value that is made when it is first asked for. */
function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Coefficients of interfaces, then of walls, of which there may be none. */
function faceCoefficients(
  { interfaces, walls }: P1Coefficients,
  interfaceCount: number,
  faces: number,
): Float64Array {
  const all = new Float64Array(faces);
  all.set(interfaces);
  all.set(walls, interfaceCount);
  return all;
}

/**
 * Makes the P1 space of a mesh on a device. What it needs of the topology is uploaded once, when first used.
 *
 * @param gpu The device.
 * @param piece Tetrahedra, compartments and faces.
 * @param pattern The pattern, with the couplings of the permeable faces.
 * @returns The space; dispose of it with `using`.
 */
export function gpuSpace(gpu: Gpu, piece: SpacePiece, pattern: P1Pattern): GpuSpace {
  const owned: Disposable[] = [];
  const own: Owned = (thing) => {
    owned.push(thing);
    return thing;
  };
  const onGpu = own(uploadPattern(gpu, pattern));
  const { rows: nodes, entries } = onGpu, { compartments = 1 } = piece;
  const take = (label: string, length: number) => own(gpu.array(label, length));
  const zeros = (label: string) => own(gpu.zeros(label, entries));
  const matrices = {
    stiffness: take("K", entries),
    mass: take("M", entries),
    moments: [take("J_x", entries), take("J_y", entries), take("J_z", entries)],
    rowSums: take("row sums of K", nodes),
  } as const;
  const cotangents: EntryArrays = {
    stiffness: zeros("cotangent of K"),
    mass: zeros("cotangent of M"),
    moments: [
      zeros("cotangent of J_x"),
      zeros("cotangent of J_y"),
      zeros("cotangent of J_z"),
    ],
  };

  const edges = lazy(() => patternEdges(pattern));
  const mesh = lazy(() => meshArrays(gpu, own, piece, nodes));
  const gathers = lazy(() => assemblyArrays(gpu, own, edges(), pattern));
  const faces = lazy(() => faceArrays(gpu, own, piece, pattern, edges()));
  const contraction = lazy(() => contractionArrays(gpu, own, piece, pattern.scatter));
  const interfaceCount = (piece.interfaceFaces?.length ?? 0) / 6;
  const faceCount = interfaceCount + (piece.wallFaces?.length ?? 0) / 3;
  const inputs = lazy(() => ({
    points: take("points", 6 * nodes),
    coefficients: take("coefficients", 8 * compartments),
    faceCoefficients: take("coefficients of faces", faceCount),
    bad: own(gpu.zeros("bad tetrahedron", 1)),
  }));
  const slopes = lazy((): SlopeArrays => {
    const topology = faces()?.topology;
    const gathered = (label: string, length: number | undefined) =>
      length ? { [label]: take(`cotangents at ${label}`, length) } : {};
    return {
      points: take("gradient of the points", 3 * nodes),
      sums: take("gradient of the coefficients", 8 * contraction().segmentCompartments.length),
      ...gathered("interfaces", topology?.interfaces.scatter.length),
      ...gathered("walls", topology?.walls.scatter.length),
    };
  });

  let at: { readonly points: Float64Array; readonly coefficients: P1Coefficients } | undefined;
  const setInputs = (points: Float64Array, coefficients: P1Coefficients): void => {
    at = { points: points.slice(), coefficients };
    const arrays = inputs();
    gpu.write(arrays.points, splitPoints(points));
    gpu.write(arrays.coefficients, coefficients.elements);
    if (faceCount > 0) {
      gpu.write(
        arrays.faceCoefficients,
        faceCoefficients(coefficients, interfaceCount, faceCount),
      );
    }
    gpu.clear(arrays.bad);
  };

  const contract = ({ difference = false }: ContractOptions = {}): GpuContraction => {
    if (at === undefined) {
      throw new Error(
        "Cannot contract: the space was not assembled",
      );
    }
    const { points, coefficients } = at, out = slopes(), { bad, ...given } = inputs();
    contractTets(gpu, mesh(), contraction(), given, cotangents, out, difference);
    const onFaces = faces();
    if (onFaces && out.interfaces) {
      const { interfaceScatter } = onFaces;
      gatherFaces(gpu, interfaceScatter, 6, cotangents.stiffness, out.interfaces, difference);
    }
    if (onFaces && out.walls) {
      const { wallScatter } = onFaces;
      gatherFaces(gpu, wallScatter, 3, cotangents.stiffness, out.walls, difference);
    }
    const arrays = [bad, out.points, out.sums, out.interfaces, out.walls];
    const present = arrays.filter((array) => array !== undefined);
    return {
      arrays: present,
      gradient: (data) => {
        const [flag, ofPoints, sums, ofInterfaces, ofWalls] = arrays.map((array) =>
          array && data[present.indexOf(array)]
        );
        if (!flag || !ofPoints || !sums) {
          throw new RangeError(`Expected the ${present.length} arrays of the contraction`);
        }
        if (flag[0] > 0) {
          throw new GpuError(
            "precision",
            `Tetrahedron ${
              flag[0] - 1
            } is too flat, or too large or small, for single precision: improve the mesh, or compute on the CPU`,
          );
        }
        return gradientOf(
          { points: ofPoints, sums, interfaces: ofInterfaces, walls: ofWalls },
          contraction().segmentCompartments,
          onFaces,
          points,
          coefficients,
        );
      },
    };
  };

  return {
    pattern: onGpu,
    nodes,
    matrices,
    cotangents,
    assemble: (points, coefficients) => {
      setInputs(points, coefficients);
      assemble(gpu, onGpu, mesh(), gathers(), faces(), inputs(), matrices);
    },
    clearCotangents: () =>
      [cotangents.stiffness, cotangents.mass, ...cotangents.moments].forEach(gpu.clear),
    contract,
    [Symbol.dispose]: () => owned.splice(0).forEach((array) => array[Symbol.dispose]()),
  };
}
