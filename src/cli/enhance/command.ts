import { enhanceSchema } from '../../pipelines/enhance/config.js';
import type { EnhanceMetrics } from '../../pipelines/enhance/enhance-result.js';
import { planEnhance } from '../../pipelines/enhance/plan-enhance.node.js';
import { runEnhance } from '../../pipelines/enhance/run-enhance.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const enhanceCommand = defineCommand({
  name: 'enhance',
  summary: 'Make a fine DTM of the bare earth from a global DEM and an orthoimage with a network',
  description:
    'Turns a coarse surface model such as Copernicus GLO-30 into a finer model of the bare earth (JSPSR, Cai and Wilson 2025): the ' +
    'network sharpens what the image shows and takes away houses and trees. DEM and guidance may lie on any grids and in any CRSs: ' +
    'they are brought to the pixels of the DTM, which covers the image. Overlapping tiles go through the network and are blended.\n\n' +
    'What a network needs, its manifest says: an orthoimage, land use (--mask) or heights of trees (--canopy). Heights keep the ' +
    'vertical datum of the DEM and are not aligned to anything. Pixels without the DEM or the guidance are missing in the DTM.\n\n' +
    'With --truth the report and the sidecar say how far the interpolated DEM, the baseline and the DTM are from it, by land use where ' +
    'this is given. The result does not depend on the number of threads; a run that was interrupted resumes when it is started again.',
  schema: enhanceSchema,
  examples: [
    {
      line: 'cuesta enhance --dem COP30.tif --image ORTHO.tif -o DTM.tif',
      does: 'A DTM of 8 m over the image',
    },
    {
      line:
        'cuesta enhance --dem COP30.tif --image ORTHO.tif --mask LANDUSE.tif --model jspsr.onnx --baseline edsr.onnx ' +
        '--truth LIDAR.tif -o DTM.tif --report DTM.html',
      does: 'With land use, beside another network, measured against lidar, with a report',
    },
  ],
  async run(config, context) {
    const job = await planEnhance(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runEnhance(job, context);
      const { metrics, warnings } = result;
      return {
        json: { ...describeResult(result), metrics, warnings },
        text: `${summarise(result)}\n${factLines(metrics)}`,
      };
    });
  },
});

function factLines({ difference, runs, accuracy }: EnhanceMetrics): string {
  const metres = (value: number): string => `${value.toPrecision(3)} m`;
  return [
    `DTM minus DEM: mean ${metres(difference.mean)}, RMS ${metres(difference.rmse)}`,
    ...Object.entries(runs).map(
      ([product, { tiles, seconds }]) => `${product}: ${tiles} network tiles in ${seconds.toPrecision(3)} s`,
    ),
    ...accuracy.map(
      ({ product, mean, rmse, slopeRmse }) =>
        `${product} minus truth: mean ${metres(mean)}, RMSE ${metres(rmse)}, slope RMSE ${slopeRmse.toPrecision(3)} deg`,
    ),
  ].join('\n');
}
