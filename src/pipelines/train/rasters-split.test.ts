import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRasterSites, grey, SITE, SITE_SIZE } from '../../../test/support/raster-sites.js';
import { identityOf } from './config.js';
import type { RasterTiles } from './rasters.js';
import { readConfig } from './read-config.js';

const { write, open, writeSite, remove } = createRasterSites();
afterAll(remove);
beforeAll(writeSite);

describe('training and validation', () => {
  test('share no area, and the seed decides which', async () => {
    const data = await open(`sites: [${SITE}], area: 2`);
    const { tiles } = data.source.options as RasterTiles;
    const areas = (indices: readonly number[]) => new Set(indices.map((i) => tiles[i]!.area));
    const { training, validation } = data.split;
    expect(validation.length).toBeGreaterThanOrEqual(6);
    expect(validation.length % 2).toBe(0);
    for (const area of areas(validation)) expect(areas(training)).not.toContain(area);
    // Tiles of an area lie together.
    for (const i of validation) {
      for (const j of validation) {
        const [a, b] = [tiles[i]!, tiles[j]!];
        if (a.area === b.area)
          expect(Math.max(Math.abs(a.col - b.col), Math.abs(a.row - b.row))).toBeLessThan(128);
      }
    }
    const splits = [];
    for (const seed of [1, 2, 3, 4]) splits.push((await open(`sites: [${SITE}], area: 2`, { seed })).split);
    expect(new Set(splits.map((s) => s.validation.join())).size).toBeGreaterThan(1);
  });

  test('a site that is set aside is all of the validation', async () => {
    const data = await open(
      `sites: [${SITE}, {image: image.tif, fine: fine.tif, coarse: {average: 10}, validation: true}]`,
    );
    const { tiles } = data.source.options as RasterTiles;
    expect(data.split.training.map((i) => tiles[i]!.site)).toEqual(new Array(30).fill(0));
    expect(data.split.validation.map((i) => tiles[i]!.site)).toEqual(new Array(30).fill(1));
  });

  test('another content of the files is another training', async () => {
    const config = readConfig('network: {type: unet}', 'a.yaml', []);
    const identity = async () =>
      identityOf(config, { start: null, data: (await open(`sites: [${SITE}]`)).facts });
    const before = await identity();
    expect(await identity()).toEqual(before);
    await write('image', { ...SITE_SIZE, at: (x, y) => grey(x, y) + (x < 2 && y > -2 ? 1 : 0) });
    expect(await identity()).not.toEqual(before);
    await write('image', { ...SITE_SIZE, at: grey });
  });
});
