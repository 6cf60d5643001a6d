/**
 * The figure of examples/optimise_waveform.ts.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { OptimisedWaveform, RadiusWaveform } from "../optimise_waveform.ts";
import { COLOURS, writeFigure } from "./figure.ts";

/**
 * Draws the waveform where the search starts, where it ends, and the best pair of pulses.
 *
 * @param result The waveforms.
 * @param dt Time between their samples, ms.
 */
export function drawWaveforms({ start, best, pulses }: OptimisedWaveform, dt: number): void {
  const line = ({ gradient }: RadiusWaveform, stroke: string, options: Plot.LineOptions = {}) =>
    Plot.line(Array.from(gradient, (g, i) => [i * dt, g] as const), {
      x: ([t]) => t,
      y: ([, g]) => g,
      stroke,
      strokeWidth: 2,
      ...options,
    });
  writeFigure("optimise_waveform", {
    width: 720,
    height: 360,
    marginLeft: 60,
    marginTop: 40,
    marginBottom: 45,
    x: { label: "time (ms) →", labelAnchor: "center", labelOffset: 40 },
    y: { label: "↑ effective gradient (mT/m)", grid: true },
    marks: [
      Plot.ruleY([0], { stroke: "#ccc" }),
      line(start, COLOURS.grey, { strokeDasharray: "5,4" }),
      line(pulses, COLOURS.blue),
      line(best, COLOURS.orange),
      Plot.text(["- - start"], {
        frameAnchor: "top-left",
        fill: COLOURS.grey,
        dx: 130,
        dy: -24,
      }),
      Plot.text(["— best pair of pulses"], {
        frameAnchor: "top-left",
        fill: COLOURS.blue,
        dx: 220,
        dy: -24,
      }),
      Plot.text(["— optimised"], {
        frameAnchor: "top-left",
        fill: COLOURS.orange,
        dx: 380,
        dy: -24,
      }),
    ],
  });
}
