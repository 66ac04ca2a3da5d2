import { hash32, type Rng } from '../../core/rng.js';
import { splineNoise } from '../lunar/spline-noise.js';
import type { EarthField } from './earth-field.js';
import { LAND_USE } from './land-use.js';
import type { Parcel } from './parcels.js';

/** Share of parcels with a hedge around them. */
const HEDGED = 0.35;

/** Single trees per hectare by use. */
const SCATTERED = {
  [LAND_USE.urban]: 12,
  [LAND_USE.green]: 25,
  [LAND_USE.pasture]: 2,
  [LAND_USE.herbs]: 8,
} as const;

/** Metres between the trees of an orchard. */
const ORCHARD = 6;

/**
 * Trees: closed woods of one height per parcel with gaps and rough crowns, hedges along some borders, rows in orchards, single trees
 * elsewhere; none on roads, houses or water.
 */
export function growTrees(field: EarthField, parcels: ReadonlyMap<number, Parcel>, seed: number): void {
  growWoods(field, parcels, seed);
  const { width, height, pixel, landUse, parcel } = field;
  const hectares = (width * height * pixel ** 2) / 1e4;
  const first = parcels.values().next().value as Parcel;
  const rng = first.rng.fork(seed);
  const most = Math.max(...Object.values(SCATTERED));
  for (let k = 0; k < hectares * most; k++) {
    const [x, y] = [rng.next() * width, rng.next() * height];
    const use = landUse[Math.floor(y) * width + Math.floor(x)];
    const density = SCATTERED[use as keyof typeof SCATTERED] ?? 0;
    if (rng.next() * most < density) addTree(field, x, y, rng);
  }
  const spacing = ORCHARD / pixel;
  for (let y = spacing / 2; y < height; y += spacing) {
    for (let x = spacing / 2; x < width; x += spacing) {
      const i = Math.floor(y) * width + Math.floor(x);
      if (landUse[i] !== LAND_USE.orchard || parcels.get(parcel[i])?.use !== LAND_USE.orchard) continue;
      addTree(field, x, y, rng, 3 + rng.next());
    }
  }
}

function growWoods(field: EarthField, parcels: ReadonlyMap<number, Parcel>, seed: number): void {
  const { width, height, pixel, canopy, landUse, parcel, border } = field;
  const heights = new Map([...parcels].map(([id, { rng }]) => [id, 9 + 18 * rng.next()] as const));
  const hedges = new Map(
    [...parcels].map(([id, { rng }]) => [id, rng.next() < HEDGED ? 2 + 6 * rng.next() : 0] as const),
  );
  const crowns = splineNoise({
    seed: hash32(seed ^ 0x51ab),
    width,
    height,
    gains: [0.06, 0.14, 0.1, 0.05, 0.05],
  });
  for (let i = 0; i < canopy.length; i++) {
    if (!isFree(field, i)) continue;
    if (landUse[i] === LAND_USE.forest) {
      const tall = heights.get(parcel[i])! * (0.85 + crowns[i]);
      // Deep gaps between the crowns, and glades.
      canopy[i] = crowns[i] < -0.3 ? 0 : Math.max(1, tall);
    } else if (landUse[i] !== LAND_USE.water && border[i] * pixel < 2.5) {
      canopy[i] = hedges.get(parcel[i])! * (1 + crowns[i]);
    }
  }
}

/** Half an ellipsoid on the ground; beside it nothing. */
function addTree(field: EarthField, x: number, y: number, rng: Rng, tall = 5 + 13 * rng.next()): void {
  const { width, height, pixel, canopy } = field;
  const radius = Math.max(0.7, (tall * (0.2 + 0.12 * rng.next())) / pixel);
  const lastRow = Math.min(height - 1, Math.floor(y + radius));
  const lastCol = Math.min(width - 1, Math.floor(x + radius));
  for (let r = Math.max(0, Math.ceil(y - radius)); r <= lastRow; r++) {
    for (let c = Math.max(0, Math.ceil(x - radius)); c <= lastCol; c++) {
      const part = 1 - ((c - x) ** 2 + (r - y) ** 2) / radius ** 2;
      const i = r * width + c;
      if (part > 0 && isFree(field, i)) canopy[i] = Math.max(canopy[i], tall * Math.sqrt(part));
    }
  }
}

const isFree = ({ objects, road, landUse }: EarthField, i: number): boolean =>
  objects[i] === 0 && road[i] === 0 && landUse[i] !== LAND_USE.water;
