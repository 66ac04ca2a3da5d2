import { datasetSchema } from '../../pipelines/dataset/config.js';
import { type DatasetJob, planDataset, runDataset } from '../../pipelines/dataset/run-dataset.node.js';
import { defineCommand } from '../command.js';

export const datasetCommand = defineCommand({
  name: 'dataset',
  summary: 'Make training samples from rasters of the same ground',
  description:
    'dfc30: the data set that JSPSR (Cai and Wilson 2025) is trained with, DFC30_8m/CITY/LAYER/*.tif with samples of 128 x 128 pixels of 8 m, or ' +
    'DFC30_3m with 334 x 334 of 3 m, from a DFC30_source tree or from own rasters, which are cut into samples side by side. Layers: BDORTHO ' +
    '(image), RGEALTI (bare earth), UA2012 (land use, one band per class), CHM (trees), COP30, FABDEM and FATHOM (global models; a source folder ' +
    'FathomDEM is FATHOM). Images, heights and trees are averaged over a pixel, global models interpolated (cubic), land use is that of the ' +
    'pixel’s centre. A source tile a little narrower than a sample gets pixels as much smaller. Samples with missing parts are left out.\n\n' +
    'Needed: image, bare earth and COP30. Land use is in the 15 classes of IEEE DFC2022 (class 15, clouds, counts as none; missing as class 0). Samples that are ' +
    'there already are kept. configs/jspsr_r8_img.yml and its like train on the result.',
  schema: datasetSchema,
  settings: ['overwrite', 'dryRun'],
  examples: [
    {
      line: 'cuesta dataset dfc30 --source DFC30_source -o datasets',
      does: 'datasets/DFC30_8m from the published source tree',
    },
    {
      line: 'cuesta dataset dfc30 --city Lyon --ortho rgb.tif --truth lidar.tif --cop30 glo30.tif --land-use classes.tif -o datasets --resolution 3',
      does: 'datasets/DFC30_3m/Lyon from own rasters',
    },
  ],
  async run(config, context) {
    const job = await planDataset(config, context);
    if (context.settings.dryRun) return { json: planJson(job), text: planText(job) };
    const result = await runDataset(job, context);
    const { root, written, reused, incomplete, lacking, layers } = result;
    const kept = reused === 0 ? '' : `, ${reused} were there`;
    const left =
      incomplete === 0
        ? ''
        : `, ${incomplete} left out because parts are missing in ${Object.keys(lacking).join(', ')}`;
    return { json: result, text: `${root}  ${written} samples of ${layers.join(', ')}${kept}${left}` };
  },
});

const citiesOf = ({ samples }: DatasetJob): string[] => [...new Set(samples.map(({ site }) => site.city))];

const planJson = (job: DatasetJob): object => ({
  root: job.root,
  samples: job.samples.length,
  cities: citiesOf(job),
});

const planText = (job: DatasetJob): string =>
  `${job.root}  ${job.samples.length} samples of ${job.pixel} m in ${citiesOf(job).join(', ')}`;
