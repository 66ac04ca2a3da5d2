import { describe, expect, it } from 'vitest';
import { northUp } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { PointColumns } from '../../io/points/columns.js';
import { adjustSchema } from './config.js';
import { controlFrame } from './control-frame.node.js';

const lonLat: PointColumns = {
  kind: 'lonlat',
  x: 0,
  y: 1,
  h: 2,
  sigma: null,
  ellipsoidal: false,
  radius: false,
};
const config = (options: object = {}) =>
  adjustSchema.parse({ inputs: ['a.tif'], output: 'b.tif', ...options });
const block = (crs: string, kind: 'ellipsoid' | 'egm96' | 'unknown', west: number): Grid => ({
  width: 100,
  height: 100,
  transform: northUp(west, 50, 0.01, 0.01),
  crs: withVertical(parseCrs(crs), { kind }),
});
const degrees = block('EPSG:4326', 'egm96', 9);

describe('positions', () => {
  it('come into the CRS of the block', async () => {
    const frame = await controlFrame(lonLat, block('EPSG:32632', 'ellipsoid', 5e5), 'c.csv', config());
    const [x, y, h] = frame(9, 0, 7);
    expect(x).toBeCloseTo(500_000, 6);
    expect(y).toBeCloseTo(0, 6);
    expect(h).toBe(7);
  });

  it('lie on the block by whole turns of longitude', async () => {
    const frame = await controlFrame(lonLat, block('EPSG:4326', 'ellipsoid', 299), 'c.csv', config());
    expect(frame(-60.5, 49.5, 0)[0]).toBeCloseTo(299.5, 9);
  });

  it('need a CRS where they are no longitudes', async () => {
    const map = { ...lonLat, kind: 'map' } as const;
    await expect(controlFrame(map, degrees, 'c.csv', config())).rejects.toThrow(/c\.csv has x and y/);
  });
});

describe('heights', () => {
  it('are those of the block unless something else is said', async () => {
    expect((await controlFrame(lonLat, degrees, 'c.csv', config()))(9.5, 49.5, 100)[2]).toBe(100);
  });

  it('are brought down from the ellipsoid to the geoid, by what the file or the option says', async () => {
    const stated = await controlFrame(lonLat, degrees, 'c.csv', config({ controlVertical: 'ellipsoid' }));
    const named = await controlFrame({ ...lonLat, ellipsoidal: true }, degrees, 'c.csv', config());
    // cs2cs EPSG:4326+5773 EPSG:4979 of PROJ 9 with egm96_15.gtx: 48.652 m.
    expect(100 - stated(9.5, 49.5, 100)[2]).toBeCloseTo(48.652, 1);
    expect(named(9.5, 49.5, 100)[2]).toBe(stated(9.5, 49.5, 100)[2]);
  });

  it('cannot be converted without the grid of their geoid, or to scenes that do not say theirs', async () => {
    const other = config({ controlVertical: 'egm2008' });
    await expect(controlFrame(lonLat, degrees, 'c.csv', other)).rejects.toThrow(/c\.csv.*EGM2008/);
    const unknown = block('EPSG:4326', 'unknown', 9);
    const stated = config({ controlVertical: 'egm96' });
    await expect(controlFrame(lonLat, unknown, 'c.csv', stated)).rejects.toThrow(/scenes do not say/);
  });
});
