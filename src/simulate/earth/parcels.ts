import { createRng, hash32, type Rng } from '../../core/rng.js';
import { gradientNoise } from '../gradient-noise.js';
import type { EarthField } from './earth-field.js';
import { LAND_USE, type LandUse } from './land-use.js';

export interface ParcelOptions {
  readonly seed: number;
  /** Metres across a parcel, about. */
  readonly size: number;
  /** Share of the scene that is built up, and that is wooded, about. */
  readonly urban: number;
  readonly forest: number;
}

/** A field, a wood or a block of houses. */
export interface Parcel {
  readonly use: LandUse;
  /** Its own random numbers. */
  readonly rng: Rng;
  /** Of its rows, streets and houses; radians. */
  readonly direction: number;
}

/** Uses change over this length, metres. */
const REGION = 1500;

/**
 * Divides the scene into Voronoi cells of a jittered lattice, gives each a use and writes parcel, border distance and use into the
 * field, except where there is water. Towns and woods are where noise of a kilometre and more is high.
 */
export function layParcels(
  field: EarthField,
  { seed, size, urban, forest }: ParcelOptions,
): Map<number, Parcel> {
  const { width, height, pixel, landUse, parcel, border } = field;
  const cell = size / pixel;
  const columns = Math.ceil(width / cell) + 4;
  const centres = Array.from({ length: columns * (Math.ceil(height / cell) + 4) }, (_, id) => {
    const rng = createRng(hash32(seed ^ hash32(id)));
    const [col, row] = [(id % columns) - 2, Math.floor(id / columns) - 2];
    return { x: (col + 0.1 + 0.8 * rng.next()) * cell, y: (row + 0.1 + 0.8 * rng.next()) * cell, rng };
  });
  const region = (x: number, y: number, label: number): number =>
    gradientNoise((x * pixel) / REGION, (y * pixel) / REGION, hash32(seed ^ label));
  const parcels = new Map(
    centres.map(({ x, y, rng }, id) => {
      const isTown = region(x, y, 0x2545f491) > threshold(urban);
      const isWood = region(x, y, 0x6c8e9cf5) > threshold(forest);
      const use = isTown ? townUse(rng) : isWood ? LAND_USE.forest : fieldUse(rng);
      return [id, { use, rng, direction: Math.PI * rng.next() }] as const;
    }),
  );
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const i = r * width + c;
      let [best, second, id] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
      const [col, row] = [Math.floor(c / cell) + 2, Math.floor(r / cell) + 2];
      for (let k = 0; k < 9; k++) {
        const candidate = (row + Math.floor(k / 3) - 1) * columns + col + (k % 3) - 1;
        const centre = centres[candidate]!;
        const d = (c - centre.x) ** 2 + (r - centre.y) ** 2;
        if (d < best) [best, second, id] = [d, best, candidate];
        else if (d < second) second = d;
      }
      parcel[i] = id;
      border[i] = (Math.sqrt(second) - Math.sqrt(best)) / 2;
      if (landUse[i] !== LAND_USE.water) landUse[i] = parcels.get(id)!.use;
    }
  }
  return parcels;
}

/** Above which value of the noise about `share` of a scene lies: a logistic curve in place of its distribution. */
function threshold(share: number): number {
  return share <= 0 ? Number.POSITIVE_INFINITY : 0.2 * Math.log((1 - share) / share);
}

function townUse(rng: Rng): LandUse {
  const u = rng.next();
  return u < 0.7 ? LAND_USE.urban : u < 0.88 ? LAND_USE.industry : LAND_USE.green;
}

function fieldUse(rng: Rng): LandUse {
  const u = rng.next();
  if (u < 0.5) return LAND_USE.arable;
  if (u < 0.8) return LAND_USE.pasture;
  return u < 0.88 ? LAND_USE.orchard : u < 0.94 ? LAND_USE.herbs : LAND_USE.forest;
}
