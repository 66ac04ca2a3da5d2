import { profileSchema } from '../../pipelines/profile/config.js';
import { runProfile } from '../../pipelines/profile/run-profile.node.js';
import { defineCommand } from '../command.js';

export const profileCommand = defineCommand({
  name: 'profile',
  summary: 'Heights of a DEM along a line as CSV and SVG',
  description:
    'Heights along a straight line, bilinear between pixel centres: distance in metres on the ground, x, y, height; the ' +
    'height is empty where the DEM has none. On geographic grids the line is straight in longitude and latitude.',
  schema: profileSchema,
  settings: ['overwrite'],
  examples: [
    {
      line: 'cuesta profile dem.tif --line 481000 3620000 482500 3621000 -o profile.csv',
      does: 'A sample per pixel',
    },
    {
      line: 'cuesta profile dem.tif --line -118.3 34.1 -118.2 34.2 -o line.csv --svg line.svg',
      does: 'With a drawing',
    },
  ],
  async run(config, context) {
    const result = await runProfile(config, context);
    const { samples, valid, lengthM, lowest, highest, files } = result;
    const range = `heights ${lowest?.toFixed(2)} to ${highest?.toFixed(2)}`;
    const text = `${files.join(', ')}  ${samples} samples over ${lengthM.toFixed(1)} m, ${valid} valid, ${range}`;
    return { json: result, text };
  },
});
