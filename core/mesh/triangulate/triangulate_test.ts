import { assert, assertAlmostEquals, assertEquals, assertGreater, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { type Curve, type PlanarMesh, type Region, triangulate } from "./mod.ts";
import { narrowness, smooth } from "./smooth.ts";

const circle = (x: number, y: number, radius: number): Curve => (parameter) => [
  x + radius * Math.cos(2 * Math.PI * parameter),
  y + radius * Math.sin(2 * Math.PI * parameter),
];

/** A square about the origin, from its lower left corner. */
const square = (side: number): Curve => (parameter) => {
  const k = Math.floor(4 * parameter), part = (4 * parameter - k - 0.5) * side, half = side / 2;
  return ([[part, -half], [half, part], [-part, half], [-half, -part]] as const)[k];
};
const even = (count: number): number[] => Array.from({ length: count }, (_, i) => i / count);
const unlimited = (): void => {};

function areaOf(points: ArrayLike<number>, corners: ArrayLike<number>): number {
  let doubled = 0;
  for (let i = 0; i < corners.length; i++) {
    const a = 2 * corners[i], b = 2 * corners[(i + 1) % corners.length];
    doubled += points[a] * points[b + 1] - points[b] * points[a + 1];
  }
  return doubled / 2;
}

const leastAngle = (points: Float64Array, triangles: Int32Array, t: number): number =>
  Math.atan(1 / narrowness(points, triangles, t));

const DEGREE = Math.PI / 180;

/** Angles, circumradii, the rims' edges and the area, which together leave no gap and no overlap. */
function assertSound(mesh: PlanarMesh, regions: readonly Region[], leastDegrees: number): void {
  mesh.regions.forEach(({ points, triangles, rimNodes }, r) => {
    const { outer, holes } = regions[r];
    const edges = new Set<string>();
    let area = 0;
    for (let t = 0; t < triangles.length; t += 3) {
      assertGreater(leastAngle(points, triangles, t), leastDegrees * DEGREE);
      area += areaOf(points, triangles.subarray(t, t + 3));
      for (let k = 0; k < 3; k++) {
        const edge = `${triangles[t + k]} ${triangles[t + (k + 1) % 3]}`;
        assert(!edges.has(edge));
        edges.add(edge);
      }
    }
    let expected = 0, rimEdges = 0;
    [outer, ...holes].forEach(({ nodes, curve }, rim) => {
      const parameters = mesh.parameters[nodes];
      const around = Array<number>(parameters.length);
      rimNodes.forEach((node, i) => {
        if (node.rim === rim) around[node.place] = i;
      });
      around.forEach((node, i) => {
        assertEquals([points[2 * node], points[2 * node + 1]], [...curve(parameters[i])]);
        const next = around[(i + 1) % around.length];
        assert(edges.has(rim === 0 ? `${node} ${next}` : `${next} ${node}`));
      });
      expected += (rim === 0 ? 1 : -1) * areaOf(points, around);
      rimEdges += around.length;
    });
    assertAlmostEquals(area, expected, 1e-12 * expected);
    // All other edges have their reverse.
    const lone = [...edges].filter((edge) => !edges.has(edge.split(" ").reverse().join(" ")));
    assertEquals(lone.length, rimEdges);
  });
}

Deno.test("two discs in a square fit together at any gap, every angle above 25°", () => {
  for (const gap of [0.8, 0.1, 0.01, 1e-3, 1e-4]) {
    const rims = [-1, 1].map((sign, i) => ({
      curve: circle(sign * (1 + gap / 2), 0, 1),
      nodes: i + 1,
    }));
    const regions: Region[] = [
      { outer: { curve: square(5), nodes: 0 }, holes: rims, edgeLength: 0.5, seeds: [] },
      ...rims.map((outer) => ({ outer, holes: [], edgeLength: 0.5, seeds: [] })),
    ];
    const parameters = [even(40), even(12), even(12)];
    const mesh = triangulate(parameters, regions, unlimited);
    assertSound(mesh, regions, 25);
    assertEquals(triangulate(parameters, regions, unlimited), mesh);
    // The nodes on the circles follow the gap: the arc between the narrowest place's neighbours is about as long.
    const [right] = mesh.parameters[1].slice(1);
    assert(right * 2 * Math.PI < 4 * gap || mesh.parameters[1].length === 12);
  }
});

Deno.test("any discs that do not touch are triangulated with angles above 25°", () => {
  const disc = fc.record({
    x: fc.double({ min: -2, max: 2, noNaN: true }),
    y: fc.double({ min: -2, max: 2, noNaN: true }),
    radius: fc.double({ min: 0.02, max: 1.5, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(disc, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0.15, max: 2, noNaN: true }),
      (candidates, edgeLength) => {
        const discs: typeof candidates = [];
        for (const { x, y, radius } of candidates) {
          const isApart = discs.every((other) =>
            Math.hypot(other.x - x, other.y - y) >
              other.radius + radius + 1e-3 * Math.min(radius, other.radius)
          );
          if (isApart) discs.push({ x, y, radius });
        }
        const rims = discs.map(({ x, y, radius }, i) => ({
          curve: circle(x, y, radius),
          nodes: i + 1,
        }));
        const regions: Region[] = [
          { outer: { curve: square(7.01), nodes: 0 }, holes: rims, edgeLength, seeds: [] },
          ...rims.map((outer) => ({ outer, holes: [], edgeLength: edgeLength / 2, seeds: [] })),
        ];
        const parameters = [even(4), ...rims.map(() => even(12))];
        assertSound(triangulate(parameters, regions, unlimited), regions, 25);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("circles with one list of nodes keep the same angles", () => {
  const [inner, outer] = [0.9, 1].map((radius) => ({ curve: circle(0, 0, radius), nodes: 1 }));
  const near = { curve: circle(1.35, 0, 0.3), nodes: 2 };
  const regions: Region[] = [
    { outer: { curve: square(4), nodes: 0 }, holes: [outer, near], edgeLength: 0.6, seeds: [] },
    { outer: inner, holes: [], edgeLength: 0.6, seeds: [[0, 0]] },
  ];
  const mesh = triangulate([even(8), even(12), even(12)], regions, unlimited);
  assertSound(mesh, regions, 25);
  assertGreater(mesh.parameters[1].length, 12);
  const onCircle = mesh.regions.map(({ rimNodes }, r) =>
    rimNodes.filter(({ rim }) => rim === 1 - r).map(({ place }) => place).sort((a, b) => a - b)
  );
  assertEquals(onCircle[0], onCircle[1]);
});

Deno.test("the size of the triangles follows the edge length, and too many nodes are stopped", () => {
  const make = (edgeLength: number, limit: number) => {
    const outer = { curve: square(1), nodes: 0 };
    const regions = [{ outer, holes: [], edgeLength, seeds: [] }];
    const stop = (nodes: number): void => {
      if (nodes > limit) throw new InputError("Too many nodes");
    };
    return triangulate([even(4)], regions, stop).regions[0].triangles.length / 3;
  };
  // Equilateral triangles of that edge would be 2.31 / edge².
  for (const edge of [0.2, 0.1, 0.05]) {
    const count = make(edge, 1e4) * edge * edge;
    assert(count > 1.2 && count < 3.2, `${count}`);
  }
  assertThrows(() => make(1e-3, 1000), InputError, "Too many nodes");
});

Deno.test("smooth() never narrows the least angle and keeps the rim", () => {
  // A square of 6 × 6 cells with shaken inner nodes, the rim's nodes first.
  const n = 7;
  const isRim = (i: number, j: number) => i % (n - 1) === 0 || j % (n - 1) === 0;
  const cells = Array.from({ length: n * n }, (_, k) => [k % n, Math.floor(k / n)]);
  const order = [
    ...cells.filter(([i, j]) => isRim(i, j)),
    ...cells.filter(([i, j]) => !isRim(i, j)),
  ];
  const number = new Map(order.map(([i, j], k) => [i + n * j, k]));
  const at = (i: number, j: number) => number.get(i + n * j)!;
  const triangles: number[] = [];
  for (let j = 0; j < n - 1; j++) {
    for (let i = 0; i < n - 1; i++) {
      triangles.push(at(i, j), at(i + 1, j), at(i + 1, j + 1));
      triangles.push(at(i, j), at(i + 1, j + 1), at(i, j + 1));
    }
  }
  const rim = 4 * (n - 1);
  const shake = fc.array(fc.double({ min: -0.24, max: 0.24, noNaN: true }), {
    minLength: 2 * (n * n - rim),
    maxLength: 2 * (n * n - rim),
  });
  fc.assert(fc.property(shake, (shifts) => {
    const points = Float64Array.from(
      order.flat(),
      (x, k) => k < 2 * rim ? x : x + shifts[k - 2 * rim],
    );
    const before = points.slice(), flipped = Int32Array.from(triangles);
    const least = (where: Float64Array, list: Int32Array): number => {
      let result = Infinity;
      for (let t = 0; t < list.length; t += 3) {
        result = Math.min(result, leastAngle(where, list, t));
      }
      return result;
    };
    smooth(points, flipped, rim);
    assert(least(points, flipped) >= least(before, Int32Array.from(triangles)) - 1e-14);
    assertGreater(least(points, flipped), 25 * DEGREE);
    assertEquals(points.subarray(0, 2 * rim), before.subarray(0, 2 * rim));
    let area = 0;
    for (let t = 0; t < flipped.length; t += 3) area += areaOf(points, flipped.subarray(t, t + 3));
    assertAlmostEquals(area, (n - 1) ** 2, 1e-12 * n * n);
  }));
});
