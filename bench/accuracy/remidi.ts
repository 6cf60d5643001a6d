/**
 * Signals, losses and gradients against ReMiDi's PyTorch code in float64, with its own q and number of modes.
 *
 * @module
 */
import { invertedTets, matrixFormalism, toNumber, valueAndGrad, withPoints } from "../../mod.ts";
import { remidiCase, remidiLoss, remidiNames, rotated } from "../cases/remidi.ts";
import { type AccuracyRow, largestError, relativeInNorm } from "./row.ts";

const ABSENT = "../shared/data/diffusion/remidi is absent";

/** Each signal relative to itself, of the mesh and of the target, and the loss. */
export function* remidiSignals(): Iterable<AccuracyRow> {
  for (const name of remidiNames) {
    const reference = remidiCase(name);
    const target = 1e-9;
    if (!reference) {
      yield { what: `ReMiDi ${name}, signals and loss, relative`, target, reference: ABSENT };
      continue;
    }
    const { mesh, rotation, diffusivity, protocol, modes, signal } = reference;
    const turned = withPoints(mesh, rotated(mesh.points, rotation));
    const simulated = matrixFormalism(turned, { diffusivity }, protocol, { modes })();
    const loss = toNumber(remidiLoss(simulated, reference.target));
    const relative = (ours: Float64Array, theirs: Float64Array) =>
      largestError(ours, theirs, (i) => theirs[i]);
    const note = "2e-12 against independent code";
    yield {
      what: `ReMiDi ${name}: \\|ΔS\\|/S of ${signal.data.length} signals of the mesh`,
      target,
      measured: relative(simulated.real.data, signal.data),
      reference: note,
    };
    const folded = invertedTets(reference.targetPoints, mesh.tets).length;
    const aimed = { what: `ReMiDi ${name}: \\|ΔS\\|/S of the target's signals`, target };
    if (folded > 0) {
      yield { ...aimed, reference: `their target folds ${folded} tetrahedra over` };
    } else {
      const moved = withPoints(mesh, reference.targetPoints);
      const options = { modes: reference.targetModes };
      const { real } = matrixFormalism(moved, { diffusivity }, protocol, options)();
      yield { ...aimed, measured: relative(real.data, reference.target.data), reference: note };
    }
    yield {
      what: `ReMiDi ${name}: loss, relative`,
      target,
      measured: Math.abs(loss / reference.loss - 1),
      reference: note,
    };
  }
}

/** ‖Δ∂loss/∂points‖/‖∂loss/∂points‖. */
export function* remidiGradients(): Iterable<AccuracyRow> {
  for (const name of remidiNames) {
    const reference = remidiCase(name);
    const row = { what: `ReMiDi ${name}: ∂loss/∂points, relative in norm`, target: 1e-7 };
    if (!reference) {
      yield { ...row, reference: ABSENT };
      continue;
    }
    const { mesh, rotation, diffusivity, protocol, modes, target } = reference;
    const turned = withPoints(mesh, rotated(mesh.points, rotation));
    const simulate = matrixFormalism(turned, { diffusivity }, protocol, { modes });
    const [, gradient] = valueAndGrad((points: typeof mesh.points) =>
      remidiLoss(simulate(rotated(points, rotation)), target)
    )(mesh.points);
    yield {
      ...row,
      measured: relativeInNorm(gradient.data, reference.gradient),
      reference: "2e-11 against independent code",
    };
  }
}
