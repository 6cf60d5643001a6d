/**
 * Walker-steps per second in meshes of about 10 000 boundary faces, at the default time step.
 *
 * One iteration is `WALK_WINDOW` steps of a block of walkers: divide 2 097 152 by its time. The plain twin moves 64 walkers.
 *
 * @module
 */
import { cylinder, encodeProtocol, pgse, sphere, type TetMesh } from "../mod.ts";
import { tissueCoefficients, tissueMesh } from "../core/diffusion/tissue/mod.ts";
import { chooseTimeStep } from "../core/diffusion/monte_carlo/time_step.ts";
import { walkGeometry } from "../core/diffusion/monte_carlo/walk_mesh.ts";
import { BLOCK, walkPlan } from "../core/diffusion/monte_carlo/walk_plan.ts";
import { twinStart, twinStep, type TwinWalker, walkerRandom } from "../testing/walk_twin.ts";
import { normalGenerator } from "../core/autodiff/random.ts";
import { walk, WALK_WINDOW } from "../wasm/mod.ts";

/** Walkers of the plain twin. */
const TWINS = 64;

const tissue = { diffusivity: 2 };
const protocol = encodeProtocol(
  pgse({ delta: 10, Delta: 20, bValues: [1000, 4000], directions: [[1, 0, 0]] }),
);

function bench(name: string, mesh: TetMesh): void {
  const separated = tissueMesh(mesh, tissue);
  const coefficients = tissueCoefficients(separated, tissue);
  const geometry = walkGeometry(separated, coefficients);
  const timeStep = chooseTimeStep(geometry, coefficients, protocol);
  const plan = walkPlan(geometry, coefficients, protocol, { timeStep, seed: 1 });
  const { stage, start, run, walkers } = walk(plan.mesh, plan.size);
  const { arrays } = plan.stages[0];
  stage.spreads.set(arrays.spreads);
  stage.stepStart.set(arrays.stepStart);
  stage.stepProfile.set(arrays.stepProfile);
  stage.stepWeights.set(arrays.stepWeights);
  start(1, 0, BLOCK);
  run(0, WALK_WINDOW);

  const normal = normalGenerator(1), { uniform } = walkerRandom(1, 0);
  const twins: TwinWalker[] = Array.from({ length: TWINS }, (_, i) => ({
    ...twinStart(plan.mesh, walkerRandom(1, i)),
    decays: [],
    phases: [],
  }));
  const faces = mesh.boundaryFaces.length / 3, tets = mesh.tets.length / 4;
  const about = `${name}, ${faces} faces, ${tets} tetrahedra, h = ${timeStep.toPrecision(2)} ms`;
  Deno.bench(`${BLOCK * WALK_WINDOW} walker-steps, WASM: ${about}`, () => {
    run(0, WALK_WINDOW);
  });
  Deno.bench(`${TWINS * WALK_WINDOW} walker-steps, TypeScript: ${about}`, () => {
    for (const twin of twins) {
      for (let step = 0; step < WALK_WINDOW; step++) {
        twinStep(plan.mesh, arrays, twin, [normal(), normal(), normal()], uniform);
      }
    }
  });
  if (walkers.tets.length !== BLOCK) throw new Error("The walk has no room for a block");
}

bench("thin axon", cylinder({ radius: 1, height: 36, edgeLength: 0.26 }));
bench("cylinder", cylinder({ radius: 3, height: 10, edgeLength: 0.27 }));
bench("sphere", sphere({ radius: 5, edgeLength: 0.292 }));
