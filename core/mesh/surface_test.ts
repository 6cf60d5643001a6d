import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../input_error.ts";
import { boundarySurface, box, compartmentSurface, stackedPlates } from "./mod.ts";

Deno.test("compartmentSurface() takes the interfaces too, with the nodes of the mesh", () => {
  const mesh = stackedPlates({ thicknesses: [1, 0.5, 2], width: [1, 1], edgeLength: 0.5 });
  const plate = compartmentSurface(mesh, 1);
  plate.meshNodes.forEach((node, i) => {
    assertEquals(
      [...plate.points.data.subarray(3 * i, 3 * i + 3)],
      [...mesh.points.data.subarray(3 * node, 3 * node + 3)],
    );
  });
  const height = (node: number) => plate.points.data[3 * node + 2];
  const flat = (z: number) => {
    let count = 0;
    for (let f = 0; f < plate.triangles.length; f += 3) {
      const corners = plate.triangles.subarray(f, f + 3);
      if (corners.every((node) => Math.abs(height(node) - z) < 1e-12)) count++;
    }
    return count;
  };
  // Two halves for each cell of the grid on the interfaces below and above.
  assertEquals([flat(-0.75), flat(-0.25), flat(1.75)], [8, 8, 0]);
});

Deno.test("the surface of the only compartment is the boundary, of none an error", () => {
  const mesh = box({ size: [1, 1, 1], edgeLength: 0.5 });
  assertEquals(compartmentSurface(mesh, 0), boundarySurface(mesh));
  assertEquals(
    assertThrows(() => compartmentSurface(mesh, 3), InputError).message,
    "Cannot take the surface of compartment 3: the mesh has no such compartment, only 0",
  );
});
