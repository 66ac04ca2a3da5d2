import { describe, expect, it } from 'vitest';
import { toMap } from '../../core/geo-transform.js';
import { simulateSchema } from './config.js';
import { sarGrid, sarJob } from './sar-job.js';

const config = (options: object) => simulateSchema.parse({ scenery: 'sar', output: 'x', ...options });
const job = (options: object, memory = '1GiB') => sarJob(config(options), sarGrid(config(options))!, memory);

describe('a radar pair of a command', () => {
  it('lies over Mount Song, or around the origin of another CRS', () => {
    const grid = sarGrid(config({ size: 200, height: 100 }))!;
    expect([grid.width, grid.height, grid.transform[0]]).toEqual([200, 100, 5]);
    expect(toMap(grid.transform, 100, 50)).toEqual([684_000, 3_819_000]);
    const own = sarGrid(config({ crs: 'EPSG:32633', pixel: 8, width: 300 }))!;
    expect(own.crs.vertical.kind).toBe('ellipsoid');
    expect(toMap(own.transform, 150, 800)).toEqual([500_000, 0]);
  });

  it('has the angles of the mode unless others are given', () => {
    const angles = (options: object) =>
      job(options).shots.map(({ pass }) => [pass.incidenceDeg, pass.headingDeg]);
    expect(angles({})).toEqual([
      [44.5, 350],
      [28.9, 350],
    ]);
    expect(angles({ mode: 'spotlight', opposite: true, incidence: '30,41.5' })).toEqual([
      [30, 190],
      [41.5, 350],
    ]);
    for (const incidence of ['30', '30,40,50', '5,40', '30,x', '']) {
      expect(() => job({ incidence }), incidence).toThrow(/incidence angles/);
    }
    expect(() => job({ incidence: '30,31' })).toThrow(/no stereo pair/);
    expect(angles({ opposite: true, incidence: '30,30' })).toHaveLength(2);
  });

  it('is refused where memory, CRS or options do not allow it', () => {
    expect(() => job({ size: 20_000 })).toThrow(
      expect.objectContaining({ code: 'config', subject: '--memory' }),
    );
    expect(job({ size: 6000 }, '4GiB').estimatedBytes).toBeGreaterThan(36e6 * 14);
    const grid = (options: object) => () => sarGrid(config(options));
    expect(grid({ crs: 'EPSG:4326' })).toThrow(
      expect.objectContaining({ code: 'geometry', subject: '--crs' }),
    );
    expect(grid({ crs: 'IAU_2015:30110' })).toThrow(
      expect.objectContaining({ code: 'datum', subject: '--crs' }),
    );
    expect(grid({ dem: 'a.tif', size: 100 })).toThrow(
      expect.objectContaining({ code: 'config', subject: '--size' }),
    );
    expect(sarGrid(config({ dem: 'a.tif' }))).toBeNull();
    expect(() => config({ size: 0 })).toThrow();
    expect(() => config({ looks: 0.5 })).toThrow();
  });
});
