// The arrays of a random walk in a tetrahedral mesh, in the order of the record that wasm/walk.ts writes.

/** Addresses; T tetrahedra, R faces that are not plain, P of them permeable and first, C compartments, B walkers. */
@unmanaged
export class WalkTables {
  /** Outward face planes n.x = d of each tetrahedron: n_x, n_y, n_z, d, each of four faces; f64 [16 T]. */
  planes: usize;
  /** The tetrahedron across each face, or -1 - r where the face is entry r of the walls; i32 [4 T]. */
  neighbours: usize;
  /** i32 [T] */
  compartments: usize;
  /** Centroid of each tetrahedron and a distance from it within which no wall is; f64 [4 T]. */
  clearances: usize;
  /** What a displacement loses twice over, times its part along n, when reflected: D n / (n.D n); f64 [3 R]. */
  mirrors: usize;
  /** The other side of a permeable face: 4 tetrahedron + face; i32 [P]. */
  across: usize;
  /** From a displacement on this side to one on the other; row-major, f64 [9 P]. */
  turns: usize;
  /** Probability to cross; f64 [P]. */
  probabilities: usize;
  /** -log of what a reflection leaves of the weight; f64 [R]. */
  losses: usize;
  /** Cholesky factor of 2 D h, rows of the lower triangle; f64 [6 C]. */
  spreads: usize;
  /** Relaxation rate times step, [decays x C]. */
  rates: usize;
  /** First entry of each step, i32 [steps + 1]; its profile, i32; weights of the positions at its start and end, f64 pairs. */
  stepStart: usize;
  stepProfile: usize;
  stepWeights: usize;
  /** Lanes allowed when face k is left out, of five rows: none, 0, 1, 2, 3; i64 [20]. */
  masks: usize;
  /** Layers of the ziggurat; f64 [514]. */
  ziggurat: usize;
  /** Room for random numbers; f64 [3 steps]. */
  normals: usize;
  /** The walkers in the order in which they are moved; i32 [B]. */
  order: usize;
  /** f64 [3 B] */
  places: usize;
  /** i32 [B] */
  tets: usize;
  /** u64 [2 B] */
  randoms: usize;
  /** -log of the weight; f64 [B x decays]. */
  decays: usize;
  /** integral of f_k(t) x(t); f64 [B x profiles x 3]. */
  phases: usize;
  /** P, a number and not an address. */
  permeable: i32;
}
