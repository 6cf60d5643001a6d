import { assertGreater, assertLess } from "@std/assert";
import { findAdapter } from "../gpu/device/adapter.ts";
import { compareProcessors } from "./simulate_on_gpu.ts";

Deno.test({
  name: "simulate_on_gpu: single precision gives the signals and gradients of double",
  ignore: await findAdapter() === undefined && Deno.env.get("TORREY_REQUIRE_GPU") !== "1",
  fn: async () => {
    const { signalError, gradientError, cosine, diffusivityError } = await compareProcessors();
    assertLess(signalError, 2e-6);
    assertLess(gradientError, 1e-5);
    assertGreater(cosine, 1 - 1e-10);
    assertLess(diffusivityError, 2e-5);
  },
});
