import { assertEquals } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import {
  bTensorEncoding,
  cosineOgse,
  pgse,
  stimulatedEcho,
} from "../../core/diffusion/protocol/mod.ts";
import { concentricSpheres } from "../../core/mesh/mod.ts";
import { assertClose, bentAxon, differenceOf, firstPiece, twoTissues } from "./testing.ts";

const measured = { bValues: [0, 2000], directions: [[1, 0.3, -0.2]] as const };
const protocols = {
  "oscillating gradients": cosineOgse({ delta: 4, Delta: 6, periods: 1, ...measured }),
  "b-tensors": bTensorEncoding({ shape: -0.4, delta: 4, samples: 16, ...measured }),
  "stimulated echoes": stimulatedEcho({ delta: 2, Delta: 30, mixingTime: 20, ...measured }),
};
const cells = concentricSpheres({ radii: [1.5, 3], edgeLength: 1.5 });

for (const [name, protocol] of Object.entries(protocols)) {
  gpuTest(`everything is that of double precision, by compartment: ${name}`, async (gpu) => {
    const given = firstPiece(cells, twoTissues, protocol);
    const found = await differenceOf(gpu, given, { modes: 10, corrected: 4 }, "everything", true);
    assertClose(found);
    const parts = ["points", "elements", "interfaces", "walls"];
    const stored = name === "stimulated echoes" ? ["storage"] : [];
    assertEquals(Object.keys(found.gradient), [...parts, ...stored, "amplitudes"]);
  });
}

gpuTest("the gradient by the protocol alone needs no mesh", async (gpu) => {
  const given = firstPiece(bentAxon, { diffusivity: 2 }, pgse({ delta: 3, Delta: 8, ...measured }));
  const found = await differenceOf(gpu, given, { modes: 20, corrected: 0 }, "protocol");
  assertClose(found);
  assertEquals(Object.keys(found.gradient), ["amplitudes"]);
  assertEquals(found.readBacks, 2);
});
