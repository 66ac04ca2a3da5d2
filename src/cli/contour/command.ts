import { contourSchema } from '../../pipelines/contour/config.js';
import { runContour } from '../../pipelines/contour/run-contour.node.js';
import { defineCommand } from '../command.js';

export const contourCommand = defineCommand({
  name: 'contour',
  summary: 'Contour lines of a DEM as GeoJSON',
  description:
    'Contours at equal steps of height, linear between pixel centres, in the CRS of the DEM; attribute elev. Rings are ' +
    'closed, the higher ground lies on the right, and missing samples cut lines off.',
  schema: contourSchema,
  settings: ['overwrite'],
  examples: [
    { line: 'cuesta contour dem.tif --interval 10 -o contours.geojson', does: 'Every 10 m' },
    {
      line: 'cuesta contour dem.tif --interval 50 --base 25 -o between.geojson',
      does: '..., -25, 25, 75, ...',
    },
  ],
  async run(config, context) {
    const result = await runContour(config, context);
    const { output, contours, points, lowest, highest } = result;
    const range = contours > 0 ? `, heights ${lowest} to ${highest}` : '';
    return { json: result, text: `${output}  ${contours} contours of ${points} points${range}` };
  },
});
