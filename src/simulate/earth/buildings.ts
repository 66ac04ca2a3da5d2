import { evenIn, type Range } from '../scene-draw.js';
import type { EarthField } from './earth-field.js';
import { LAND_USE } from './land-use.js';
import type { Parcel } from './parcels.js';

/** Lots and houses by kind of parcel, metres. */
const KINDS = {
  [LAND_USE.urban]: { lot: [16, 26], side: [8, 14], storeys: [2, 4], share: 0.75, gabled: 0.8 },
  [LAND_USE.industry]: { lot: [34, 60], side: [20, 46], storeys: [2, 5], share: 0.8, gabled: 0.1 },
} as const;

/** Metres. */
const STOREY = 3;
/** Of a parcel's houses, that are towers of several times the height. */
const TOWERS = 0.03;

/** Keep this many pixels from a parcel's border: streets. */
const STREET = 2;

/** Builds houses on a turned lattice of lots in the parcels of towns; none reaches a street, a road or water. */
export function buildHouses(field: EarthField, parcels: ReadonlyMap<number, Parcel>): void {
  const extents = parcelExtents(field);
  for (const [id, parcel] of parcels) {
    const extent = extents.get(id);
    const kind = KINDS[parcel.use as keyof typeof KINDS];
    if (extent === undefined || kind === undefined) continue;
    const { rng, direction } = parcel;
    const even = (range: Range): number => evenIn(range, rng);
    const lot = even(kind.lot) / field.pixel;
    const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
    const count = Math.ceil(extent.radius / lot);
    for (let v = -count; v <= count; v++) {
      for (let u = -count; u <= count; u++) {
        if (rng.next() > kind.share) continue;
        const tall = rng.next() < TOWERS ? 4 : 1;
        addHouse(field, id, {
          x: extent.x + lot * (u * cos - v * sin),
          y: extent.y + lot * (u * sin + v * cos),
          ...{ cos, sin },
          long: even(kind.side) / 2 / field.pixel,
          wide: even(kind.side) / 2 / field.pixel,
          height: tall * STOREY * even(kind.storeys),
          isGabled: rng.next() < kind.gabled,
        });
      }
    }
  }
}

interface House {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  /** Half sides, pixels. */
  readonly long: number;
  readonly wide: number;
  /** Of the eaves, metres. */
  readonly height: number;
  readonly isGabled: boolean;
}

function addHouse(field: EarthField, id: number, house: House): void {
  const { width, height, pixel, objects, parcel, border, road, landUse } = field;
  const { x, y, cos, sin, long, wide } = house;
  const inside: [index: number, across: number][] = [];
  const reach = Math.hypot(long, wide);
  const lastRow = Math.min(height - 1, Math.ceil(y + reach));
  const lastCol = Math.min(width - 1, Math.ceil(x + reach));
  for (let r = Math.max(0, Math.floor(y - reach)); r <= lastRow; r++) {
    for (let c = Math.max(0, Math.floor(x - reach)); c <= lastCol; c++) {
      const u = (c - x) * cos + (r - y) * sin;
      const v = (r - y) * cos - (c - x) * sin;
      if (Math.abs(u) > long || Math.abs(v) > wide) continue;
      const i = r * width + c;
      if (parcel[i] !== id || border[i] < STREET || road[i] === 1 || landUse[i] === LAND_USE.water) return;
      inside.push([i, Math.abs(v)]);
    }
  }
  // Roofs rise by 35 degrees.
  const rise = house.isGabled ? 0.7 * pixel : 0;
  for (const [i, across] of inside) objects[i] = house.height + rise * (wide - across);
}

/** Centre and radius of the parcels in the scene, pixels. */
function parcelExtents({ width, parcel }: EarthField): Map<number, { x: number; y: number; radius: number }> {
  const boxes = new Map<number, [number, number, number, number]>();
  for (let i = 0; i < parcel.length; i++) {
    const [c, r] = [i % width, Math.floor(i / width)];
    const box = boxes.get(parcel[i]);
    if (box === undefined) boxes.set(parcel[i], [c, r, c, r]);
    else {
      if (c < box[0]) box[0] = c;
      if (c > box[2]) box[2] = c;
      box[3] = r;
    }
  }
  return new Map(
    [...boxes].map(([id, [left, top, right, bottom]]) => [
      id,
      { x: (left + right) / 2, y: (top + bottom) / 2, radius: Math.hypot(right - left, bottom - top) / 2 },
    ]),
  );
}
