import { alignSchema } from '../../pipelines/align/config.js';
import { planAlign } from '../../pipelines/align/plan-align.node.js';
import { alignJson, alignmentText } from '../../pipelines/align/result.js';
import { runAlign } from '../../pipelines/align/run-align.node.js';
import { defineCommand } from '../command.js';
import { planOrRun, summarise } from '../plan-or-run.js';

export const alignCommand = defineCommand({
  name: 'align',
  summary: 'Align a DEM to a reference DEM or to control points',
  description:
    'Finds the motion that brings a DEM onto a reference, and resamples the DEM through it once. No search range is needed: the\n' +
    'first shift is looked for by correlation over the whole overlap, and the range is reported.\n\n' +
    'nuth-kaab: shift in plan and height. icp-plane, icp-point: rigid motion with rotation (both end at the same one; icp-plane is\n' +
    'faster). vertical: median of the differences. tilt: plane. deramp: polynomial of --deramp-order. A polynomial may also\n' +
    'follow the first three. Where the terrain does not show the position in plan only the height is aligned, with a warning.\n\n' +
    'Signs: dh = source - reference. The transform leads from the source to the reference, in body-fixed Cartesian coordinates\n' +
    '(4 x 4, row-major, as of pc_align). Heights above a geoid are used as if above the ellipsoid: the motion is the same to\n' +
    'millimetres. --held-out points take no part in the fit and tell what it achieved; standard deviations take\n' +
    'into account that height errors are correlated in space.\n\n' +
    'Control points are a CSV file as in cuesta compare; the DEM is aligned to them.\n\n' +
    '--apply moves further DEMs, plan and heights; --apply-image moves what lies on the DEM (images, masks, maps) in plan\n' +
    'alone, once resampled, with its own pixels, type and nodata value. Different vertical datums are converted with\n' +
    '--vertical-datum.',
  schema: alignSchema,
  examples: [
    {
      line: 'cuesta align dem.tif --reference ref.tif -o aligned.tif --report align.html',
      does: 'Shift by Nuth & Kaab, with a report',
    },
    {
      line: 'cuesta align dem.tif --reference ref.tif -o aligned.tif --method icp-plane --mask stable.tif --transform-out t.json',
      does: 'Rigid motion from stable terrain, kept as a file',
    },
    {
      line: 'cuesta align dem.tif --reference icesat2.csv -o aligned.tif --assume-vertical ellipsoid',
      does: 'To altimetry',
    },
    {
      line: 'cuesta align dem.tif --reference ref.tif -o aligned.tif --apply-image ortho.tif',
      does: 'The image that lies on the DEM goes along, to ortho_aligned.tif',
    },
    {
      line: 'cuesta align other.tif --reference ref.tif -o moved.tif --method none --initial-transform t.json',
      does: 'Apply a known transform',
    },
  ],
  async run(config, context) {
    const job = await planAlign(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runAlign(job, context);
      return {
        json: alignJson(result),
        text: [alignmentText(result.solved), ...result.products.map(summarise)].join('\n'),
      };
    });
  },
});
