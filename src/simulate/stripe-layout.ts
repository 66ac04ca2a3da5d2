import { CuestaError } from '../core/errors.js';
import { northUp } from '../core/geo-transform.js';
import { hash32, type Rng } from '../core/rng.js';
import { inscribedFootprint, type StripeFootprint } from './stripe-footprint.js';
import type { PlacedScene, StripesOptions } from './stripe-scene.js';

/** Heading of the orbits, radians counter-clockwise from north, and how far single orbits and scenes turn from it. */
const HEADING = 0.07;
const ORBIT_TURN = 0.012;
const SCENE_TURN = 0.004;

/** Footprints side by side along slightly turned orbits, each in a north-up grid of the lattice that all share. */
export function placeScenes(options: StripesOptions, rng: Rng): PlacedScene[] {
  const { seed, crs, orbits, scenes, pixel, overlap, spoiled = 0 } = options;
  const width = options.width * pixel;
  const height = options.height * pixel;
  const nominal = inscribedFootprint([0, 0], width, height, HEADING);
  requireFootprint(options, nominal);
  const [cos, sin] = nominal.across;
  const spacing = {
    across: 2 * nominal.halfAcross * (1 - overlap),
    along: 2 * nominal.halfAlong * (1 - overlap),
  };
  const placed: PlacedScene[] = [];
  for (let orbit = 1; orbit <= orbits; orbit++) {
    const turn = HEADING + ORBIT_TURN * (2 * rng.next() - 1);
    const start = 0.2 * (rng.next() - 0.5);
    for (let index = 1; index <= scenes; index++) {
      const across = (orbit - (orbits + 1) / 2) * spacing.across;
      const along = (index - (scenes + 1) / 2 + start) * spacing.along;
      const x = options.centre[0] + across * cos - along * sin;
      const y = options.centre[1] + across * sin + along * cos;
      const west = Math.round((x - width / 2) / pixel) * pixel;
      const north = Math.round((y + height / 2) / pixel) * pixel;
      const centre = [west + width / 2, north - height / 2] as const;
      const angle = turn + SCENE_TURN * (2 * rng.next() - 1);
      placed.push({
        name: `orbit${orbit}-scene${index}`,
        orbit,
        index,
        seed: hash32(seed + 0x1000 * orbit + index),
        grid: {
          width: options.width,
          height: options.height,
          transform: northUp(west, north, pixel, pixel),
          crs,
        },
        footprint: inscribedFootprint(centre, width, height, angle),
        spoiled,
      });
    }
  }
  return placed;
}

function requireFootprint(
  { width, height }: StripesOptions,
  { halfAcross, halfAlong }: StripeFootprint,
): void {
  if (halfAcross > 0 && halfAlong > 0) return;
  throw new CuestaError(
    'config',
    `Scenes of ${width} x ${height} pixels are too slender for a turned orbit.`,
    {
      subject: '--width',
      hint: 'Keep width and height within a factor of ten.',
    },
  );
}
