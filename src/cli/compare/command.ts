import { compareSchema } from '../../pipelines/compare/config.js';
import { formatText } from '../../pipelines/compare/format-text.js';
import { planRasterCompare } from '../../pipelines/compare/plan-compare.node.js';
import {
  formatPointPlan,
  planPointCompare,
  pointPlanJson,
} from '../../pipelines/compare/plan-points.node.js';
import { type CompareResult, compareJson } from '../../pipelines/compare/result.js';
import { runRasterCompare } from '../../pipelines/compare/run-compare.node.js';
import { runPointCompare } from '../../pipelines/compare/run-points.node.js';
import { formatPlan } from '../../plan/plan.js';
import { hasPointReference } from '../../product/point-options.js';
import { type CommandResult, defineCommand } from '../command.js';

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Measure DEMs against a reference DEM or points',
  description:
    'Measures how well DEMs agree with a reference: dh = tested - reference, in metres. The reference is a DEM or a table of\n' +
    'control points.\n\n' +
    'Against a DEM, dh is computed on the pixels of the tested DEM within the common extent, with the reference resampled to\n' +
    'them (--grid reference: the other way round). CRS and resolution may differ; bodies and vertical datums may not: heights\n' +
    'are converted with --vertical-datum. Mean, median, standard deviation, MAE, RMSE, NMAD, LE90, LE95, percentiles and the\n' +
    'same by slope class of the reference are exact for rasters of any size. Valid is the share of the common extent where\n' +
    'both have a height; pixels beside missing ones have no slope class.\n\n' +
    'Control points are a CSV file whose first line names the columns (lon, lat and height, or x, y and height with\n' +
    '--csv-crs; a sigma is passed on), or which --csv-format describes. The DEM is interpolated bilinearly; points outside it\n' +
    'and beside missing heights are counted as not used. Slope classes are then those of the tested DEM. What is measured on pixels\n' +
    '(--profile, --similarity, --uncertainty, --mask, --classes, --by-aspect, --direction) needs a reference DEM.\n\n' +
    '--align estimates how every tested DEM has to move as cuesta align does (on stable terrain when there is a --mask), and shows\n' +
    'all of this before and after, on the same pixels or at the same points, with the shift. east and north are those of the ground.\n\n' +
    'PSNR takes the height range of the reference as peak; --similarity adds SSIM (11 x 11 Gaussian, heights above the lowest one)\n' +
    'and the wavelength down to which slopes agree with the reference by half. --mask, --classes and --by-aspect split the\n' +
    'statistics further; their rasters may have any grid.\n\n' +
    '--uncertainty is that of Hugonnet et al. (2022): NMAD of dh by slope and curvature of the reference, the variogram (Dowd,\n' +
    'robust) of dh standardised by that, with one or two fitted ranges, and the standard deviation of the mean over areas. dh should\n' +
    'have no shift: use --align, or DEMs that were aligned. With --mask errors are those of stable terrain, and areas all terrain.\n\n' +
    'Every --assert has to hold for every tested DEM, with --align after it; otherwise the command ends with exit code 4, after writing everything. The\n' +
    'shell takes an unquoted < for a redirection.\n\n' +
    'With --output FOLDER it writes NAME_dh.tif for every tested DEM, report.html and compare.json; without it nothing is kept.',
  schema: compareSchema,
  examples: [
    {
      line: 'cuesta compare dem.tif --reference lidar.tif -o check',
      does: 'Difference map, statistics and a report',
    },
    { line: 'cuesta compare a.tif b.tif c.tif --reference truth.tif', does: 'Only a table of three DEMs' },
    {
      line: 'cuesta compare dem.tif --reference lidar.tif --assert "rmse<2" --assert "validPercent>95"',
      does: 'Stop a pipeline when the DEM is not good enough',
    },
    {
      line: 'cuesta compare dem.tif --reference lidar.tif --uncertainty --mask stable.tif --classes landcover.tif -o check',
      does: 'Correlated errors, measured on stable terrain; statistics by land cover',
    },
    {
      line: 'cuesta compare a.tif b.tif --reference lidar.tif --align --mask stable.tif -o check',
      does: 'Two DEMs before and after their co-registration',
    },
    {
      line: 'cuesta compare dem.tif --reference icesat2.csv --assume-vertical ellipsoid --points-out dh.csv -o check',
      does: 'Against altimetry; heights of both are above the ellipsoid',
    },
    {
      line: 'cuesta compare egm.tif --reference hae.tif --vertical-datum ellipsoid --geoid egm08.gtx',
      does: 'Orthometric against ellipsoidal heights',
    },
  ],
  async run(config, context) {
    const { dryRun } = context.settings;
    if (hasPointReference(config)) {
      const job = await planPointCompare(config, context);
      if (dryRun) return { json: pointPlanJson(job), text: formatPointPlan(job) };
      return resultOf(await runPointCompare(job, context));
    }
    const job = await planRasterCompare(config, context);
    if (!dryRun) return resultOf(await runRasterCompare(job, context));
    const plans = job.comparisons.map(({ plan }) => plan);
    return { json: plans, text: plans.map((plan) => formatPlan(plan).trimEnd()).join('\n\n') };
  },
});

function resultOf(result: CompareResult): CommandResult {
  return { json: compareJson(result), text: formatText(result) };
}
