import { assertGreater, assertLess } from "@std/assert";
import { findAdapter } from "../gpu/device/adapter.ts";
import { compareProcessors } from "./simulate_on_gpu.ts";

Deno.test({
  name: "simulate_on_gpu: single precision gives the signals and gradients of double",
  ignore: await findAdapter() === undefined && Deno.env.get("TORREY_REQUIRE_GPU") !== "1",
  fn: async () => {
    const { signalError, gradientError, cosine, diffusivityError } = await compareProcessors();
    assertLess(signalError, 1e-5);
    assertLess(gradientError, 1e-3);
    assertGreater(cosine, 0.99999);
    assertLess(diffusivityError, 1e-3);
  },
});
