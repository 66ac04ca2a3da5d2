import type { EarthField } from './earth-field.js';
import { LAND_USE } from './land-use.js';
import type { Parcel } from './parcels.js';

/** Share of the height of a step that is the wall; the rest is the terrace. */
const WALL = 0.15;

/** Cuts fields of some parcels into level terraces with steps of 1 to 3 m. */
export function cutTerraces(field: EarthField, parcels: ReadonlyMap<number, Parcel>, share: number): void {
  const steps = new Map<number, number>();
  for (const [id, { use, rng }] of parcels) {
    const isField = use === LAND_USE.arable || use === LAND_USE.orchard;
    if (isField && rng.next() < share) steps.set(id, 1 + 2 * rng.next());
  }
  const { ground, parcel, landUse } = field;
  for (let i = 0; i < ground.length; i++) {
    const step = steps.get(parcel[i]);
    if (step === undefined || landUse[i] === LAND_USE.water) continue;
    const floor = Math.floor(ground[i] / step);
    const part = ground[i] / step - floor;
    ground[i] = step * (floor + Math.max(0, (part - 1 + WALL) / WALL));
  }
}
