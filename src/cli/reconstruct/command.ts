import { reconstructSchema } from '../../pipelines/reconstruct/config.js';
import { planReconstruct } from '../../pipelines/reconstruct/plan-reconstruct.node.js';
import type { ReconstructResult } from '../../pipelines/reconstruct/reconstruct-result.js';
import { runReconstruct } from '../../pipelines/reconstruct/run-reconstruct.node.js';
import { seamName, worstOf } from '../../pipelines/reconstruct/seam-check.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const reconstructCommand = defineCommand({
  name: 'reconstruct',
  summary: 'Make a DTM of the resolution of one image with a network and a coarse DTM',
  description:
    'Turns a calibrated, map-projected image and a coarse DTM of the same ground into a DTM with the pixels of the image ' +
    '(Chen et al. 2022). The reference is interpolated to the image; overlapping tiles of both go through the network; each ' +
    'is brought to the reference, and all are blended with weights that grow from their borders. Several images become one ' +
    'DTM in the same way; the steps where they meet, and where tiles do, are measured.\n\n' +
    'Images and reference must be registered to each other, or --register does it: by affine transforms, the middle image ' +
    'onto the reference as it looks under its Sun, the others image to image, the right image of an observation onto its ' +
    'left one. The two are brought to one brightness and seen by the network as one image.\n\n' +
    'Tiles of which more than 15 % is missing are left out; pixels that miss in the image or the reference miss in the DTM. ' +
    'The result does not depend on the number of threads or the memory. A run that was interrupted resumes when it is ' +
    'started again; until it ends, its work folder holds about 10 bytes per pixel of every image, with --sigma twice that.',
  schema: reconstructSchema,
  examples: [
    {
      line: 'cuesta reconstruct --image NAC.tif --reference SLDEM.tif -o DTM.tif',
      does: 'A DTM with the pixels of the image',
    },
    {
      line:
        'cuesta reconstruct --image NAC.tif --reference SLDEM.tif --model chen.onnx --resolution 1.5 --residual --sigma ' +
        '-o DTM.tif',
      does: 'With another network, at 1.5 m, with the difference to the reference and the spread of mirrored predictions',
    },
    {
      line:
        'cuesta reconstruct --image left.tif right.tif --register --sun-azimuth 132 --sun-elevation 21 ' +
        '--reference SLDEM.tif -o DTM.tif --source --report DTM.html',
      does: 'One DTM from two images that are registered first, with a report',
    },
  ],
  async run(config, context) {
    const job = await planReconstruct(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runReconstruct(job, context);
      const { metrics, warnings } = result;
      return {
        json: { ...describeResult(result), metrics, warnings },
        text: `${summarise(result)}\n${factLines(result)}`,
      };
    });
  },
});

function factLines({ metrics }: ReconstructResult): string {
  const { residual, networkTiles, tileDisagreement } = metrics;
  const [mean, rmse] = [residual.mean, residual.rmse].map((metres) => metres.toPrecision(3));
  const worst = worstOf(metrics);
  return [
    `${networkTiles.predicted} network tiles; DTM minus reference: mean ${mean} m, RMSE ${rmse} m`,
    ...(tileDisagreement === null
      ? []
      : [`tiles are ${tileDisagreement.toPrecision(3)} m apart where they overlap (RMS)`]),
    ...(worst === null
      ? []
      : [`worst seam: ${seamName(worst)}, ${worst.heightJump.ratio.toFixed(2)} times its surroundings`]),
  ].join('\n');
}
