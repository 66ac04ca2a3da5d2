import { createRng, hash32 } from '../../core/rng.js';
import { castShadows } from '../lunar/cast-shadows.js';
import { normalQuantiles, quantileAt } from '../lunar/fast-normals.js';
import { splineNoise } from '../lunar/spline-noise.js';
import { type Sun, sunVector } from '../lunar/sun.js';
import type { EarthField } from './earth-field.js';
import { LAND_USE } from './land-use.js';
import type { Parcel } from './parcels.js';
import { surfaceOf } from './surface.js';

export type Colour = readonly [red: number, green: number, blue: number];

/** Reflectances of ground by use; of fields, the two ends between which a parcel's lies. */
const GROUND: Readonly<Record<number, readonly [Colour, Colour]>> = {
  [LAND_USE.urban]: [
    [0.2, 0.2, 0.19],
    [0.3, 0.29, 0.27],
  ],
  [LAND_USE.industry]: [
    [0.25, 0.25, 0.25],
    [0.4, 0.39, 0.37],
  ],
  [LAND_USE.green]: [
    [0.1, 0.15, 0.06],
    [0.14, 0.2, 0.08],
  ],
  [LAND_USE.arable]: [
    [0.32, 0.25, 0.18],
    [0.13, 0.2, 0.07],
  ],
  [LAND_USE.pasture]: [
    [0.12, 0.18, 0.07],
    [0.2, 0.24, 0.1],
  ],
  [LAND_USE.orchard]: [
    [0.2, 0.2, 0.1],
    [0.28, 0.24, 0.16],
  ],
  [LAND_USE.forest]: [
    [0.08, 0.09, 0.05],
    [0.12, 0.12, 0.07],
  ],
  [LAND_USE.herbs]: [
    [0.22, 0.21, 0.12],
    [0.3, 0.27, 0.17],
  ],
  [LAND_USE.water]: [
    [0.03, 0.05, 0.06],
    [0.03, 0.05, 0.06],
  ],
};

const ROAD: Colour = [0.16, 0.16, 0.17];
const ROOFS: readonly Colour[] = [
  [0.38, 0.2, 0.14],
  [0.3, 0.17, 0.13],
  [0.18, 0.18, 0.2],
  [0.42, 0.41, 0.4],
];
const LEAVES: readonly [Colour, Colour] = [
  [0.04, 0.07, 0.025],
  [0.08, 0.12, 0.04],
];

/** Light from the sky, which reaches shadows; the rest is the Sun's. Bluer than the Sun. */
const SKY: Colour = [0.22, 0.26, 0.34];

/** Grey level of a white surface under the Sun. */
const EXPOSURE = 760;

/** Spread of the texture of surfaces and of the sensor's noise. */
const TEXTURE = 0.12;
const NOISE = 1.5;

export interface OrthoOptions {
  readonly seed: number;
  readonly sun: Sun;
}

/** A true orthoimage of the surface, buildings and trees with their shadows, at the scene's pixel: three planes of 0 … 255. */
export function orthoImage(
  field: EarthField,
  parcels: ReadonlyMap<number, Parcel>,
  { seed, sun }: OrthoOptions,
): [Float32Array, Float32Array, Float32Array] {
  const { width, height, pixel } = field;
  const surface = surfaceOf(field);
  const lit = castShadows({ width, height, pixel, heights: surface }, sun);
  const texture = splineNoise({
    seed: hash32(seed ^ 1),
    width,
    height,
    gains: [0.7, 0.7, 0.5, 0.5, 0.5, 0.5],
  });
  const colours = parcelColours(parcels);
  const [east, south, up] = sunVector(sun);
  const planes = [0, 1, 2].map(() => new Float32Array(width * height)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const quantiles = normalQuantiles();
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const i = r * width + c;
      const [left, right] = [c > 0 ? i - 1 : i, c < width - 1 ? i + 1 : i];
      const [above, below] = [r > 0 ? i - width : i, r < height - 1 ? i + width : i];
      const dx = (surface[right] - surface[left]) / ((right - left || 1) * pixel);
      const dy = (surface[below] - surface[above]) / (((below - above) / width || 1) * pixel);
      const facing = Math.max(0, up - dx * east - dy * south) / Math.sqrt(1 + dx * dx + dy * dy);
      const colour = colourAt(field, colours, i, texture[i]);
      for (const [band, plane] of planes.entries()) {
        const light = SKY[band] + (1 - SKY[band]) * facing * lit[i];
        const grey = EXPOSURE * colour[band] * light * Math.exp(TEXTURE * texture[i]);
        plane[i] = Math.min(255, Math.max(0, grey + NOISE * quantiles[quantileAt(seed + band, i)]));
      }
    }
  }
  return planes;
}

interface ParcelColours {
  readonly ground: Colour;
  readonly roof: Colour;
  readonly leaves: Colour;
}

function parcelColours(parcels: ReadonlyMap<number, Parcel>): Map<number, ParcelColours> {
  return new Map(
    [...parcels].map(([id, { use, rng }]) => {
      const own = createRng(Math.floor(rng.next() * 2 ** 31));
      return [
        id,
        {
          ground: between(GROUND[use]!, own.next()),
          roof: ROOFS[own.int(ROOFS.length)]!,
          leaves: between(LEAVES, own.next()),
        },
      ];
    }),
  );
}

const between = ([a, b]: readonly [Colour, Colour], t: number): Colour => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** Height above which trees hide the ground, metres. */
const HIDING = 1;

function colourAt(
  { objects, canopy, road, landUse, parcel }: EarthField,
  colours: ReadonlyMap<number, ParcelColours>,
  i: number,
  shade: number,
): Colour {
  const own = colours.get(parcel[i])!;
  if (road[i] === 1) return ROAD;
  if (objects[i] > 0) return own.roof;
  if (canopy[i] > HIDING) return between([own.leaves, LEAVES[1]], Math.min(1, Math.abs(shade) / 3));
  return landUse[i] === LAND_USE.water ? GROUND[LAND_USE.water]![0] : own.ground;
}
