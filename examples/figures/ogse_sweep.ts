/**
 * The figure of examples/ogse_sweep.ts.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { DIFFUSIVITY, FREQUENCIES, type FrequencySweep } from "../ogse_sweep.ts";
import { COLOURS, writeFigure } from "./figure.ts";

/**
 * Draws the apparent diffusivities against the frequency.
 *
 * @param sweeps One per radius.
 */
export function drawSweeps(sweeps: readonly FrequencySweep[]): void {
  const colours = [COLOURS.blue, COLOURS.green, COLOURS.orange];
  const rows = (key: "adc" | "exact" | "shortTime" | "measured") =>
    sweeps.flatMap(({ radius, [key]: values }, k) =>
      Array.from(values, (adc, i) => ({ f: FREQUENCIES[i], adc, radius, colour: colours[k] }))
    );
  const channels = { x: "f", y: "adc", z: "radius", stroke: "colour" } as const;
  writeFigure("ogse_sweep", {
    width: 640,
    height: 440,
    marginLeft: 55,
    marginRight: 85,
    marginTop: 40,
    marginBottom: 45,
    x: {
      type: "log",
      label: "frequency (Hz) →",
      labelAnchor: "center",
      labelOffset: 40,
      ticks: [...FREQUENCIES],
      tickFormat: String,
    },
    y: { label: "↑ ADC (µm²/ms)", domain: [0, 2.1], grid: true },
    color: { type: "identity" },
    marks: [
      Plot.ruleY([DIFFUSIVITY], { stroke: COLOURS.grey }),
      Plot.line(rows("exact"), { ...channels, strokeWidth: 2 }),
      Plot.line(rows("shortTime"), { ...channels, strokeDasharray: "4,4", clip: true }),
      Plot.dot(rows("adc"), { ...channels, r: 3 }),
      Plot.dot(rows("measured"), { ...channels, fill: "colour", r: 3 }),
      Plot.text(rows("exact").filter(({ f }) => f === FREQUENCIES.at(-1)), {
        ...channels,
        stroke: null,
        fill: "colour",
        text: ({ radius }) => `R = ${radius} µm`,
        textAnchor: "start",
        dx: 6,
      }),
      Plot.text(["— exact     ○ simulated   ● from signals   - - short-time limit"], {
        frameAnchor: "top",
        dy: -20,
      }),
    ],
  });
}
