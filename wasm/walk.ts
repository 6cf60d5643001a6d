/**
 * Random walks in a tetrahedral mesh: the arrays they need, laid out in a workspace, and their three kernels.
 *
 * @module
 */
import { faceMasks, zigguratTable } from "./walk_tables.ts";
import { addressOf, rawKernels, Workspace } from "./workspace.ts";

/** Steps a walker makes before the next walker has its turn. */
export const WALK_WINDOW = 64;
/** Ranges of tetrahedra by which walkers are put in order. */
const RANGES = 4096;

/** A mesh as walkers see it; T tetrahedra, R faces that are not plain, P of them permeable and first, C compartments. */
export interface WalkMesh {
  /** Outward planes n·x = d of the faces of each tetrahedron: n_x of four faces, n_y, n_z, d, [16 × T]. */
  readonly planes: Float64Array;
  /** The tetrahedron across each face, or −1 − r where the face is entry r of the walls, [4 × T]. */
  readonly neighbours: Int32Array;
  /** Compartment of each tetrahedron, [T]. */
  readonly compartments: Int32Array;
  /** Centroid of each tetrahedron and a distance from it, maybe negative, within which no wall is, [4 × T], µm. */
  readonly clearances: Float64Array;
  /** Node positions of each tetrahedron, [12 × T], µm. */
  readonly corners: Float64Array;
  /** Running sums of the tetrahedra's spins, [T]. */
  readonly cumulative: Float64Array;
  /** Dn/(nᵀDn) of each wall, [3 × R]. */
  readonly mirrors: Float64Array;
  /** The other side of each permeable face, 4 × tetrahedron + face, [P]. */
  readonly across: Int32Array;
  /** From a displacement on this side of a permeable face to one on the other, row-major, [9 × P]. */
  readonly turns: Float64Array;
  /** How many compartments. */
  readonly compartmentCount: number;
}

/** How many of what a walk keeps. */
export interface WalkSize {
  /** Walkers at a time. */
  readonly walkers: number;
  /** Time profiles whose integrals are kept. */
  readonly profiles: number;
  /** Decays that are kept: 0 where nothing relaxes. */
  readonly decays: number;
  /** The most steps of a run. */
  readonly steps: number;
  /** The most pairs of step and profile of a run. */
  readonly entries: number;
  /** The most encodings, amplitudes and coefficients of a readout. */
  readonly readout: {
    readonly encodings: number;
    readonly amplitudes: number;
    readonly coefficients: number;
  };
}

/** What changes with the length of the steps; all views of the walk's own workspace, to be written before a run. */
export interface WalkStage {
  /** Cholesky factors of 2Dh, rows of the lower triangle, [6 × C]. */
  readonly spreads: Float64Array;
  /** Relaxation rates times h, [decays × C]. */
  readonly rates: Float64Array;
  /** Probabilities to cross, [P]. */
  readonly probabilities: Float64Array;
  /** −log of what a reflection leaves of the weight, [R]. */
  readonly losses: Float64Array;
  /** First entry of each step, [steps + 1]. */
  readonly stepStart: Int32Array;
  /** Profile of each entry, [entries]. */
  readonly stepProfile: Int32Array;
  /** What the positions at the start and at the end of each entry's step count in ∫f x dt, ms, [2 × entries]. */
  readonly stepWeights: Float64Array;
}

/** Which measurements a readout adds up. */
export interface WalkReadout {
  /** First of the waveform's profiles. */
  readonly firstProfile: number;
  /** How many profiles the waveform has. */
  readonly profiles: number;
  /** The decay that weights walkers, or −1. */
  readonly decay: number;
  /** From phases to the phase at unit amplitude, [encodings × profiles × 3]. */
  readonly coefficients: Float64Array;
  /** First amplitude of each encoding, [encodings + 1]. */
  readonly amplitudeStart: Int32Array;
  /** Amplitudes, rad/(µm ms). */
  readonly amplitudes: Float64Array;
  /** Place of each amplitude's sums. */
  readonly measurements: Int32Array;
}

/** The state of walkers, views of the walk's own workspace; for tests and readouts. */
export interface Walkers {
  /** Positions, [3 × walkers], µm. */
  readonly places: Float64Array;
  /** The tetrahedron each is in, [walkers]. */
  readonly tets: Int32Array;
  /** −log of the weights, [walkers × decays]. */
  readonly decays: Float64Array;
  /** ∫ f_k(t) x(t) dt, [walkers × profiles × 3], µm ms. */
  readonly phases: Float64Array;
}

/** A walk made ready for a mesh. */
export interface Walk {
  readonly stage: WalkStage;
  readonly walkers: Walkers;
  /** Puts walkers `first` … `first + count − 1` at their starts. */
  readonly start: (seed: number, first: number, count: number) => void;
  /** Moves the walkers by `steps` steps of the stage, at most a window; returns how many steps were abandoned. */
  readonly run: (firstStep: number, steps: number) => number;
  /** Adds Re, Im and their squares of each amplitude and compartment to `sums`, [measurements × C × 4]. */
  readonly readOut: (readout: WalkReadout, sums: Float64Array) => void;
}

/**
 * Orders walkers by the tetrahedra they are in, roughly: walkers that follow each other find theirs in the cache, which is worth
 * more than all else in a large mesh. What a walker does depends on its own random numbers alone, not on its turn.
 */
function orderByTet(order: Int32Array, tets: Int32Array, count: number, tetCount: number): void {
  const width = Math.ceil(tetCount / RANGES), starts = new Int32Array(RANGES + 1);
  for (let i = 0; i < count; i++) starts[Math.floor(tets[i] / width) + 1]++;
  for (let r = 0; r < RANGES; r++) starts[r + 1] += starts[r];
  for (let i = 0; i < count; i++) order[starts[Math.floor(tets[i] / width)]++] = i;
}

const low = (value: number): number => value | 0;
const high = (value: number): number => Math.floor(value / 2 ** 32) | 0;

/**
 * Lays out a walk.
 *
 * @param mesh The mesh; copied.
 * @param size How much to make room for.
 * @returns The walk, with a workspace of its own.
 */
export function walk(mesh: WalkMesh, size: WalkSize): Walk {
  const { compartmentCount: compartments } = mesh;
  const { walkers, profiles, decays, steps, entries, readout } = size;
  const permeable = mesh.across.length, walls = mesh.mirrors.length / 3;
  const tetCount = mesh.compartments.length, sumLength = 4 * readout.amplitudes * compartments;
  const ziggurat = zigguratTable(), masks = faceMasks();
  const stageLengths = {
    float64: [6 * compartments, decays * compartments, permeable, walls, 2 * entries],
    int32: [steps + 1, entries],
  };
  const workspace = new Workspace({
    float64: [
      ...[
        mesh.planes,
        mesh.clearances,
        mesh.corners,
        mesh.cumulative,
        mesh.mirrors,
        mesh.turns,
        ziggurat,
      ].map((a) => a.length),
      ...stageLengths.float64,
      ...[3 * WALK_WINDOW, 3 * walkers, walkers * decays, 3 * walkers * profiles],
      ...[readout.coefficients, readout.amplitudes, sumLength],
    ],
    int32: [
      ...[mesh.neighbours, mesh.compartments, mesh.across, masks].map((a) => a.length),
      ...stageLengths.int32,
      ...[walkers, walkers, 4 * walkers, readout.encodings + 1, 32],
    ],
  });
  const stage: WalkStage = {
    spreads: workspace.float64(6 * compartments),
    rates: workspace.float64(decays * compartments),
    probabilities: workspace.float64(permeable),
    losses: workspace.float64(walls),
    stepStart: workspace.int32(steps + 1),
    stepProfile: workspace.int32(entries),
    stepWeights: workspace.float64(2 * entries),
  };
  const state: Walkers = {
    places: workspace.float64(3 * walkers),
    tets: workspace.int32(walkers),
    decays: workspace.float64(walkers * decays),
    phases: workspace.float64(3 * walkers * profiles),
  };
  const corners = workspace.copyFloat64(mesh.corners);
  const cumulative = workspace.copyFloat64(mesh.cumulative);
  const randoms = workspace.int32(4 * walkers), order = workspace.int32(walkers);
  // In the order of wasm/assembly/walk_tables.ts.
  const tables = [
    workspace.copyFloat64(mesh.planes),
    workspace.copyInt32(mesh.neighbours),
    workspace.copyInt32(mesh.compartments),
    workspace.copyFloat64(mesh.clearances),
    workspace.copyFloat64(mesh.mirrors),
    workspace.copyInt32(mesh.across),
    workspace.copyFloat64(mesh.turns),
    stage.probabilities,
    stage.losses,
    stage.spreads,
    stage.rates,
    stage.stepStart,
    stage.stepProfile,
    stage.stepWeights,
    workspace.copyInt32(masks),
    workspace.copyFloat64(ziggurat),
    workspace.float64(3 * WALK_WINDOW),
    order,
    state.places,
    state.tets,
    randoms,
    state.decays,
    state.phases,
  ].map((view) => addressOf(workspace, view));
  const record = addressOf(workspace, workspace.copyInt32([...tables, permeable]));
  const coefficients = workspace.float64(readout.coefficients);
  const amplitudeStart = workspace.int32(readout.encodings + 1);
  const amplitudes = workspace.float64(readout.amplitudes);
  const added = workspace.float64(sumLength);
  const kernels = rawKernels(workspace);
  let count = 0;
  return {
    stage,
    walkers: state,
    start: (seed, first, walkerCount) => {
      count = walkerCount;
      kernels.walkStart(
        ...[record, count, low(first), high(first), low(seed), high(seed), tetCount],
        ...[addressOf(workspace, cumulative), addressOf(workspace, corners), profiles, decays],
      );
    },
    run: (firstStep, steps) => {
      orderByTet(order, state.tets, count, tetCount);
      return kernels.walkSteps(
        ...[record, count, firstStep, steps, compartments, profiles, decays],
      );
    },
    readOut: (of, sums) => {
      const encodings = of.amplitudeStart.length - 1;
      coefficients.set(of.coefficients);
      amplitudeStart.set(of.amplitudeStart);
      amplitudes.set(of.amplitudes);
      const cells = added.subarray(0, 4 * of.amplitudes.length * compartments).fill(0);
      kernels.walkSignal(
        ...[record, count, profiles, decays, compartments],
        ...[of.firstProfile, of.profiles, of.decay, encodings],
        ...[coefficients, amplitudeStart, amplitudes, added].map((view) =>
          addressOf(workspace, view)
        ),
      );
      const width = 4 * compartments;
      of.measurements.forEach((measurement, a) => {
        for (let i = 0; i < width; i++) sums[measurement * width + i] += cells[a * width + i];
      });
    },
  };
}
