import { radarSchema } from '../../pipelines/radar/config.js';
import { planRadar } from '../../pipelines/radar/plan-radar.node.js';
import type { RadarResult } from '../../pipelines/radar/radar-result.js';
import { runRadar } from '../../pipelines/radar/run-radar.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const radarCommand = defineCommand({
  name: 'radar',
  summary: 'Make a DSM from stereo pairs of SAR images (radargrammetry)',
  description:
    'Makes a surface model from pairs of amplitude images that see the ground from one side under different incidence angles (Wang et ' +
    'al. 2022). Both images are averaged (looks), filtered for speckle (Lee) and projected onto an a-priori DEM, on a grid whose rows run ' +
    'along the parallax; what is left between them is matched (semi-global matching, or correlation), and every match is intersected ' +
    'by the range and Doppler equations of both orbits. Delaunay triangles of the points make the DSM; several pairs are fused by ' +
    'their standard deviations.\n\n' +
    'Beside the DSM stand _sigma (formal standard deviation, metres: a matched position is taken to be good to 0.35 cells) and _class: ' +
    '1 between matched points, 2 across a gap of up to 12 cells, 3 across a void such as layover. Triangles of more than 128 cells ' +
    'stay empty. Heights are above the ellipsoid unless --vertical-datum says otherwise.\n\n' +
    'With --dem bootstrap the images are first projected onto level ground with cells four times as large; the DSM of that ' +
    '(OUTPUT_coarse.tif) is the DEM of the second pass.\n\n' +
    'Images: Sentinel-1 (stripmap SLC, GRD), TerraSAR-X (SSC, MGD; not verified on a real product) or any sensor through a description ' +
    '(docs/sar-format.md). The epipolar grid is worked on in ' +
    'parts of 1024 x 1024 cells, so that memory does not grow with the scene; finished parts (23 bytes per cell) lie in ' +
    'OUTPUT.matching.cuesta-work until the DSM stands, and an interrupted run goes on from them.',
  schema: radarSchema,
  examples: [
    {
      line: 'cuesta radar left.json right.json --dem srtm.tif -o dsm.tif --report dsm.html',
      does: 'A DSM of 10 m with a report; the DEM is converted to ellipsoidal heights by EGM96',
    },
    {
      line: 'cuesta radar a.json b.json c.json d.json --dem srtm.tif --vertical-datum egm96 -o dsm.tif',
      does: 'An ascending and a descending pair fused, heights above EGM96',
    },
    {
      line: 'cuesta radar left.json right.json --dem bootstrap --mean-height 800 -o dsm.tif',
      does: 'Without a DEM',
    },
  ],
  async run(config, context) {
    const job = await planRadar(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runRadar(job, context);
      const { metrics, stageSeconds, warnings } = result;
      return {
        json: { ...describeResult(result), metrics, stageSeconds, warnings },
        text: `${summarise(result)}\n${pairLines(result)}`,
      };
    });
  },
});

function pairLines({ metrics }: RadarResult): string {
  const pairs = metrics.pairs.map(({ left, right, angle, completeness, residual, sigma }) => {
    const match = `${completeness.toFixed(1)} % matched, residual ${Number(residual.toPrecision(2))} m, height sigma ${sigma.toFixed(1)} m`;
    return `${left} with ${right}: ${angle.toFixed(1)} degrees, ${match}`;
  });
  return [...pairs, ...metrics.areas.flatMap(areaLines)].join('\n');
}

function areaLines(area: RadarResult['metrics']['areas'][number]): string[] {
  const { name, dsm, visible, dem, completeness, errorPerSigma } = area;
  const line = (what: string, { mean, mae, rmse, le90 }: typeof dsm): string => {
    const numbers = [mean, mae, rmse, le90].map((v) => v.toFixed(2).padStart(7));
    return `${name} ${what}: mean ${numbers[0]}, MAE ${numbers[1]}, RMSE ${numbers[2]}, LE90 ${numbers[3]} m`;
  };
  return [
    line('DSM', dsm),
    `${line('DSM outside layover and shadow', visible)}, ${completeness.visible.toFixed(1)} % matched, ${errorPerSigma.toFixed(2)} times its sigma`,
    ...(dem === null ? [] : [line('DEM', dem)]),
  ];
}
