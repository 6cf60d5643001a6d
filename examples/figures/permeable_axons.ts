/**
 * The figure of examples/permeable_axons.ts.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { B_VALUES, DELTAS, type PermeableAxons } from "../permeable_axons.ts";
import { COLOURS, writeFigure } from "./figure.ts";

/**
 * Draws the signal against b, a panel for each diffusion time.
 *
 * @param results One per permeability.
 */
export function drawSignals(results: readonly PermeableAxons[]): void {
  const colours = [COLOURS.blue, COLOURS.green, COLOURS.orange, COLOURS.purple];
  const panel = (s: number) => `Δ = ${DELTAS[s]} ms`;
  const rows = (model: "simulated" | "karger") =>
    results.flatMap(({ [model]: { signal } }, k) =>
      [...signal].map((S, i) => ({
        b: B_VALUES[i % B_VALUES.length] / 1000,
        S,
        panel: panel(Math.floor(i / B_VALUES.length)),
        colour: colours[k],
      }))
    );
  const channels = { x: "b", y: "S", fx: "panel", z: "colour", stroke: "colour" } as const;
  writeFigure("permeable_axons", {
    width: 900,
    height: 380,
    marginLeft: 55,
    marginTop: 45,
    marginBottom: 45,
    fx: { label: null },
    x: { label: "b (1000 s/mm²) →", labelAnchor: "center", labelOffset: 40 },
    y: { type: "log", label: "↑ S/S0 (dashed: Kärger)", grid: true, ticks: 5, tickFormat: "~r" },
    color: { type: "identity" },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.line(rows("simulated"), { ...channels, strokeWidth: 2 }),
      Plot.line(rows("karger"), { ...channels, strokeDasharray: "4,4" }),
      ...results.map(({ permeability }, k) =>
        Plot.text([`κ = ${permeability} µm/ms`], {
          frameAnchor: "bottom-left",
          fx: () => panel(0),
          fill: colours[k],
          dx: 8,
          dy: 15 * (k - results.length) + 8,
        })
      ),
    ],
  });
}
