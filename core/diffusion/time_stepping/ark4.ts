/**
 * The additive Runge-Kutta method of order 4 with implicit diffusion and explicit gradient.
 *
 * @module
 */
import type { SteppingMethod } from "./stepping_method.ts";

const GAMMA = 1 / 4;

/** The weights, which are the last row of the implicit part. */
const WEIGHTS = [82889 / 524892, 0, 15625 / 83664, 69875 / 102672, -2260 / 8211, GAMMA] as const;

/**
 * ARK4(3)6L[2]SA: six stages, order 4, the implicit part L-stable and stiffly accurate.
 *
 * Where a step turns no phase by much more than 1 rad it needs a fifth of the work of {@linkcode sdirk4}.
 */
export const ark4: SteppingMethod = {
  name: "ARK4(3)6L[2]SA",
  citation:
    "C. A. Kennedy, M. H. Carpenter, Additive Runge-Kutta schemes for convection-diffusion-reaction equations, " +
    "Appl. Numer. Math. 44, 2003",
  order: 4,
  nodes: [0, 1 / 2, 83 / 250, 31 / 50, 17 / 20, 1],
  implicit: [
    [0],
    [1 / 4, GAMMA],
    [8611 / 62500, -1743 / 31250, GAMMA],
    [5012029 / 34652500, -654441 / 2922500, 174375 / 388108, GAMMA],
    [
      15267082809 / 155376265600,
      -71443401 / 120774400,
      730878875 / 902184768,
      2285395 / 8070912,
      GAMMA,
    ],
    WEIGHTS,
  ],
  explicit: [
    [],
    [1 / 2],
    [13861 / 62500, 6889 / 62500],
    [
      -116923316275 / 2393684061468,
      -2731218467317 / 15368042101831,
      9408046702089 / 11113171139209,
    ],
    [
      -451086348788 / 2902428689909,
      -2682348792572 / 7519795681897,
      12662868775082 / 11960479115383,
      3355817975965 / 11060851509271,
    ],
    [
      647845179188 / 3216320057751,
      73281519250 / 8382639484533,
      552539513391 / 3454668386233,
      3354512671639 / 8306763924573,
      4040 / 17871,
    ],
  ],
  weights: WEIGHTS,
};
