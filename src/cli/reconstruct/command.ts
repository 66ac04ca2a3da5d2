import { reconstructSchema } from '../../pipelines/reconstruct/config.js';
import { planCascade } from '../../pipelines/reconstruct/plan-cascade.node.js';
import type { ReconstructResult } from '../../pipelines/reconstruct/reconstruct-result.js';
import { runCascade } from '../../pipelines/reconstruct/run-cascade.node.js';
import { seamName, worstOf } from '../../pipelines/reconstruct/seam-check.js';
import { formatPlan } from '../../plan/plan.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const reconstructCommand = defineCommand({
  name: 'reconstruct',
  summary: 'Make a DTM of the resolution of one image with a network and a coarse DTM',
  description:
    'Turns a calibrated, map-projected image and a coarse DTM of the same ground into a DTM with the pixels of the image ' +
    '(Chen et al. 2022; chen2022), or of half its resolution from the image alone (Tao et al. 2021; madnet), with heights and long ' +
    'wavelengths of the reference. Overlapping tiles go through the network; each is brought to the reference, and all are blended ' +
    'with weights that grow from their borders. Several images become one DTM in the same way; the steps where they meet, and where ' +
    'tiles do, are measured.\n\n' +
    'Images and reference must be registered to each other, or --register does it: by affine transforms, the middle image ' +
    'onto the reference as it looks under its Sun, or onto its orthoimage (--reference-image), the others image to image, the right ' +
    'image of an observation onto its left one. The two are brought to one brightness and seen by the network as one image.\n\n' +
    'Where the reference is much coarser than the image, its faults show in the DTM. --cascade takes images from coarse to fine, and ' +
    '--pyramid one image in steps; each DTM is the reference of the next. An image has to cover the next finer one: what it lacks is ' +
    'missing there.\n\n' +
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
    {
      line: 'cuesta reconstruct --model madnet --image CASSIS.tif --reference HRSC.tif --register -o DTM.tif --report DTM.html',
      does: 'Mars: a DTM of twice the pixels of a CaSSIS image',
    },
    {
      line:
        'cuesta reconstruct --model madnet --cascade --image HRSC.tif CTX.tif CASSIS.tif --reference MOLA.tif --steps STEPS ' +
        '-o DTM.tif',
      does: 'From coarse to fine: each DTM is the reference of the next image; those of HRSC and CTX are kept',
    },
  ],
  async run(config, context) {
    const job = await planCascade(config, context);
    const plans = job.steps.map(({ planned }) => planned.plan);
    if (context.settings.dryRun && plans.length > 1) {
      return { json: plans, text: plans.map((plan) => formatPlan(plan).trimEnd()).join('\n\n') };
    }
    return planOrRun(plans.at(-1)!, context, async () => {
      const result = await runCascade(job, context);
      const { metrics, warnings } = result;
      return {
        json: { ...describeResult(result), metrics, warnings },
        text: `${summarise(result)}\n${factLines(result)}`,
      };
    });
  },
});

function factLines({ metrics }: ReconstructResult): string {
  const { residual, networkTiles, tileDisagreement, earlier } = metrics;
  const [mean, rmse] = [residual.mean, residual.rmse].map((metres) => metres.toPrecision(3));
  const worst = worstOf(metrics);
  return [
    ...earlier.map(
      ({ name, pixel, residual: { rmse: apart }, seconds }) =>
        `${name}: ${pixel.toPrecision(3)} m, RMSE to its reference ${apart.toPrecision(3)} m, ${seconds.toFixed(1)} s`,
    ),
    `${networkTiles.predicted} network tiles; DTM minus reference: mean ${mean} m, RMSE ${rmse} m`,
    ...(tileDisagreement === null
      ? []
      : [`tiles are ${tileDisagreement.toPrecision(3)} m apart where they overlap (RMS)`]),
    ...(worst === null
      ? []
      : [`worst seam: ${seamName(worst)}, ${worst.heightJump.ratio.toFixed(2)} times its surroundings`]),
  ].join('\n');
}
