import { z } from 'zod';
import { defineCommand } from '../command.js';
import { describeRaster } from './describe-raster.js';
import { formatDescription } from './format-description.js';

const schema = z.strictObject({
  inputs: z.array(z.string()).min(1).describe('Rasters: paths or http(s) URLs').meta({ positional: true }),
  statistics: z
    .boolean()
    .default(false)
    .describe('Read all samples: minimum, maximum, mean, std, valid share'),
});

export const infoCommand = defineCommand({
  name: 'info',
  summary: 'Show size, grid, CRS, datums and structure of rasters',
  description:
    'Shows what a raster says about itself: size, sample type, grid, CRS with body and vertical datum, nodata, ' +
    'compression, blocks and overviews. The format is told by the content (docs/formats.md). Bounds and transform are for pixel corners.',
  schema,
  examples: [
    { line: 'cuesta info dem.tif', does: 'Header facts of one file' },
    { line: 'cuesta info cube.cub label.lbl mosaic.vrt ortho.jp2', does: 'Planetary and other formats' },
    { line: 'cuesta info --statistics --json *.tif', does: 'With statistics, as JSON' },
  ],
  async run({ inputs, statistics }, { signal, progress }) {
    const descriptions = [];
    for (const [i, path] of inputs.entries()) {
      descriptions.push(await describeRaster(path, statistics, signal));
      if (statistics) progress({ stage: 'statistics', done: i + 1, total: inputs.length });
    }
    return { json: descriptions, text: descriptions.map(formatDescription).join('\n\n') };
  },
});
