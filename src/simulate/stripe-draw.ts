import { TERMS } from '../adjust/model.js';
import { sceneOf } from '../adjust/scene.js';
import { CuestaError } from '../core/errors.js';
import type { Rng } from '../core/rng.js';
import { correctPosition, heightCorrection, type SceneCorrection } from './stripe-error.js';
import { edgeness, noiseSigma } from './stripe-footprint.js';
import type { PlacedScene, StripesOptions } from './stripe-scene.js';
import type { Terrain } from './terrain.js';

/** Shares of the largest position error: shift of the orbit, of the scene, and each linear coefficient. */
const ORBIT_SHIFT = 0.4;
const SCENE_SHIFT = 0.3;
const LINEAR = 0.3 / (2 * Math.SQRT2);

/** Relative size of the height coefficients by their order, and what part an orbit's scenes have in common. */
const BY_ORDER = [1, 0.6, 0.4, 0.3] as const;
const ORBIT_PART = 0.8;
const SCENE_PART = 0.6;

/** Points per scene at which the size of the errors is measured. */
const PROBES = 800;

/**
 * Draws the errors of all scenes; those of an orbit resemble each other. Position errors stay below `planErrorPx` in every
 * corner. The polynomials are scaled so that the whole block has `heightRmse`.
 */
export function drawCorrections(
  options: StripesOptions,
  scenes: readonly PlacedScene[],
  terrain: Terrain,
  rng: Rng,
): SceneCorrection[] {
  const most = options.planErrorPx * options.pixel;
  const orbits = Array.from({ length: options.orbits }, () => ({
    shift: inDisc(rng, ORBIT_SHIFT * most),
    height: drawHeight(rng),
  }));
  const drawn = scenes.map((scene): SceneCorrection => {
    const orbit = orbits[scene.orbit - 1];
    const shift = inDisc(rng, SCENE_SHIFT * most);
    const linear = () => LINEAR * most * (2 * rng.next() - 1);
    const own = drawHeight(rng);
    const { centre, halfSize } = sceneOf(scene.name, null, scene.grid);
    return {
      centre,
      halfSize,
      plane: [orbit.shift[0] + shift[0], linear(), linear(), orbit.shift[1] + shift[1], linear(), linear()],
      height: own.map((c, i) => ORBIT_PART * orbit.height[i] + SCENE_PART * c),
    };
  });
  const gain = heightGain(options, scenes, drawn, terrain, rng);
  return drawn.map((c) => ({ ...c, height: c.height.map((g) => g * gain) }));
}

function inDisc(rng: Rng, radius: number): readonly [x: number, y: number] {
  const r = radius * Math.sqrt(rng.next());
  const angle = 2 * Math.PI * rng.next();
  return [r * Math.cos(angle), r * Math.sin(angle)];
}

function drawHeight(rng: Rng): number[] {
  return TERMS.map(([i, j]) => BY_ORDER[i + j] * rng.normal());
}

/** Factor that gives the polynomials what noise and position errors leave of the height error. */
function heightGain(
  { heightRmse }: StripesOptions,
  scenes: readonly PlacedScene[],
  corrections: readonly SceneCorrection[],
  terrain: Terrain,
  rng: Rng,
): number {
  let polynomial = 0;
  let other = 0;
  let count = 0;
  scenes.forEach(({ footprint }, i) => {
    const correction = corrections[i];
    const { centre, halfSize } = correction;
    for (let k = 0; k < PROBES; k++) {
      const x = centre[0] + halfSize[0] * (2 * rng.next() - 1);
      const y = centre[1] + halfSize[1] * (2 * rng.next() - 1);
      const edge = edgeness(footprint, x, y);
      if (edge > 1) continue;
      const shown = terrain.heightAt(...correctPosition(correction, x, y));
      other += (shown - terrain.heightAt(x, y)) ** 2 + noiseSigma(edge) ** 2;
      polynomial += heightCorrection(correction, x, y) ** 2;
      count++;
    }
  });
  const room = heightRmse ** 2 - other / count;
  if (room >= 0) return Math.sqrt(room / (polynomial / count));
  throw new CuestaError(
    'config',
    `Noise and position errors alone make height errors of ${Math.sqrt(other / count).toFixed(2)} m, more than the ${heightRmse} m asked for.`,
    { subject: '--height-rmse', hint: 'Raise --height-rmse or lower --plan-error.' },
  );
}
