/**
 * Differentiable deformations of mesh points.
 *
 * @module
 */
export { bead, type BeadParameters } from "./bead.ts";
export { bend } from "./bend.ts";
export { fan, type FanParameters } from "./fan.ts";
export { rigidMotion, type RigidMotionParameters } from "./rigid_motion.ts";
export { smoothDisplacement } from "./smooth_displacement.ts";
export {
  spinDoctorDeform,
  type SpinDoctorOptions,
  type SpinDoctorParameters,
} from "./spin_doctor.ts";
export { stretch, type StretchParameters } from "./stretch.ts";
export { twist } from "./twist.ts";
